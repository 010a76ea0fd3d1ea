"""Keep the directory: enrol agencies and officers, pin their keys, give and take access; always with its origin.

Nothing here is ever taken from a demand: keys and call-back numbers come by a second way, and the entry says which.
"""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from duly.law.countries import COUNTRIES
from duly.law.vocabulary import Authority
from duly.lib.age_keys import fingerprint, read_recipient
from duly.requesters.models import Agency, Officer
from duly.staff.actors import Actor, Role
from duly.staff.models import Person
from duly.staff.people import PeopleError, sound

__all__ = [
    "DirectoryError", "NoSuchEntry", "NotKeeper", "Officer", "add_agency", "add_officer", "find_agency", "find_officer",
    "issue_token", "officer_of_token", "pin", "refuse_unless_keeper", "revoke",
]  # fmt: skip

TOKEN_PREFIX = "duly_"  # noqa: S105  what scanners for leaked secrets look for, no secret
_TOKEN_BYTES = 32


class DirectoryError(ValueError):
    """An entry cannot be made or changed as asked; nothing was changed."""


class NotKeeper(PermissionError):
    """The actor does not keep the directory."""


class NoSuchEntry(LookupError):
    """No agency, or no officer, answers to this name."""


def refuse_unless_keeper(by: Actor) -> None:
    """Raise NotKeeper unless `by` is an administrator or a supervisor: nobody enrols the requester of her own case."""
    if not by.has(Role.ADMINISTRATOR, Role.SUPERVISOR):
        raise NotKeeper(
            f"{by.name} may not change the directory. An administrator or a supervisor does, so that nobody enrols the "
            "requester of her own case. Ask one of them."
        )


def _came(provenance: str, *, by: Actor, at: datetime) -> str:
    if not provenance.strip():
        raise DirectoryError(
            "Say where this comes from: a public register, a letter, a call to a known number, with its date. "
            "An entry without provenance proves nothing."
        )
    return f"{provenance.strip()} (entered by {by.name} on {at:%Y-%m-%d %H:%M} UTC)"


def add_agency(
    *,
    name: str,
    country: str,
    authority: Authority,
    domain: str,
    callback_number: str,
    provenance: str,
    by: Actor,
    at: datetime,
) -> Agency:
    """Enrol an agency. `callback_number` is found independently of any demand. Raises DirectoryError, NotKeeper."""
    refuse_unless_keeper(by)
    if country not in COUNTRIES:
        raise DirectoryError(f"{country!r} is no country code. Give two capital letters of ISO 3166-1, e.g. BY.")
    try:
        with transaction.atomic():
            agency = Agency(
                name=name.strip(), country=country, authority=authority.value, domain=domain.strip().casefold(),
                callback_number=callback_number.strip(), provenance=_came(provenance, by=by, at=at),
            )  # fmt: skip
            agency.kept_by(by)
            agency.save(force_insert=True)
            return agency
    except IntegrityError:
        raise DirectoryError(
            f"{name} ({country}) is in the directory already. Add the officer to that entry."
        ) from None


def add_officer(
    agency: Agency, *, name: str, post: str, mail: str, login: str, password: str | None, by: Actor, at: datetime
) -> Officer:
    """Enrol an officer of an agency, with an account of her own.

    `password` None: the account opens by API token only, until one is set. Raises DirectoryError for a login that is
    taken, and for an address outside the agency's domain.
    """
    refuse_unless_keeper(by)
    domain = mail.rpartition("@")[2].casefold()
    if agency.domain and domain != agency.domain and not domain.endswith(f".{agency.domain}"):
        raise DirectoryError(
            f"{mail} is not an address of {agency.domain}, the domain of {agency}. A look-alike is how "
            "impostors come in: "
            "check it letter by letter, or mend the agency's entry first."
        )
    try:
        checked = None if password is None else sound(password)
        with transaction.atomic():
            person = Person.objects.create_person(
                login=login, name=name.strip(), roles=frozenset({Role.OFFICER}), password=checked
            )
            officer = Officer(
                agency=agency, person=person, name=name.strip(), post=post.strip(), mail=mail.strip(), recipient="",
                recipient_provenance=_came("no key pinned yet", by=by, at=at),
            )  # fmt: skip
            officer.kept_by(by)
            officer.save(force_insert=True)
            return officer
    except PeopleError as error:
        raise DirectoryError(str(error)) from None
    except IntegrityError:
        raise DirectoryError(f"The login {login!r} is taken. Choose another.") from None


def pin(officer: Officer, recipient: str, *, provenance: str, by: Actor, at: datetime) -> str:
    """Pin the age key to which this officer's packages are locked; returns its fingerprint, to be read out.

    A decision is bound to the key: a new one voids decisions that were not answered yet. Raises AgeKeyError and
    DirectoryError.
    """
    refuse_unless_keeper(by)
    if officer.revoked_at is not None:
        raise DirectoryError(f"{officer} was revoked. Enrol the officer anew, with fresh evidence.")
    officer.recipient, officer.recipient_provenance = read_recipient(recipient), _came(provenance, by=by, at=at)
    officer.pinned_at = at
    officer.kept_by(by)
    officer.save(update_fields=["recipient", "recipient_provenance", "pinned_at"])
    return fingerprint(officer.recipient)


def revoke(officer: Officer, *, by: Actor, at: datetime) -> None:
    """Take an officer out: no token, no sign-in and no package any more. The entry stays for its cases."""
    refuse_unless_keeper(by)
    with transaction.atomic():
        officer.revoked_at, officer.token_digest = officer.revoked_at or at, None
        officer.save(update_fields=["revoked_at", "token_digest"])
        # An altered account is closed already, and must not keep the entry from being revoked.
        if officer.person is not None and not officer.person.altered:
            officer.person.is_active = False
            officer.person.save(update_fields=["is_active"])


def issue_token(officer: Officer, *, by: Actor, at: datetime) -> str:
    """Give the officer a new API token (256 bits); the one before it is void. Only its SHA-256 is kept."""
    refuse_unless_keeper(by)
    if officer.revoked_at is not None or officer.person is None or not officer.person.is_active:
        raise DirectoryError(
            f"{officer} has no account that is in use, so a token would open nothing. Enrol the officer anew."
        )
    token = TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
    officer.token_digest = sha256(token.encode()).digest()
    officer.kept_by(by)
    officer.save(update_fields=["token_digest"])
    return token


def officer_of_token(token: str) -> Officer | None:
    """Whose token this is; None alike for an unknown, a void, a revoked and a forged one (which the log names by id).

    What is searched for is a digest of 256 random bits, so the time that a search takes tells nothing of the token.
    """
    digest = sha256(token.encode(errors="replace")).digest()
    officer = Officer.objects.select_related("person", "agency").filter(token_digest=digest).first()
    if officer is None or officer.altered or officer.agency.altered or officer.revoked_at is not None:
        return None
    if not hmac.compare_digest(bytes(officer.token_digest or b""), digest):
        return None
    return officer if officer.person is not None and officer.person.is_active else None


def find_agency(text: str) -> Agency:
    """The one agency of this name, or id; an altered one by its id only. Raises NoSuchEntry, also where two answer."""
    wanted = text.strip().casefold()
    found = [a for a in Agency.objects.all() if wanted == str(a.pk) or (not a.altered and wanted == a.name.casefold())]
    return _the_one(text, found, "agency")


def find_officer(text: str) -> Officer:
    """The one officer with this login, mail address, name or id. Raises NoSuchEntry, also where two answer."""
    wanted = text.strip().casefold()
    known = Officer.objects.select_related("agency", "person")
    return _the_one(text, [officer for officer in known if wanted in _answers_to(officer)], "officer")


def _answers_to(officer: Officer) -> set[str]:
    names = {officer.mail.casefold(), officer.name.casefold(), str(officer.pk)}
    # Behind which account an altered entry stands is not known: it may have been moved to another's.
    account = None if officer.altered else officer.person
    return names if account is None else {*names, account.login}


def _the_one[T](text: str, found: list[T], what: str) -> T:
    if len(found) != 1:
        number = "no" if not found else "more than one"
        raise NoSuchEntry(
            f"There is {number} {what} {text!r} in the directory. See `duly directory list`, and use the id."
        )
    return found[0]
