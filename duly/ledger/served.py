"""The log as it is served over HTTP: which addresses it has, of what type each is, and how long a copy may be kept.

C2SP tlog-tiles: the checkpoint changes and must not be kept; a full tile never changes.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from duly.ledger.append import directory

_TILE = re.compile(
    r"tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/(?:x[0-9]{3}/)*[0-9]{3}(\.p/(?:[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
_TEXTS = ("checkpoint", "log.vkey")
FOR_EVER, AN_HOUR, NOT_AT_ALL = "public, max-age=31536000, immutable", "public, max-age=3600", "no-cache"


class NotServed(LookupError):
    """The log has no such address."""


@dataclass(frozen=True, slots=True)
class Served:
    """A file of the log, with the two headers that say what it is and how long it may be kept."""

    file: Path
    content_type: str
    cache_control: str


def served(path: str) -> Served:
    """The file at `path` below the log's address. Raises NotServed for anything that tlog-tiles does not name."""
    tile = _TILE.fullmatch(path)
    if tile is None and path not in _TEXTS:
        raise NotServed("The log has no such file.")
    file = directory() / path
    if not file.is_file():
        raise NotServed("The log has no such file.")
    if tile is None:
        return Served(file, "text/plain; charset=utf-8", NOT_AT_ALL)
    # A tile that is not full goes away once it is full, so nobody should count on it for long.
    return Served(file, "application/octet-stream", AN_HOUR if tile[1] else FOR_EVER)
