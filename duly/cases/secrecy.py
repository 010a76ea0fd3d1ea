"""Sealed cases: who may see a case whose very existence is secret, and until when the public tables leave it out."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from duly.cases import journal
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case, CaseAccess
from duly.ledger.bundle import quarter
from duly.staff.actors import CASE_ROLES, Actor
from duly.staff.models import Person


class NotCleared(ValueError):
    """Somebody who works on no cases cannot be named for a sealed one."""


class SealedTooShort(ValueError):
    """A seal that lapses before it begins, or earlier than the one before it."""


def two_quarters_on(day: date) -> date:
    """The last day of the second quarter after that of `day`."""
    months = day.year * 12 + (day.month - 1) // 3 * 3 + 9
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def seal(
    case: Case, *, people: Iterable[Person], until: date | None = None, by: Actor, at: datetime, because: str
) -> None:
    """Seal a case: from now on only `people`, and whoever seals it, see that it exists.

    The report of its period counts it in the sealed ledger only, by the quarter of `until` (two quarters on, unless
    given); the first report after that quarter must release it. Raises NotCleared or SealedTooShort.
    """
    until = until or max(two_quarters_on(at.date()), sealed_until(case) or at.date())
    if until < (sealed_until(case) or at.date()):
        raise SealedTooShort(
            f"The seal of {case.reference} would lapse on {until:%Y-%m-%d}. Nothing was recorded: give a day to come, "
            "and none before that of an earlier seal, since a seal may be prolonged and not cut short."
        )
    named = {by.id}
    for person in people:
        if not person.roles & CASE_ROLES:
            raise NotCleared(f"{person.name} works on no cases and cannot be named for a sealed one.")
        named.add(str(person.pk))
    with advance(case, Act.SEAL, by=by, at=at, because=because) as step:
        step.case.sealed = True
        for person_id in sorted(named):
            CaseAccess.objects.get_or_create(case=step.case, person_id=person_id)
        step.details.update(people=sorted(named), until=until.isoformat())


def sealed_until(case: Case) -> date | None:
    """The day on which the seal lapses, as the journal has it; None if the case was never sealed."""
    days = [entry.details["until"] for entry in journal.read(case) if entry.act is Act.SEAL]
    return date.fromisoformat(days[-1]) if days else None


def seal_of(case: Case) -> str:
    """The quarter in which the seal lapses, as the public log commits to it (`2027Q1`); "" if there is none."""
    until = sealed_until(case)
    return quarter(until) if until else ""
