"""Is the officer who they say? Evidence is recorded finding by finding, then weighed; a channel alone never proves a person."""

from collections.abc import Sequence
from datetime import datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.law.facts import DemandFacts
from duly.law.vocabulary import Category
from duly.requesters.models import Officer
from duly.requesters.verification import Evidence, Factor, Risk, Verdict, weigh
from duly.review.models import Finding
from duly.staff.actors import Actor


class NotProven(Exception):
    """The evidence does not prove the requester; the message says what is missing."""


def risk_of(facts: DemandFacts) -> Risk:
    """Content and emergencies need stronger proof."""
    asks_content = any(Category.CONTENT in item.categories for item in facts.items)
    return Risk.HIGH if asks_content or facts.emergency is not None else Risk.ORDINARY


def evidence_of(case: Case) -> list[Evidence]:
    """Everything found so far."""
    found = Finding.objects.filter(case=case).order_by("at")
    return [Evidence(factor=Factor(f.factor), holds=f.holds, words=f.words, at=f.at) for f in found]


def verdict_of(case: Case, *, at: datetime) -> Verdict:
    """Whether the evidence is enough for this case now, and if not, what is missing."""
    officer = case.officer
    if officer is not None and officer.revoked_at is not None:
        return Verdict(
            False, "The officer's entry in the directory was revoked. Refuse, or ask the agency for another officer."
        )
    return weigh(evidence_of(case), risk=risk_of(case.facts), at=at)


def _keep(case: Case, evidence: Sequence[Evidence], by: Actor) -> None:
    for finding in evidence:
        Finding.objects.create(
            case=case, factor=finding.factor.value, holds=finding.holds, words=finding.words, at=finding.at,
            by_id=by.id if by.human else None,
        )  # fmt: skip


def record_evidence(case: Case, evidence: Sequence[Evidence], *, by: Actor, at: datetime, because: str) -> None:
    """Add findings without deciding yet, e.g. one that failed."""
    with advance(case, Act.RECORD_EVIDENCE, by=by, at=at, because=because) as step:
        _keep(step.case, evidence, by)
        step.details["findings"] = [[f.factor.value, f.holds] for f in evidence]


def authenticate(
    case: Case,
    *,
    evidence: Sequence[Evidence] = (),
    officer: Officer | None = None,
    by: Actor,
    at: datetime,
    because: str,
) -> None:
    """Weigh the evidence, old and new, and record that the requester is proven.

    Raises NotProven with what is missing; then nothing is kept, so record a failed finding with `record_evidence`.
    """
    with advance(case, Act.AUTHENTICATE, by=by, at=at, because=because) as step:
        if officer is not None:
            step.case.officer = officer
        if step.case.officer is None:
            raise NotProven(
                "The demand names no officer of the directory. Enrol the officer with a number and a key found independently "
                "of the message, then authenticate."
            )
        _keep(step.case, evidence, by)
        verdict = verdict_of(step.case, at=at)
        if not verdict.proven:
            raise NotProven(f"The requester of {case.reference} is not proven. {verdict.missing}")
        step.details["factors"] = sorted({e.factor.value for e in evidence_of(step.case) if e.holds})
