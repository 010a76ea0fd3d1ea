"""The package that leaves: already locked to the officer's key, fetched once, expired otherwise."""

from django.db import models

from duly.cases.models import Case, OfCase, PublicEvent
from duly.lib.fields import LockedBytes, LockedJson, LockedText, OpenChar


class DisclosureState(models.TextChoices):
    """Where a package stands."""

    BUILT = "built"
    READY = "ready"
    FETCHED = "fetched"
    EXPIRED = "expired"


class Disclosure(OfCase):
    """One locked package with its manifest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    round = models.PositiveIntegerField()
    state = OpenChar(max_length=10, choices=DisclosureState.choices, why="states carry no subject matter")
    built_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    object_id = OpenChar(max_length=64, blank=True, why="random name of a package locked to the officer")
    name = LockedText()
    envelope = LockedBytes()
    manifest = LockedBytes()
    """Canonical JSON of the manifest, kept with the case: what left, row by row, as digests with clauses."""
    decision_digest = LockedText()
    event = models.OneToOneField(PublicEvent, null=True, on_delete=models.PROTECT, related_name="package")
    """The `disclose` event that the sidecars inside rest on; it enters the log when the package is released."""
    summary = LockedJson()
    """`{rows, categories, items_given, accounts, accounts_given, accounts_without_data, accounts_refused}`, counts."""
