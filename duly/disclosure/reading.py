"""Where the packages of a case stand, as frozen values: built, released, fetched or expired, and how much they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duly.cases.models import Case
from duly.disclosure.models import Disclosure, DisclosureState


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSeen:
    """One package."""

    state: str
    of_this_round: bool
    name: str
    built_at: datetime
    released_at: datetime | None
    expires_at: datetime | None
    fetched_at: datetime | None
    summary: Mapping[str, Any]

    def can_be_fetched(self, at: datetime) -> bool:
        """Whether it waits for its one download at `at`."""
        return self.state == DisclosureState.READY and self.expires_at is not None and at < self.expires_at


def packages_of(case: Case) -> tuple[PackageSeen, ...]:
    """Every package of the case, the last first."""
    packages = Disclosure.objects.filter(case=case).select_related("case").order_by("-built_at")
    return tuple(
        PackageSeen(
            state=package.state,
            of_this_round=package.round == case.round,
            name=package.name,
            built_at=package.built_at,
            released_at=package.released_at,
            expires_at=package.expires_at,
            fetched_at=package.fetched_at,
            summary=package.summary,
        )
        for package in packages
    )
