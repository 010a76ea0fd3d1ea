"""When the answer is due, in UTC: never unsaid, never after the law's last instant."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from duly.law.deadlines import Clock, clocks
from duly.law.facts import DemandFacts, EmergencyFacts
from duly.law.vocabulary import Danger, Force, Instrument
from tests.law.papers import PACKS, demands, moments, paper

RECEIVED = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LIFE = EmergencyFacts(danger=Danger.LIFE)


def epoc(**changes: Any) -> tuple[Clock, ...]:
    """The clocks of a French EPOC that binds."""
    return clocks(paper(instrument=Instrument.EPOC, issuing_state="FR", **changes), Force.BINDING, RECEIVED, PACKS)


def test_an_epoc_is_due_ten_days_after_receipt() -> None:
    (clock,) = epoc()
    assert clock.safe_at == datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
    assert clock.latest_at == datetime(2026, 12, 5, tzinfo=UTC)
    assert clock.not_before is None
    assert clock.cite.endswith("art. 10(3)")


def test_a_notified_epoc_leaves_at_the_end_of_day_ten_and_not_before() -> None:
    (clock,) = epoc(enforcing_authority_notified=True)
    assert clock.not_before == clock.safe_at == clock.latest_at == datetime(2026, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize("notified", [False, True])
def test_an_emergency_epoc_is_due_in_eight_hours_notified_or_not(notified: bool) -> None:
    (clock,) = epoc(emergency=LIFE, enforcing_authority_notified=notified)
    assert clock.safe_at == clock.latest_at == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert clock.not_before is None


def test_a_receipt_in_another_zone_is_the_same_instant() -> None:
    facts = paper(instrument=Instrument.EPOC, issuing_state="FR", emergency=LIFE)
    minsk = RECEIVED.astimezone(timezone(timedelta(hours=3)))
    assert clocks(facts, Force.BINDING, minsk, PACKS) == epoc(emergency=LIFE)
    assert clocks(facts, Force.BINDING, minsk, PACKS)[0].safe_at.tzinfo is UTC


def test_a_receipt_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        clocks(paper(), Force.VOLUNTARY, RECEIVED.replace(tzinfo=None), PACKS)


def test_a_us_subpoena_is_due_on_its_return_date() -> None:
    served = paper(instrument=Instrument.SUBPOENA, issuing_state="US", return_date=date(2026, 12, 10))
    (clock,) = clocks(served, Force.BINDING, RECEIVED, PACKS)
    assert clock.safe_at == datetime(2026, 12, 10, tzinfo=UTC)
    assert clock.latest_at == datetime(2026, 12, 11, tzinfo=UTC)


def test_a_date_on_the_paper_counts_where_no_pack_has_a_clock() -> None:
    served = paper(instrument=Instrument.COURT_ORDER, issuing_state="CH", return_date=date(2026, 12, 10))
    (clock,) = clocks(served, Force.BINDING, RECEIVED, PACKS)
    assert (clock.name, clock.cite) == ("answer", "date on the face of the paper")


def test_a_voluntary_request_has_our_own_target_of_thirty_days() -> None:
    (clock,) = clocks(paper(), Force.VOLUNTARY, RECEIVED, PACKS)
    assert (clock.name, clock.cite) == ("own_target", "House policy § 6")
    assert clock.safe_at == RECEIVED + timedelta(days=30)


def test_a_voluntary_emergency_has_a_target_of_eight_hours() -> None:
    edr = paper(instrument=Instrument.EMERGENCY_REQUEST, emergency=LIFE)
    (clock,) = clocks(edr, Force.VOLUNTARY, RECEIVED, PACKS)
    assert clock.safe_at == RECEIVED + timedelta(hours=8)


def test_a_binding_order_without_any_date_wakes_the_desk_in_a_week() -> None:
    served = paper(instrument=Instrument.SUBPOENA, issuing_state="US")
    (clock,) = clocks(served, Force.BINDING, RECEIVED, PACKS)
    assert (clock.name, clock.safe_at) == ("own_alarm", RECEIVED + timedelta(days=7))


@given(demands, moments)
def test_every_demand_has_a_clock_and_no_clock_contradicts_itself(facts: DemandFacts, received: datetime) -> None:
    for force in Force:
        found = clocks(facts, force, received, PACKS)
        assert found
        assert [clock.safe_at for clock in found] == sorted(clock.safe_at for clock in found)
        for clock in found:
            assert clock.safe_at <= clock.latest_at
            assert clock.not_before is None or clock.not_before <= clock.latest_at
            assert clock.cite
