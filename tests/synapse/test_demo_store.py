"""The demo's recorded store holds what its list of accounts says, as a real Synapse keeps it, and is small."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from duly.collection.connectors.sql.adapter import SqlSource, open_source
from duly.collection.gather import Resolution, gather
from duly.collection.inspect import inspect_rows
from duly.collection.plan import plan
from duly.datamap.drift import drift
from duly.datamap.minimise import Grant
from duly.datamap.read import shipped_map
from duly.law.vocabulary import Category, IdentifierKind
from tests.synapse.leaks import leaks, values_outside

STORE = Path(__file__).resolve().parents[2] / "demo" / "duly_demo" / "store"
LISTED = tomllib.loads((STORE / "accounts.toml").read_text("utf-8"))
LINDEN = shipped_map("synapse", {"server_name": LISTED["server_name"]})
URL = f"sqlite:///{quote(str(STORE / 'homeserver.db'))}"
YEAR = (datetime.fromisoformat("2026-01-01T00:00:00Z"), datetime.fromisoformat("2027-01-01T00:00:00Z"))


@pytest.fixture
def store() -> Iterator[SqlSource]:
    with open_source(URL) as source:
        yield source


def grant(kind: IdentifierKind, identifier: str, category: Category = Category.SUBSCRIBER, item: str = "1") -> Grant:
    return Grant(
        clause=f"D-1/{item}.{category}",
        item=item,
        identifier_kind=kind,
        identifier=identifier,
        category=category,
        start=YEAR[0],
        end=YEAR[1],
    )


def test_it_is_small_and_fits_the_data_map(store: SqlSource) -> None:
    assert (STORE / "homeserver.db").stat().st_size < 1_500_000
    found = drift(LINDEN, store.describe())
    assert (found.missing, found.unmapped) == ((), ())


def test_five_requests_name_thirty_five_accounts_of_which_twenty_seven_exist() -> None:
    groups = Counter(account["group"] for account in LISTED["account"])
    assert [groups[f"by{number}"] for number in range(1, 6)] == [7] * 5
    named = [account for account in LISTED["account"] if account["group"].removeprefix("by").isdigit()]
    assert sum(account["exists"] for account in named) == 27
    assert all(groups[group] for group in ("friendly_agency", "epoc", "subpoena", "warrant", "bystanders"))


def test_an_account_is_found_exactly_when_the_list_says_that_it_exists(store: SqlSource) -> None:
    grants = [
        grant(IdentifierKind.HANDLE, account["localpart"], item=str(number))
        for number, account in enumerate(LISTED["account"])
    ]
    found = [one.resolution is Resolution.ACCOUNT for one in gather(plan(grants, LINDEN), store).resolved]
    assert found == [account["exists"] for account in LISTED["account"]]


@pytest.mark.parametrize("account", [a for a in LISTED["account"] if a["exists"]], ids=lambda a: a["localpart"])
def test_each_account_gives_its_own_information_and_no_other_value(store: SqlSource, account: dict[str, Any]) -> None:
    granted = [grant(IdentifierKind.EMAIL, account["emails"][0])]
    result = inspect_rows(gather(plan(granted, LINDEN), store), granted, LINDEN, store)
    text = "\n".join(str(value) for row in result.kept for value in row.values.values())
    own = [f"@{account['localpart']}:linden.example", account["display_name"], *account["emails"]]
    own += [*account.get("phones", []), "msisdn"]
    assert [value for value in own[:-1] if value not in text] == []
    assert result.excess == ()
    assert leaks(text, values_outside(URL, own), own) == set()
    [registered] = [str(row.values["registered_at"]) for row in result.kept if row.table == "account"]
    assert registered.startswith(account["registered"])


def test_the_warrant_reaches_what_was_said_and_the_file_that_was_sent(store: SqlSource) -> None:
    granted = [grant(IdentifierKind.HANDLE, "rex.holloway", Category.CONTENT)]
    result = inspect_rows(gather(plan(granted, LINDEN), store), granted, LINDEN, store)
    assert result.excess == ()
    rows = result.kept
    talk = tomllib.loads((STORE / "talk.toml").read_text("utf-8"))
    said = {line["text"] for room in talk["room"] for line in room["lines"] if line["who"] == "rex.holloway"}
    bodies = {row.values.get("body") for row in rows}
    assert said <= bodies
    assert {row.values["file_name"] for row in rows if row.table == "upload"} == {"barcode-sheet-block-c.txt"}
    others = {line["text"] for room in talk["room"] for line in room["lines"] if line["who"] != "rex.holloway"}
    assert not bodies & others
