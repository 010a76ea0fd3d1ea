"""Enrols the cast in an instance: staff, agencies, officers with their age keys, and one login for each."""

from datetime import UTC, datetime
from pathlib import Path

from duly.lib.age_keys import generate_identity, recipient_of
from duly.requesters.models import Agency, Officer
from duly.staff.actors import Role
from duly.staff.models import Person
from duly_demo.cast import DEMO_PASSWORD, REQUESTERS, STAFF

ENROLLED = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)


def enrol_staff() -> None:
    """The seven people of the provider."""
    for person in STAFF:
        Person.objects.create_person(
            login=person.login, name=person.name, roles=frozenset({person.role}), password=DEMO_PASSWORD
        )


def enrol_requesters(keys: Path) -> None:
    """Agencies, officers with portal accounts, and their age keys, which stay in `keys` so that you can play them."""
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    for one in REQUESTERS:
        agency = Agency.objects.create(
            name=one.agency, country=one.country, authority=one.authority, domain=one.domain,
            provenance="invented for the demonstration", callback_number=one.number,
        )  # fmt: skip
        identity = generate_identity()
        path = keys / f"{one.login}.key"
        path.touch(mode=0o600)
        path.write_text(f"# age key of {one.name}, an invented officer\n{identity}\n", encoding="utf-8")
        login = Person.objects.create_person(
            login=one.login, name=one.name, roles=frozenset({Role.OFFICER}), password=DEMO_PASSWORD
        )
        Officer.objects.create(
            agency=agency, person=login, name=one.name, post=one.post, mail=f"{one.login}@{one.domain}",
            recipient=recipient_of(identity), recipient_provenance="read out on a call-back", pinned_at=ENROLLED,
        )  # fmt: skip


def officer_of(login: str) -> Officer:
    """The officer of the directory behind a login."""
    return Officer.objects.get(person__login=login)


def person(login: str) -> Person:
    """One of the people."""
    return Person.objects.get(login=login)
