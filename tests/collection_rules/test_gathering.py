"""Gathering asks the store exactly what the plan says, cannot write, and says of every grant where it led."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from duly.collection.connectors.source import ConnectorError, Query
from duly.collection.connectors.sql.adapter import SqlSource, open_source
from duly.collection.connectors.sql.statement import select_of
from duly.collection.gather import GatherError, Resolution, contacts, estimate, gather
from duly.collection.plan import plan
from duly.collection.row import Row
from duly.datamap.drift import drift
from duly.datamap.stores import DataMap, Equal, Ref, Scalar
from duly.law.vocabulary import Category, IdentifierKind
from tests.collection_rules.shop import MARCH, Upgraded, address_of, grant
from tests.postgres import Cluster

FOREVER = (None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, shop_file: Path) -> Iterator[SqlSource]:
    """The sample shop on either database."""
    if request.param == "sqlite":
        url = address_of(shop_file)
    else:
        cluster: Cluster = request.getfixturevalue("postgres")
        url = copied(shop_file, cluster.create_database("duly_shop"))
    with open_source(url) as source:
        yield source


def copied(file: Path, url: str) -> str:
    """The SQLite store's statements, run in PostgreSQL."""
    psycopg = pytest.importorskip("psycopg")
    held = sqlite3.connect(file)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in held.iterdump():
            if statement.startswith(("CREATE", "INSERT")):
                connection.execute(statement.replace("INTEGER", "BIGINT"))
    held.close()
    return url


def values(rows: list[Row]) -> list[dict[str, Scalar]]:
    return [dict(row.values) for row in rows]


def test_account_information_comes_in_the_words_of_the_dictionary(store: SqlSource, datamap: DataMap) -> None:
    by_mail = grant(Category.SUBSCRIBER, "ada@shop.example", IdentifierKind.EMAIL, FOREVER)
    gathering = gather(plan([by_mail], datamap), store)
    assert [(one.resolution, one.account) for one in gathering.resolved] == [(Resolution.ACCOUNT, "c-1")]
    [row] = gathering
    assert (row.clause, row.item, row.table, row.account) == ("D-1/1.subscriber", "1", "customer", "c-1")
    assert row.values == {"full_name": "Ada Brook", "mail": "ada@shop.example", "joined_at": "2026-01-01T00:00:00Z"}


def test_the_period_has_its_first_instant_and_not_its_last(store: SqlSource, datamap: DataMap) -> None:
    rows = list(gather(plan([grant()], datamap), store))
    assert values(rows) == [{"at": "2026-03-01T00:00:00Z", "address": "192.0.2.10", "browser": "Lynx/2.9"}]


def test_content_is_found_along_the_join_path_and_nobody_elses(store: SqlSource, datamap: DataMap) -> None:
    rows = list(gather(plan([grant(Category.CONTENT)], datamap), store))
    assert values(rows) == [{"sent_at": "2026-03-01T00:05:00Z", "body": "Where is my parcel?"}]


def test_an_unknown_account_is_no_data(store: SqlSource, datamap: DataMap) -> None:
    gathering = gather(plan([grant(identifier="c-9")], datamap), store)
    assert [one.item for one in gathering.without_account] == ["1"]
    assert list(gathering) == []


def test_an_account_made_after_the_period_is_not_the_one_that_was_meant(store: SqlSource, datamap: DataMap) -> None:
    january = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    gathering = gather(plan([grant(Category.SUBSCRIBER, "c-2", period=january)], datamap), store)
    assert len(gathering.without_account) == 1
    assert list(gathering) == []


def test_an_ip_address_of_two_customers_is_refused_and_nothing_is_read(store: SqlSource, datamap: DataMap) -> None:
    shared = grant(Category.SUBSCRIBER, "192.0.2.10", IdentifierKind.IP)
    gathering = gather(plan([shared], datamap), store)
    assert [(one.resolution, one.account, one.accounts) for one in gathering.ambiguous] == [
        (Resolution.AMBIGUOUS, None, 2)
    ]
    assert list(gathering) == []


def test_an_ip_address_of_one_customer_in_the_period_leads_to_them(store: SqlSource, datamap: DataMap) -> None:
    alone = grant(Category.SUBSCRIBER, "198.51.100.7", IdentifierKind.IP)
    assert [row.account for row in gather(plan([alone], datamap), store)] == ["c-2"]


def test_more_rows_than_the_cap_stop_the_collection(store: SqlSource, datamap: DataMap) -> None:
    year = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert len(list(gather(plan([grant(period=year)], datamap, row_cap=2), store))) == 2
    with pytest.raises(GatherError, match="more than 1 rows"):
        list(gather(plan([grant(period=year)], datamap, row_cap=1), store))


def test_the_estimate_counts_and_reads_no_row(store: SqlSource, datamap: DataMap) -> None:
    grants = [grant(), grant(Category.CONTENT), grant(Category.SUBSCRIBER, "c-9")]
    assert estimate(plan(grants, datamap), store) == {"D-1/1.traffic": 1, "D-1/1.content": 1, "D-1/1.subscriber": 0}


def test_the_address_for_a_notice_is_found_and_is_not_collected(store: SqlSource, datamap: DataMap) -> None:
    assert contacts("c-1", datamap, store) == ("ada@shop.example",)
    assert contacts("c-9", datamap, store) == ()


@pytest.mark.parametrize(
    "hostile", ["c-1' OR '1'='1", 'c-1" OR 1=1 --', "%", "c-_", "c-1\x1b", "c-1; DROP TABLE visit"]
)
def test_an_identifier_is_a_value_and_never_sql(store: SqlSource, datamap: DataMap, hostile: str) -> None:
    gathering = gather(plan([grant(Category.SUBSCRIBER, hostile)], datamap), store)
    assert len(gathering.without_account) == 1
    assert store.count(replace(plan([grant()], datamap).grants[0].statements[0].query, equals=(), window=None)) == 4


def test_the_statement_names_no_column_that_was_not_granted(datamap: DataMap) -> None:
    """The card number must not even cross the wire: minimised by construction, not by filtering."""
    [planned] = plan([grant(Category.SUBSCRIBER)], datamap).grants
    sql = str(select_of(planned.statements[0].about("c-1"), "sqlite"))
    assert "card_number" not in sql
    assert "c-1" not in sql
    assert '"full_name"' in sql


def test_a_name_in_the_map_is_quoted_and_so_never_sql(store: SqlSource) -> None:
    from_map = Query(
        table="customer",
        wanted=(),
        equals=(Equal(ref=Ref(table="customer", column='id" = "id" OR "id'), values=("c-1",)),),
        limit=10,
    )
    with pytest.raises(ConnectorError):
        store.count(from_map)


def test_the_store_cannot_be_written_through_the_connector(store: SqlSource) -> None:
    with pytest.raises(ConnectorError) as refused, store._reading("customer") as connection:
        connection.exec_driver_sql("DELETE FROM customer")
    assert "READONLY" in str(refused.value).upper() or "25006" in str(refused.value)


def test_the_map_agrees_with_the_store_and_a_new_column_is_seen(shop_file: Path, datamap: DataMap) -> None:
    with sqlite3.connect(shop_file) as connection:
        connection.execute("ALTER TABLE customer ADD COLUMN passport TEXT")
        connection.execute("ALTER TABLE visit DROP COLUMN browser")
        connection.execute("CREATE TABLE secret (x TEXT)")
    connection.close()
    with open_source(address_of(shop_file)) as source:
        found = drift(datamap, source.describe())
    assert found.unlabelled == (Ref(table="customer", column="passport"), Ref(table="letter", column="id"))
    assert found.missing == (Ref(table="visit", column="browser"),)
    assert found.unmapped == ("secret",)


def test_a_column_that_is_gone_is_an_error_and_not_a_gap(shop_file: Path, datamap: DataMap) -> None:
    with sqlite3.connect(shop_file) as connection:
        connection.execute("ALTER TABLE visit DROP COLUMN browser")
    connection.close()
    with open_source(address_of(shop_file)) as source, pytest.raises(ConnectorError, match="duly datamap"):
        list(gather(plan([grant()], datamap), source))


def test_an_error_of_the_store_quotes_no_value(store: SqlSource, datamap: DataMap) -> None:
    rule = datamap.identifier(IdentifierKind.ACCOUNT_ID)
    assert rule is not None
    gone = replace(rule, ref=Ref(table="absent", column="id"), time=None)
    broken = plan([grant(identifier="c-secret")], replace(datamap, identifiers=(gone,))).grants[0].lookup
    with pytest.raises(ConnectorError) as failed:
        list(store.stream(broken))
    assert "c-secret" not in str(failed.value)
    assert (failed.value.__cause__, failed.value.__suppress_context__) == (None, True)


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:////nowhere/at/all.db", "sqlite://", "foo+bar://x"])
def test_an_address_that_is_no_store_is_refused_in_words(url: str) -> None:
    with pytest.raises(ConnectorError):
        open_source(url)


def test_a_binary_value_is_refused(shop_file: Path, datamap: DataMap) -> None:
    with sqlite3.connect(shop_file) as connection:
        connection.execute("UPDATE visit SET browser = x'00ff' WHERE id = 1")
    connection.close()
    with open_source(address_of(shop_file)) as source, pytest.raises(ConnectorError, match="no form in an answer"):
        list(gather(plan([grant()], datamap), source))


def test_a_stored_time_that_is_none_stops_the_collection(shop: SqlSource, datamap: DataMap) -> None:
    def spoil(_query: Query, rows: list[dict[str, Scalar]]) -> list[dict[str, Scalar]]:
        return [row | {"at": "yesterday"} if "at" in row else row for row in rows]

    with pytest.raises(GatherError, match=r"visit\.at"):
        list(gather(plan([grant(period=MARCH)], datamap), Upgraded(shop, spoil)))
