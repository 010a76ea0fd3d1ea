"""Reports as they were built: the list, and what each says; for pages and the command line."""

from datetime import datetime
from typing import Any

from django.conf import settings

from duly.ledger.append import log_signer
from duly.lib.canonical_json import read_canonical
from duly.reports.build import CannotReport, folder
from duly.reports.models import Report

# Doors name the type from here.
__all__ = ["Report", "files_of", "log_key_text", "published", "report_of", "reports"]


def reports() -> list[Report]:
    """Every report, the newest first."""
    return list(Report.objects.order_by("-end"))


def published(at: datetime) -> list[Report]:
    """Those that the public may see."""
    return [report for report in reports() if report.published_at is not None and report.published_at <= at]


def report_of(label: str) -> dict[str, Any]:
    """What `report.json` says. Raises CannotReport if there is no such report."""
    path = folder(label) / "report.json"
    if not Report.objects.filter(label=label).exists() or not path.is_file():
        raise CannotReport(f"There is no report {label}. `duly report show` lists them.")
    tree: dict[str, Any] = read_canonical(path.read_bytes())
    return tree


def files_of(label: str) -> dict[str, bytes]:
    """Every file of a report's bundle, by its path."""
    where = folder(label)
    return {
        path.relative_to(where).as_posix(): path.read_bytes() for path in sorted(where.rglob("*")) if path.is_file()
    }


def log_key_text() -> str:
    """The log's public key, to be pinned by whoever checks; and the log's name inside it."""
    return str(log_signer().vkey)


def log_name() -> str:
    """The name under which the log signs."""
    return str(settings.DULY.log_origin)
