"""Dates at the ends of the calendar, and endless keys, are read in words or as “never”; nothing breaks on them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duly.cases.models import Case
from duly.law.codec import facts_from_form, facts_from_json, facts_to_json
from duly.law.deadlines import ALARM, clocks
from duly.law.facts import SecrecyFacts
from duly.law.facts_faults import FactsError
from duly.law.user_notice import secrecy_ends
from duly.law.vocabulary import Force
from duly.notices.models import Notice
from duly.notices.secrecy_orders import record_order
from duly.worker import run_once
from tests.cast import NOON, Cast, Desk, facts, item, later
from tests.law.papers import PACKS
from tests.shop_store import ada

LAST = date(9999, 12, 31)
FORM = """\
instrument = "subpoena"
issuing_state = "US"
authority = "prosecutor"
authority_name = "Prosecutor of Westmark"
reference = "GJ-2026-114"

[[items]]
key = "{key}"
identifier_kind = "account_id"
identifier = "@mara:birch.example"
categories = ["subscriber"]
"""


def gag(ends: date | None) -> SecrecyFacts:
    return SecrecyFacts(basis="x", starts=date(2026, 8, 1), ends=ends)


@given(st.dates(min_value=date(9000, 1, 1)))
def test_an_order_until_the_year_9000_or_later_names_no_end(ends: date) -> None:
    assert secrecy_ends([gag(ends)], NOON) is None
    assert secrecy_ends([gag(date(8999, 12, 31))], NOON) == datetime(9000, 1, 1, 12, tzinfo=UTC)


@given(st.dates())
@example(date.min)
@example(LAST)
def test_whatever_date_is_on_the_paper_there_is_a_clock_that_every_zone_can_tell(day: date) -> None:
    found = clocks(facts(return_date=day), Force.BINDING, NOON, PACKS)
    assert found
    for clock in found:
        for hours in (-12, 14):
            (clock.safe_at + timedelta(hours=hours)).isoformat()
            (clock.latest_at + timedelta(hours=hours)).isoformat()
        assert clock.safe_at <= clock.latest_at


def test_a_date_at_the_end_of_time_is_no_date_and_the_alarm_rings_instead(desk: Desk) -> None:
    case = desk.registered(facts(return_date=LAST))
    assert Case.objects.get(pk=case.pk).due_at == NOON + ALARM


def test_one_endless_order_stops_no_other_notice(desk: Desk, cast: Cast, shop: Any) -> None:
    until = gag(date(2026, 9, 10))
    cases = [desk.approved(facts(ada(), secrecy=(until,)))[0] for _ in range(2)]
    run_once(later(5))
    endless = Case.objects.get(pk=cases[0].pk)
    record_order(endless, gag(LAST), by=cast.actor("nora"), at=later(6), because="indefinite")
    assert run_once(NOON + timedelta(days=20))["failed"] == 0
    assert [Notice.objects.get(case=case).state for case in cases] == ["waiting", "to_confirm"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_outside_the_calendar_is_a_fault_in_words(moment: str) -> None:
    with pytest.raises(FactsError, match=r"items\[0\]\.start: .* lies outside the calendar; mend the year"):
        facts_from_form(FORM.format(key="1") + f"start = {moment}\n")


def test_a_key_of_forty_characters_is_taken_and_a_longer_one_is_a_fault_in_words() -> None:
    assert facts_from_form(FORM.format(key="k" * 40)).items[0].key == "k" * 40
    with pytest.raises(FactsError, match=r"items\[0\]\.key: it has 41 characters; give it 40 at most"):
        facts_from_form(FORM.format(key="k" * 41))


def test_facts_that_could_not_be_read_back_are_not_written_down(desk: Desk) -> None:
    case = desk.received()
    with pytest.raises(FactsError, match="41 characters"):
        facts_to_json(facts(item("k" * 41)))
    with pytest.raises(FactsError):
        desk.registered(facts(item("k" * 41)))
    assert Case.objects.get(pk=case.pk).state == "received"
    assert facts_from_json(facts_to_json(facts())) == facts()
