"""What every connector can do, and the one shape of question that it may be asked: named columns of named rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from duly.datamap.stores import Equal, Join, Ref, Scalar


class ConnectorError(RuntimeError):
    """The store could not be read: what happened, what it means, what to do. Never holds a value of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One column of the answer: where it is, the member of a JSON document if only that is wanted, and its name."""

    ref: Ref
    take: tuple[str, ...] = ()
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A period in the unit of a stored time: `start` included, `end` excluded; None: no limit on that side."""

    ref: Ref
    start: int | str | None
    end: int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to a store. Names come from the data map only; values travel beside the statement, never in it."""

    table: str
    joins: tuple[Join, ...] = ()
    wanted: tuple[Wanted, ...]
    equals: tuple[Equal, ...] = ()
    window: Window | None = None
    distinct: bool = False
    limit: int
    """Most rows that come back; who asks sets it one above the number that is allowed, so that excess is seen."""


class Source(Protocol):
    """A provider's store, opened for reading only."""

    def describe(self) -> Mapping[str, frozenset[str]]:
        """The names of the columns of every table. ConnectorError: the store cannot be read."""
        ...

    def count(self, query: Query) -> int:
        """How many rows the question has, without its limit. ConnectorError: the store cannot be read."""
        ...

    def stream(self, query: Query) -> Iterator[Mapping[str, Scalar]]:
        """The rows, by the names in `wanted`, a few at a time. ConnectorError: the store cannot be read."""
        ...
