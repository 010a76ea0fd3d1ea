"""Hand out a published report: its row, its list of files, one of them, or all of them as one archive."""

import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from duly.ledger.bundle import PATH
from duly.reports.build import CannotReport, folder
from duly.reports.reading import Report, published, report_of

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
"""Every entry bears it, so that one report always gives one archive, byte for byte."""


class NotPublished(LookupError):
    """There is no such report, or none that the public may see, or no such file in it: told apart by nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileListed:
    """One file of a bundle."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSeen:
    """A published report: its row, and what its `report.json` says."""

    row: Report
    said: dict[str, Any]

    @property
    def label(self) -> str:
        return str(self.row.label)


def published_report(label: str, at: datetime) -> ReportSeen:
    """A report that the public may see at `at`. Raises NotPublished alike for an absent one and for one that waits."""
    row = next((one for one in published(at) if one.label == label), None)
    if row is None:
        raise NotPublished("There is no such report.")
    try:
        return ReportSeen(row=row, said=report_of(label))
    except CannotReport as problem:
        raise NotPublished("There is no such report.") from problem


def files_listed(report: ReportSeen) -> tuple[FileListed, ...]:
    """Every file of the bundle, sorted by path."""
    where = folder(report.label)
    found = [path for path in where.rglob("*") if path.is_file() and not path.is_symlink()]
    listed = (FileListed(path=path.relative_to(where).as_posix(), size=path.stat().st_size) for path in found)
    return tuple(sorted(listed, key=lambda file: file.path))


def file_of(report: ReportSeen, path: str) -> Path:
    """Where one file of the bundle lies. Raises NotPublished for a path that the bundle does not list."""
    if not PATH.fullmatch(path) or path not in {file.path for file in files_listed(report)}:
        raise NotPublished("There is no such file in this report.")
    return folder(report.label) / path


def archive(report: ReportSeen) -> IO[bytes]:
    """The bundle as one ZIP, in a folder that is named after the report; an open file at its beginning."""
    made = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in files_listed(report):
            entry = zipfile.ZipInfo(f"report-{report.label}/{file.path}", FIRST_DAY_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, file_of(report, file.path).read_bytes())
    made.seek(0)
    return made
