"""Limits of periods are exact in every unit that a store may keep its times in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.datamap.stores import Meaning, Unit
from duly.datamap.times import TICK, TimeError, bound, instant, read_back, within, written

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NUMBERS = [Unit.SECONDS, Unit.MILLISECONDS, Unit.MICROSECONDS]


@given(MOMENTS, MOMENTS, st.sampled_from(NUMBERS))
def test_a_stored_number_is_in_a_period_exactly_when_its_instant_is(at: datetime, limit: datetime, unit: Unit) -> None:
    stored = (at - datetime(1970, 1, 1, tzinfo=UTC)) // TICK[unit]
    meant = instant(stored, unit)
    assert meant is not None
    edge = bound(limit, unit)
    assert isinstance(edge, int)
    assert (stored >= edge) == (meant >= limit)
    assert (stored < edge) == (meant < limit)


@given(MOMENTS, MOMENTS, st.sampled_from(["Z", "+00:00", ""]))
def test_a_stored_text_is_in_a_period_exactly_when_its_instant_is(at: datetime, limit: datetime, zone: str) -> None:
    whole = limit.replace(microsecond=0)
    stored = at.replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%S") + zone
    meant = instant(stored, Unit.ISO)
    edge = bound(whole, Unit.ISO)
    assert meant is not None
    assert isinstance(edge, str)
    assert (stored >= edge) == (meant >= whole)
    assert (stored < edge) == (meant < whole)


@given(MOMENTS)
def test_what_is_written_reads_back_as_the_same_instant(at: datetime) -> None:
    assert read_back(written(at)) == at


def test_a_limit_in_another_zone_means_the_same_instant() -> None:
    minsk = timezone(timedelta(hours=3))
    assert bound(datetime(2026, 3, 1, 3, tzinfo=minsk), Unit.SECONDS) == bound(
        datetime(2026, 3, 1, tzinfo=UTC), Unit.SECONDS
    )
    assert written(datetime(2026, 3, 1, 3, tzinfo=minsk)) == "2026-03-01T00:00:00Z"


def test_a_limit_without_a_zone_is_refused() -> None:
    with pytest.raises(TimeError, match="names no instant"):
        bound(datetime(2026, 3, 1), Unit.SECONDS)  # noqa: DTZ001


def test_a_limit_finer_than_text_can_say_is_refused() -> None:
    with pytest.raises(TimeError, match="finer than a second"):
        bound(datetime(2026, 3, 1, microsecond=1, tzinfo=UTC), Unit.ISO)


@pytest.mark.parametrize(("value", "unit"), [("soon", Unit.ISO), ("soon", Unit.MILLISECONDS), (10**30, Unit.SECONDS)])
def test_a_stored_value_that_is_no_time_is_an_error_that_does_not_quote_it(value: str | int, unit: Unit) -> None:
    with pytest.raises(TimeError) as wrong:
        instant(value, unit)
    assert str(value) not in str(wrong.value)


def test_a_row_without_a_time_is_in_no_closed_period() -> None:
    start, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    assert not within(None, Meaning.INSTANT, start, end)
    assert not within(None, Meaning.INSTANT, start, None)
    assert not within(None, Meaning.SINCE, start, end)
    assert within(None, Meaning.SINCE, start, None)
    assert within(None, Meaning.INSTANT, None, None)


def test_a_period_has_its_start_and_not_its_end() -> None:
    start, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    assert within(start, Meaning.INSTANT, start, end)
    assert not within(end, Meaning.INSTANT, start, end)
    assert not within(start - timedelta(microseconds=1), Meaning.INSTANT, start, end)
    assert within(start - timedelta(days=900), Meaning.SINCE, start, end)
    assert not within(end, Meaning.SINCE, start, end)
