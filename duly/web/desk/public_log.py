"""What the desk reads of a case's place in the public log: each event in words, where it is, which report counts it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duly.cases.reading import Case
from duly.ledger.entries import Kind
from duly.reports.positions import Position, positions_of
from duly.web.words import Label

KINDS: dict[str, Label] = {
    Kind.OPEN: gettext_lazy("Opened"),
    Kind.DECIDE: gettext_lazy("Decided"),
    Kind.DISCLOSE: gettext_lazy("Disclosed"),
    Kind.NOTIFY: gettext_lazy("User told"),
    Kind.EXTEND: gettext_lazy("Secrecy prolonged"),
    Kind.UNSEAL: gettext_lazy("Seal lifted"),
    Kind.AMEND: gettext_lazy("Amended"),
    Kind.CLOSE: gettext_lazy("Closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One line of the table."""

    words: Label
    at: datetime
    place: str
    report: str
    public: bool
    """The report is published, so that a link leads to it."""


def _place(position: Position) -> str:
    if position.index is not None:
        return _("Leaf %(index)s") % {"index": position.index}
    if position.waits:
        return _("Waits for its epoch")
    return _("Kept back with a package that has not left")


def log_rows(case: Case) -> list[LogRow]:
    """The public events of a case, in order."""
    return [
        LogRow(
            words=KINDS.get(position.kind, position.kind),
            at=position.at,
            place=_place(position),
            report=str(position.report.label) if position.report else "",
            public=position.report is not None and position.report.published_at is not None,
        )
        for position in positions_of(case)
    ]
