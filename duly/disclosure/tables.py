"""The data files of a package: one JSON file per item and category, and per table in it one CSV that says the same."""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from duly.disclosure.manifest import Column, Granted, RowEntry
from duly.disclosure.package_error import altered
from duly.disclosure.spreadsheet import Scalar, sheet
from duly.law.vocabulary import Category
from duly.lib.canonical_json import MAX_INTEGER, NotCanonicalError, canonical, read_canonical

_ROW_FIELDS = {"category", "clause", "item", "table", "values"}
_HEAD, _BETWEEN, _FOOT = b"[\n", b",\n", b"\n]\n"


class CollectedRow(Protocol):
    """A row as collection delivers it; its store key is not asked for, so it cannot leave."""

    @property
    def clause(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def category(self) -> Category: ...
    @property
    def table(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Scalar]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedRow:
    """A row as it stands in a package."""

    clause: str
    item: str
    category: Category
    table: str
    values: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFiles:
    """Every file under data/ by name, and the manifest's line for every row."""

    files: Mapping[str, bytes]
    rows: tuple[RowEntry, ...]


def plain_row(row: CollectedRow) -> DisclosedRow:
    """The row with every value as JSON carries it exactly: integers of more than 53 bits, NaN, infinity become text."""
    values = {name: _plain(value) for name, value in row.values.items()}
    return DisclosedRow(clause=row.clause, item=row.item, category=row.category, table=row.table, values=values)


def data_files(rows: Iterable[DisclosedRow], columns: Sequence[Column]) -> DataFiles:
    """All data files of these rows; the opener calls it too, and compares."""
    groups: dict[str, list[DisclosedRow]] = {}
    for row in rows:
        groups.setdefault(_stem(row.item, row.category), []).append(row)
    files: dict[str, bytes] = {}
    entries: list[RowEntry] = []
    for stem, group in sorted(groups.items()):
        path = f"data/{stem}.json"
        spelled = [_spell(row) for row in group]
        files[path] = _HEAD + _BETWEEN.join(spelled) + _FOOT
        entries += [
            RowEntry(file=path, index=index, sha256=hashlib.sha256(line).hexdigest(), clause=row.clause)
            for index, (line, row) in enumerate(zip(spelled, group, strict=True))
        ]
        files |= {f"data/{stem}.{name}.csv": data for name, data in _sheets(group, columns)}
    return DataFiles(files=files, rows=tuple(entries))


def read_rows(path: str, data: bytes) -> tuple[DisclosedRow, ...]:
    """The rows of one JSON data file. Raises PackageError (check “rows”), naming file and row."""
    if not data.startswith(_HEAD) or not data.endswith(_FOOT) or len(data) < len(_HEAD + _FOOT):
        raise altered("rows", f"{path} is not a list with one row a line.")
    lines = data[len(_HEAD) : -len(_FOOT)].split(_BETWEEN)
    return tuple(_read_row(line, f"{path}, row {index}") for index, line in enumerate(lines))


def columns_inside(rows: Iterable[DisclosedRow], columns: Iterable[Column]) -> tuple[Column, ...]:
    """Of the data dictionary only what these rows contain."""
    inside = {(row.table, name) for row in rows for name in row.values}
    return tuple(column for column in columns if (column.table, column.column) in inside)


def authorised(row: DisclosedRow, granted: Mapping[str, Granted]) -> bool:
    """Whether the row names a clause of the decision that is for its item and its category."""
    line = granted.get(row.clause)
    return line is not None and (line.item, line.category) == (row.item, row.category)


def file_word(text: str) -> str:
    """A key as part of a file name, the same on every system; a key that needs changing gets a part of its hash."""
    word = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")[:40]
    return word if word == text else f"{word or 'x'}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _stem(item: str, category: Category) -> str:
    return f"item-{file_word(item)}.{category}"


def _spell(row: DisclosedRow) -> bytes:
    return canonical(
        {"category": row.category, "clause": row.clause, "item": row.item, "table": row.table, "values": row.values}
    )


def _sheets(group: Sequence[DisclosedRow], columns: Sequence[Column]) -> Iterable[tuple[str, bytes]]:
    """One CSV per table: the clause, then the columns in the order of the dictionary."""
    for table in sorted({row.table for row in group}):
        rows = [row for row in group if row.table == table]
        present = {name for row in rows for name in row.values}
        names = [column.column for column in columns if column.table == table and column.column in present]
        cells = ([row.clause, *(row.values.get(name) for name in names)] for row in rows)
        yield file_word(table), sheet(["clause", *names], cells)


def _read_row(line: bytes, where: str) -> DisclosedRow:
    try:
        value = read_canonical(line)
    except NotCanonicalError as error:
        raise altered("rows", f"{where}: {error}") from error
    if not isinstance(value, dict) or set(value) != _ROW_FIELDS:
        raise altered("rows", f"{where} does not have exactly the fields {', '.join(sorted(_ROW_FIELDS))}.")
    clause, item, table, category, values = (value[key] for key in ("clause", "item", "table", "category", "values"))
    texts = isinstance(clause, str) and isinstance(item, str) and isinstance(table, str)
    if not texts or category not in set(Category) or not _are_scalars(values):
        raise altered("rows", f"{where} has a field of the wrong type.")
    return DisclosedRow(
        clause=str(clause),
        item=str(item),
        table=str(table),
        category=Category(str(category)),
        values=cast("Mapping[str, Scalar]", values),
    )


def _are_scalars(values: object) -> bool:
    return isinstance(values, dict) and all(
        value is None or isinstance(value, (str, int, float, bool)) for value in values.values()
    )


def _plain(value: Scalar) -> Scalar:
    too_large = isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_INTEGER
    not_finite = isinstance(value, float) and not math.isfinite(value)
    return json.dumps(value) if too_large or not_finite else value
