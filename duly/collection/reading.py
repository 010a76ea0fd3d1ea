"""What was asked of each store and how many rows came, as frozen values: counts and words of the plan, never a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duly.cases.models import Case
from duly.collection.models import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSeen:
    """One store asked in one round."""

    store: str
    of_this_round: bool
    collected_at: datetime
    inspected_at: datetime | None
    plan_digest: str
    plan_words: tuple[str, ...]
    found: int
    not_found: int
    counts: Mapping[str, Any]
    """`{seen, kept, dropped}` after the inspection, else empty."""


def collections_of(case: Case) -> tuple[CollectionSeen, ...]:
    """Every collection of the case, the last first."""
    runs = Collection.objects.filter(case=case).select_related("case").order_by("-collected_at", "store")
    return tuple(
        CollectionSeen(
            store=run.store,
            of_this_round=run.round == case.round,
            collected_at=run.collected_at,
            inspected_at=run.inspected_at,
            plan_digest=run.plan_digest,
            plan_words=tuple(run.plan_words),
            found=sum(bool(line["found"]) for line in run.resolved),
            not_found=sum(not line["found"] for line in run.resolved),
            counts=run.counts or {},
        )
        for run in runs
    )
