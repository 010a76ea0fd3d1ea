"""Sealed cases: who may see a case whose very existence is secret."""

from collections.abc import Iterable
from datetime import datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case, CaseAccess
from duly.staff.actors import CASE_ROLES, Actor
from duly.staff.models import Person


class NotCleared(ValueError):
    """Somebody who works on no cases cannot be named for a sealed one."""


def seal(case: Case, *, people: Iterable[Person], by: Actor, at: datetime, because: str) -> None:
    """Seal a case: from now on only `people`, and whoever seals it, see that it exists."""
    named = {by.id}
    for person in people:
        if not person.roles & CASE_ROLES:
            raise NotCleared(f"{person.name} works on no cases and cannot be named for a sealed one.")
        named.add(str(person.pk))
    with advance(case, Act.SEAL, by=by, at=at, because=because) as step:
        step.case.sealed = True
        for person_id in sorted(named):
            CaseAccess.objects.get_or_create(case=step.case, person_id=person_id)
        step.details["people"] = sorted(named)
