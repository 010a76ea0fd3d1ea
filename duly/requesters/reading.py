"""The directory as a page or a command shows it: agencies, officers, what is pinned, and where each datum came from."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from duly.lib.age_keys import fingerprint
from duly.requesters.models import Agency, Officer
from duly.staff.actors import Actor


class NotInDirectory(LookupError):
    """No officer of the directory stands behind the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerSeen:
    """One officer."""

    id: uuid.UUID
    name: str
    post: str
    mail: str
    agency: str
    callback_number: str
    recipient: str
    fingerprint: str
    recipient_provenance: str
    pinned_at: datetime | None
    revoked_at: datetime | None
    login: str
    has_token: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySeen:
    """One agency with its officers."""

    id: uuid.UUID
    name: str
    country: str
    authority: str
    domain: str
    provenance: str
    callback_number: str
    officers: tuple[OfficerSeen, ...]


def seen(officer: Officer) -> OfficerSeen:
    """An officer as values."""
    return OfficerSeen(
        id=officer.pk,
        name=officer.name,
        post=officer.post,
        mail=officer.mail,
        agency=str(officer.agency),
        callback_number=officer.agency.callback_number,
        recipient=officer.recipient,
        fingerprint=fingerprint(officer.recipient) if officer.recipient else "",
        recipient_provenance=officer.recipient_provenance,
        pinned_at=officer.pinned_at,
        revoked_at=officer.revoked_at,
        login=officer.person.login if officer.person else "",
        has_token=officer.token_digest is not None,
    )


def agencies() -> tuple[AgencySeen, ...]:
    """The whole directory, by country and name; without the entries that `altered_entries` names."""
    officers: dict[uuid.UUID, list[OfficerSeen]] = {}
    for officer in Officer.objects.select_related("agency", "person"):
        if not officer.altered:
            officers.setdefault(officer.agency_id, []).append(seen(officer))
    return tuple(
        AgencySeen(
            id=agency.pk,
            name=agency.name,
            country=agency.country,
            authority=agency.authority,
            domain=agency.domain,
            provenance=agency.provenance,
            callback_number=agency.callback_number,
            officers=tuple(sorted(officers.get(agency.pk, []), key=lambda one: one.name.casefold())),
        )
        for agency in Agency.objects.order_by("country", "name")
        if not agency.altered
    )


def altered_entries() -> tuple[str, ...]:
    """What is to be told of each entry that was changed past Duly, beside every list of the others."""
    entries = (*Agency.objects.order_by("pk"), *Officer.objects.order_by("pk"))
    return tuple(str(entry.broken()) for entry in entries if entry.altered)


def officers_behind(actor: Actor) -> tuple[uuid.UUID, ...]:
    """Ids of the entries behind an account that are in use: whose cases it may see. Altered ones are none."""
    entries = Officer.objects.filter(person_id=actor.id)
    return tuple(entry.pk for entry in entries if not entry.altered and entry.revoked_at is None)


def officer_of(actor: Actor) -> Officer:
    """The officer behind an account of the portal.

    Raises NotInDirectory for any other account and for a revoked officer, DirectoryBroken for an altered entry.
    """
    found = Officer.objects.select_related("agency").filter(person_id=actor.id).first()
    if found is None or found.revoked_at is not None:
        raise NotInDirectory(
            "No officer of the directory stands behind this account, or the entry was revoked. Write to the provider, "
            "who will check it with your agency."
        )
    return found
