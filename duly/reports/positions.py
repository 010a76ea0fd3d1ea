"""Where the public events of a case stand in the log: which waits for its epoch, which is logged, in which report."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from duly.cases.models import Case, PublicEvent
from duly.ledger.models import Leaf, Waiting
from duly.reports.models import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One public event. `index` is its leaf, or None; `report` the report whose period holds the leaf, or None."""

    kind: str
    at: datetime
    index: int | None
    waits: bool
    """It is queued for its epoch. Neither logged nor queued: it belongs to a package that has not left."""
    report: Report | None


def _indices(events: list[uuid.UUID]) -> Mapping[uuid.UUID | None, int]:
    return dict(Leaf.objects.filter(ref__in=events).values_list("ref", "index"))


def positions_of(case: Case) -> tuple[Position, ...]:
    """The case's public events in their order. Nothing locked is opened, so it works after the case's key is gone."""
    events = list(PublicEvent.objects.filter(case=case).order_by("seq").values_list("pk", "kind", "at"))
    keys = [key for key, _, _ in events]
    indices, waiting = _indices(keys), set(Waiting.objects.filter(ref__in=keys).values_list("ref", flat=True))
    reports = list(Report.objects.all())

    def holding(index: int | None) -> Report | None:
        return next((one for one in reports if index is not None and one.start <= index < one.end), None)

    return tuple(
        Position(kind=kind, at=at, index=indices.get(key), waits=key in waiting, report=holding(indices.get(key)))
        for key, kind, at in events
    )
