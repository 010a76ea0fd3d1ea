"""Inspection checks every collected row anew: what a changed store adds is taken out and reported."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from duly.collection import inspect as inspection
from duly.collection.connectors.source import Query
from duly.collection.connectors.sql.adapter import SqlSource
from duly.collection.gather import gather
from duly.collection.inspect import Excessive, Inspected, inspect_rows
from duly.collection.plan import ACCOUNT, plan
from duly.collection.row import Row
from duly.datamap.minimise import Grant
from duly.datamap.stores import DataMap, Equal, Ref, Scalar
from duly.law.vocabulary import Category, IdentifierKind
from tests.collection_rules.shop import Upgraded, grant

type Rows = list[dict[str, Scalar]]


def after_upgrade(
    shop: SqlSource, datamap: DataMap, granted: Grant, change: Callable[[Query, Rows], Rows]
) -> Inspected:
    """What is left when the store answers the collection otherwise than asked; the inspection asks the true store."""
    rows = gather(plan([granted], datamap), Upgraded(shop, change))
    return inspect_rows(rows, [granted], datamap, shop)


def adding(table: str, extra: dict[str, Scalar]) -> Callable[[Query, Rows], Rows]:
    """The store adds columns to its answers about a table."""

    def change(query: Query, rows: Rows) -> Rows:
        asked = query.table == table and not query.distinct
        return [row | extra for row in rows] if asked else rows

    return change


def more_rows(table: str, row: dict[str, Scalar]) -> Callable[[Query, Rows], Rows]:
    """The store adds a row to its answers about a table."""

    def change(query: Query, rows: Rows) -> Rows:
        return [*rows, row] if query.table == table and not query.distinct else rows

    return change


@pytest.mark.parametrize("category", list(Category))
def test_a_store_that_answers_as_asked_loses_nothing(shop: SqlSource, datamap: DataMap, category: Category) -> None:
    granted = grant(category)
    rows = list(gather(plan([granted], datamap), shop))
    result = inspect_rows(rows, [granted], datamap, shop)
    assert rows
    assert result == Inspected(kept=tuple(rows), seen=len(rows), dropped={}, excess=())


@pytest.mark.parametrize("category", list(Category))
def test_the_store_is_asked_for_no_column_beyond_the_grant(
    shop: SqlSource, datamap: DataMap, category: Category
) -> None:
    """Without the plan's projection everything would cross the wire: excess must be nought by construction."""
    granted = grant(category, identification_only=category is Category.TRAFFIC)
    assert inspect_rows(gather(plan([granted], datamap), shop), [granted], datamap, shop).excess == ()


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("card_number", Excessive.NEVER),
        ("passport", Excessive.UNLABELLED),
    ],
)
def test_a_column_that_an_upgrade_adds_is_taken_out_and_reported(
    shop: SqlSource, datamap: DataMap, column: str, reason: Excessive
) -> None:
    result = after_upgrade(shop, datamap, grant(Category.SUBSCRIBER), adding("customer", {column: "SECRET"}))
    assert "SECRET" not in repr(result)
    assert [(one.table, one.column, one.reason) for one in result.excess] == [("customer", column, reason)]
    assert [row.values["full_name"] for row in result.kept] == ["Ada Brook"]


def test_account_information_in_a_traffic_row_is_taken_out(shop: SqlSource, datamap: DataMap) -> None:
    visit = datamap.table("visit")
    name = datamap.table("customer").column("full_name")  # type: ignore[union-attr]
    assert visit is not None
    assert name is not None
    mixed = replace(visit, columns=(*visit.columns, name))
    wider = replace(datamap, tables=tuple(mixed if t is visit else t for t in datamap.tables))
    change = adding("visit", {"full_name": "Ada Brook"})
    rows = gather(plan([grant()], datamap), Upgraded(shop, change))
    result = inspect_rows(rows, [grant()], wider, shop)
    assert [one.reason for one in result.excess] == [Excessive.OTHER_CATEGORY]
    assert all("full_name" not in row.values for row in result.kept)


def test_the_browser_is_taken_out_of_an_identification(shop: SqlSource, datamap: DataMap) -> None:
    granted = grant(identification_only=True)
    result = after_upgrade(shop, datamap, granted, adding("visit", {"browser": "Lynx/2.9"}))
    assert [one.reason for one in result.excess] == [Excessive.NOT_IDENTIFYING]
    assert [sorted(row.values) for row in result.kept] == [["address", "at"]]


def test_a_third_party_is_taken_out_even_under_content(shop: SqlSource, datamap: DataMap) -> None:
    change = adding("letter", {"recipient": "eve@shop.example"})
    result = after_upgrade(shop, datamap, grant(Category.CONTENT), change)
    assert [one.reason for one in result.excess] == [Excessive.THIRD_PARTY]
    assert "eve@shop.example" not in repr(result)


BEN = {"at": 1772323300000000, "address": "203.0.113.9", "browser": "x", ACCOUNT: "c-2"}


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        (BEN, Excessive.OTHER_ACCOUNT),
        (BEN | {ACCOUNT: "c-1", "at": 1775001600000000}, Excessive.OUTSIDE_PERIOD),
        (BEN | {ACCOUNT: "c-1", "at": 1772323199999999}, Excessive.OUTSIDE_PERIOD),
        (BEN | {ACCOUNT: "c-1", "at": None}, Excessive.OUTSIDE_PERIOD),
    ],
    ids=["another customer", "the first instant after", "the last instant before", "no time"],
)
def test_a_row_too_many_is_dropped_whole_and_reported(
    shop: SqlSource, datamap: DataMap, extra: dict[str, Scalar], reason: Excessive
) -> None:
    result = after_upgrade(shop, datamap, grant(), more_rows("visit", extra))
    assert (len(result.kept), result.seen, result.dropped) == (1, 2, {reason: 1})
    assert [(one.table, one.column, one.reason) for one in result.excess] == [("visit", "", reason)]
    assert "203.0.113.9" not in repr(result)


def test_a_row_that_hides_its_time_is_dropped(shop: SqlSource, datamap: DataMap) -> None:
    extra: dict[str, Scalar] = {"address": "203.0.113.9", ACCOUNT: "c-1"}
    assert after_upgrade(shop, datamap, grant(), more_rows("visit", extra)).dropped == {Excessive.OUTSIDE_PERIOD: 1}


def test_an_identifier_that_led_elsewhere_the_second_time_gives_nothing(shop: SqlSource, datamap: DataMap) -> None:
    """The collection was led to Ben by a faulty lookup; the inspection looks again."""

    def misled(query: Query, rows: Rows) -> Rows:
        return [{ACCOUNT: "c-2"}] if query.distinct else rows

    granted = grant(Category.SUBSCRIBER, "ada@shop.example", IdentifierKind.EMAIL, (None, None))
    result = after_upgrade(shop, datamap, granted, misled)
    assert (result.kept, result.dropped) == ((), {Excessive.OTHER_ACCOUNT: 1})


def test_an_address_that_two_customers_share_gives_nothing(shop: SqlSource, datamap: DataMap) -> None:
    def first_only(query: Query, rows: Rows) -> Rows:
        return rows[:1] if query.distinct else rows

    granted = grant(Category.SUBSCRIBER, "192.0.2.10", IdentifierKind.IP)
    result = after_upgrade(shop, datamap, granted, first_only)
    assert result.seen > 0
    assert (result.kept, set(result.dropped)) == ((), {Excessive.OTHER_ACCOUNT})


ROW = Row(
    clause="D-1/1.traffic",
    item="1",
    category=Category.TRAFFIC,
    table="visit",
    values={"at": "2026-03-01T00:00:00Z"},
    account="c-1",
)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (replace(ROW, clause="D-9/1.traffic"), Excessive.UNKNOWN_CLAUSE),
        (replace(ROW, item="2"), Excessive.OTHER_ITEM),
        (replace(ROW, category=Category.CONTENT), Excessive.OTHER_ITEM),
        (replace(ROW, table="passport"), Excessive.UNKNOWN_TABLE),
        (replace(ROW, values={"at": "in March"}), Excessive.OUTSIDE_PERIOD),
    ],
)
def test_a_row_that_no_grant_covers_is_dropped(shop: SqlSource, datamap: DataMap, row: Row, reason: Excessive) -> None:
    assert inspect_rows([ROW], [grant()], datamap, shop).kept == (ROW,)
    assert inspect_rows([row], [grant()], datamap, shop).dropped == {reason: 1}


def test_a_row_of_which_nothing_is_left_is_dropped(shop: SqlSource, datamap: DataMap) -> None:
    row = replace(ROW, clause="D-1/1.subscriber", category=Category.SUBSCRIBER, table="customer", values={"x": 1})
    result = inspect_rows([row], [grant(Category.SUBSCRIBER)], datamap, shop)
    assert (result.kept, result.dropped) == ((), {Excessive.NOTHING_LEFT: 1})
    assert [one.reason for one in result.excess] == [Excessive.UNLABELLED]


def test_a_row_of_another_kind_than_the_map_fixes_is_dropped(shop: SqlSource, datamap: DataMap) -> None:
    visit = datamap.table("visit")
    assert visit is not None
    browser = visit.column("browser")
    assert browser is not None
    fixed = replace(visit, only=(inspection_equal(browser.ref.table),))
    narrow = replace(datamap, tables=tuple(fixed if t is visit else t for t in datamap.tables))
    rows = list(gather(plan([grant()], datamap), shop))
    assert inspect_rows(rows, [grant()], narrow, shop).dropped == {Excessive.OTHER_KIND_OF_ROW: 1}


def inspection_equal(table: str) -> Equal:
    return Equal(ref=Ref(table=table, column="browser"), values=("Links/2.3",))


def test_the_inspection_does_not_know_the_plan() -> None:
    assert "duly.collection.plan" not in {getattr(v, "__module__", "") for v in vars(inspection).values()}
