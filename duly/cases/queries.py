"""The one way to obtain a case in a door: only those that this person may see come back."""

from django.db.models import F, Q, QuerySet

from duly.cases.models import Case
from duly.requesters.reading import officers_behind
from duly.staff.actors import CASE_ROLES, Actor, Role

# Doors import no models: they name the type `Case` from here, beside the one way to obtain one.
__all__ = ["Case", "NoSuchCase", "case_for", "queue_of", "visible_to"]


class NoSuchCase(LookupError):
    """There is no such case, or none that this person may see: the two are told apart by nobody."""


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Cases that `actor` may see.

    Staff who work on cases see every case that is not sealed, and sealed ones they were named for. An officer sees her
    own. Auditors and administrators see none here. The machine sees all.
    """
    if actor.has(Role.MACHINE) and not actor.human:
        return Case.objects.all()
    if actor.has(Role.OFFICER):
        return Case.objects.filter(officer_id__in=officers_behind(actor))
    if actor.has(*CASE_ROLES):
        return Case.objects.filter(Q(sealed=False) | Q(access__person_id=actor.id)).distinct()
    return Case.objects.none()


def case_for(actor: Actor, reference: str) -> Case:
    """One case by its number. Raises NoSuchCase alike for a case that is absent and for one that is sealed."""
    try:
        return visible_to(actor).get(reference=reference.strip().upper())
    except Case.DoesNotExist:
        raise NoSuchCase(
            f"There is no case {reference!r} that you can see. Check the number; `duly cases` lists yours."
        ) from None


def queue_of(actor: Actor) -> QuerySet[Case]:
    """The actor's cases, the next due first, those without a date last."""
    return visible_to(actor).order_by(F("due_at").asc(nulls_last=True), "opened_at")
