"""Examine what was collected: each row against the grants, by code that knows no plan; excess is an incident."""

from datetime import datetime
from hashlib import sha256

from duly.cases import journal, objects
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.collection.collect import ROWS, open_stores
from duly.collection.inspect import Inspected, inspect_rows
from duly.collection.kept_rows import from_bytes, to_bytes
from duly.collection.models import Collection
from duly.collection.row import Row
from duly.review.decide import grants_of
from duly.review.standing import require_approved
from duly.staff.actors import Actor

KEPT = "inspected"


class Excess(Exception):
    """A store returned more than was granted: an incident, and nothing is packaged until a person has looked."""


class CollectionChanged(Exception):
    """The rows in the table are not those that the journal says were collected."""


_CHANGED = (
    "What was collected for {case} is not what its journal says. Somebody wrote to the database past Duly. Nothing "
    "leaves from this case, not even “no data”: compare it with a backup, then narrow the case so that it is collected "
    "anew."
)


def examine(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Re-check every collected row. Raises Excess, with counts by reason and no data, if one goes beyond the grants."""
    with advance(case, Act.INSPECT, by=by, at=at, because=because) as step:
        decision = require_approved(step.case, at=at)
        stores = {store.name: store for store in open_stores()}
        inspected: list[tuple[Collection, Inspected]] = []
        digests = _last(step.case, Act.COLLECT).details["collected"]
        for run in runs_of(step.case):
            store = stores[run.store]
            rows = _rows(step.case, run.rows_object, ROWS, digests[run.store])
            result = inspect_rows(rows, grants_of(decision), store.datamap, store.source)
            if result.excess:
                reasons = ", ".join(f"{count} × {reason}" for reason, count in sorted(result.reasons.items()))
                raise Excess(
                    f"{run.store} returned more than was granted ({reasons}). Nothing leaves from {case.reference}. "
                    "Compare the data map with the store (`duly datamap check`), then narrow the case so that it is "
                    "collected anew."
                )
            inspected.append((run, result))
        # only when no store gave too much is anything kept
        for run, result in inspected:
            data = to_bytes(result.kept)
            run.kept_object = objects.keep(step.case, data, purpose=KEPT)
            step.details.setdefault("kept", {})[run.store] = sha256(data).hexdigest()
            run.inspected_at = at
            run.counts = {
                "seen": result.seen,
                "kept": len(result.kept),
                "dropped": {str(reason): count for reason, count in result.dropped.items()},
            }
            run.save()
        step.details["rows"] = sum(len(result.kept) for _, result in inspected)
        step.digest = decision.digest


def runs_of(case: Case) -> tuple[Collection, ...]:
    """The collections of this round, exactly as its journal says: each store once, with its plan and its decision.

    Raises CollectionChanged if rows of the table were added, deleted or moved: the answer would not be what was read.
    """
    collected = _last(case, Act.COLLECT)
    said = [(store, plan, collected.digest) for store, plan in sorted(collected.details["plans"].items())]
    runs = tuple(Collection.objects.filter(case=case, round=case.round).order_by("store"))
    if [(run.store, run.plan_digest, run.decision_digest) for run in runs] != said:
        raise CollectionChanged(_CHANGED.format(case=case.reference))
    return runs


def kept_rows(case: Case) -> tuple[Row, ...]:
    """Every inspected row of this round. Raises CollectionChanged or VaultError if they are not those inspected."""
    digests = _last(case, Act.INSPECT).details["kept"]
    return tuple(row for run in runs_of(case) for row in _rows(case, run.kept_object, KEPT, digests[run.store]))


def _rows(case: Case, object_id: str, purpose: str, digest: str) -> tuple[Row, ...]:
    """The rows of an object whose SHA-256 (hex) the journal holds."""
    return tuple(from_bytes(objects.fetch(case, object_id, purpose=purpose, digest=bytes.fromhex(digest))))


def _last(case: Case, act: Act) -> journal.Entry:
    done = [entry for entry in journal.read(case) if entry.act is act and entry.round == case.round]
    if not done:
        raise CollectionChanged(f"{case.reference} was not {act}ed in this round, so there are no rows to speak of.")
    return done[-1]
