"""What Officer Okafor gets: exactly the granted rows, in forms that other people's tools can open and check."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.disclosure.manifest import granted_lines, manifest_bytes, read_manifest
from duly.disclosure.open import open_package
from duly.disclosure.package import build_bag
from duly.disclosure.package_error import PackageError
from duly.disclosure.tables import DisclosedRow, plain_row
from duly.law.vocabulary import Category
from duly.lib.canonical_json import canonical

TEXT = st.text(st.characters(codec="utf-8"))
SCALARS = st.none() | st.booleans() | st.integers(-(2**64), 2**64) | st.floats() | TEXT
VALUES = st.dictionaries(st.sampled_from(["handle", "email", "created"]), SCALARS)


def test_the_opened_package_holds_the_granted_rows_and_nothing_else(world: Any) -> None:
    opened = open_package(world.build().locked, world.identity, provider_key=world.provider_key)
    by_place = sorted(world.rows, key=lambda row: (row.item, row.category))
    assert list(opened.rows) == by_place
    assert opened.manifest.facts == world.facts
    assert {column.table for column in opened.manifest.columns} == {"accounts", "devices", "sign_ins"}
    assert [line.clause for line in opened.manifest.no_data] == ["D-3f2a/2.traffic"]


def test_without_a_pinned_key_the_word_verified_is_not_said(world: Any) -> None:
    locked = world.build().locked
    unpinned = open_package(locked, world.identity)
    assert not unpinned.pinned
    assert "erified" not in unpinned.words()
    assert f"signed by the unpinned key {world.provider_key}" in unpinned.words()
    assert open_package(locked, world.identity, provider_key=world.provider_key).words().startswith("Verified")


def test_the_same_case_gives_the_same_bytes_before_the_lock(world: Any) -> None:
    assert world.archive() == world.archive()
    assert world.build().locked != world.build().locked


@given(st.lists(VALUES, max_size=6))
def test_any_rows_come_back_as_they_went_in(world: Any, values: list[dict[str, Any]]) -> None:
    rows = tuple(replace(world.rows[0], values=value) for value in values)
    opened = open_package(world.build(rows).locked, world.identity)
    assert [canonical(row.values) for row in opened.rows] == [canonical(plain_row(row).values) for row in rows]


def test_numbers_that_json_readers_round_travel_as_text() -> None:
    row = DisclosedRow(
        clause="c", item="1", category=Category.TRAFFIC, table="t", values={"a": 2**60, "b": float("nan"), "c": True}
    )
    assert plain_row(row).values == {"a": "1152921504606846976", "b": "NaN", "c": True}


@pytest.mark.needs("age")
def test_debians_age_opens_the_file_by_itself(world: Any, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(world.identity + "\n")
    (tmp_path / "package.age").write_bytes(world.build().locked)
    command = ["age", "--decrypt", "--identity", str(tmp_path / "key.txt"), str(tmp_path / "package.age")]
    plain = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    assert plain == world.archive()


@pytest.mark.needs("age")
def test_a_package_that_debians_age_locked_opens_too(world: Any) -> None:
    command = ["age", "--recipient", world.recipient]
    locked = subprocess.run(command, input=world.archive(), check=True, capture_output=True, timeout=30).stdout
    assert open_package(locked, world.identity, provider_key=world.provider_key).pinned


def test_the_bag_is_valid_for_the_library_of_congress_and_any_unzip(world: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(world.archive())) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    bag = bagit.Bag(str(tmp_path / "D-3f2a"))
    bag.validate()
    assert bag.info["External-Identifier"] == "D-3f2a"
    (tmp_path / "D-3f2a/README.txt").write_text("changed")
    with pytest.raises(bagit.BagValidationError):
        bag.validate()


def test_each_row_in_the_manifest_names_clause_and_digest_of_one_line(world: Any) -> None:
    files = world.files()
    for entry in json.loads(files["manifest.json"])["rows"]:
        line = files[entry["file"]].split(b"\n")[entry["index"] + 1].removesuffix(b",")
        assert hashlib.sha256(line).hexdigest() == entry["sha256"]
        assert json.loads(line)["clause"] == entry["clause"]
    assert json.loads(files["data/item-1.subscriber.json"])[0]["values"]["email"] == "vera@post.example"


def test_the_manifest_carries_what_regulation_2025_1550_asks(world: Any) -> None:
    manifest = json.loads(world.files()["manifest.json"])
    facts = manifest["facts"]
    assert (facts["provider"], facts["recipient_name"]) == ("Quill", "Officer Okafor")
    assert (facts["demand"], facts["demand_sha256"]) == ("FK 12/2026", "ab" * 32)
    assert facts["made_at"] == "2026-04-01T00:00:00Z"
    assert facts["means"]
    assert facts.keys() >= {"access_until", "remarks"}
    assert manifest["digest_algorithms"] == "SHA-256, SHA-512"
    for entry in manifest["files"]:
        data = world.files()[entry["path"]]
        assert entry["bytes"] == len(data)
        assert entry["sha512"] == hashlib.sha512(data).hexdigest()


def test_a_manifest_goes_through_its_bytes_unchanged(world: Any) -> None:
    manifest = world.build().manifest
    with_more = replace(
        manifest, facts=replace(manifest.facts, access_until=manifest.facts.made_at + timedelta(days=10))
    )
    assert read_manifest(manifest_bytes(with_more)) == with_more
    assert granted_lines(manifest.facts.granted) == manifest.facts.granted


def test_the_dictionary_explains_only_what_is_inside(world: Any) -> None:
    opened = open_package(world.build(world.rows[:1]).locked, world.identity)
    sheet = csv.reader(io.StringIO(opened.files["dictionary.csv"].decode("utf-8-sig")))
    assert [line[:2] for line in sheet][1:] == [["accounts", "handle"], ["accounts", "email"], ["accounts", "created"]]


def test_an_answer_without_any_row_is_a_valid_package_that_says_so(world: Any) -> None:
    opened = open_package(world.build(()).locked, world.identity)
    assert opened.rows == ()
    assert len(opened.manifest.no_data) == len(world.facts.granted)


def test_a_row_without_a_clause_that_grants_it_stops_the_package(world: Any) -> None:
    for wrong in ({"clause": "D-3f2a/1.content"}, {"item": "2"}, {"category": Category.CONTENT}):
        with pytest.raises(PackageError, match="does not grant its data"):
            world.build((*world.rows, replace(world.rows[0], **wrong)))


def test_a_column_that_the_data_map_does_not_label_stops_the_package(world: Any) -> None:
    with pytest.raises(PackageError, match=r"accounts\.password_hash"):
        world.build((replace(world.rows[0], values={"password_hash": "$2b$"}),))


def test_a_broken_recipient_reference_or_text_stops_the_package(world: Any) -> None:
    half_a_character = replace(world.rows[0], values={"email": "\ud800"})
    outside = replace(world.facts, case="../etc")
    for changed in ({"facts": outside}, {"rows": [half_a_character]}, {"recipient": "age1mallory"}):
        given_to = {"facts": world.facts, "rows": world.rows, "recipient": world.recipient} | changed
        with pytest.raises(PackageError, match="No package was made"):
            build_bag(**given_to, columns=world.columns, signing_key=world.key)


def test_the_stores_own_account_key_has_no_way_into_a_package(world: Any) -> None:
    class Collected:
        def __init__(self) -> None:
            first = world.rows[0]
            self.clause, self.item, self.category = first.clause, first.item, first.category
            self.table, self.values, self.account = first.table, first.values, "internal-key-4711"

    archive = build_bag(
        world.facts, [Collected()], columns=world.columns, recipient=world.recipient, signing_key=world.key
    ).archive
    assert b"4711" not in archive


def test_while_a_package_is_made_no_file_is_opened(world: Any) -> None:
    opened: list[object] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in {"open", "os.mkdir", "subprocess.Popen"}:
            opened.append(arguments)

    sys.addaudithook(watch)
    world.build()
    watching = False
    assert opened == []
