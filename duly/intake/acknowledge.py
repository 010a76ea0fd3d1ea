"""The acknowledgement: our signed word, in the requester's hand from the first minute, that the case will be logged."""

from datetime import UTC, datetime, timedelta

from duly.cases.models import Case, PublicEvent
from duly.cases.public_events import committed
from duly.ledger import append
from duly.ledger.acknowledgement import Acknowledgement
from duly.ledger.entries import Kind
from duly.ledger.models import Waiting

GRACE = timedelta(hours=24)


def deadline(at: datetime) -> datetime:
    """By when an event of `at` is logged: a day after the end of its half-year.

    The epoch of a small provider is its reporting period, since with few demands a daily log would undo the padding.
    """
    start = half_year(at)
    return start.replace(year=start.year + (start.month > 6), month=1 if start.month > 6 else 7) + GRACE


def half_year(at: datetime) -> datetime:
    """The first instant of the half-year that `at` is in, UTC."""
    day = at.astimezone(UTC)
    return datetime(day.year, 1 if day.month <= 6 else 7, 1, tzinfo=UTC)


def keep_word(at: datetime) -> bool:
    """Log all that waits since before this half-year, so that no acknowledgement is broken; whether anything did.

    Raises HeadMoved.
    """
    start = half_year(at)
    waits = Waiting.objects.filter(since__lt=start).exists()
    if waits:
        append.close_epoch(until=start, closing=True)
    return waits


def acknowledge(commitment: bytes, at: datetime) -> str:
    """The signed note for one `open` event, as text to be kept exactly as it is."""
    signer = append.log_signer()
    return Acknowledgement(signer.name, commitment, deadline(at)).sign(signer).decode()


def acknowledgement_of(case: Case) -> str | None:
    """The note that the requester got when the case was opened, again: Ed25519 is deterministic, so it is the same one.

    None for a case that came before this instance kept a log.
    """
    opened = PublicEvent.objects.filter(case=case, kind=Kind.OPEN.value).select_related("case").order_by("seq").first()
    return None if opened is None else acknowledge(committed(opened).commitment, opened.at)
