"""The directory: agencies and officers, what is known of them, and where each datum came from.

What proves an officer is never taken from her message: keys and call-back numbers stand here, with their provenance.
What stands here is believed only under the seal of this instance, so that writing to the database enrols nobody.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from duly.law.vocabulary import Authority
from duly.lib.fields import LockedJson, LockedText, OpenBytes, OpenChar
from duly.lib.keyring import root_key
from duly.lib.seals import SealedRow
from duly.lib.vault import Key, VaultError
from duly.staff.actors import Actor


class DirectoryBroken(VaultError):
    """An entry of the directory was changed past Duly; nothing is believed of it."""


class InDirectory(SealedRow):
    """A row of the directory, locked under the instance's own key since it belongs to no case.

    Of an altered one the covered columns cannot be read at all: whoever reads one gets DirectoryBroken, and needs to
    remember nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seal = LockedJson()
    """The covered columns and the ids of who kept the entry. Locked: it opens for this row only."""

    GUARDED: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def __getattribute__(self, name: str) -> Any:
        if name in type(self).GUARDED and object.__getattribute__(self, "altered"):
            raise self.broken()
        return super().__getattribute__(name)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}, changed past Duly" if self.altered else self.shown()

    def shown(self) -> str:
        """How people name this entry."""
        raise NotImplementedError

    def locking_key(self) -> Key:
        """The root key: a row of the directory belongs to no case."""
        return root_key()

    def locking_owner(self) -> str:
        """Whose the locked columns are; part of the place to which each record is bound."""
        return "directory"

    def make_seal(self, before: Any, columns: Mapping[str, Any]) -> Any:
        """The columns, with everybody who kept the entry so far."""
        return {"columns": dict(columns), "keepers": sorted(_keepers(before) | _keepers(self.seal))}

    def seal_holds(self) -> bool:
        """Whether the seal opens for this row and says what the columns say. Raises VaultError without a root key."""
        root_key()
        try:
            return bool((self.seal or {}).get("columns") == self.columns())
        except VaultError:
            return False

    def broken(self) -> DirectoryBroken:
        """The error for whoever uses an altered entry."""
        return DirectoryBroken(
            f"An entry of the directory ({self._meta.verbose_name} {self.pk}) was changed past Duly. Nothing of it is "
            "believed: no key, no token, no authority, and no package is locked to it. Find out who can write to the "
            "database; then restore the entry from a backup, or enrol it anew with fresh evidence."
        )

    def kept_by(self, keeper: Actor) -> None:
        """Add to those who kept this entry; it is recorded when the entry is saved."""
        self.seal = {"keepers": sorted(self.keeper_ids | {keeper.id})}

    @property
    def keeper_ids(self) -> frozenset[str]:
        """Ids of everybody who enrolled this entry or gave it a key or a token: they prove nothing of it in a case."""
        return _keepers(self.seal)


def _keepers(seal: Any) -> frozenset[str]:
    return frozenset(seal["keepers"] if seal else ())


class Agency(InDirectory):
    """A body that lodges demands."""

    SEALED = ("name", "country", "authority", "domain")
    GUARDED = frozenset({*SEALED, "seal"})

    name = OpenChar(max_length=200, why="names of public bodies")
    country = OpenChar(max_length=2, why="country of a public body")
    authority = OpenChar(max_length=30, choices=[(a.value, a.value) for a in Authority], why="kind of a public body")
    domain = OpenChar(max_length=253, blank=True, why="mail domain of a public body")
    provenance = LockedText()
    """Where the entry came from: register, letter, call; with date."""
    callback_number = LockedText()
    """Found independently of any demand."""

    class Meta:
        verbose_name_plural = "agencies"
        constraints = (models.UniqueConstraint(fields=["country", "name"], name="one_agency_per_name"),)

    def shown(self) -> str:
        """Its name and country."""
        return f"{self.name} ({self.country})"


class Officer(InDirectory):
    """A person who signs, or acts, for an agency."""

    SEALED = ("agency_id", "person_id", "recipient", "pinned_at", "revoked_at", "token_digest")
    GUARDED = frozenset({*SEALED, "agency", "person", "seal"})

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    person = models.OneToOneField(
        "staff.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="officer"
    )
    name = LockedText()
    post = LockedText()
    mail = LockedText()
    recipient = OpenChar(max_length=200, blank=True, why="public age key of an officer, no name beside it")
    recipient_provenance = LockedText()
    pinned_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    token_digest = OpenBytes(null=True, why="SHA-256 of a random 256-bit API token")

    def shown(self) -> str:
        """Her name, and her agency's."""
        return f"{self.name}, {self.agency}"
