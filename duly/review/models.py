"""What people and rules said about a case: findings, assessments, counsel's answers, reviews, decisions, approvals."""

from django.db import models

from duly.cases.models import Case, OfCase
from duly.lib.fields import LockedBytes, LockedJson, LockedText, OpenChar
from duly.staff.models import Person


class Finding(OfCase):
    """One piece of evidence about who asks: what was looked at, what it showed, when, by whom."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    factor = OpenChar(max_length=40, why="kind of check, no subject matter")
    holds = models.BooleanField()
    words = LockedText()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)


class AssessmentRun(OfCase):
    """Everything the rules said at one time, with the versions of the packs that said it; never rewritten later."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessment_runs")
    round = models.PositiveIntegerField()
    at = models.DateTimeField()
    result = LockedJson()
    """What `assess.judge` returns: `{force, assessments, defects, emergency_missing, gate, clocks, notice, packs}`."""


class Consultation(OfCase):
    """Named counsel's answer where no pack speaks: an assessment of this case, never a row of a pack. Privileged."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    round = models.PositiveIntegerField()
    at = models.DateTimeField()
    counsel = LockedText()
    outside = models.BooleanField(default=False)
    item = OpenChar(max_length=40, why="key of an item within the case")
    category = OpenChar(max_length=20, why="category of data")
    answer = OpenChar(max_length=20, why="closed list of three")
    grounds = LockedText()
    valid_until = models.DateField(null=True)


class RightsReview(OfCase):
    """The extra person's look at a case that the rights gate held."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rights_reviews")
    round = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT)
    words = LockedText()


class Decision(OfCase):
    """What was granted and refused, bound to its digest; an approval is for exactly these bytes."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT)
    canonical = LockedBytes()
    digest = LockedText()
    """SHA-256 (hex) of `canonical`."""


class Approval(OfCase):
    """Another person's yes to one decision's digest. Counts only beside its own row in the journal."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="approvals")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT)
    digest = LockedText()


class Clarification(OfCase):
    """What we asked back, per item, and when it was answered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clarifications")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    questions = LockedJson()
    """`[{item, reason, words}]`."""
    answer = LockedText(null=True)
