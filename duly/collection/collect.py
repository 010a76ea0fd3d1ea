"""Collect: run the approved plan over each store and keep exactly what it returns, locked, until it is inspected."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from duly.cases import objects
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.collection.connectors.source import ConnectorError, Source
from duly.collection.connectors.sql.adapter import open_source
from duly.collection.gather import Gathering, Resolution, gather
from duly.collection.kept_rows import to_bytes
from duly.collection.models import Collection
from duly.collection.plan import Plan, plan
from duly.datamap.stores import DataMap
from duly.review.decide import grants_of
from duly.review.standing import require_approved
from duly.staff.actors import Actor

ROWS = "collected"


class Ambiguous(Exception):
    """An identifier led to several accounts: nothing was read for it."""


class NoStore(Exception):
    """No store of user data is configured."""


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A configured store: its name, its data map and a read-only source."""

    name: str
    datamap: DataMap
    source: Source


def open_stores() -> tuple[OpenStore, ...]:
    """Every store of duly.toml. Raises NoStore if there is none: then nothing can be said about what is held."""
    if not settings.DULY.stores:
        raise NoStore(
            "No store of user data is configured, so it cannot be said what is held. "
            "Add a [stores.NAME] section to duly.toml."
        )
    return tuple(
        OpenStore(name, store.datamap(), _source(name, store.address()))
        for name, store in sorted(settings.DULY.stores.items())
    )


def _source(name: str, address: str) -> Source:
    try:
        return open_source(address)
    except ConnectorError as error:
        raise ConnectorError(f"The store “{name}” of duly.toml: {error}") from None


def collect(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Ask each store what the approved decision grants, and nothing else.

    Raises NotApproved if the approval does not stand any more, Ambiguous if an identifier leads to several accounts,
    and the connector's own errors; then nothing is kept and the case stays where it is.
    """
    with advance(case, Act.COLLECT, by=by, at=at, because=because) as step:
        # 1 the approval still stands, for what the case says now
        decision = require_approved(step.case, at=at)
        taken: list[tuple[OpenStore, Plan, Gathering, bytes]] = []
        for store in open_stores():
            # 2 the plan names every column and row; the store is asked for nothing beyond it
            planned = plan(grants_of(decision), store.datamap)
            gathered = gather(planned, store.source)
            if gathered.ambiguous:
                raise Ambiguous(
                    f"{gathered.ambiguous[0].clause} leads to {gathered.ambiguous[0].accounts} accounts in "
                    f"{store.name}. Nothing was read. Ask the officer for an identifier that names one account."
                )
            taken.append((store, planned, gathered, to_bytes(gathered.rows)))
        # 3 only when every store has answered is anything kept; it is locked before it touches the disk
        for store, planned, gathered, data in taken:
            rows = objects.keep(step.case, data, purpose=ROWS)
            Collection.objects.create(
                case=step.case,
                round=step.case.round,
                store=store.name,
                collected_at=at,
                decision_digest=decision.digest,
                plan_digest=planned.digest,
                plan_words=list(planned.words()),
                resolved=[
                    {"clause": r.clause, "item": r.item, "found": r.resolution is Resolution.ACCOUNT}
                    for r in gathered.resolved
                ],
                rows_object=rows,
            )
            step.details.setdefault("plans", {})[store.name] = planned.digest
            step.details.setdefault("collected", {})[store.name] = sha256(data).hexdigest()
        step.digest = decision.digest
