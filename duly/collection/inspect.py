"""The second pair of eyes on collected rows: checks each anew against grants and data map, knowing nothing of the plan.

What a row holds beyond its grant is taken out *and* reported. Excess is an incident, never a silent drop.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from duly.collection.connectors.source import Query, Source, Wanted, Window
from duly.collection.row import Row
from duly.datamap.minimise import Grant
from duly.datamap.stores import Column, DataMap, IdentifierRule, Label, Meaning, Ref, Table
from duly.datamap.times import TimeError, bound, read_back, within
from duly.law.vocabulary import Category

KEY = "owner"
SEVERAL = 2


class Excessive(StrEnum):
    """Why something that was collected may not leave. The first six cost the whole row, the rest one value of it."""

    UNKNOWN_CLAUSE = "unknown_clause"
    OTHER_ITEM = "other_item"
    UNKNOWN_TABLE = "unknown_table"
    OTHER_ACCOUNT = "other_account"
    OUTSIDE_PERIOD = "outside_period"
    OTHER_KIND_OF_ROW = "other_kind_of_row"
    UNLABELLED = "unlabelled"
    NEVER = "never"
    THIRD_PARTY = "third_party"
    OTHER_CATEGORY = "other_category"
    NOT_IDENTIFYING = "not_identifying"
    NOTHING_LEFT = "nothing_left"
    """Every value of the row was taken out, and so the row went too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """One thing too many, without its value: enough to find the fault, nothing to leak."""

    clause: str
    table: str
    column: str
    """Empty where the whole row was too much."""
    reason: Excessive


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """Rows seen = rows kept + rows dropped. Any `excess` is an incident for the caller to report."""

    kept: tuple[Row, ...]
    seen: int
    dropped: dict[Excessive, int]
    """Whole rows, by reason."""
    excess: tuple[Excess, ...]

    @property
    def reasons(self) -> dict[Excessive, int]:
        """How often each reason was found, whole rows and single values together: for the incident's report."""
        return dict(Counter(one.reason for one in self.excess))


def inspect_rows(rows: Iterable[Row], grants: Sequence[Grant], datamap: DataMap, source: Source) -> Inspected:
    """Check every row: clause, item, table, account (looked up again), period, kind, and the label of every value.

    ConnectorError: the store cannot be asked again whose an identifier is. Errors of reading `rows` pass through.
    """
    desk = _Desk({grant.clause: grant for grant in grants}, datamap, source)
    kept: list[Row] = []
    excess: list[Excess] = []
    dropped: Counter[Excessive] = Counter()
    seen = 0
    for row in rows:
        seen += 1
        # 1. Is the row as a whole one that its grant lets out?
        fault = desk.fault(row)
        if fault is not None:
            dropped[fault] += 1
            excess.append(Excess(clause=row.clause, table=row.table, column="", reason=fault))
            continue
        # 2. Is every value?
        faults = {name: reason for name in row.values if (reason := desk.fault_of(row, name)) is not None}
        excess += [Excess(clause=row.clause, table=row.table, column=c, reason=why) for c, why in faults.items()]
        # 3. What is left, if anything is.
        left = {name: value for name, value in row.values.items() if name not in faults}
        if left:
            kept.append(replace(row, values=left) if faults else row)
        else:
            dropped[Excessive.NOTHING_LEFT] += 1
    return Inspected(kept=tuple(kept), seen=seen, dropped=dict(dropped), excess=tuple(excess))


class _Desk:
    """What the inspection of one collection knows: grants, map, and each clause's account once it was looked up."""

    def __init__(self, grants: dict[str, Grant], datamap: DataMap, source: Source) -> None:
        self._grants, self._map, self._source = grants, datamap, source
        self._owners: dict[str, str | None] = {}

    def fault(self, row: Row) -> Excessive | None:
        """Why the whole row may not leave, or None."""
        grant = self._grants.get(row.clause)
        if grant is None:
            return Excessive.UNKNOWN_CLAUSE
        if row.item != grant.item or row.category is not grant.category:
            return Excessive.OTHER_ITEM
        table = self._map.table(row.table)
        if table is None:
            return Excessive.UNKNOWN_TABLE
        if row.account != self._owner(grant):
            return Excessive.OTHER_ACCOUNT
        if not _in_period(row, table, grant):
            return Excessive.OUTSIDE_PERIOD
        return None if _of_kind(row, table) else Excessive.OTHER_KIND_OF_ROW

    def fault_of(self, row: Row, name: str) -> Excessive | None:
        """Why this value may not leave, or None."""
        table, grant = self._map.table(row.table), self._grants[row.clause]
        labelled = None if table is None else table.column(name)
        return Excessive.UNLABELLED if labelled is None else _fault_of(labelled, grant)

    def _owner(self, grant: Grant) -> str | None:
        """The one account that the identifier means; None where there is none, or more than one."""
        if grant.clause not in self._owners:
            rule = self._map.identifier(grant.identifier_kind)
            self._owners[grant.clause] = None if rule is None else _look_up(grant, rule, self._source)
        return self._owners[grant.clause]


def _look_up(grant: Grant, rule: IdentifierRule, source: Source) -> str | None:
    """Ask the store again; limits are set here anew, from the grant."""
    window = None
    if rule.time is not None:
        passing = rule.time.meaning is Meaning.INSTANT
        start = bound(grant.start, rule.time.unit) if passing and grant.start is not None else None
        end = bound(grant.end, rule.time.unit) if grant.end is not None else None
        window = Window(ref=rule.time.ref, start=start, end=end)
    named = rule.equal(grant.identifier)
    question = Query(
        table=rule.ref.table,
        wanted=(Wanted(ref=Ref(table=rule.ref.table, column=rule.account), name=KEY),),
        equals=(*rule.where, named),
        window=window,
        distinct=True,
        limit=SEVERAL,
    )
    owners = {str(answer[KEY]) for answer in source.stream(question)}
    return owners.pop() if len(owners) == 1 else None


def _in_period(row: Row, table: Table, grant: Grant) -> bool:
    """A row whose table has a time shows it, or it is outside: silence is never consent."""
    if table.time is None:
        return True
    column = table.time_column
    if column is None or column.public not in row.values:
        return False
    value = row.values[column.public]
    try:
        at = None if value is None else read_back(str(value))
    except TimeError:
        return False
    return within(at, table.time.meaning, grant.start, grant.end)


def _of_kind(row: Row, table: Table) -> bool:
    """The fixed conditions of the map hold for the row itself."""
    for condition in table.only:
        column = next(c for c in table.columns if c.ref == condition.ref and not c.take)
        if row.values.get(column.public) not in condition.values:
            return False
    return True


def _fault_of(column: Column, grant: Grant) -> Excessive | None:
    """Written out here, not taken from `minimise`: a fault there must not pass here as well."""
    if column.label is Label.NEVER:
        return Excessive.NEVER
    if column.third_party:
        return Excessive.THIRD_PARTY
    if column.label.value != grant.category.value:
        return Excessive.OTHER_CATEGORY
    if grant.category is Category.TRAFFIC and grant.identification_only and not column.identifies:
        return Excessive.NOT_IDENTIFYING
    return None
