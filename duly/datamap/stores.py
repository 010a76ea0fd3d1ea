"""The data map as a value: every store, table and column that Duly knows of, and what each column is.

A column that is not here can never leave; neither can one labelled `never` or one that tells of a third party.
"""

from dataclasses import dataclass
from enum import StrEnum

from duly.law.vocabulary import Category, IdentifierKind

Scalar = str | int | float | bool | None
"""What a cell of a collected row may be: text, a number, a flag, or nothing."""


class Label(StrEnum):
    """What a column is. The first three are the categories of data of the law; `never` stays whatever was granted."""

    SUBSCRIBER = "subscriber"
    TRAFFIC = "traffic"
    CONTENT = "content"
    NEVER = "never"


class Unit(StrEnum):
    """How a store writes an instant. Only UTC is accepted: local times cannot be cut exactly when clocks change."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    MICROSECONDS = "us"
    ISO = "iso"
    """Text such as 2026-03-01T00:00:00Z."""


class Meaning(StrEnum):
    """What the time of a row says about the granted period (start included, end excluded)."""

    INSTANT = "instant"
    """It happened then: the row is in the period when start <= time < end."""
    SINCE = "since"
    """It holds from then on: the row is in the period when time < end."""


class StoreKind(StrEnum):
    """Which connector reads the store."""

    SQL = "sql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A column of a table of the store, by the names that the store uses."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal:
    """A fixed condition: the column is one of these values."""

    ref: Ref
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Another table whose rows complete those of the first: `left` is a column of the first, `right` of this one."""

    table: str
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, its label and its line in the data dictionary."""

    ref: Ref
    public: str
    label: Label
    description: str
    take: tuple[str, ...] = ()
    """The path inside a JSON document; the store is asked for this member only."""
    unit: Unit | None = None
    flag: bool = False
    identifies: bool = False
    """May leave under a traffic grant that is for identification only (Reg. (EU) 2023/1543 art. 3(10))."""
    third_party: bool = False
    """Tells of somebody who is not the account's user: never leaves."""
    contact: tuple[Equal, ...] | None = None
    """Not None: an address at which the user can be told, where these conditions hold."""

    @property
    def category(self) -> Category | None:
        """The category under which this column may leave; None: it never leaves."""
        if self.third_party or self.label is Label.NEVER:
            return None
        return Category(self.label.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRule:
    """Which column says when a row happened or from when it holds."""

    ref: Ref
    unit: Unit
    meaning: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One kind of record as the data dictionary names it: rows of a table, how they belong to an account, and when."""

    name: str
    public: str
    description: str
    account: Ref
    columns: tuple[Column, ...]
    joins: tuple[Join, ...] = ()
    time: TimeRule | None = None
    only: tuple[Equal, ...] = ()

    def column(self, public: str) -> Column | None:
        """The column of this public name, if the map labels one."""
        return next((column for column in self.columns if column.public == public), None)

    @property
    def time_column(self) -> Column | None:
        """The labelled column that holds the row's time; the map reader makes sure that there is one."""
        return None if self.time is None else next(c for c in self.columns if c.ref == self.time.ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRule:
    """How an identifier of a demand leads to an account of the store."""

    kind: IdentifierKind
    ref: Ref
    account: str
    """Column of the same table that holds the account key."""
    where: tuple[Equal, ...] = ()
    strip: str = ""
    prefix: str = ""
    suffix: str = ""
    time: TimeRule | None = None
    """When the identifier led there: `since` for an address or a name, `instant` for an IP address in use."""

    def form(self, identifier: str) -> str:
        """The identifier as the store writes it, e.g. handle `anna` → `@anna:linden.example`."""
        bare = identifier.removeprefix(self.strip).removesuffix(self.suffix)
        return f"{self.prefix}{bare}{self.suffix}"

    def equal(self, identifier: str) -> Equal:
        """The condition that a row is the one that this identifier names."""
        return Equal(ref=self.ref, values=(self.form(identifier),))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMap:
    """All that the provider's store holds, as far as it is labelled."""

    name: str
    title: str
    kind: StoreKind
    row_cap: int
    """Most rows that one statement may return; more is an error to be answered by narrowing, never a cut."""
    tables: tuple[Table, ...]
    identifiers: tuple[IdentifierRule, ...]
    withheld: tuple[tuple[str, str], ...]
    """Tables that never leave, with the reason: for the data dictionary, and so that nobody maps them later."""
    digest: str
    """SHA-256 (hex) of the map's text and parameters: which map a plan was made with."""

    def table(self, public: str) -> Table | None:
        """The table of this public name, if the map has one."""
        return next((table for table in self.tables if table.public == public), None)

    def identifier(self, kind: IdentifierKind) -> IdentifierRule | None:
        """How this kind of identifier leads to an account; None: this store cannot be asked by it."""
        return next((rule for rule in self.identifiers if rule.kind is kind), None)
