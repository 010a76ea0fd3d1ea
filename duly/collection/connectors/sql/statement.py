"""A question of the plan as one SELECT: every name quoted, every value a bound parameter, no text of ours inside."""

import json
from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, Select, Text, cast, column, func, literal, select, table
from sqlalchemy.sql import TableClause, quoted_name

from duly.collection.connectors.source import Query, Wanted
from duly.datamap.stores import Ref, Scalar

type Tables = dict[str, TableClause]


def select_of(query: Query, dialect: str) -> Select[Any]:
    """The SELECT for this question, in the order of time where it has a period, with its limit."""
    statement = _select(query, dialect).limit(query.limit)
    if query.window is not None and not query.distinct:
        statement = statement.order_by(_column(_tables(query), query.window.ref))
    return statement


def count_of(query: Query, dialect: str) -> Select[int]:
    """How many rows the question has, limit aside."""
    return select(func.count()).select_from(_select(query, dialect).subquery())


def member(value: object) -> Scalar:
    """A member of a JSON document, which the store gives as JSON text: scalars as such, objects and lists as text.

    Half a surrogate pair is no character and has no bytes: such a text stays as the JSON spells it.
    """
    if value is None:
        return None
    spelled = str(value)
    found = json.loads(spelled)
    if found is None or isinstance(found, (int, float, bool)):
        return found
    text = found if isinstance(found, str) else json.dumps(found, sort_keys=True, ensure_ascii=False)
    return spelled if any("\ud800" <= character <= "\udfff" for character in text) else text


def _select(query: Query, dialect: str) -> Select[Any]:
    tables = _tables(query)
    asked = [_wanted(tables, wanted, dialect).label(quoted_name(wanted.name, True)) for wanted in query.wanted]
    statement = select(*asked).select_from(_joined(query, tables))
    for equal in query.equals:
        held = _column(tables, equal.ref)
        one = len(equal.values) == 1
        statement = statement.where(held == equal.values[0] if one else held.in_(equal.values))
    if query.window is not None:
        at = _column(tables, query.window.ref)
        if query.window.start is not None:
            statement = statement.where(at >= query.window.start)
        if query.window.end is not None:
            statement = statement.where(at < query.window.end)
    return statement.distinct() if query.distinct else statement


def _refs(query: Query) -> set[Ref]:
    joins = {Ref(table=query.table, column=j.left) for j in query.joins}
    joins |= {Ref(table=j.table, column=j.right) for j in query.joins}
    window = set() if query.window is None else {query.window.ref}
    return {w.ref for w in query.wanted} | {e.ref for e in query.equals} | joins | window


def _tables(query: Query) -> Tables:
    """Every table with the columns that this question touches, all names quoted so that none is read as SQL."""
    columns: dict[str, set[str]] = {query.table: set()}
    for ref in _refs(query):
        columns.setdefault(ref.table, set()).add(ref.column)
    return {
        name: table(quoted_name(name, True), *(column(quoted_name(c, True)) for c in sorted(found)))
        for name, found in columns.items()
    }


def _column(tables: Tables, ref: Ref) -> ColumnElement[Any]:
    return tables[ref.table].c[ref.column]


def _joined(query: Query, tables: Tables) -> FromClause:
    whole: FromClause = tables[query.table]
    for join in query.joins:
        left, right = tables[query.table].c[join.left], tables[join.table].c[join.right]
        whole = whole.join(tables[join.table], left == right)
    return whole


def _wanted(tables: Tables, wanted: Wanted, dialect: str) -> ColumnElement[Any]:
    held = _column(tables, wanted.ref)
    if not wanted.take:
        return held
    if dialect == "postgresql":
        return cast(func.json_extract_path(cast(held, JSON), *wanted.take), Text)
    path = "$" + "".join(f'."{step}"' for step in wanted.take)
    return held.op("->")(literal(path))
