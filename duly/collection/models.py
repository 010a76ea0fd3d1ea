"""What was collected for a case: the plan's digest, where each identifier led, and the rows as one locked object."""

from django.db import models

from duly.cases.models import Case, OfCase
from duly.lib.fields import LockedJson, LockedText, OpenChar


class Collection(OfCase):
    """One run of a plan over one store, and what the inspection said of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="collections")
    round = models.PositiveIntegerField()
    store = OpenChar(max_length=60, why="name of a store in duly.toml")
    collected_at = models.DateTimeField()
    inspected_at = models.DateTimeField(null=True)
    decision_digest = LockedText()
    plan_digest = LockedText()
    plan_words = LockedJson()
    resolved = LockedJson()
    """`[{clause, item, resolution}]`: where each identifier led."""
    rows_object = OpenChar(max_length=64, why="random name of a locked object")
    kept_object = OpenChar(max_length=64, blank=True, why="random name of a locked object")
    counts = LockedJson(null=True)
    """`{seen, kept, dropped: {reason: n}}` after the inspection."""
