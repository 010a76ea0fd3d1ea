"""The hash tree behind the public log: one root stands for every entry in order, and short proofs show that it does.

Hashing and proofs are those of RFC 6962 §2.1 (RFC 9162 §2.1.3–2.1.4 for verification).
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofError(ValueError):
    """A proof that does not show what it claims."""


class RangeError(IndexError):
    """An index or size outside the tree."""


def leaf_hash(entry: bytes) -> bytes:
    """H(0x00 ‖ entry), RFC 6962 §2.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 ‖ left ‖ right), RFC 6962 §2.1."""
    return sha256(b"\x01" + left + right).digest()


def _pair_up(nodes: Sequence[bytes], start: int, stop: int) -> list[bytes]:
    """Parents number `start` to `stop` of a whole level."""
    lefts = nodes[2 * start : 2 * stop : 2]
    rights = nodes[2 * start + 1 : 2 * stop : 2]
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(lefts, rights, strict=True)]


def _root_from_peaks(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


class Frontier:
    """The few hashes a sequencer must keep to go on appending: the whole subtrees along the right edge, largest first.

    `size` and `peaks` are all there is to store (at most 64 hashes); they are what a database head holds.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise RangeError(
                f"A log of {size} entries has {max(size, 0).bit_count()} peaks of 32 bytes, not the {len(self.peaks)} "
                "given: the stored head is damaged. Rebuild it from the entries."
            )

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        carry = self.size
        while carry & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            carry >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """MTH of everything appended, RFC 6962 §2.1."""
        return _root_from_peaks(self.peaks)


class Tree:
    """Every hash of a log, in memory: 64 bytes a leaf, for proofs about any index at any size."""

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._edges: tuple[int, list[bytes]] = (0, [])
        self.extend(entries)

    def __len__(self) -> int:
        return len(self._levels[0])

    def extend(self, entries: Iterable[bytes]) -> None:
        """Append entries in order."""
        self.extend_hashes([sha256(b"\x00" + entry).digest() for entry in entries])

    def extend_hashes(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes in order."""
        self._levels[0].extend(leaves)
        level = 0
        while len(self._levels[level]) > 1:
            nodes = self._levels[level]
            if len(self._levels) == level + 1:
                self._levels.append([])
            parents = self._levels[level + 1]
            parents.extend(_pair_up(nodes, len(parents), len(nodes) // 2))
            level += 1

    def leaf(self, index: int) -> bytes:
        """Leaf hash number `index`."""
        return self._levels[0][index]

    def node(self, level: int, index: int) -> bytes:
        """The root of the whole subtree of 2**level leaves number `index`."""
        return self._levels[level][index]

    def _at(self, size: int | None) -> int:
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise RangeError(f"The log has {len(self)} entries, so there is no tree of {size}: ask for a smaller one.")
        return size

    def frontier(self, size: int | None = None) -> Frontier:
        """The right edge of the tree of the first `size` leaves."""
        size = self._at(size)
        peaks, start = [], 0
        for level in range(size.bit_length() - 1, -1, -1):
            if size >> level & 1:
                peaks.append(self._levels[level][start >> level])
                start += 1 << level
        return Frontier(size, peaks)

    def root(self, size: int | None = None) -> bytes:
        """MTH of the first `size` leaves (default: all), RFC 6962 §2.1."""
        return self.frontier(size).root()

    def _right_edge(self, size: int) -> list[bytes]:
        """For each level, the hash of the last, unfinished subtree; kept for the next proof at the same size."""
        if self._edges[0] == size and self._edges[1]:
            return self._edges[1]
        edges, edge = [], b""
        for level in range(size.bit_length()):
            edges.append(edge)
            if size >> level & 1:
                whole = self._levels[level][(size >> level) - 1]
                edge = node_hash(whole, edge) if edge else whole
        self._edges = (size, edges)
        return edges

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of leaf `index` in the tree of the first `size` leaves, leaf side first (RFC 6962 §2.1.1)."""
        size = self._at(size)
        if not 0 <= index < size:
            raise RangeError(f"Leaf {index} is not in a tree of {size} entries: wait until it is logged.")
        edges = self._right_edge(size)
        levels = self._levels
        path = []
        last = size - 1
        level = 0
        while last:
            sibling = index ^ 1
            if sibling < (size >> level):
                path.append(levels[level][sibling])
            elif sibling == (size >> level) and edges[level]:
                path.append(edges[level])
            index >>= 1
            last >>= 1
            level += 1
        return path

    def consistency(self, old_size: int, size: int | None = None) -> list[bytes]:
        """The proof that the tree of `size` extends the one of `old_size` (RFC 6962 §2.1.2); empty for 0 or equal."""
        size = self._at(size)
        if not 0 <= old_size <= size:
            raise RangeError(f"A tree of {size} entries cannot extend one of {old_size}: swap the two sizes.")
        if old_size in (0, size):
            return []
        # The path from the old tree's last whole subtree upwards; that subtree itself comes first unless it is the
        # whole old tree, whose root the verifier already holds.
        level = (old_size & -old_size).bit_length() - 1
        index = (old_size >> level) - 1
        path = [] if index == 0 else [self._levels[level][index]]
        edges = self._right_edge(size)
        while (size - 1) >> level:
            sibling = index ^ 1
            if sibling < (size >> level):
                path.append(self._levels[level][sibling])
            elif sibling == (size >> level) and edges[level]:
                path.append(edges[level])
            index >>= 1
            level += 1
        return path


def root_of(entries: Iterable[bytes]) -> bytes:
    """MTH of `entries`, RFC 6962 §2.1."""
    nodes = [sha256(b"\x00" + entry).digest() for entry in entries]
    if not nodes:
        return EMPTY_ROOT
    while len(nodes) > 1:
        parents = _pair_up(nodes, 0, len(nodes) // 2)
        if len(nodes) & 1:
            parents.append(nodes[-1])
        nodes = parents
    return nodes[0]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that `path` leads to from `leaf`; ProofError if the path cannot belong there (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        raise ProofError(f"Leaf {index} cannot be in a tree of {size} entries: the proof is for another tree.")
    last, node = size - 1, leaf
    for sibling in path:
        if last == 0 or len(sibling) != HASH_BYTES:
            raise ProofError("The inclusion proof is too long or holds a hash of a wrong length: ask for it again.")
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        index >>= 1
        last >>= 1
    if last:
        raise ProofError("The inclusion proof is too short for the tree it names: ask for it again.")
    return node


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Pass if leaf hash `leaf` is number `index` under `root`; else ProofError (RFC 9162 §2.1.3.2)."""
    if root_from_path(leaf, index, size, path) != root:
        raise ProofError(f"The proof for leaf {index} leads to another root: the entry, index or root was changed.")


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """Pass if the tree `root` of `size` leaves begins with the tree `old_root`; else ProofError (RFC 9162 §2.1.4.2)."""
    if old_size == 0 and (size or root != EMPTY_ROOT):
        raise ProofError("Nothing can be shown from an empty tree: compare from the first head that has entries.")
    verify_subtree(0, old_size, old_root, size, root, path)


def _lowest_whole(first: int, last: int, tip: int) -> tuple[int, int, int]:
    """The node of the earlier tree from which the proof climbs, and the level's ends, as node numbers."""
    tail = last == tip
    while first != last and (tail or last & 1):
        first, last, tip = first >> 1, last >> 1, tip >> 1
    return first, last, tip


def verify_subtree(start: int, end: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """Pass if `old_root` is the aligned subtree of leaves `start` to `end` of `root`; else ProofError.

    With `start` 0 this is RFC 9162 §2.1.4.2; otherwise draft-ietf-plants-merkle-tree-certs §4.4.3.
    """
    mismatch = ProofError("The consistency proof does not join the two roots: one of the heads is not of this log.")
    if not 0 <= start <= end <= size or start % (1 << max(end - start - 1, 0).bit_length()):
        raise ProofError(f"No subtree runs from leaf {start} to {end} of {size}: the proof is for another tree.")
    if start == end:
        if path or old_root != EMPTY_ROOT:
            raise mismatch
        return
    first, last, tip = _lowest_whole(start, end - 1, size - 1)
    rest = list(path)
    if first != last and not rest:
        raise mismatch
    old_node = new_node = old_root if first == last else rest.pop(0)
    for sibling in rest:
        if tip == 0 or len(sibling) != HASH_BYTES:
            raise mismatch
        if last & 1 or last == tip:
            if first < last:
                old_node = node_hash(sibling, old_node)
            new_node = node_hash(sibling, new_node)
            while not last & 1 and last:
                first, last, tip = first >> 1, last >> 1, tip >> 1
        else:
            new_node = node_hash(new_node, sibling)
        first, last, tip = first >> 1, last >> 1, tip >> 1
    if tip or old_node != old_root or new_node != root:
        raise mismatch
