"""The sample store of the SQL connector as a database, and grants on it: for plan, gathering and inspection."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from duly.collection.connectors.source import Query, Source
from duly.datamap.minimise import Grant
from duly.datamap.read import read_map
from duly.datamap.stores import DataMap, Scalar
from duly.law.vocabulary import Category, IdentifierKind

SAMPLES = resources.files("duly.collection.connectors.sql") / "samples"
MARCH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def shop_map() -> DataMap:
    """The map that comes with the sample."""
    return read_map((SAMPLES / "shop.toml").read_text("utf-8"), "shop.toml", {})


def shop_store(directory: Path) -> Path:
    """A SQLite file with the sample's rows."""
    file = directory / "shop ü%20.db"  # a name that a careless URI would lose
    with sqlite3.connect(file) as connection:
        connection.executescript((SAMPLES / "shop.sql").read_text("utf-8"))
    connection.close()
    return file


def address_of(file: Path) -> str:
    """The store's address, as duly.toml would have it."""
    return f"sqlite:///{quote(str(file))}"


def grant(
    category: Category = Category.TRAFFIC,
    identifier: str = "c-1",
    kind: IdentifierKind = IdentifierKind.ACCOUNT_ID,
    period: tuple[datetime | None, datetime | None] = MARCH,
    *,
    identification_only: bool = False,
    clause: str = "",
) -> Grant:
    """One granted line; by default the traffic of Ada (c-1) in March 2026."""
    return Grant(
        clause=clause or f"D-1/1.{category}",
        item="1",
        identifier_kind=kind,
        identifier=identifier,
        category=category,
        identification_only=identification_only,
        start=period[0],
        end=period[1],
    )


class Upgraded:
    """A store whose new release answers otherwise than it was asked; `change` says how, for each table's rows."""

    def __init__(
        self, inner: Source, change: Callable[[Query, list[dict[str, Scalar]]], list[dict[str, Scalar]]]
    ) -> None:
        self._inner, self._change = inner, change

    def describe(self) -> Mapping[str, frozenset[str]]:
        """As the store."""
        return self._inner.describe()

    def count(self, query: Query) -> int:
        """As the store."""
        return self._inner.count(query)

    def stream(self, query: Query) -> Iterator[Mapping[str, Scalar]]:
        """As the store, changed."""
        yield from self._change(query, [dict(row) for row in self._inner.stream(query)])
