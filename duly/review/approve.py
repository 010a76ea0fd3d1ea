"""Another person approves exactly one decision, by its digest; each later step checks again that this still stands."""

from datetime import datetime, timedelta

from django.conf import settings

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.review.keepers import keep_from_keepers
from duly.review.models import Approval
from duly.review.standing import NotApproved, require_approved, standing_decision
from duly.staff.actors import Actor
from duly.staff.duties import DutyPolicy, SamePerson

# Whoever approves finds beside the act what it approves, and its error.
__all__ = ["NotApproved", "approve", "require_approved", "standing_decision"]

SOLO_PAUSE = timedelta(minutes=10)
"""Under `solo` the one person reads her decision again after at least this long."""


def approve(case: Case, *, digest: str, by: Actor, at: datetime, because: str) -> None:
    """Approve the decision with this digest, and no other. Raises NotApproved if it is not the one that stands."""
    with advance(case, Act.APPROVE, by=by, at=at, because=because) as step:
        keep_from_keepers(step.case.officer, by)
        decision = standing_decision(step.case)
        if decision.digest != digest.strip().lower():
            raise NotApproved(
                "The digest is not that of the decision which stands now. Open the case again and read what it says."
            )
        if settings.DULY.duties.policy is DutyPolicy.SOLO and at - decision.made_at < SOLO_PAUSE:
            raise SamePerson(
                "Under “solo” you approve your own decision after ten minutes, reading it again. Come back later."
            )
        Approval.objects.create(case=step.case, decision=decision, at=at, by_id=by.id, digest=decision.digest)
        step.digest = decision.digest
