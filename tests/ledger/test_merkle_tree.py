"""The tree's proofs hold for every index and size, and for nothing else."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duly.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    RangeError,
    Tree,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH exactly as RFC 6962 §2.1 defines it, slowly."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


ENTRIES = [f"entry {number}".encode() for number in range(70)]


@given(st.lists(st.binary(max_size=8), max_size=80), st.integers(0, 80))
def test_three_ways_to_a_root_agree_with_the_definition(leaves: list[bytes], cut: int) -> None:
    expected = by_definition(leaves)
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf_hash(leaf))
    grown = Tree(leaves[:cut])
    grown.extend(leaves[cut:])
    assert root_of(leaves) == grown.root() == frontier.root() == expected
    assert (frontier.size, frontier.peaks) == (grown.frontier().size, grown.frontier().peaks)


@given(st.data())
def test_a_stored_head_goes_on_where_it_stopped(data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(ENTRIES)))
    tree = Tree(ENTRIES)
    resumed = Frontier(cut, tree.frontier(cut).peaks)
    for entry in ENTRIES[cut:]:
        resumed.append(leaf_hash(entry))
    assert resumed.root() == tree.root()


def test_every_leaf_is_proven_at_every_size() -> None:
    tree = Tree(ENTRIES)
    for size in range(1, len(ENTRIES) + 1):
        root = by_definition(ENTRIES[:size])
        for index in range(size):
            verify_inclusion(leaf_hash(ENTRIES[index]), index, size, tree.inclusion(index, size), root)


def test_every_size_is_shown_to_extend_every_smaller() -> None:
    tree = Tree(ENTRIES)
    for size in range(1, len(ENTRIES) + 1):
        for old in range(1, size + 1):
            verify_consistency(old, tree.root(old), size, tree.root(size), tree.consistency(old, size))


@given(st.data())
def test_a_proof_for_another_leaf_index_size_root_or_path_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(ENTRIES)))
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(ENTRIES)
    path, root, leaf = tree.inclusion(index, size), tree.root(size), leaf_hash(ENTRIES[index])
    spoilt = data.draw(st.integers(0, len(path) - 1))
    bent = [*path[:spoilt], bytes([path[spoilt][0] ^ 1]) + path[spoilt][1:], *path[spoilt + 1 :]]
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    for wrong in (
        (leaf_hash(b"other"), index, size, path, root),
        (leaf, other, size, path, root),
        (leaf, index, size, path, EMPTY_ROOT),
        (leaf, index, size, bent, root),
        (leaf, index, size, path[:-1], root),
        (leaf, index, size, [*path, root], root),
        (leaf, size, size, path, root),
        (leaf, -1, size, path, root),
    ):
        with pytest.raises(ProofError):
            verify_inclusion(*wrong)


@given(st.data())
def test_a_rewritten_past_has_no_consistency_proof(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(ENTRIES)))
    old = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = Tree([*ENTRIES[:changed], b"rewritten", *ENTRIES[changed + 1 : size]])
    path = rewritten.consistency(old, size)
    with pytest.raises(ProofError, match="one of the heads is not of this log"):
        verify_consistency(old, Tree(ENTRIES).root(old), size, rewritten.root(), path)


@settings(max_examples=20)
@given(st.integers(71, 10**6), st.integers(-5, -1))
def test_what_is_outside_the_tree_is_refused_by_name(beyond: int, below: int) -> None:
    tree = Tree(ENTRIES)
    for number in (beyond, below):
        with pytest.raises(RangeError):
            tree.root(number)
        with pytest.raises(RangeError):
            tree.inclusion(number)
        with pytest.raises(RangeError):
            tree.consistency(number)


def test_a_damaged_stored_head_is_refused() -> None:
    with pytest.raises(RangeError, match="stored head is damaged"):
        Frontier(3, [bytes(32)])
    with pytest.raises(RangeError, match="stored head is damaged"):
        Frontier(1, [b"short"])
