"""An entry commits to sixteen fields and tells none; each opens alone; without the case key nothing can be tried."""

import json
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.ledger import accounting
from duly.ledger.entries import (
    ENTRY_BYTES,
    FIELDS,
    Committed,
    Entry,
    EntryError,
    Field,
    Kind,
    commit,
    dummy_commitment,
    event_entry,
    field_digest,
    recompute,
    statement_entry,
)
from duly.ledger.epochs import EpochError, daily_allowed, due, event_leaf, seal_epoch, shuffled
from vectors.make import files
from vectors.world import GERMANY, SLOTS, Stream, World, world

KEYS = st.binary(min_size=32, max_size=32)
WORDS = st.text(max_size=20)
VALUES = st.fixed_dictionaries(
    {Field.KIND: st.sampled_from(list(Kind))}, optional={Field.COUNTRY: WORDS, Field.DATA: WORDS, Field.OUTCOME: WORDS}
)
VECTORS = Path(__file__).resolve().parents[2] / "vectors"


def test_the_vectors_in_the_repository_are_those_the_script_makes() -> None:
    for path, data in files().items():
        assert (VECTORS / path).read_bytes() == data, f"{path}: run python -m vectors.make"
    there = {path.relative_to(VECTORS).as_posix() for path in VECTORS.glob("*/**/*") if path.is_file()}
    assert {path for path in there if "__pycache__" not in path} == set(files()) - {"formats.json"}


def test_a_commitment_follows_the_specification_step_by_step() -> None:
    """Written out once more from §3.1, without any function of the module."""
    vector = json.loads((VECTORS / "formats.json").read_text())
    digests = []
    for field in [str(name) for name in FIELDS]:
        salt, value = bytes.fromhex(vector["salts"][field]), vector["values"][field]
        text = b"duly field v1\x00" + salt + bytes([0, len(field)]) + field.encode() + value.encode()
        digests.append(sha256(text).digest())
    rest = sha256(b"duly rest v1\x00" + b"".join(digests[1:])).digest()
    assert sha256(b"duly event v1\x00" + digests[0] + rest).hexdigest() == vector["commitment"]


@given(KEYS, st.integers(0, 2**32 - 1), VALUES)
def test_every_entry_has_one_length_and_reads_back(key: bytes, seq: int, values: dict[Field, str]) -> None:
    event = commit(key, seq, values)
    assert len(event.entry) == ENTRY_BYTES
    assert Entry.parse(event.entry) == Entry(False, event.commitment)
    assert len(statement_entry(b"a report")) == len(event_entry(dummy_commitment(key))) == ENTRY_BYTES


@given(KEYS, VALUES, st.sets(st.sampled_from(FIELDS)))
def test_any_set_of_fields_opens_to_the_commitment(key: bytes, values: dict[Field, str], shown: set[Field]) -> None:
    event = commit(key, 0, values)
    opened = {str(name): pair for name, pair in event.opened(shown).items()}
    closed = {str(name): digest for name, digest in event.closed(shown).items()}
    assert recompute(opened, closed) == event.commitment
    for name, (salt, value) in opened.items():
        assert recompute(opened | {name: (salt, value + "x")}, closed) != event.commitment


@given(KEYS, VALUES)
def test_the_kind_opens_alone_with_64_bytes(key: bytes, values: dict[Field, str]) -> None:
    event = commit(key, 0, values)
    opening = accounting.open_kind(event)
    assert len(opening) == accounting.OPENING_BYTES
    assert accounting.account(event.entry, opening) == values[Field.KIND]
    for code in range(len(Kind) + 3):
        if code != opening[0]:
            with pytest.raises(accounting.AccountingError):
                accounting.account(event.entry, bytes([code]) + opening[1:])


@given(st.binary(max_size=60))
def test_only_lines_of_the_form_are_entries(line: bytes) -> None:
    with pytest.raises(EntryError):
        Entry.parse(line)


@pytest.mark.parametrize("values", [{}, {Field.KIND: "shred"}, {Field.KIND: "open", Field.SEQ: "1"}, {"colour": "red"}])
def test_an_event_outside_the_schema_is_not_committed_to(values: dict[Field, str]) -> None:
    with pytest.raises(EntryError):
        commit(bytes(32), 0, values)
    with pytest.raises(EntryError):
        commit(b"short", 0, {Field.KIND: "open"})


def guessed(event: Committed, salts: list[bytes]) -> set[tuple[str, str]]:
    """What of country and outcome can be shown to be the event's by trying `salts` on what the world sees of it."""
    countries, outcomes = ["BY", "DE", "FR", "PL"], ["rejected", "disclosed_content", "no_data"]
    seen = {digest.hex() for digest in event.closed([]).values()} | {event.commitment.hex()}
    found = set()
    for country, outcome in product(countries, outcomes):
        for salt, (name, value) in product(salts, ((Field.COUNTRY, country), (Field.OUTCOME, outcome))):
            if field_digest(name, salt, value).hex() in seen:
                found.add((str(name), value))
    return found


def test_with_the_case_key_a_guess_can_be_tested_and_without_it_none() -> None:
    event = GERMANY.events()[Kind.CLOSE]
    assert guessed(event, list(event.salts.values())) == {("country", "DE"), ("outcome", "disclosed_content")}
    # The key is destroyed. What is left: the log, the published openings, and salts of anybody else's case.
    at = world().index(GERMANY.ref, Kind.CLOSE)
    published = world().leaves[at].opening
    others = list(commit(bytes(32), 0, {Field.KIND: "close"}).salts.values())
    left = [b"", bytes(32), published[1:33], published[33:], event.commitment, *others]
    assert guessed(event, left) == set()


def test_after_the_case_key_is_destroyed_proofs_and_receipts_still_verify() -> None:
    kept = world().requester_receipt(GERMANY.ref)
    again = type(kept).parse(bytes(kept))
    assert again.proof is not None
    assert again.proof.verify(again.entry, world().signer.vkey).size == len(world().leaves)
    at = world().index(GERMANY.ref, Kind.CLOSE)
    assert accounting.account(world().leaves[at].entry, world().leaves[at].opening) == "close"


@given(st.integers(0, 40), st.integers(1, 20))
def test_an_epoch_is_padded_to_whole_slots_and_never_empty(number: int, slots: int) -> None:
    events = [event_leaf(commit(bytes(32), at, {Field.KIND: "open"}), at) for at in range(number)]
    leaves = seal_epoch(events, slots=slots, random_bytes=Stream("epoch"))
    assert len(leaves) % slots == 0 and len(leaves) >= max(slots, number)
    assert sorted(leaf.event for leaf in leaves if leaf.event is not None) == list(range(number))
    for leaf in leaves:
        assert accounting.account(leaf.entry, leaf.opening) == ("dummy" if leaf.event is None else "open")
    assert len({leaf.entry for leaf in leaves}) == len(leaves)


def test_a_shuffle_reaches_every_order_about_equally() -> None:
    random, seen = Stream("orders"), {}
    for _ in range(2400):
        order = tuple(shuffled("abcd", random))
        seen[order] = seen.get(order, 0) + 1
    assert len(seen) == 24
    assert min(seen.values()) > 50 and max(seen.values()) < 160


def test_an_epoch_without_slots_is_refused() -> None:
    with pytest.raises(EpochError):
        seal_epoch([], slots=0, random_bytes=Stream("none"))


def test_a_leaf_that_would_date_a_disclosure_waits_for_the_periods_end() -> None:
    queue = [event_leaf(event, kind) for kind, event in GERMANY.events().items()]
    assert [leaf.event for leaf in due(queue, closing=False)] == [Kind.OPEN, Kind.DECIDE, Kind.CLOSE]
    assert due(queue, closing=True) == queue
    assert not daily_allowed(99) and daily_allowed(100)


def test_a_day_without_demands_looks_like_any_other() -> None:
    made = World("quiet days")
    made.epoch()
    made.epoch(GERMANY)
    assert len(made.leaves) == 2 * SLOTS
    assert {len(entry) for entry in made.entries} == {ENTRY_BYTES}
    assert all(entry.startswith(b"evt/v1 ") for entry in made.entries)
