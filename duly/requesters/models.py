"""The directory: agencies and officers, what is known of them, and where each datum came from.

What proves an officer is never taken from her message: keys and call-back numbers stand here, with their provenance.
"""

import uuid

from django.db import models

from duly.law.vocabulary import Authority
from duly.lib.fields import LockedText, OpenBytes, OpenChar
from duly.lib.keyring import root_key
from duly.lib.vault import Key


class InDirectory(models.Model):
    """A row of the directory, locked under the instance's own key since it belongs to no case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def locking_key(self) -> Key:
        return root_key()

    def locking_owner(self) -> str:
        return "directory"


class Agency(InDirectory):
    """A body that lodges demands."""

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
        constraints = [models.UniqueConstraint(fields=["country", "name"], name="one_agency_per_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


class Officer(InDirectory):
    """A person who signs, or acts, for an agency."""

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

    def __str__(self) -> str:
        return f"{self.name}, {self.agency}"
