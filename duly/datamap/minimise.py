"""The minimum: which columns of which tables one granted line authorises, and nothing beside them."""

from dataclasses import dataclass
from datetime import datetime

from duly.datamap.stores import Column, DataMap, Table
from duly.law.vocabulary import Category, IdentifierKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One granted line of a decision: one identifier, one category, one period."""

    clause: str
    """The id that authorises every row, e.g. `D-3f2a/1.subscriber`."""
    item: str
    identifier_kind: IdentifierKind
    identifier: str
    """Normalised."""
    category: Category
    identification_only: bool = False
    start: datetime | None = None
    """First instant of the period, included; aware, UTC."""
    end: datetime | None = None
    """End of the period, excluded; aware, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """The columns of one table that a grant lets out, in the map's order."""

    table: Table
    columns: tuple[Column, ...]


def permits(grant: Grant, column: Column) -> bool:
    """Whether this grant lets this column out; identification only narrows traffic (Reg. (EU) 2023/1543 art. 3(10))."""
    if column.category is not grant.category:
        return False
    return column.identifies or not (grant.identification_only and grant.category is Category.TRAFFIC)


def columns_for(grant: Grant, datamap: DataMap) -> tuple[Permitted, ...]:
    """Exactly the columns, table by table, that the grant lets out; a table without any is left out."""
    chosen = (
        Permitted(table=table, columns=tuple(column for column in table.columns if permits(grant, column)))
        for table in datamap.tables
    )
    return tuple(permitted for permitted in chosen if permitted.columns)
