"""The clock gives aware UTC instants, and says when it cannot be right."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import time_machine

from duly.lib import clock

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


def test_the_clock_is_read_in_utc() -> None:
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


@pytest.mark.parametrize("behind", [timedelta(seconds=-9), timedelta(0), timedelta(seconds=5)])
def test_a_clock_at_or_after_the_last_act_is_right(behind: timedelta) -> None:
    assert clock.looks_wrong(NOON - behind, not_before=NOON) is None


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        (timedelta(seconds=6), "6 seconds later"),
        (timedelta(minutes=1), "1 minute later"),
        (timedelta(hours=2), "2 hours later"),
        (timedelta(days=400), "400 days later"),
    ],
)
def test_a_clock_behind_an_act_on_record_is_wrong_and_says_by_how_much(behind: timedelta, words: str) -> None:
    said = clock.looks_wrong(NOON - behind, not_before=NOON)
    assert said is not None
    assert words in said
    assert "NTP" in said


def test_instants_are_compared_across_zones() -> None:
    minsk = timezone(timedelta(hours=3))
    assert clock.looks_wrong(NOON.astimezone(minsk), not_before=NOON) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(clock.NaiveTime, match="without a zone"):
        clock.looks_wrong(NOON.replace(tzinfo=None), not_before=NOON)
