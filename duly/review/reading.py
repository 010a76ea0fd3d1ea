"""What people and rules said about a case, as frozen values; and what a decision would grant, before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duly.cases.models import Case
from duly.law.vocabulary import Answer, Category, Force
from duly.lib.canonical_json import read_canonical
from duly.review.assess import assessments_of, last_run
from duly.review.decide import answers
from duly.review.models import Approval, AssessmentRun, Clarification, Consultation, Decision, Finding, RightsReview
from duly.review.standing import NotApproved, standing_decision


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSeen:
    """One piece of evidence about who asks."""

    factor: str
    holds: bool
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSeen:
    """Everything that the rules said at one time."""

    at: datetime
    of_this_round: bool
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationSeen:
    """Counsel's answer. Privileged."""

    at: datetime
    of_this_round: bool
    counsel: str
    outside: bool
    item: str
    category: str
    answer: str
    grounds: str
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsReviewSeen:
    """The extra reviewer's words."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalSeen:
    """Somebody's yes to the digest of a decision."""

    at: datetime
    by: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSeen:
    """What was granted and refused, and whether it still stands."""

    made_at: datetime
    by: str
    digest: str
    granted: tuple[Mapping[str, Any], ...]
    refused: tuple[Mapping[str, Any], ...]
    bound: Mapping[str, Any]
    approvals: tuple[ApprovalSeen, ...]
    void_because: str
    """"" while the decision stands, else the sentence that says what changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarificationSeen:
    """What was asked back."""

    asked_at: datetime
    answered_at: datetime | None
    questions: tuple[Mapping[str, str], ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One category of one item, as a decision would treat it now."""

    item: str
    category: Category
    granted: bool
    answer: Answer
    words: str
    cite: str
    compelled: bool
    """A binding order grants it by rule, so it cannot be refused by choice."""

    @property
    def key(self) -> str:
        return f"{self.item}|{self.category.value}"


def findings_of(case: Case) -> tuple[FindingSeen, ...]:
    """All evidence about the requester, in order."""
    found = Finding.objects.filter(case=case).select_related("case", "by").order_by("at")
    return tuple(
        FindingSeen(factor=f.factor, holds=f.holds, words=f.words, at=f.at, by=f.by.name if f.by else "") for f in found
    )


def last_words_of_rules(case: Case) -> RunSeen | None:
    """The newest assessment, of this round or an earlier one."""
    run = AssessmentRun.objects.filter(case=case).select_related("case").order_by("-at").first()
    return RunSeen(at=run.at, of_this_round=run.round == case.round, result=run.result) if run else None


def consultations_of(case: Case) -> tuple[ConsultationSeen, ...]:
    """Counsel's answers, in order."""
    given = Consultation.objects.filter(case=case).select_related("case").order_by("at", "item", "category")
    return tuple(
        ConsultationSeen(
            at=c.at, of_this_round=c.round == case.round, counsel=c.counsel, outside=c.outside, item=c.item,
            category=c.category, answer=c.answer, grounds=c.grounds, valid_until=c.valid_until,
        )
        for c in given
    )  # fmt: skip


def rights_reviews_of(case: Case) -> tuple[RightsReviewSeen, ...]:
    """The extra reviewers' words, in order."""
    looked = RightsReview.objects.filter(case=case).select_related("case", "by").order_by("at")
    return tuple(RightsReviewSeen(at=review.at, by=review.by.name, words=review.words) for review in looked)


def _why_void(case: Case, decision: Decision) -> str:
    try:
        standing = standing_decision(case)
    except NotApproved as error:
        return str(error)
    return "" if standing.pk == decision.pk else "A later decision took its place."


def decision_of(case: Case) -> DecisionSeen | None:
    """The last decision of the case, with its approvals."""
    decision = Decision.objects.filter(case=case).select_related("case", "by").order_by("-made_at").first()
    if decision is None:
        return None
    body = read_canonical(decision.canonical)
    approvals = Approval.objects.filter(decision=decision).select_related("case", "by").order_by("at")
    return DecisionSeen(
        made_at=decision.made_at,
        by=decision.by.name,
        digest=decision.digest,
        granted=tuple(body["granted"]),
        refused=tuple(body["refused"]),
        bound=body["bound"],
        approvals=tuple(ApprovalSeen(at=yes.at, by=yes.by.name, digest=yes.digest) for yes in approvals),
        void_because=_why_void(case, decision),
    )


def clarifications_of(case: Case) -> tuple[ClarificationSeen, ...]:
    """What was asked back, the last first."""
    asked = Clarification.objects.filter(case=case).select_related("case").order_by("-asked_at")
    return tuple(
        ClarificationSeen(
            asked_at=c.asked_at, answered_at=c.answered_at, questions=tuple(c.questions), answer=c.answer or ""
        )
        for c in asked
    )  # fmt: skip


def lines_of(case: Case, *, at: datetime) -> tuple[Line, ...]:
    """What a decision at `at` would grant and refuse. Raises CannotGrant before the rules were asked in this round."""
    allowed = answers(case, at=at)
    run = last_run(case)
    said = assessments_of(run) if run else ()
    binding = run is not None and run.result["force"] == Force.BINDING
    lines = []
    for item in case.facts.items:
        for category in sorted(item.categories):
            answer = allowed.get((item.key, category), Answer.ASK_COUNSEL)
            reasons = [a for a in said if (a.item, a.category) == (item.key, category)]
            # The rule whose answer decided stands first; where counsel decided, the rule that asked for counsel.
            reasons.sort(key=lambda a: (a.answer is not answer, a.answer is not Answer.ASK_COUNSEL))
            lines.append(
                Line(
                    item=item.key, category=category, granted=answer is Answer.SUFFICIENT, answer=answer,
                    words=reasons[0].reason if reasons else "", cite=reasons[0].cite if reasons else "",
                    compelled=binding and answer is Answer.SUFFICIENT,
                )
            )  # fmt: skip
    return tuple(lines)
