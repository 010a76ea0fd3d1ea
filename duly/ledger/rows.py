"""One public row per counted case or account, so that a table is its own ledger and anybody recounts it.

A row is `cell TAB tag`; the tag is derived from the case's row key, the report, the table and the leaf, so that rows of
different tables cannot be joined, two holders cannot be shown the same row, and only a holder can find theirs.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from duly.ledger.entries import Field, Kind
from duly.ledger.merkle import root_of

COUNTRY_CODES = "alpha-2"
"""Domain of a dimension of two-letter country codes (ISO 3166-1)."""
SEALED_REPORT, SEALED_TABLE = "*", "sealed"


class RowError(ValueError):
    """A case that has no cell in a table, or two rows that are the same."""


class Unit(StrEnum):
    """What one row of a table stands for."""

    CASE = "case"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Account:
    """One account that a demand specifies: its salted leaf (`roots.account_leaf`), and whether data was disclosed."""

    leaf: bytes
    disclosed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a table knows of one logged event: where it is, its fields, its row key, the accounts it specifies."""

    leaf_index: int
    kind: Kind
    row_key: bytes
    values: Mapping[Field, str]
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A published table: events of one kind, by dimensions, a row per case or per account.

    `domain` gives each dimension its possible values (or COUNTRY_CODES); `rollup` sends values of a dimension, before
    the period begins, to a coarser one such as `Other(Europe)`.
    """

    id: str
    kind: Kind
    unit: Unit
    dims: tuple[str, ...]
    domain: Mapping[str, str | tuple[str, ...]]
    rollup: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def cell(self, event: Counted, account: Account | None = None) -> str:
        """The cell of an event, or of one of its accounts; RowError for a value outside the domain."""
        return "|".join(self._value(dim, _dimension(dim, event, account)) for dim in self.dims)

    def _value(self, dim: str, value: str) -> str:
        domain = self.domain[dim]
        if domain == COUNTRY_CODES:
            known = len(value) == len("XX") and value.isascii() and value.isalpha() and value.isupper()
        else:
            known = value in domain
        if not known:
            raise RowError(
                f"{value!r} is no {dim} of table {self.id}: the case would vanish from it. Correct the case."
            )
        return self.rollup.get(dim, {}).get(value, value)


def _dimension(dim: str, event: Counted, account: Account | None) -> str:
    if dim == "traffic":
        return "traffic" if "traffic" in event.values.get(Field.DATA, "").split(",") else "no_traffic"
    if dim == "disclosed":
        return "disclosed" if account is not None and account.disclosed else "not_disclosed"
    return event.values.get(Field(dim), "")


OUTCOMES = ("disclosed_content", "disclosed_non_content", "no_data", "rejected", "withdrawn")
_COUNTRY: Mapping[str, str | tuple[str, ...]] = {"country": COUNTRY_CODES}
FIRST_REPORT = (
    Table(
        id="country-outcome",
        kind=Kind.CLOSE,
        unit=Unit.CASE,
        dims=("country", "outcome"),
        domain={**_COUNTRY, "outcome": OUTCOMES},
    ),
    Table(
        id="accounts-specified",
        kind=Kind.CLOSE,
        unit=Unit.ACCOUNT,
        dims=("country", "outcome"),
        domain={**_COUNTRY, "outcome": OUTCOMES},
    ),
    Table(
        id="accounts-disclosed",
        kind=Kind.CLOSE,
        unit=Unit.ACCOUNT,
        dims=("country", "disclosed"),
        domain={**_COUNTRY, "disclosed": ("disclosed", "not_disclosed")},
    ),
    Table(
        id="traffic-disclosed",
        kind=Kind.CLOSE,
        unit=Unit.CASE,
        dims=("country", "traffic"),
        domain={**_COUNTRY, "traffic": ("no_traffic", "traffic")},
    ),
)
"""Country × outcome by case and by account, with what readers missed before: accounts disclosed, traffic or IP data."""


def tag(row_key: bytes, report_id: str, table_id: str, leaf_index: int, account: bytes = b"") -> bytes:
    """HMAC(row_key, "duly tag v1\\0" ‖ report ‖ \\0 ‖ table ‖ \\0 ‖ u64 leaf index ‖ account leaf or nothing)."""
    message = f"duly tag v1\0{report_id}\0{table_id}\0".encode() + leaf_index.to_bytes(8, "big") + account
    return hmac.digest(row_key, message, "sha256")


def row(cell: str, tag: bytes) -> bytes:
    """One line of a ledger."""
    return f"{cell}\t{tag.hex()}\n".encode()


def sealed_row(event: Counted) -> bytes:
    """The row of a sealed case: its cell is the quarter in which the seal lapses, its tag the same in every report."""
    stable = tag(event.row_key, SEALED_REPORT, SEALED_TABLE, event.leaf_index)
    return row(event.values[Field.SEAL], stable)


def released_row(event: Counted, cell: str) -> bytes:
    """The row of a case whose seal has lapsed: the sealed tag, the table's cell."""
    return row(cell, tag(event.row_key, SEALED_REPORT, SEALED_TABLE, event.leaf_index))


def rows_of(table: Table, report_id: str, events: Iterable[Counted]) -> list[bytes]:
    """The table's rows for `events`, those of its kind only."""
    rows = []
    for event in events:
        if event.kind != table.kind:
            continue
        if table.unit is Unit.CASE:
            rows.append(row(table.cell(event), tag(event.row_key, report_id, table.id, event.leaf_index)))
        for account in event.accounts if table.unit is Unit.ACCOUNT else ():
            mark = tag(event.row_key, report_id, table.id, event.leaf_index, account.leaf)
            rows.append(row(table.cell(event, account), mark))
    return rows


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows of one table, sorted bytewise and strictly increasing."""

    rows: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        return b"".join(self.rows)

    def summary(self) -> dict[str, object]:
        """What the report says of this ledger: number of rows, SHA-256, root (RFC 6962 over rows), count by cell."""
        cells = Counter(line.partition(b"\t")[0].decode() for line in self.rows)
        root = root_of(self.rows).hex()
        return {"rows": len(self.rows), "sha256": sha256(bytes(self)).hexdigest(), "root": root, "cells": dict(cells)}

    def tags(self) -> frozenset[str]:
        """The tags, hex."""
        return frozenset(line.partition(b"\t")[2][:-1].decode() for line in self.rows)


def ledger(rows: Iterable[bytes]) -> Ledger:
    """Sort rows into a ledger; RowError if two have the same tag, for then one case would be counted twice."""
    made = Ledger(tuple(sorted(rows)))
    if len(made.tags()) != len(made.rows):
        raise RowError("Two rows of a ledger have the same tag: an event was given twice. Give each event once.")
    return made


def read_ledger(data: bytes) -> Ledger:
    """A ledger as published; RowError unless rows are well-formed and strictly increasing."""
    made = ledger(data.splitlines(keepends=True))
    if bytes(made) != data or any(line[-66:-64] == b"" or line[-66:-65] != b"\t" for line in made.rows):
        raise RowError("A ledger is rows of cell, tab and tag in strict order: this file was changed. Fetch it again.")
    return made
