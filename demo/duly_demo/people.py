"""Who plays: the people of Linden Chat, and the agencies and officers who write to it. All of them are invented."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from duly.law.vocabulary import Authority
from duly.lib.age_keys import generate_identity, recipient_of
from duly.requesters.models import Agency, Officer
from duly.staff.actors import Role
from duly.staff.models import Person

DEMO_PASSWORD = "linden demo only"  # noqa: S105  demo logins exist only in demo mode, which binds to loopback
ENROLLED = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Login:
    """One account of the demonstration, as the start page lists it."""

    login: str
    name: str
    does: str
    role: Role


STAFF = (
    Login("ines", "Ines", "takes demands in and finds out who is really asking", Role.INTAKE),
    Login("rosa", "Rosa", "reads, asks back, and decides what may leave", Role.REVIEWER),
    Login("arno", "Arno", "reads Rosa's decision and approves exactly that", Role.APPROVER),
    Login("leo", "Leo", "hands packages over where the portal cannot", Role.RELEASER),
    Login("nora", "Nora", "is counsel, and answers where no rule speaks", Role.COUNSEL),
    Login("vera", "Vera", "is the extra pair of eyes on a case that the rights gate holds", Role.SUPERVISOR),
    Login("adam", "Adam", "keeps accounts and the directory, and sees no case", Role.ADMINISTRATOR),
)


@dataclass(frozen=True, slots=True)
class Requester:
    """An officer with her agency."""

    login: str
    name: str
    post: str
    agency: str
    country: str
    authority: Authority
    domain: str
    number: str


REQUESTERS = (
    Requester(
        "novik", "Alena Novik", "investigator for especially important cases", "General Prosecutor's Office of Belarus",
        "BY", Authority.PROSECUTOR, "prokuratura-by.example", "+375 17 000 00 01",
    ),
    Requester(
        "halloran", "Seán Halloran", "legal attaché", "Mutual Assistance Unit, Dublin",
        "IE", Authority.PROSECUTOR, "mutual-assistance.example", "+353 1 000 0002",
    ),
    Requester(
        "marchal", "Claire Marchal", "juge d'instruction", "Tribunal judiciaire de Lille",
        "FR", Authority.INVESTIGATING_JUDGE, "tj-lille.example", "+33 3 20 00 00 03",
    ),
    Requester(
        "okafor", "Ada Okafor", "assistant United States attorney", "U.S. Attorney's Office, District of Westmark",
        "US", Authority.PROSECUTOR, "usao-westmark.example", "+1 202 555 0104",
    ),
    Requester(
        "lindqvist", "Ruth Lindqvist", "magistrate judge", "U.S. District Court, District of Westmark",
        "US", Authority.JUDGE, "court-westmark.example", "+1 202 555 0105",
    ),
)  # fmt: skip


def enrol_staff() -> None:
    """The seven people of the provider."""
    for person in STAFF:
        Person.objects.create_person(
            login=person.login, name=person.name, roles=frozenset({person.role}), password=DEMO_PASSWORD
        )


def enrol_requesters(keys: Path) -> None:
    """Agencies, officers with portal accounts, and their age keys, which are left in `keys` so that you can play them."""
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
