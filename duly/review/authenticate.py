"""Is the officer who they say? Evidence is recorded finding by finding, then weighed; a channel alone proves nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from duly.cases import journal
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.law.binding import force_of
from duly.law.facts import DemandFacts
from duly.law.rights import gate
from duly.law.tables import load_packs
from duly.requesters.models import Officer
from duly.requesters.verification import Evidence, Factor, Risk, Verdict, weigh
from duly.review.keepers import keep_from_keepers
from duly.review.models import Finding
from duly.staff.actors import Actor


class NotProven(Exception):
    """The evidence does not prove the requester; the message says what is missing."""


def risk_of(facts: DemandFacts) -> Risk:
    """Emergencies, and whatever the rights gate will hold (content among it), need stronger proof."""
    force = force_of(facts, load_packs(), settings.DULY.provider.facts())
    held = gate(facts, many_accounts=settings.DULY.rights.many_accounts, force=force).flags
    return Risk.HIGH if held or facts.emergency is not None else Risk.ORDINARY


def evidence_of(case: Case) -> list[Evidence]:
    """Everything found since the demand was last answered, from the journal: the table's rows are for reading only."""
    entries = journal.read(case)
    answered = max((entry.seq for entry in entries if entry.act is Act.ANSWER), default=0)
    return [
        Evidence(factor=Factor(factor), holds=holds, words=words, at=datetime.fromisoformat(at))
        for entry in entries
        if entry.seq > answered
        for factor, holds, words, at in entry.details.get("findings", ())
    ]


def verdict_of(case: Case, *, at: datetime, fresh: Sequence[Evidence] = ()) -> Verdict:
    """Whether the evidence, with what was found just now, is enough for this case, and if not, what is missing."""
    officer = case.officer
    if officer is not None and officer.revoked_at is not None:
        return Verdict(
            False, "The officer's entry in the directory was revoked. Refuse, or ask the agency for another officer."
        )
    return weigh([*evidence_of(case), *fresh], risk=risk_of(case.facts), at=at)


def _as_json(evidence: Sequence[Evidence]) -> list[list[Any]]:
    return [[found.factor.value, found.holds, found.words, found.at.isoformat()] for found in evidence]


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
        step.details["findings"] = _as_json(evidence)


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
                "The demand names no officer of the directory. Enrol the officer with a number and a key found "
                "independently of the message, then authenticate."
            )
        keep_from_keepers(step.case.officer, by)
        _keep(step.case, evidence, by)
        verdict = verdict_of(step.case, at=at, fresh=evidence)
        if not verdict.proven:
            raise NotProven(f"The requester of {case.reference} is not proven. {verdict.missing}")
        step.details.update(findings=_as_json(evidence), officer=str(step.case.officer.pk))
