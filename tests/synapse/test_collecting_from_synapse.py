"""From a real Synapse, on SQLite and on PostgreSQL, exactly the granted data come, and no other value it holds."""

import json
from collections.abc import Iterator

import pytest

from duly.collection.connectors.sql.adapter import SqlSource, open_source
from duly.collection.gather import contacts, gather
from duly.collection.inspect import Inspected, inspect_rows
from duly.collection.plan import plan
from duly.collection.row import Row
from duly.datamap.drift import drift
from duly.datamap.minimise import Grant
from duly.datamap.read import shipped_map
from duly.datamap.stores import DataMap, Scalar
from duly.law.vocabulary import Category, IdentifierKind
from tests.synapse.leaks import every_value, leaks, values_outside
from tests.synapse.world import DESKTOP, PHONE, World

SUBSCRIBER_TABLES = ["account", "profile", "contact_address"]
MAIL = ["anna.lindqvist@mail.example", "al@work.example"]


@pytest.fixture(scope="session")
def linden() -> DataMap:
    """The shipped map for the server of the tests."""
    return shipped_map("synapse", {"server_name": "linden.example"})


@pytest.fixture
def store(world: World) -> Iterator[SqlSource]:
    """The stopped server's database, open for reading."""
    with open_source(world.server.store_url) as source:
        yield source


def granted(
    world: World,
    category: Category,
    kind: IdentifierKind = IdentifierKind.HANDLE,
    identifier: str = "anna",
    *,
    identification_only: bool = False,
) -> Grant:
    return Grant(
        clause=f"D-7/1.{category}",
        item="1",
        identifier_kind=kind,
        identifier=identifier,
        category=category,
        identification_only=identification_only,
        start=world.start,
        end=world.end,
    )


def collected(grants: list[Grant], datamap: DataMap, store: SqlSource) -> Inspected:
    return inspect_rows(gather(plan(grants, datamap), store), grants, datamap, store)


def table(rows: tuple[Row, ...], name: str) -> list[dict[str, Scalar]]:
    return [dict(row.values) for row in rows if row.table == name]


def text_of(rows: tuple[Row, ...]) -> str:
    """Every value of every row, one a line; names of columns are ours and left out."""
    return "\n".join(str(value) for row in rows for value in row.values.values() if value is not None)


def assert_nothing_else(world: World, rows: tuple[Row, ...], values: list[str]) -> None:
    """No value of the whole database but the granted ones is in the rows, and all granted ones are."""
    outside = values_outside(world.server.store_url, values)
    assert len(outside) > 300
    assert leaks(text_of(rows), outside, values) == set()
    missing = [value for value in values if value not in text_of(rows)]
    assert missing == []


def test_the_map_agrees_with_the_tables_of_this_synapse(store: SqlSource, linden: DataMap) -> None:
    found = drift(linden, store.describe())
    assert found.missing == ()
    assert set(dict(linden.withheld)) <= set(store.describe())


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        (IdentifierKind.HANDLE, "anna"),
        (IdentifierKind.ACCOUNT_ID, "@anna:linden.example"),
        (IdentifierKind.EMAIL, "anna.lindqvist@mail.example"),
        (IdentifierKind.PHONE, "+15550100"),
        (IdentifierKind.IP, "203.0.113.11"),
    ],
)
def test_account_information_is_complete_and_nothing_beside_it(
    world: World, store: SqlSource, linden: DataMap, kind: IdentifierKind, identifier: str
) -> None:
    result = collected([granted(world, Category.SUBSCRIBER, kind, identifier)], linden, store)
    assert result.excess == ()
    assert sorted({row.table for row in result.kept}) == sorted(SUBSCRIBER_TABLES)
    [account] = table(result.kept, "account")
    assert account.pop("registered_at")
    assert account == {"account_id": "@anna:linden.example", "is_guest": False, "deactivated": False}
    assert table(result.kept, "profile") == [{"display_name": "Anna Lindqvist", "avatar_url": None}]
    addresses = table(result.kept, "contact_address")
    assert {(row["medium"], row["address"]) for row in addresses} == {
        ("email", MAIL[0]),
        ("email", MAIL[1]),
        ("msisdn", "15550100"),
    }
    assert_nothing_else(world, result.kept, ["@anna:linden.example", "Anna Lindqvist", *MAIL, "15550100", "msisdn"])


def test_identification_gives_addresses_and_times_alone(world: World, store: SqlSource, linden: DataMap) -> None:
    result = collected([granted(world, Category.TRAFFIC, identification_only=True)], linden, store)
    assert result.excess == ()
    assert {row.table: sorted(row.values) for row in result.kept} == {
        "sign_in": ["ip", "last_seen"],
        "device": ["ip", "last_seen"],
    }
    assert {row["ip"] for row in table(result.kept, "sign_in")} == {"203.0.113.10", "203.0.113.11"}
    assert_nothing_else(world, result.kept, ["203.0.113.10", "203.0.113.11"])


def test_traffic_gives_devices_and_rooms_but_no_word_of_what_was_said(
    world: World, store: SqlSource, linden: DataMap
) -> None:
    result = collected([granted(world, Category.TRAFFIC)], linden, store)
    assert result.excess == ()
    values = ["203.0.113.10", "203.0.113.11", PHONE, DESKTOP, "Anna's telephone", "Anna's desk"]
    values += [*world.devices.values(), world.rooms["garden"], world.rooms["chess"]]
    types = sorted({str(row["type"]) for row in table(result.kept, "sent_event")})
    assert {"m.room.message", "m.room.topic"} <= set(types)
    members = table(result.kept, "room_membership")
    assert {(row["room_id"], row["membership"]) for row in members} == {
        (world.rooms["garden"], "join"),
        (world.rooms["chess"], "invite"),
        (world.rooms["chess"], "join"),
    }
    assert_nothing_else(world, result.kept, [*values, *types, "invite"])


CONTENT = [
    "The tomatoes came up overnight",
    "I resign, the bishop is lost",
    "The plan",
    "harvest-plan-2026.txt",
    "The garden behind the house",
    "Which seeds to sow in spring",
]


def test_content_gives_what_anna_sent_and_nothing_that_others_said(
    world: World, store: SqlSource, linden: DataMap
) -> None:
    result = collected([granted(world, Category.CONTENT)], linden, store)
    assert result.excess == ()
    messages = table(result.kept, "message")
    assert len(messages) == 5  # three messages, the room's name and its topic
    [upload] = table(result.kept, "upload")
    assert upload["file_name"] == "harvest-plan-2026.txt"
    own = {str(row[key]) for row in messages for key in ("type", "message_type", "file_address") if row[key]}
    values = [*CONTENT, *own, str(upload["media_id"]), "text/plain", world.rooms["garden"], world.rooms["chess"]]
    assert_nothing_else(world, result.kept, values)


def test_a_period_without_anything_in_it_gives_nothing(world: World, store: SqlSource, linden: DataMap) -> None:
    whole = granted(world, Category.CONTENT)
    before = Grant(
        clause=whole.clause,
        item=whole.item,
        identifier_kind=whole.identifier_kind,
        identifier=whole.identifier,
        category=whole.category,
        start=world.start - (world.end - world.start),
        end=world.start,
    )
    gathering = gather(plan([before], linden), store)
    assert len(gathering.without_account) == 1  # the account did not exist then
    assert list(gathering) == []


@pytest.mark.parametrize("identifier", ["annna", "ANNA", "an%", "root' OR ''='"])
def test_an_unknown_handle_is_no_data(world: World, store: SqlSource, linden: DataMap, identifier: str) -> None:
    grants = [granted(world, Category.SUBSCRIBER, identifier=identifier)]
    assert len(gather(plan(grants, linden), store).without_account) == 1
    assert collected(grants, linden, store).kept == ()


def test_an_address_behind_which_two_accounts_sit_is_refused(world: World, store: SqlSource, linden: DataMap) -> None:
    shared = granted(world, Category.SUBSCRIBER, IdentifierKind.IP, "203.0.113.10")
    gathering = gather(plan([shared], linden), store)
    assert [one.accounts for one in gathering.ambiguous] == [2]
    assert list(gathering) == []


def test_the_notice_goes_to_e_mail_and_not_to_the_telephone(world: World, store: SqlSource, linden: DataMap) -> None:
    assert contacts(world.anna, linden, store) == tuple(sorted(MAIL))


def test_the_search_for_leaks_finds_what_it_must(world: World) -> None:
    """A search that finds nothing anywhere would pass every test above."""
    held = every_value(world.server.store_url)
    planted = ["Then we start again with the Caro-Kann", "boris.petrov@mail.example", "@clara:linden.example"]
    planted += ["Programme of the winter concert", "opening-notes.txt", "Boris at home", world.rooms["choir"]]
    assert set(planted) <= held
    assert any(value.startswith("$2b$") for value in held), "password hashes"
    assert any(value.startswith("syt_") for value in held), "access tokens"
    outside = values_outside(world.server.store_url, MAIL)
    assert leaks(json.dumps(planted), outside, MAIL) >= set(planted)
