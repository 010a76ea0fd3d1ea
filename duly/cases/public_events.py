"""What a case shows the public log: eight kinds of event, each a commitment that only the case's own key can open.

An act says what it makes public (`step.publish(Kind.DECIDE, …)`); the commitment is written with the act, in its
transaction, and enters the log when its epoch closes. Specification: docs/reference/ledger.md.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from duly.cases.models import Case, Demand, PublicEvent
from duly.law.facts import ItemFacts
from duly.ledger import append
from duly.ledger.entries import Committed, Field, Kind, commit
from duly.ledger.roots import accounts_root
from duly.lib.vault import Label

NO_COUNTRY = "ZZ"
"""Stands for the country of a demand that nobody has read yet (ISO 3166-1 leaves this code to its users)."""


def case_key(case: Case) -> bytes:
    """The 32 bytes from which every salt and tag of the case is derived; gone when the case's key is destroyed."""
    return case.locking_key().derive(Label.LEDGER)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _standing(case: Case, accounts: Iterable[str]) -> dict[Field, str]:
    """The fields that the case gives every event: who asked, for what kind of paper, when it came."""
    demand = Demand.objects.filter(case=case).order_by("arrived_at", "id").first()
    values = {Field.CASE_REF: case.reference, Field.COUNTRY: NO_COUNTRY}
    if demand is not None:
        values |= {Field.RECEIVED: _moment(demand.arrived_at), Field.REQUEST_DIGEST: demand.digest.hex()}
    if case.officer_id is not None:
        values[Field.REQUESTER] = str(case.officer_id)
    if case.facts_json is not None:
        facts = case.facts
        values |= {
            Field.COUNTRY: facts.issuing_state,
            Field.AUTHORITY: facts.authority.value,
            Field.BASIS: facts.instrument.value,
            Field.ACCOUNTS_ROOT: accounts_root(case_key(case), accounts).root.hex(),
        }
    return values


def accounts_of(case: Case) -> tuple[str, ...]:
    """The accounts that the demand specifies, each once: the identifier with its kind, as the report counts them.

    Empty while nobody has read the demand off the paper.
    """
    items = case.facts.items if case.facts_json is not None else ()
    return tuple(dict.fromkeys(account_of(item) for item in items))


def account_of(item: ItemFacts) -> str:
    """The account that an item names, as the report counts it and as receipts write it."""
    return f"{item.identifier_kind.value} {item.identifier}"


def reserve(
    case: Case, kind: Kind, at: datetime, values: Mapping[Field, str], disclosed: Iterable[str] = ()
) -> tuple[PublicEvent, Committed]:
    """Commit to one event of the case without letting it into the log yet: a package's proof is made before it leaves.

    `disclosed` names the accounts of which data left, as `account_of` writes them; one that the demand specified once
    and no longer does is counted too. Call it inside the act's transaction.
    """
    last = PublicEvent.objects.filter(case=case).order_by("-seq").first()
    seq = last.seq + 1 if last else 0
    given = set(disclosed)
    accounts = {account: account in given for account in (*accounts_of(case), *sorted(given))}
    filled = {**_standing(case, accounts), **values, Field.KIND: kind.value}
    filled[Field.PREV] = committed(last).commitment.hex() if last else ""
    made = commit(case_key(case), seq, filled)
    stored = {str(name): value for name, value in filled.items()}
    row = PublicEvent.objects.create(case=case, seq=seq, kind=kind.value, at=at, values=stored, accounts=accounts)
    return row, made


def release(event: PublicEvent, at: datetime) -> None:
    """Let a reserved event wait for its epoch."""
    append.enqueue(event.pk, committed(event), at)


def queue(
    case: Case, kind: Kind, at: datetime, values: Mapping[Field, str], disclosed: Iterable[str] = ()
) -> Committed:
    """Commit to one event of the case and let it wait for its epoch. Call it inside the act's transaction."""
    row, made = reserve(case, kind, at, values, disclosed)
    append.enqueue(row.pk, made, at)
    return made


def committed(event: PublicEvent) -> Committed:
    """The commitment again, from what is locked with the case. Raises VaultError once the case's key is destroyed."""
    return commit(case_key(event.case), event.seq, {Field(name): value for name, value in event.values.items()})
