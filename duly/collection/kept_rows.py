"""Collected rows as bytes and back, so that they lie on the disk only as locked objects."""

import json
from collections.abc import Iterable

from duly.collection.row import Row
from duly.law.vocabulary import Category


def to_bytes(rows: Iterable[Row]) -> bytes:
    """One JSON object a line."""
    lines = (
        json.dumps(
            [row.clause, row.item, row.category.value, row.table, dict(row.values), row.account],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in rows
    )
    return "\n".join(lines).encode()


def from_bytes(data: bytes) -> tuple[Row, ...]:
    """The rows again, in the same order."""
    rows = (json.loads(line) for line in data.decode().split("\n") if line)
    return tuple(
        Row(clause=clause, item=item, category=Category(category), table=table, values=values, account=account)
        for clause, item, category, table, values, account in rows
    )
