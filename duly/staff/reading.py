"""Colleagues, as a form offers them: those who work on cases, by name."""

from collections.abc import Collection, Iterable

from duly.staff.actors import CASE_ROLES, Role
from duly.staff.models import Person


def colleagues(roles: frozenset[Role] = CASE_ROLES) -> list[tuple[str, str]]:
    """`(id, name and login)` of every active person who holds one of `roles`."""
    people = [person for person in Person.objects.filter(is_active=True).order_by("name") if person.roles & roles]
    return [(str(person.pk), f"{person.name} ({', '.join(sorted(person.roles))})") for person in people]


def people(ids: Collection[str]) -> Iterable[Person]:
    """The people with these ids."""
    return Person.objects.filter(pk__in=list(ids), is_active=True)
