"""Another person approves exactly one decision, by its digest; and the check, made again before each later step, that this still stands."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from duly.cases import journal
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.lib.canonical_json import read_canonical
from duly.review.bound import NoRecipient, bound_now
from duly.review.models import Approval, Decision, RightsReview
from duly.staff.actors import Actor
from duly.staff.duties import DutyPolicy, SamePerson

SOLO_PAUSE = timedelta(minutes=10)
"""Under `solo` the one person reads her decision again after at least this long."""


class NotApproved(Exception):
    """No valid approval stands for what the case says now; nothing is collected or released."""


def standing_decision(case: Case) -> Decision:
    """The decision of this round, if nothing that it is bound to has changed. Raises NotApproved and names the change."""
    decision = Decision.objects.filter(case=case, round=case.round).order_by("-made_at").first()
    if decision is None:
        raise NotApproved(f"Case {case.reference} has no decision in this round. Decide first.")
    if not hmac.compare_digest(sha256(decision.canonical).hexdigest(), decision.digest):
        raise NotApproved(f"The decision of {case.reference} does not match its digest: it was changed. Decide again.")
    try:
        now = bound_now(case)
    except NoRecipient as error:
        raise NotApproved(f"The decision of {case.reference} is void. {error}") from error
    was = read_canonical(decision.canonical)["bound"]
    changed = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    if changed:
        raise NotApproved(
            f"Since the decision of {case.reference} these changed: {', '.join(changed)}. The decision and its approval are "
            "void. Narrow or assess again, decide, and have it approved."
        )
    return decision


def approve(case: Case, *, digest: str, by: Actor, at: datetime, because: str) -> None:
    """Approve the decision with this digest, and no other. Raises NotApproved if it is not the one that stands."""
    with advance(case, Act.APPROVE, by=by, at=at, because=because) as step:
        decision = standing_decision(step.case)
        if not hmac.compare_digest(decision.digest, digest.strip().lower()):
            raise NotApproved(
                "The digest is not that of the decision which stands now. Open the case again and read what it says."
            )
        if settings.DULY.duties.policy is DutyPolicy.SOLO and at - decision.made_at < SOLO_PAUSE:
            raise SamePerson(
                "Under “solo” you approve your own decision after ten minutes, reading it again. Come back later."
            )
        Approval.objects.create(case=step.case, decision=decision, at=at, by_id=by.id, digest=decision.digest)
        step.digest = decision.digest


def require_approved(case: Case) -> Decision:
    """The standing, approved decision of a case; asked again before collecting, packaging and releasing.

    An approval counts only if the journal holds, in this round, the same person's `approve` of the same digest and some
    other person's `decide` of it (under `solo`, the same person's); a row in the table alone is a forgery.
    """
    decision = standing_decision(case)
    rows = [entry for entry in journal.read(case) if entry.round == case.round and entry.digest == decision.digest]
    deciders = {entry.by for entry in rows if entry.act is Act.DECIDE and entry.human}
    approvers = {entry.by for entry in rows if entry.act is Act.APPROVE and entry.human}
    said = {str(row.by_id) for row in Approval.objects.filter(decision=decision) if row.digest == decision.digest}
    if not approvers or approvers != said:
        raise NotApproved(
            f"The approval of {case.reference} is not in its journal. Nothing was released. Somebody may have written to the "
            "database past Duly: compare it with a backup."
        )
    if settings.DULY.duties.policy is not DutyPolicy.SOLO and approvers & deciders:
        raise NotApproved(f"The same person decided and approved {case.reference}; the duty policy forbids it.")
    _require_rights_review(case)
    return decision


def _require_rights_review(case: Case) -> None:
    """A case that was held in this round needs its review in the journal."""
    rows = [entry for entry in journal.read(case) if entry.round == case.round]
    held = any(entry.act is Act.ASSESS and entry.details.get("flags") for entry in rows)
    reviewers = {entry.by for entry in rows if entry.act is Act.REVIEW_RIGHTS and entry.human}
    said = {str(row.by_id) for row in RightsReview.objects.filter(case=case, round=case.round)}
    if held and (not reviewers or reviewers != said):
        raise NotApproved(f"The rights gate held {case.reference}, and no extra reviewer's word is in its journal.")
