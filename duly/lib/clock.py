"""The single place that asks what time it is; rules and acts are handed the answer as `at`."""

import time
from datetime import UTC, datetime, timedelta

TOLERATED = timedelta(seconds=5)
"""How far two honest, synchronised clocks may disagree before a person has to look."""


def now() -> datetime:
    """The present instant, aware, in UTC. Only doors and the worker may call this."""
    return datetime.fromtimestamp(time.time(), UTC)


def looks_wrong(now: datetime, *, not_before: datetime) -> str | None:
    """Say why the clock cannot be right, or None: it must not lie behind an instant already on record.

    `not_before` is the latest instant that is certainly past (the last journal row, the date of the software).
    Both must be aware; a naive one raises NaiveTime. Five seconds of disagreement are tolerated.
    """
    if now.tzinfo is None or not_before.tzinfo is None:
        raise NaiveTime(
            "A time without a zone was compared with the clock. It could be hours off. Pass an aware datetime in UTC."
        )
    behind = not_before - now
    if behind <= TOLERATED:
        return None
    return (
        f"The clock says {now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, but an act is already on record at "
        f"{not_before.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, {_words(behind)} later. "
        "Deadlines counted from this clock would be wrong. Synchronise the machine's clock (NTP), then start again."
    )


def _words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds // size} {word}{'' if seconds // size == 1 else 's'}"
    return f"{seconds} seconds"


class NaiveTime(ValueError):
    """An instant without a time zone."""
