"""The plan asks for exactly the granted columns and rows, and is refused aloud where the scope cannot be cut."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.collection.plan import ACCOUNT, PlanError, plan
from duly.datamap.stores import DataMap
from duly.law.vocabulary import Category, IdentifierKind
from tests.collection_rules.shop import MARCH, grant, shop_map

SHOP = shop_map()


def asked(category: Category, *, identification_only: bool = False) -> dict[str, list[str]]:
    [planned] = plan([grant(category, identification_only=identification_only)], SHOP).grants
    return {s.public: [w.name for w in s.query.wanted if w.name != ACCOUNT] for s in planned.statements}


def test_account_information_is_three_columns_of_one_table() -> None:
    assert asked(Category.SUBSCRIBER) == {"customer": ["full_name", "mail", "joined_at"]}


def test_traffic_asks_for_no_account_information_and_no_letter() -> None:
    assert asked(Category.TRAFFIC) == {"visit": ["at", "address", "browser"]}


def test_identification_only_asks_for_address_and_time_alone() -> None:
    assert asked(Category.TRAFFIC, identification_only=True) == {"visit": ["at", "address"]}


def test_content_asks_for_no_third_party() -> None:
    assert asked(Category.CONTENT) == {"letter": ["sent_at", "body"]}


def test_the_period_is_bound_in_the_unit_of_the_store() -> None:
    [planned] = plan([grant(Category.TRAFFIC)], SHOP).grants
    window = planned.statements[0].query.window
    assert window is not None
    assert (window.start, window.end) == (1772323200000000, 1775001600000000)
    [planned] = plan([grant(Category.CONTENT)], SHOP).grants
    window = planned.statements[0].query.window
    assert window is not None
    assert (window.start, window.end) == ("2026-03-01T00:00:00", "2026-04-01T00:00:00")


def test_no_value_of_a_demand_is_a_name_in_a_statement() -> None:
    hostile = 'x"; DROP TABLE customer; --'
    [planned] = plan([grant(identifier=hostile)], SHOP).grants
    names = {w.ref for s in planned.statements for w in s.query.wanted} | {e.ref for e in planned.lookup.equals}
    assert all(hostile not in (ref.table, ref.column) for ref in names)
    assert planned.lookup.equals[0].values == (hostile,)


@pytest.mark.parametrize("category", [Category.TRAFFIC, Category.CONTENT])
@pytest.mark.parametrize("period", [(None, None), (MARCH[0], None), (None, MARCH[1])])
def test_traffic_and_content_need_a_closed_period(
    category: Category, period: tuple[datetime | None, datetime | None]
) -> None:
    with pytest.raises(PlanError, match="closed period"):
        plan([grant(category, period=period)], SHOP)


def test_an_ip_address_names_nobody_without_a_period() -> None:
    with pytest.raises(PlanError, match="closed period"):
        plan([grant(Category.SUBSCRIBER, "192.0.2.10", IdentifierKind.IP, (None, None))], SHOP)


def test_account_information_needs_no_period() -> None:
    assert plan([grant(Category.SUBSCRIBER, period=(None, None))], SHOP).grants[0].statements


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(PlanError, match="before it starts"):
        plan([grant(period=(MARCH[1], MARCH[0]))], SHOP)


def test_a_limit_without_a_zone_is_refused() -> None:
    with pytest.raises(PlanError, match="no zone"):
        plan([grant(period=(datetime(2026, 3, 1), MARCH[1]))], SHOP)  # noqa: DTZ001


def test_content_for_identification_only_is_a_contradiction() -> None:
    with pytest.raises(PlanError, match="identification only"):
        plan([grant(Category.CONTENT, identification_only=True)], SHOP)


def test_an_identifier_that_the_store_does_not_know_of_is_refused_aloud() -> None:
    with pytest.raises(PlanError, match="payment_id"):
        plan([grant(Category.SUBSCRIBER, "4000", IdentifierKind.PAYMENT_ID)], SHOP)


def test_two_grants_of_one_clause_are_refused() -> None:
    with pytest.raises(PlanError, match="stands twice"):
        plan([grant(), grant()], SHOP)


def test_a_cap_can_be_lowered_and_not_raised() -> None:
    def limit(cap: int | None) -> int:
        return plan([grant()], SHOP, row_cap=cap).grants[0].statements[0].query.limit

    assert (limit(None), limit(10), limit(10**9)) == (1001, 11, 1001)


def test_the_plan_is_said_in_words() -> None:
    [words] = plan([grant(Category.TRAFFIC, identification_only=True)], SHOP).words()
    assert words == (
        "D-1/1.traffic: traffic data, for identification only, of the account of account id c-1, from "
        "2026-03-01T00:00:00Z until before 2026-04-01T00:00:00Z: visit (at, address)."
    )


def test_the_same_scope_has_the_same_digest() -> None:
    assert plan([grant()], SHOP).digest == plan([grant()], shop_map()).digest


CHANGES = [
    {"identifier": "c-2"},
    {"clause": "D-2/1.traffic"},
    {"item": "2"},
    {"category": Category.CONTENT},
    {"identification_only": True},
    {"start": MARCH[0] + timedelta(seconds=1)},
    {"end": MARCH[1] - timedelta(seconds=1)},
    {"identifier_kind": IdentifierKind.EMAIL},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_any_change_of_scope_changes_the_digest(change: dict[str, object]) -> None:
    before = plan([grant()], SHOP).digest
    assert plan([replace(grant(), **change)], SHOP).digest != before  # type: ignore[arg-type]


def test_another_map_or_cap_changes_the_digest() -> None:
    before = plan([grant()], SHOP).digest
    assert plan([grant()], SHOP, row_cap=5).digest != before
    assert plan([grant()], replace(SHOP, digest="00")).digest != before


@given(
    st.sampled_from(list(Category)),
    st.booleans(),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 10**6),
)
def test_no_plan_asks_for_a_column_outside_its_category(
    category: Category, identification_only: bool, start: datetime, length: int
) -> None:
    narrow = identification_only and category is Category.TRAFFIC
    whole = start.replace(microsecond=0)
    period = (whole, whole + timedelta(seconds=length))
    [planned] = plan([grant(category, period=period, identification_only=narrow)], SHOP).grants
    assert planned.statements
    for statement in planned.statements:
        table = SHOP.table(statement.public)
        assert table is not None
        for wanted in statement.query.wanted[:-1]:
            column = table.column(wanted.name)
            assert column is not None
            assert column.category is category
            assert column.identifies or not narrow


def test_a_store_that_holds_nothing_of_a_category_is_not_asked(datamap: DataMap) -> None:
    bare = replace(datamap, tables=tuple(t for t in datamap.tables if t.public == "customer"))
    [planned] = plan([grant(Category.CONTENT)], bare).grants
    assert planned.statements == ()
    assert "holds none" in plan([grant(Category.CONTENT)], bare).words()[0]
