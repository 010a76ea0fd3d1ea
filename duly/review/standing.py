"""What stands now: the decision of this round, and whether its approval rests on people and words that still hold."""

import hmac
from collections.abc import Collection, Sequence
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings

from duly.cases import journal
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.lib.canonical_json import read_canonical
from duly.review.bound import NoRecipient, bound_now
from duly.review.models import Approval, Decision, RightsReview
from duly.staff.duties import DutyPolicy
from duly.staff.models import Person

Entries = Sequence[journal.Entry]


class NotApproved(Exception):
    """No valid approval stands for what the case says now; nothing is collected or released."""


def standing_decision(case: Case) -> Decision:
    """The decision of this round, if nothing that it is bound to changed. Raises NotApproved and names the change."""
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
            f"Since the decision of {case.reference} these changed: {', '.join(changed)}. The decision and its "
            "approval are void. Narrow or assess again, decide, and have it approved."
        )
    return decision


def require_approved(case: Case, *, at: datetime) -> Decision:
    """The standing, approved decision of a case; asked again before collecting, packaging and releasing at `at`.

    An approval counts only if the journal holds, in this round, the same person's `approve` of the same digest and some
    other person's `decide` of it (under `solo`, the same person's); a row in the table alone is a forgery.
    Raises NotApproved, or JournalBroken.
    """
    # 1 what was decided is bound to what the case says now
    decision = standing_decision(case)
    # 2 the case stands where its journal says, and whoever asks was proven since she last said something
    entries = journal.verified(case)
    _require_proven(case, entries)
    # 3 one person decided exactly this, another approved exactly this, and both are still here
    of_this_round = [entry for entry in entries if entry.round == case.round]
    people = _people_behind(case, decision, of_this_round)
    _require_active(case, people)
    # 4 counsel's word has not run out, and a held case had its extra look
    _require_valid_counsel(case, decision, at)
    _require_rights_review(case, of_this_round)
    return decision


def _people_behind(case: Case, decision: Decision, entries: Entries) -> frozenset[str]:
    """Who decided and who approved this decision, as the journal says; the table must say the same of the approval."""
    rows = [entry for entry in entries if entry.digest == decision.digest]
    deciders = {entry.by for entry in rows if entry.act is Act.DECIDE and entry.human}
    approvers = {entry.by for entry in rows if entry.act is Act.APPROVE and entry.human}
    said = {str(row.by_id) for row in Approval.objects.filter(decision=decision) if row.digest == decision.digest}
    missing = "approval" if not approvers or approvers != said else "" if deciders else "decision that was approved"
    if missing:
        raise NotApproved(
            f"{case.reference}: the {missing} is not in its journal. Nothing was released. Somebody may have written "
            "to the database past Duly: compare it with a backup."
        )
    if settings.DULY.duties.policy is not DutyPolicy.SOLO and approvers & deciders:
        raise NotApproved(f"The same person decided and approved {case.reference}; the duty policy forbids it.")
    return frozenset(approvers | deciders)


def _require_proven(case: Case, entries: Entries) -> None:
    """This very officer was proven after the paper was last read or answered."""
    told = max((entry.seq for entry in entries if entry.act in (Act.REGISTER, Act.ANSWER)), default=0)
    proven = [e.details["officer"] for e in entries if e.act is Act.AUTHENTICATE and e.seq > told]
    if not proven or proven[-1] != str(case.officer_id):
        raise NotApproved(f"The requester of {case.reference} was not proven since the demand was last changed.")


def _require_active(case: Case, people: Collection[str]) -> None:
    """Whoever decided or approved still has an account: one that was disabled in between releases nothing."""
    # an account whose row was altered loads as inactive, so each is loaded and not filtered for
    here = [person for person in Person.objects.filter(pk__in=people) if person.is_active]
    if len(here) != len(people):
        raise NotApproved(
            f"An account that decided or approved {case.reference} was disabled since. Decide anew, by people who are "
            "here: narrow it to the same items, and it is judged again."
        )


def _require_valid_counsel(case: Case, decision: Decision, at: datetime) -> None:
    """Counsel's answer, on which the decision rests, has not run out."""
    until = read_canonical(decision.canonical)["counsel_valid_until"]
    if until and at.date() > date.fromisoformat(until):
        raise NotApproved(
            f"Counsel's answer for {case.reference} was valid until {until}. Narrow it to the same items or ask back, "
            "and consult counsel again."
        )


def _require_rights_review(case: Case, entries: Entries) -> None:
    """A case that was held in this round needs its review in the rows of this round."""
    held = any(entry.act is Act.ASSESS and entry.details.get("flags") for entry in entries)
    reviewers = {entry.by for entry in entries if entry.act is Act.REVIEW_RIGHTS and entry.human}
    said = {str(row.by_id) for row in RightsReview.objects.filter(case=case, round=case.round)}
    if held and (not reviewers or reviewers != said):
        raise NotApproved(f"The rights gate held {case.reference}, and no extra reviewer's word is in its journal.")
