"""A data map is read word by word: whatever it says that Duly does not know stops it, with file and key named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.datamap.read import load_map, read_map, shipped_map
from duly.datamap.section import MapError
from duly.datamap.stores import Label
from duly.law.vocabulary import Category, IdentifierKind

LINDEN = {"server_name": "linden.example"}

SMALL = """
[store]
name = "small"
title = "A small store"
kind = "sql"
row_cap = 10

[[identifier]]
kind = "account_id"
table = "person"
column = "id"
account = "id"

[[table]]
name = "visit"
public = "visit"
description = "Visits."
account = "person"
time = { column = "at", unit = "ms" }

[[table.column]]
name = "at"
label = "traffic"
unit = "ms"
identifies = true
description = "When."

[[table.column]]
name = "place"
label = "traffic"
description = "Where."
"""


def test_the_small_map_is_read() -> None:
    table = read_map(SMALL, "small.toml", {}).table("visit")
    assert table is not None
    assert [column.public for column in table.columns] == ["at", "place"]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "sql"', 'kind = "cards"', "key 'kind'"),
        ("row_cap = 10", "row_cap = 0", "key 'row_cap'"),
        ("row_cap = 10", 'row_cap = 10\nrow_limit = "x"', "key 'row_limit'"),
        ("row_cap = 10", "", "key 'row_cap'"),
        ('label = "traffic"\ndescription = "Where."', 'label = "metadata"\ndescription = "Where."', "key 'label'"),
        ('label = "traffic"\ndescription = "Where."', 'description = "Where."', "key 'label'"),
        ('description = "Where."', 'description = ""', "key 'description'"),
        ('description = "Where."', 'description = "Where."\nrow_filter = "1=1"', "key 'row_filter'"),
        ('description = "Where."', 'description = "Where."\nidentifies = "yes"', "key 'identifies'"),
        ('description = "Where."', 'description = "Where."\ncontact_where = { a = "b" }', "key 'contact_where'"),
        ('kind = "account_id"', 'kind = "shoe_size"', "key 'kind'"),
        ('{ column = "at", unit = "ms" }', '{ column = "at", unit = "fortnights" }', "key 'unit'"),
        ('{ column = "at", unit = "ms" }', '{ column = "at", unit = "ms", zone = "Europe/Minsk" }', "key 'zone'"),
        ('{ column = "at", unit = "ms" }', '{ column = "at", unit = "s" }', "[[table]] visit"),
        ('{ column = "at", unit = "ms" }', '{ column = "later", unit = "ms" }', "[[table]] visit"),
        ('time = { column = "at", unit = "ms" }', "", "needs a 'time'"),
        ('name = "place"', 'name = "other.place"', "not joined"),
        ('name = "place"', 'name = "at"', "stands 2 times"),
        ('label = "traffic"\ndescription = "Where."', 'label = "content"\ndescription = "Where."', "differ in label"),
        (
            'label = "traffic"\ndescription = "Where."',
            'label = "never"\ndescription = "W."\nidentifies=true',
            "traffic",
        ),
        ('description = "Visits."', 'description = "Visits."\nonly = { hidden = 0 }', "'only' is on 'hidden'"),
        ('kind = "account_id"', 'kind = "ip"', "belongs to an account only at a time"),
        ("[[table]]", '[[withheld]]\ntable = "visit"\nwhy = "x"\n\n[[table]]', "also under [[withheld]]"),
        ("[store]", "[store", "not TOML"),
    ],
)
def test_a_fault_in_the_map_stops_it_and_is_named(old: str, new: str, named: str) -> None:
    assert old in SMALL
    with pytest.raises(MapError) as stopped:
        read_map(SMALL.replace(old, new, 1), "small.toml", {})
    assert str(stopped.value).startswith("small.toml")
    assert named in str(stopped.value)


def test_every_word_of_the_small_map_is_needed_or_known() -> None:
    """Misspelling any single key stops the map: none is read over."""
    for line in {line for line in SMALL.splitlines() if "=" in line and not line.startswith("time")}:
        key = line.split(" = ")[0]
        with pytest.raises(MapError):
            read_map(SMALL.replace(line, line.replace(key, f"{key}x", 1), 1), "small.toml", {})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MapError, match=r"absent\.toml"):
        load_map(tmp_path / "absent.toml")


def test_a_map_in_a_file_is_the_map_in_the_text(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(SMALL)
    assert load_map(file) == read_map(SMALL, "other name", {})


def test_the_shipped_map_needs_the_name_of_the_server() -> None:
    with pytest.raises(MapError, match="server_name"):
        shipped_map("synapse", {})
    with pytest.raises(MapError, match="colour"):
        shipped_map("synapse", LINDEN | {"colour": "green"})
    with pytest.raises(MapError, match="path of your own"):
        shipped_map("dendrite", {})


def test_another_server_name_is_another_map() -> None:
    assert shipped_map("synapse", LINDEN).digest != shipped_map("synapse", {"server_name": "oak.example"}).digest


@pytest.mark.parametrize("handle", ["anna", "@anna", "anna:linden.example", "@anna:linden.example"])
def test_a_handle_becomes_the_full_matrix_id(handle: str) -> None:
    rule = shipped_map("synapse", LINDEN).identifier(IdentifierKind.HANDLE)
    assert rule is not None
    assert rule.form(handle) == "@anna:linden.example"


def test_no_secret_of_synapse_can_leave_under_any_category() -> None:
    secrets = {"password_hash", "access_token", "token", "pushkey", "guest_access_token", "client_secret", "key_json"}
    for table in shipped_map("synapse", LINDEN).tables:
        for column in table.columns:
            assert column.category is None or column.ref.column not in secrets, column


def test_contacts_membership_and_addresses_are_traffic_and_topics_and_file_names_content() -> None:
    datamap = shipped_map("synapse", LINDEN)
    labels = {f"{t.public}.{c.public}": c.category for t in datamap.tables for c in t.columns}
    traffic = ["sign_in.ip", "sign_in.last_seen", "device.ip", "room_membership.room_id", "room_membership.membership"]
    content = ["message.body", "message.room_topic", "message.room_name", "message.file_name", "upload.file_name"]
    assert {labels[name] for name in traffic} == {Category.TRAFFIC}
    assert {labels[name] for name in content} == {Category.CONTENT}
    assert labels["account.password_hash"] is None
    assert labels["room_membership.sender"] is None


@given(st.sampled_from(list(Label)), st.booleans())
def test_a_third_party_column_has_no_category_whatever_its_label(label: Label, third_party: bool) -> None:
    text = SMALL + f'\n[[table.column]]\nname = "x"\nlabel = "{label}"\ndescription = "X."\n'
    if third_party:
        text += "third_party = true\n"
    if not third_party and label in (Label.SUBSCRIBER, Label.CONTENT):
        with pytest.raises(MapError):
            read_map(text, "small.toml", {})
        return
    table = read_map(text, "small.toml", {}).table("visit")
    assert table is not None
    column = table.column("x")
    assert column is not None
    assert (column.category is None) == (third_party or label is Label.NEVER)
