"""The plan: the decision's scope crossed with the data map, as exactly these columns and rows of this store (pure)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property

from duly.collection.connectors.source import Query, Wanted, Window
from duly.datamap.minimise import Grant, Permitted, columns_for
from duly.datamap.stores import DataMap, Equal, IdentifierRule, Meaning, Ref, TimeRule, Unit
from duly.datamap.times import TimeError, bound, written
from duly.law.vocabulary import Category
from duly.lib import canonical_json

ACCOUNT = "$account"
"""Name under which every statement also asks for the row's account key: proof of whose row it is, never disclosed."""

MOST_ACCOUNTS = 50
"""An ambiguous identifier is counted up to here; beyond it, the number does not matter."""


class PlanError(ValueError):
    """The scope cannot be planned with this data map; nothing has been asked of any store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a stored column is shown: its public name, and its unit where it is a time."""

    public: str
    unit: Unit | None
    flag: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One table's question, complete but for the account, which is bound when it has been found."""

    public: str
    shown: tuple[Shown, ...]
    account: Ref
    query: Query

    def about(self, account: str) -> Query:
        """The question with the account bound."""
        return replace(self.query, equals=(Equal(ref=self.account, values=(account,)), *self.query.equals))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedGrant:
    """What one granted line asks of the store: first whose account, then which rows of it."""

    clause: str
    item: str
    category: Category
    identification_only: bool
    identifier: str
    lookup: Query
    statements: tuple[Statement, ...]
    period: tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """Everything that will be asked, and nothing else will be."""

    store: str
    map_digest: str
    grants: tuple[PlannedGrant, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the plan's canonical JSON (RFC 8785)."""
        grants = [asdict(grant) for grant in self.grants]
        return canonical_json.digest({"store": self.store, "map": self.map_digest, "grants": grants})

    def words(self) -> tuple[str, ...]:
        """The plan as sentences, for the person who approves it."""
        return tuple(_sentence(grant) for grant in self.grants)


def plan(grants: Sequence[Grant], datamap: DataMap, *, row_cap: int | None = None) -> Plan:
    """Which statements answer these grants, most `row_cap` rows each (default: the map's).

    PlanError: a grant has no period where one is needed, names an identifier that the store cannot be asked by, or
    stands twice.
    """
    clauses = [grant.clause for grant in grants]
    if repeated := next((clause for clause in clauses if clauses.count(clause) > 1), None):
        raise PlanError(f"Clause {repeated} stands twice, so a row could not say what authorises it. Number it anew.")
    cap = min(row_cap or datamap.row_cap, datamap.row_cap)
    return Plan(
        store=datamap.name,
        map_digest=datamap.digest,
        grants=tuple(_planned(grant, datamap, cap) for grant in grants),
    )


def _planned(grant: Grant, datamap: DataMap, cap: int) -> PlannedGrant:
    rule = datamap.identifier(grant.identifier_kind)
    if rule is None:
        raise PlanError(
            f"{grant.clause}: store '{datamap.name}' cannot be asked by {grant.identifier_kind}, so it is not known "
            "whether it holds anything. Ask the requester for another identifier, or add one to the data map."
        )
    _check_period(grant, rule)
    return PlannedGrant(
        clause=grant.clause,
        item=grant.item,
        category=grant.category,
        identification_only=grant.identification_only,
        identifier=f"{grant.identifier_kind.replace('_', ' ')} {grant.identifier}",
        lookup=_lookup(grant, rule),
        statements=tuple(_statement(permitted, grant, cap) for permitted in columns_for(grant, datamap)),
        period=(_limit(grant.start), _limit(grant.end)),
    )


def _check_period(grant: Grant, rule: IdentifierRule) -> None:
    limits = [at for at in (grant.start, grant.end) if at is not None]
    if any(at.tzinfo is None for at in limits):
        raise PlanError(f"{grant.clause}: a limit of the period has no zone. Ask back; do not guess it.")
    if len(limits) == 2 and limits[0] >= limits[1]:
        raise PlanError(f"{grant.clause}: the period ends before it starts, so it holds nothing. Correct the decision.")
    passing = rule.time is not None and rule.time.meaning is Meaning.INSTANT
    if len(limits) < 2 and (passing or grant.category is not Category.SUBSCRIBER):
        raise PlanError(
            f"{grant.clause}: {grant.category} data by {grant.identifier_kind} needs a closed period, and this grant "
            "has none. Narrow the decision to one, or ask the requester for it."
        )
    if grant.identification_only and grant.category is Category.CONTENT:
        raise PlanError(f"{grant.clause}: content cannot be for identification only. Correct the decision.")


def _lookup(grant: Grant, rule: IdentifierRule) -> Query:
    return Query(
        table=rule.ref.table,
        wanted=(Wanted(ref=Ref(table=rule.ref.table, column=rule.account), name=ACCOUNT),),
        equals=(rule.equal(grant.identifier), *rule.where),
        window=_window(grant, rule.time),
        distinct=True,
        limit=MOST_ACCOUNTS,
    )


def _statement(permitted: Permitted, grant: Grant, cap: int) -> Statement:
    table = permitted.table
    wanted = tuple(Wanted(ref=c.ref, take=c.take, name=c.public) for c in permitted.columns)
    return Statement(
        public=table.public,
        shown=tuple(Shown(public=c.public, unit=c.unit, flag=c.flag) for c in permitted.columns),
        account=table.account,
        query=Query(
            table=table.name,
            joins=table.joins,
            wanted=(*wanted, Wanted(ref=table.account, name=ACCOUNT)),
            equals=table.only,
            window=_window(grant, table.time),
            limit=cap + 1,
        ),
    )


def _window(grant: Grant, rule: TimeRule | None) -> Window | None:
    if rule is None:
        return None
    try:
        start = None if grant.start is None or rule.meaning is Meaning.SINCE else bound(grant.start, rule.unit)
        end = None if grant.end is None else bound(grant.end, rule.unit)
    except TimeError as wrong:
        raise PlanError(f"{grant.clause}: {wrong}") from wrong
    return None if start is None and end is None else Window(ref=rule.ref, start=start, end=end)


def _limit(at: datetime | None) -> str:
    return "open" if at is None else written(at)


def _sentence(grant: PlannedGrant) -> str:
    tables = "; ".join(f"{s.public} ({', '.join(c.public for c in s.shown)})" for s in grant.statements)
    only = ", for identification only," if grant.identification_only else ""
    return (
        f"{grant.clause}: {grant.category} data{only} of the account of {grant.identifier}, "
        f"from {grant.period[0]} until before {grant.period[1]}: {tables or 'the store holds none'}."
    )
