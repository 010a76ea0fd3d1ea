"""The log as it is served: a directory of small files that never change, from which anybody rebuilds every proof.

Layout: C2SP tlog-tiles (`checkpoint`, `tile/<level>/<n>[.p/<width>]`, `tile/entries/<n>[.p/<width>]`). Tiles are
derived: delete them and they are written again from the entries.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from duly.ledger.merkle import Tree

WIDTH = 256
HEIGHT = 8


class TileError(ValueError):
    """Tiles that are missing or do not hold what they should."""


def tile_name(index: int, width: int = WIDTH) -> str:
    """The path element of tile `index`: `x001/x234/067`, with `.p/<width>` where it is not full."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
    return name if width == WIDTH else f"{name}.p/{width}"


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where a tile of hashes is served."""
    return f"tile/{level}/{tile_name(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where a bundle of entries is served."""
    return f"tile/entries/{tile_name(index, width)}"


def _spans(old: int, new: int) -> Iterator[tuple[int, int]]:
    """(tile, width) of each tile of a level that changes when its nodes grow from `old` to `new`."""
    if new > old:
        for tile in range(old // WIDTH, -(-new // WIDTH)):
            yield tile, min(WIDTH, new - tile * WIDTH)


def pack(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry after its length as u16."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; TileError if it ends in the middle of one."""
    entries, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle):
            raise TileError("An entry bundle ends in the middle of an entry: it was cut. Write the tiles again.")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


def tiles(tree: Tree, entries: Sequence[bytes], *, old_size: int = 0) -> Iterator[tuple[str, bytes]]:
    """Every file that a log grown from `old_size` to all of `entries` needs anew: (path, bytes)."""
    old, new = old_size, len(entries)
    for tile, width in _spans(old, new):
        yield entries_path(tile, width), pack(entries[tile * WIDTH : tile * WIDTH + width])
    level = 0
    while new:
        for tile, width in _spans(old, new):
            first = tile * WIDTH
            hashes = [tree.node(level * HEIGHT, node) for node in range(first, first + width)]
            yield tile_path(level, tile, width), b"".join(hashes)
        old, new, level = old // WIDTH, new // WIDTH, level + 1


def replace_file(path: Path, data: bytes) -> None:
    """Write so that a reader, or a crash, sees the old file or the new one and nothing between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def write(directory: Path, tree: Tree, entries: Sequence[bytes], checkpoint: bytes, *, old_size: int = 0) -> None:
    """Publish the log: tiles first and the checkpoint last, so that no head is served before what it covers."""
    for path, data in tiles(tree, entries, old_size=old_size):
        replace_file(directory / path, data)
    replace_file(directory / "checkpoint", checkpoint)


def read_entries(directory: Path, size: int) -> list[bytes]:
    """The first `size` entries as served; TileError if some are missing."""
    entries: list[bytes] = []
    for tile, width in _spans(0, size):
        path = directory / entries_path(tile, width)
        whole = directory / entries_path(tile)
        source = path if path.is_file() else whole
        if not source.is_file():
            raise TileError(f"{entries_path(tile, width)} is missing: the log was not fully written. Write it again.")
        entries += unpack(source.read_bytes())[:width]
    if len(entries) != size:
        raise TileError(f"The bundles hold {len(entries)} of {size} entries: the log was cut. Write it again.")
    return entries
