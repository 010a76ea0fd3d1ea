"""What a data map must be before anything is collected with it: promises that its words alone do not keep."""

from collections import Counter
from collections.abc import Iterable

from duly.datamap.section import MapError
from duly.datamap.stores import DataMap, IdentifierRule, Ref, Table
from duly.law.vocabulary import Category, IdentifierKind


def check(datamap: DataMap, name: str) -> None:
    """Raise MapError for the first contradiction; `name` is what the error calls the map."""
    _once(name, "table", (table.public for table in datamap.tables))
    _once(name, "identifier", (rule.kind for rule in datamap.identifiers))
    _once(name, "withheld", (table for table, _ in datamap.withheld))
    withheld = {table for table, _ in datamap.withheld}
    for table in datamap.tables:
        where = f"{name}, [[table]] {table.public}"
        for used in {table.name, *(join.table for join in table.joins)} & withheld:
            raise MapError(where, f"Table '{used}' is also under [[withheld]].", "A table is one or the other.")
        _columns(where, table)
        _time(where, table)
        _only(where, table)
    for rule in datamap.identifiers:
        _identifier(f"{name}, [[identifier]] {rule.kind}", rule)


def _once(where: str, what: str, words: Iterable[str]) -> None:
    for word, times in Counter(words).items():
        if times > 1:
            raise MapError(where, f"[[{what}]] '{word}' stands {times} times.", "Keep one.")


def _columns(where: str, table: Table) -> None:
    if not table.columns:
        raise MapError(where, "The table labels no column.", "Label one, or name the table under [[withheld]].")
    _once(where, "column", (column.public for column in table.columns))
    known = {table.name, *(join.table for join in table.joins)}
    refs = [table.account, *(column.ref for column in table.columns)]
    for ref in refs if table.time is None else [*refs, table.time.ref]:
        if ref.table not in known:
            raise MapError(where, f"'{ref.table}.{ref.column}' is in a table that is not joined.", "Add a [[join]].")
    for column in table.columns:
        place = f"{where}, [[column]] {column.public}"
        if column.identifies and column.category is not Category.TRAFFIC:
            raise MapError(place, "Only a traffic column can be one that 'identifies'.", "Remove the word.")
        if column.flag and column.unit is not None:
            raise MapError(place, "A column is a flag or a time, not both.", "Remove one.")
        if column.contact is not None and column.take:
            raise MapError(place, "An address inside a document cannot be looked up.", "Remove 'contact'.")


def _time(where: str, table: Table) -> None:
    """A period can be inspected only if the time leaves with every row: one category a table, the time among it."""
    if table.time is None:
        for column in table.columns:
            if column.category in (Category.TRAFFIC, Category.CONTENT):
                raise MapError(where, f"A {column.label} table needs a 'time'.", "Add it: a period must be cut.")
        return
    held = next((column for column in table.columns if column.ref == table.time.ref), None)
    if held is None or held.category is None or held.unit is not table.time.unit:
        raise MapError(where, "The column of 'time' has no label or another unit.", "Label it, with the same unit.")
    for column in table.columns:
        if column.category not in (None, held.category):
            raise MapError(where, f"'{column.public}' and the time differ in label.", "Make two tables of it.")
        if column.identifies and not held.identifies:
            raise MapError(where, "A column identifies and the time does not.", "Add 'identifies' to the time.")


def _only(where: str, table: Table) -> None:
    """A fixed condition can be inspected only if its column leaves with the rows."""
    for condition in table.only:
        if not any(c.ref.column == condition.ref.column and c.category and not c.take for c in table.columns):
            raise MapError(where, f"'only' is on '{condition.ref.column}', which has no label.", "Label it.")
        if any(c.identifies for c in table.columns):
            raise MapError(where, "'only' stands beside columns that identify.", "Make two tables of it.")


def _identifier(where: str, rule: IdentifierRule) -> None:
    if rule.time is not None and rule.time.ref.table != rule.ref.table:
        raise MapError(where, "The time of an identifier is in another table.", "Use a column of the same table.")
    if rule.kind is IdentifierKind.IP and rule.time is None:
        raise MapError(where, "An IP address belongs to an account only at a time.", "Add a 'time'.")


def refs_of(table: Table) -> frozenset[Ref]:
    """Every column of the store that the map touches for this table, labelled or needed to find the rows."""
    joined = {Ref(table=table.name, column=j.left) for j in table.joins}
    joined |= {Ref(table=j.table, column=j.right) for j in table.joins}
    timed = set() if table.time is None else {table.time.ref}
    return frozenset({table.account, *(c.ref for c in table.columns), *(e.ref for e in table.only)} | joined | timed)
