"""One collected row: its values, whose it is, and the clause of the decision that authorises it."""

from collections.abc import Mapping
from dataclasses import dataclass

from duly.datamap.stores import Scalar
from duly.law.vocabulary import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One collected row; it may leave once it has been inspected."""

    clause: str
    item: str
    category: Category
    table: str
    """The table's public name in the data dictionary."""
    values: Mapping[str, Scalar]
    """By public name of the column; times are RFC 3339 in UTC."""
    account: str
    """The account key that the store gave with this row."""
