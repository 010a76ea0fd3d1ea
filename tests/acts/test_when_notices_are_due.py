"""When the user may be told, for every set of secrecy orders there could be: never while one of them binds."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duly.law.facts import SecrecyFacts
from duly.law.vocabulary import NoticeRule
from duly.notices.schedule import due

FIRST = date(2026, 1, 1)
days = st.dates(FIRST, date(2027, 12, 31))
moments = st.datetimes(datetime(2025, 12, 30), datetime(2028, 1, 5), timezones=st.just(UTC))  # noqa: DTZ001
WEST = timedelta(hours=12)
"""The last place on earth in which a day ends."""


@st.composite
def orders(draw: st.DrawFn) -> SecrecyFacts:
    starts, ends = sorted([draw(days), draw(days)])
    return SecrecyFacts(basis="18 U.S.C. 2705(b)", starts=starts, ends=draw(st.sampled_from([ends, ends, ends, None])))


sets = st.lists(orders(), max_size=4)


def binds(order: SecrecyFacts, at: datetime) -> bool:
    """Written out anew: somewhere on earth it is still the last day of the order, or it names none."""
    return order.ends is None or (at - WEST).date() <= order.ends


@given(sets, moments)
def test_nobody_is_asked_to_confirm_while_any_order_binds(held: list[SecrecyFacts], at: datetime) -> None:
    found = due(NoticeRule.PERMITTED, held, at)
    assert (found.state == "to_confirm") == (not any(binds(order, at) for order in held))
    assert found.state in ("waiting", "to_confirm")


@given(sets, moments)
def test_the_day_is_exact(held: list[SecrecyFacts], at: datetime) -> None:
    """At the day that it names the notice is due, and a microsecond before it is not."""
    day = due(NoticeRule.PERMITTED, held, at).not_before
    if any(order.ends is None for order in held):
        assert day is None
        return
    assert day is not None
    assert due(NoticeRule.PERMITTED, held, day).state == "to_confirm"
    if day > at:
        assert due(NoticeRule.PERMITTED, held, day - timedelta(microseconds=1)).state == "waiting"


@given(sets, orders(), moments)
def test_a_further_order_never_brings_the_day_nearer(
    held: list[SecrecyFacts], further: SecrecyFacts, at: datetime
) -> None:
    before, after = (due(NoticeRule.PERMITTED, those, at).not_before for those in (held, [*held, further]))
    assert after is None or (before is not None and after >= before)


@given(sets, st.permutations(range(4)), moments)
def test_the_order_of_the_orders_does_not_matter(held: list[SecrecyFacts], places: list[int], at: datetime) -> None:
    mixed = [held[place] for place in places if place < len(held)]
    assert due(NoticeRule.PERMITTED, held, at) == due(NoticeRule.PERMITTED, mixed, at)


@given(sets, moments)
def test_where_the_authority_informs_or_no_row_speaks_no_day_ever_comes(held: list[SecrecyFacts], at: datetime) -> None:
    assert due(NoticeRule.AUTHORITY_INFORMS, held, at).state == "barred"
    assert due(NoticeRule.ASK_COUNSEL, held, at).state == "ask_counsel"
