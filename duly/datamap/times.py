"""How instants are written: in the stores' own units for a question, in RFC 3339 UTC for an answer."""

from datetime import UTC, datetime, timedelta

from duly.datamap.stores import Meaning, Scalar, Unit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = {
    Unit.SECONDS: timedelta(seconds=1),
    Unit.MILLISECONDS: timedelta(milliseconds=1),
    Unit.MICROSECONDS: timedelta(microseconds=1),
}


class TimeError(ValueError):
    """A time that cannot be placed on the UTC line."""


def bound(at: datetime, unit: Unit) -> int | str:
    """The limit of a period in the store's unit, rounded up: exact for both `>=` start and `<` end.

    TimeError: `at` is naive, or finer than the second where the store keeps text.
    """
    if at.tzinfo is None:
        raise TimeError(f"The limit {at.isoformat()} has no zone, so it names no instant. Give it in UTC.")
    if unit is not Unit.ISO:
        return -((EPOCH - at) // TICK[unit])
    if at.microsecond:
        raise TimeError(
            f"The limit {at.isoformat()} is finer than a second, and this store keeps its times as text that "
            "cannot be compared so finely. Use a limit on a whole second."
        )
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def instant(value: Scalar, unit: Unit) -> datetime | None:
    """The instant that a stored value means; None stays None. TimeError: the value is not a time of this unit."""
    if value is None:
        return None
    try:
        if unit is Unit.ISO:
            return _read(str(value))
        return EPOCH + int(value) * TICK[unit]
    except (ValueError, OverflowError) as wrong:
        raise TimeError(
            f"A stored time is not one in unit '{unit}', so no period can be checked. Correct the unit in the data map."
        ) from wrong


def written(at: datetime) -> str:
    """RFC 3339 in UTC, with as many decimals as the instant has, e.g. 2026-03-01T08:15:30.123Z."""
    text = at.astimezone(UTC).isoformat().removesuffix("+00:00")
    return f"{text.rstrip('0') if at.microsecond else text}Z"


def read_back(text: str) -> datetime:
    """The instant that `written` wrote; TimeError where the text is none."""
    try:
        return _read(text)
    except ValueError as wrong:
        raise TimeError(
            "A time in a collected row is not RFC 3339, so its period cannot be checked. Drop the row."
        ) from wrong


def within(at: datetime | None, meaning: Meaning, start: datetime | None, end: datetime | None) -> bool:
    """Whether a row's time lies in the period; a row without a time lies in none that has a limit on it."""
    if at is None:
        return end is None and (start is None or meaning is Meaning.SINCE)
    if meaning is Meaning.INSTANT and start is not None and at < start:
        return False
    return end is None or at < end


def _read(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
