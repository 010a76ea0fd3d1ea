"""Asks the store what the plan says, row by row, and says for every grant whether an account was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from duly.collection.connectors.source import Query, Source, Wanted
from duly.collection.plan import ACCOUNT, Plan, PlannedGrant, Statement
from duly.collection.row import Row
from duly.datamap.stores import DataMap, Equal, Scalar, Unit
from duly.datamap.times import TimeError, instant, written

MOST_ADDRESSES = 20


class GatherError(RuntimeError):
    """Collecting stopped part of the way; nothing that was read may be used."""


class Resolution(StrEnum):
    """Where an identifier led."""

    ACCOUNT = "account"
    NO_ACCOUNT = "no_account"
    """The store knows nobody by it in that period: no data."""
    AMBIGUOUS = "ambiguous"
    """It led to several accounts, so nothing was read: ask the requester for a narrower identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Where the identifier of one grant led."""

    clause: str
    item: str
    resolution: Resolution
    account: str | None = None
    accounts: int = 0
    """How many accounts it led to (counted up to `plan.MOST_ACCOUNTS`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What came of a plan: where each identifier led (known at once) and the rows (read as they are taken)."""

    resolved: tuple[Resolved, ...]
    rows: Iterator[Row]

    def __iter__(self) -> Iterator[Row]:
        return self.rows

    @property
    def without_account(self) -> tuple[Resolved, ...]:
        """The grants to which the answer is: no data."""
        return tuple(one for one in self.resolved if one.resolution is Resolution.NO_ACCOUNT)

    @property
    def ambiguous(self) -> tuple[Resolved, ...]:
        """The grants whose identifier led to several accounts: nothing was read for them."""
        return tuple(one for one in self.resolved if one.resolution is Resolution.AMBIGUOUS)


def gather(plan: Plan, source: Source) -> Gathering:
    """Find the account of every grant, then read its rows lazily; whatever the store adds is kept for the inspection.

    ConnectorError: the store cannot be read. GatherError, while reading: a statement has more rows than its cap.
    """
    resolved = tuple(_resolve(grant, source) for grant in plan.grants)
    return Gathering(resolved=resolved, rows=_rows(plan, resolved, source))


def estimate(plan: Plan, source: Source) -> dict[str, int]:
    """How many rows each clause would bring, by counting alone: for whoever approves. ConnectorError as `gather`."""
    counts: dict[str, int] = {}
    for grant in plan.grants:
        found = _resolve(grant, source).account
        counts[grant.clause] = 0 if found is None else sum(source.count(s.about(found)) for s in grant.statements)
    return counts


def contacts(account: str, datamap: DataMap, source: Source) -> tuple[str, ...]:
    """Addresses at which the account's user can be told, for a notice. ConnectorError: the store cannot be read."""
    found: list[str] = []
    for table in datamap.tables:
        for column in (column for column in table.columns if column.contact is not None):
            query = Query(
                table=table.name,
                wanted=(Wanted(ref=column.ref, name=column.public),),
                equals=(Equal(ref=table.account, values=(account,)), *(column.contact or ())),
                limit=MOST_ADDRESSES,
            )
            found += [str(row[column.public]) for row in source.stream(query) if row[column.public]]
    return tuple(sorted(set(found)))


def _resolve(grant: PlannedGrant, source: Source) -> Resolved:
    accounts = sorted({str(row[ACCOUNT]) for row in source.stream(grant.lookup) if row.get(ACCOUNT) is not None})
    what = Resolution.NO_ACCOUNT
    if accounts:
        what = Resolution.ACCOUNT if len(accounts) == 1 else Resolution.AMBIGUOUS
    return Resolved(
        clause=grant.clause,
        item=grant.item,
        resolution=what,
        account=accounts[0] if len(accounts) == 1 else None,
        accounts=len(accounts),
    )


def _rows(plan: Plan, resolved: tuple[Resolved, ...], source: Source) -> Iterator[Row]:
    for grant, found in zip(plan.grants, resolved, strict=True):
        if found.account is None:
            continue
        for statement in grant.statements:
            yield from _read(grant, statement, found.account, source)


def _read(grant: PlannedGrant, statement: Statement, account: str, source: Source) -> Iterator[Row]:
    query = statement.about(account)
    for number, stored in enumerate(source.stream(query), start=1):
        if number >= query.limit:
            raise GatherError(
                f"{grant.clause}: '{statement.public}' has more than {query.limit - 1} rows for this account and "
                "period, and an answer is never cut short. Narrow the period, or raise the cap in the data map."
            )
        if stored.get(ACCOUNT) is None:
            raise GatherError(
                f"{grant.clause}: the store gave a row of '{statement.public}' without its account, so it is unknown "
                "whose it is. Compare the data map with the store: duly datamap."
            )
        yield Row(
            clause=grant.clause,
            item=grant.item,
            category=grant.category,
            table=statement.public,
            values=_shown(statement, grant, stored),
            account=str(stored[ACCOUNT]),
        )


def _shown(statement: Statement, grant: PlannedGrant, stored: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Times become RFC 3339, flags true or false. A column that nobody asked for stays, for the inspection to see."""
    values = {name: value for name, value in stored.items() if name != ACCOUNT}
    for column in statement.shown:
        value = values.get(column.public)
        if value is None:
            continue
        if column.flag:
            values[column.public] = bool(value)
        elif column.unit is not None:
            values[column.public] = _moment(f"{grant.clause}: {statement.public}.{column.public}", value, column.unit)
    return values


def _moment(where: str, value: Scalar, unit: Unit) -> str | None:
    try:
        at = instant(value, unit)
    except TimeError as wrong:
        raise GatherError(f"{where}: {wrong}") from wrong
    return None if at is None else written(at)
