"""Build a report: close the period, make every file from the logged events, log the report's hash, keep the bundle."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.db import transaction

from duly.cases.models import Case, PublicEvent
from duly.cases.public_events import case_key, committed
from duly.ledger import append, tiles
from duly.ledger.bundle import Draft, Period, Previous, complete, draft, quarter
from duly.ledger.entries import Field, Kind
from duly.ledger.models import Leaf
from duly.ledger.roots import account_leaf, account_salt
from duly.ledger.rows import Account, Counted
from duly.lib.canonical_json import canonical
from duly.reports.layouts.microsoft import as_csv, lines
from duly.reports.layouts.page import page
from duly.reports.models import Report

LABEL = re.compile(r"[0-9]{4}(H[12]|Q[1-4])?[A-Za-z0-9-]{0,20}")
Tell = Callable[[str], None]


class CannotReport(Exception):
    """The report cannot be built; nothing was logged or written."""


def label_of(day: date) -> str:
    """The half-year that a day is in, e.g. `2026H2`."""
    return f"{day.year}H{1 if day.month <= 6 else 2}"


def folder(label: str) -> Path:
    """Where the files of a report lie."""
    return Path(settings.DULY.directory) / "reports" / label


def counted(index: int, event: PublicEvent) -> Counted:
    """A logged event as the tables count it."""
    made, key = committed(event), case_key(event.case)
    return Counted(
        leaf_index=index,
        kind=made.kind,
        row_key=bytes.fromhex(made.values[Field.ROW_KEY]),
        values=made.values,
        accounts=tuple(
            Account(account_leaf(account_salt(key, account), account), disclosed)
            for account, disclosed in event.accounts.items()
        ),
    )


def _closes(start: int, end: int, **only: object) -> tuple[Counted, ...]:
    """The `close` events among the leaves from `start` to `end`; `only` says of which cases."""
    where = dict(Leaf.objects.filter(index__gte=start, index__lt=end, ref__isnull=False).values_list("ref", "index"))
    closed = PublicEvent.objects.filter(kind=Kind.CLOSE.value, **only).select_related("case")
    return tuple(counted(where[event.pk], event) for event in closed if event.pk in where)


def _released(previous: Report | None, today: date) -> tuple[Counted, ...]:
    """Cases that an earlier report counted as sealed and whose quarter has passed."""
    if previous is None:
        return ()
    now = quarter(today)
    before = quarter(previous.built_at.date())
    # a case whose key is gone was released before, and cannot be opened any more
    kept = Case.objects.filter(sealed=True).exclude(wrapped_key=b"")
    sealed = _closes(0, previous.end, case__in=kept)
    return tuple(event for event in sealed if before <= event.values[Field.SEAL] < now)


def _previous(report: Report | None) -> Previous | None:
    if report is None:
        return None
    where = folder(report.label)
    return Previous((where / "report.json").read_bytes(), (where / "ledger-sealed.tsv").read_bytes())


def verifier() -> bytes:
    """The stand-alone verifier that goes with every report."""
    shipped = resources.files("duly.reports") / "verify.py"
    if shipped.is_file():
        return shipped.read_bytes()
    return (Path(__file__).parents[2] / "verifier" / "verify.py").read_bytes()


def _readers_files(made: Draft) -> dict[str, bytes]:
    report = dict(made.tree)
    table = {"period": report["period"], "lines": [_plain(line) for line in lines(report)]}
    return {
        "table.csv": as_csv(report),
        "table.json": canonical(table),  # type: ignore[arg-type]  # a plain tree of JSON values
        "index.html": page(report, settings.DULY.provider.name),
        "verify.py": verifier(),
    }


def _plain(line: object) -> dict[str, object]:
    return {name: getattr(line, name) for name in line.__slots__}  # type: ignore[attr-defined]


def build(label: str, *, until: datetime, at: datetime, tell: Tell = lambda _: None) -> Report:
    """Build the report of everything logged since the last one and before `until`. Raises CannotReport.

    The period closes under a signed head, the files are made from the log, and the report's hash is logged after it.
    """
    if not LABEL.fullmatch(label):
        raise CannotReport(f"{label!r} is no name for a period. Use e.g. {label_of(at.date())}.")
    _settle(label)
    if Report.objects.filter(label=label).exists() or folder(label).exists():
        raise CannotReport(
            f"The report {label} exists. A report is never built again: corrections stand in the next one."
        )
    last = Report.objects.order_by("-end").first()
    with transaction.atomic():
        # 1 the period closes: everything that waits is logged, shuffled and padded
        tell("closing the period in the log")
        before = append.head_at(last.end if last else 0)
        closed = append.close_epoch(until=until, closing=True)
        # 2 the files, from the logged events and nothing else
        tell("making the ledgers")
        period = Period(
            report_id=f"{settings.DULY.log_origin}/{label}",
            label=label,
            today=at.date(),
            start=last.end if last else 0,
            end=closed.size,
            head_before=before,
            head_after=bytes(closed.checkpoint),
            tree=append.tree(),
            entries=append.entries(),
            openings=append.openings(last.end if last else 0),
            counted=_closes(last.end if last else 0, closed.size),
            released=_released(last, at.date()),
            previous=_previous(last),
            log_key=append.log_signer().vkey,
        )
        made = draft(replace(period, files=_readers_files(draft(period))))
        # 3 the report itself is logged, after its period
        tell("logging the report")
        index, now = append.log_statement(made.report)
        files = complete(made, append.tree(), index, now.size, bytes(now.checkpoint))
        report = Report.objects.create(
            label=label, start=period.start, end=period.end, built_at=at, digest=sha256(made.report).hexdigest()
        )
        for path, data in files.items():
            tiles.replace_file(_draft_folder(label) / path, data)
    _settle(label)
    return report


def _draft_folder(label: str) -> Path:
    return folder(label).with_name(f"{label}.draft")


def _settle(label: str) -> None:
    """Put the files in their place once the database holds the report; throw them away if it does not.

    Files that name a head which was never committed would be a fork of the log. After a crash the next build settles.
    """
    if not _draft_folder(label).exists():
        return
    if Report.objects.filter(label=label).exists():
        _draft_folder(label).rename(folder(label))
    else:
        shutil.rmtree(_draft_folder(label))


def publish(label: str, *, at: datetime) -> Report:
    """Let the public site show a report. Raises CannotReport if there is none."""
    report = Report.objects.filter(label=label).first()
    if report is None:
        raise CannotReport(f"There is no report {label}. Build it first: `duly report build`.")
    if report.published_at is None:
        report.published_at = at
        report.save()
    return report
