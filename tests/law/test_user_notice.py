"""When the user may be told: where a rule says so, and after the last order of secrecy has ended everywhere."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.law.facts import DemandFacts, ProviderFacts, SecrecyFacts
from duly.law.user_notice import may_tell, secrecy_ends
from duly.law.vocabulary import Instrument, NoticeRule
from tests.law.papers import AMERICAN, DUBLIN, HELVETIC, HOUSES, PACKS, days, demands, paper

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("house", HOUSES.values(), ids=lambda house: house.name)
def test_the_addressee_of_an_epoc_never_tells(house: ProviderFacts) -> None:
    said = may_tell(paper(instrument=Instrument.EPOC, issuing_state="FR"), PACKS, house)
    assert said.rule is NoticeRule.AUTHORITY_INFORMS
    assert "art. 13(1)" in said.cite
    assert PACKS.by_id("eu-evidence").version_label in said.cite


def test_for_an_order_to_preserve_counsel_is_asked() -> None:
    said = may_tell(paper(instrument=Instrument.EPOC_PR, issuing_state="FR"), PACKS, DUBLIN)
    assert said.rule is NoticeRule.ASK_COUNSEL


def test_a_us_subpoena_lets_the_provider_tell() -> None:
    said = may_tell(paper(instrument=Instrument.SUBPOENA, issuing_state="US"), PACKS, AMERICAN)
    assert said.rule is NoticeRule.PERMITTED
    assert "2705(b)" in said.cite


def test_a_voluntary_request_lets_the_provider_tell_by_its_own_policy() -> None:
    assert may_tell(paper(), PACKS, HELVETIC).rule is NoticeRule.PERMITTED


def test_silence_asks_counsel() -> None:
    said = may_tell(paper(instrument=Instrument.COURT_ORDER, issuing_state="CH"), PACKS, HELVETIC)
    assert (said.rule, said.cite) == (NoticeRule.ASK_COUNSEL, "no rule")


@given(demands, st.sampled_from(sorted(HOUSES)))
def test_no_epoc_of_a_bound_state_is_ever_told_by_us(facts: DemandFacts, house: str) -> None:
    if facts.instrument is Instrument.EPOC and facts.issuing_state in PACKS.by_id("eu-evidence").states:
        assert may_tell(facts, PACKS, HOUSES[house]).rule is NoticeRule.AUTHORITY_INFORMS


def gag(ends: date | None) -> SecrecyFacts:
    """A non-disclosure order."""
    return SecrecyFacts(basis="18 U.S.C. 2705(b)", issued_by="D. Mass.", starts=date(2026, 1, 1), ends=ends)


def test_without_an_order_nothing_binds() -> None:
    assert secrecy_ends((), NOON) == NOON


def test_an_order_binds_until_its_last_day_is_over_everywhere() -> None:
    assert secrecy_ends([gag(date(2026, 12, 31))], NOON) == datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert secrecy_ends([gag(date(2026, 11, 24))], NOON) == datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert secrecy_ends([gag(date(2026, 11, 22))], NOON) == NOON


def test_the_latest_of_several_counts() -> None:
    orders = [gag(date(2026, 12, 31)), gag(date(2027, 6, 30)), gag(date(2026, 12, 1))]
    assert secrecy_ends(orders, NOON) == datetime(2027, 7, 1, 12, tzinfo=UTC)


def test_an_order_without_an_end_binds_until_a_court_ends_it() -> None:
    assert secrecy_ends([gag(date(2026, 12, 31)), gag(None)], NOON) is None


@given(st.lists(days, max_size=4))
def test_one_more_order_never_frees_the_notice_earlier(ends: list[date]) -> None:
    orders = [gag(day) for day in ends]
    moments = [secrecy_ends(orders[:count], NOON) for count in range(len(orders) + 1)]
    assert moments == sorted(moment for moment in moments if moment)
    assert moments[0] == NOON
