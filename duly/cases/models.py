"""The nouns of a case: its key, the demand as served, the items, the journal, and what the machine attempted."""

import uuid
from datetime import datetime

from django.db import models

from duly.cases.lifecycle import State
from duly.law.codec import facts_from_json
from duly.law.facts import DemandFacts
from duly.lib.fields import LockedBytes, LockedJson, LockedText, OpenBytes, OpenChar
from duly.lib.keyring import root_key
from duly.lib.vault import Key
from duly.requesters.models import Officer
from duly.staff.models import Person


class Case(models.Model):
    """Our handling of one demand. Its number is random, so that numbers say nothing about how many there are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = OpenChar(max_length=20, unique=True, why="random public number")
    state = OpenChar(max_length=20, choices=[(s.value, s.value) for s in State], why="states carry no subject matter")
    round = models.PositiveIntegerField(default=1)
    sealed = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    channel = OpenChar(max_length=20, why="how the demand came")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    wrapped_key = OpenBytes(why="the case key, itself locked under the root key")
    facts_json = LockedText(null=True)
    """The demand as a person read it (`law.facts`), canonical JSON."""

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_known_state", condition=models.Q(state__in=[s.value for s in State])),
        )

    def __str__(self) -> str:
        return str(self.reference)

    def locking_key(self) -> Key:
        """The case's own key. Everything of the case is locked under it."""
        cached: Key | None = self.__dict__.get("_key")
        if cached is None:
            cached = root_key().unwrap(bytes(self.wrapped_key), owner=str(self.pk))
            self.__dict__["_key"] = cached
        return cached

    def locking_owner(self) -> str:
        """Whose the locked columns are; part of the place to which each record is bound."""
        return f"case|{self.pk}"

    @property
    def arrived_at(self) -> datetime:
        """When the first paper of the case came; its clocks run from there."""
        first: datetime = self.demands.order_by("arrived_at").values_list("arrived_at", flat=True)[0]
        return first

    @property
    def facts(self) -> DemandFacts:
        """What the demand says. Raises LookupError before it was registered."""
        if self.facts_json is None:
            raise LookupError(f"Case {self.reference} is not registered yet: nobody has read the demand off the paper.")
        return facts_from_json(self.facts_json)


class OfCase(models.Model):
    """A row that belongs to a case and is locked under its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    case: models.ForeignKey[Case, Case]

    class Meta:
        abstract = True

    def locking_key(self) -> Key:
        """The key of its case."""
        return self.case.locking_key()

    def locking_owner(self) -> str:
        """As for its case."""
        return self.case.locking_owner()


class CaseAccess(models.Model):
    """Who may see a sealed case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="access")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sealed_cases")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "person"], name="one_grant_per_person"),)


class Demand(OfCase):
    """The paper as served: its bytes, the channel, the time of arrival. Never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="demands")
    arrived_at = models.DateTimeField()
    object_id = OpenChar(max_length=64, why="random name of a locked object")
    digest = LockedBytes()
    """SHA-256 of the bytes as served; locked, since a public paper could be guessed from it."""
    fingerprint = OpenBytes(unique=True, why="keyed digest: finds the same paper again, says nothing without the key")
    size = models.PositiveBigIntegerField()
    name = LockedText()
    media_type = LockedText()
    parsed = LockedJson(null=True)
    """What the limited child read from it: sender, subject, text, list of attachments."""


class Attachment(OfCase):
    """A part of a demand, byte for byte."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="attachments")
    object_id = OpenChar(max_length=64, why="random name of a locked object")
    digest = LockedBytes()
    size = models.PositiveBigIntegerField()
    name = LockedText()
    media_type = LockedText()


class JournalRow(models.Model):
    """One act, locked and chained to the one before it. Written by `cases.journal` only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journal")
    seq = models.PositiveIntegerField()
    record = OpenBytes(why="already locked under the case's journal key, with seq and chain bound to it")
    chain = OpenBytes(why="SHA-256 over the locked record and the chain before it")

    class Meta:
        ordering = ("seq",)
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="one_row_per_seq"),)


class Letter(OfCase):
    """A message that leaves: committed with the act that wrote it, sent afterwards, once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    kind = OpenChar(max_length=30, why="kind of letter, no subject matter")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    to = LockedText()
    subject = LockedText()
    body = LockedText()


class PublicEvent(OfCase):
    """One event that the case shows the public log as a commitment; what it commits to stays locked here."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="public_events")
    seq = models.PositiveIntegerField()
    kind = OpenChar(max_length=10, why="shown by the log's accounting at the end of the period")
    at = models.DateTimeField()
    values = LockedJson()
    """Field → text, as committed."""
    accounts = LockedJson()
    """Account → whether data of it left: those under the committed root, whatever the case says later."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="one_public_event_per_seq"),)


class Attempt(OfCase):
    """A machine's try at an act. Failure is an attempt, never a state."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attempts")
    act = OpenChar(max_length=30, why="name of an act")
    tried_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    error = LockedText()


def aware(moment: datetime) -> datetime:
    """Refuse an instant without a zone: a bare local time is a question, not an answer."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone. Pass an aware instant in UTC.")
    return moment
