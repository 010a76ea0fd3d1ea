"""Examine what was collected, with code that knows nothing of the plan: each row against the grants, and excess is an incident."""

from datetime import datetime

from duly.cases import objects
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.collection.collect import ROWS, open_stores
from duly.collection.row import Row
from duly.collection.inspect import inspect_rows
from duly.collection.kept_rows import from_bytes, to_bytes
from duly.collection.models import Collection
from duly.review.approve import require_approved
from duly.review.decide import grants_of
from duly.staff.actors import Actor

KEPT = "inspected"


class Excess(Exception):
    """A store returned more than was granted: an incident, and nothing is packaged until a person has looked."""


def examine(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Re-check every collected row. Raises Excess, with counts by reason and no data, if anything goes beyond the grants."""
    with advance(case, Act.INSPECT, by=by, at=at, because=because) as step:
        decision = require_approved(step.case)
        stores = {store.name: store for store in open_stores()}
        total = 0
        for run in Collection.objects.filter(case=step.case, round=step.case.round, inspected_at=None):
            store = stores[run.store]
            rows = from_bytes(objects.fetch(step.case, run.rows_object, purpose=ROWS))
            result = inspect_rows(rows, grants_of(decision), store.datamap, store.source)
            if result.excess:
                reasons = ", ".join(f"{count} × {reason}" for reason, count in sorted(result.reasons.items()))
                raise Excess(
                    f"{run.store} returned more than was granted ({reasons}). Nothing leaves from {case.reference}. Compare the "
                    "data map with the store (`duly datamap check`), then narrow the case so that it is collected anew."
                )
            run.kept_object = objects.keep(step.case, to_bytes(result.kept), purpose=KEPT)
            run.inspected_at = at
            run.counts = {
                "seen": result.seen,
                "kept": len(result.kept),
                "dropped": {str(reason): count for reason, count in result.dropped.items()},
            }
            run.save()
            total += len(result.kept)
        step.details["rows"] = total
        step.digest = decision.digest


def kept_rows(case: Case) -> tuple[Row, ...]:
    """Every inspected row of this round."""
    runs = Collection.objects.filter(case=case, round=case.round).exclude(kept_object="").order_by("store")
    return tuple(row for run in runs for row in from_bytes(objects.fetch(case, run.kept_object, purpose=KEPT)))
