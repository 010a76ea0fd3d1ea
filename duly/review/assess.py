"""Ask every rule, keep every word with the version of the pack that said it, and hold the case if the rights gate says so."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings

from duly.cases.advance import advance
from duly.cases.lifecycle import Act, State
from duly.cases.models import Case, Demand
from duly.law.assessment import Assessment
from duly.law.binding import force_of
from duly.law.deadlines import clocks
from duly.law.emergencies import missing_elements
from duly.law.facts import DemandFacts
from duly.law.required_process import assess as ask_rules
from duly.law.rights import gate
from duly.law.scope import scope_defects
from duly.law.tables import Packs, load_packs
from duly.law.user_notice import may_tell
from duly.law.validity import defects
from duly.law.vocabulary import Answer, Category, Reason
from duly.review.models import AssessmentRun, Consultation
from duly.staff.actors import Actor


def _as_json(said: Assessment) -> dict[str, Any]:
    return {
        **asdict(said),
        "category": said.category.value,
        "answer": said.answer.value,
        "ground": said.ground.value if said.ground else None,
    }


def _from_json(said: dict[str, Any]) -> Assessment:
    typed = {
        "category": Category(said["category"]),
        "answer": Answer(said["answer"]),
        "ground": Reason(said["ground"]) if said["ground"] else None,
    }
    return Assessment(**{**said, **typed})


def judge(facts: DemandFacts, *, packs: Packs, arrived_at: datetime, at: datetime) -> dict[str, Any]:
    """Everything the rules say about these facts, as JSON values. No database: the same facts always give the same words."""
    provider = settings.DULY.provider.facts()
    force = force_of(facts, packs, provider)
    said = ask_rules(facts, packs, provider)
    held = gate(facts, many_accounts=settings.DULY.rights.many_accounts, force=force)
    rule, cite, words = may_tell(facts, packs, provider)
    return {
        "force": force.value,
        "assessments": [_as_json(a) for a in said],
        "defects": [
            {"reason": d.reason.value, "words": d.words, "cite": d.cite}
            for d in (*defects(facts, provider, at), *scope_defects(facts))
        ],
        "emergency_missing": [prompt.ask for prompt in missing_elements(facts, force)],
        "gate": {"flags": [flag.value for flag in held.flags], "words": list(held.words)},
        "clocks": [
            {
                "name": c.name,
                "safe_at": c.safe_at.isoformat(),
                "latest_at": c.latest_at.isoformat(),
                "cite": c.cite,
                "not_before": c.not_before.isoformat() if c.not_before else None,
            }
            for c in clocks(facts, force, arrived_at, packs)
        ],
        "notice": {"rule": rule.value, "cite": cite, "words": words},
        "packs": packs.versions(),
    }


def assess(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Apply every rule to the case; the gate's flags lead to `held`, where one more reviewer must look."""
    with advance(case, Act.ASSESS, by=by, at=at, because=because) as step:
        arrived_at = min(Demand.objects.filter(case=step.case).values_list("arrived_at", flat=True))
        result = judge(step.case.facts, packs=load_packs(), arrived_at=arrived_at, at=at)
        AssessmentRun.objects.create(case=step.case, round=step.case.round, at=at, result=result)
        step.to = State.HELD if result["gate"]["flags"] else State.ASSESSED
        step.details.update(force=result["force"], flags=result["gate"]["flags"], packs=result["packs"])


def last_run(case: Case) -> AssessmentRun | None:
    """The assessment of the present round."""
    return AssessmentRun.objects.filter(case=case, round=case.round).order_by("-at").first()


def assessments_of(run: AssessmentRun) -> tuple[Assessment, ...]:
    """The stored words as values again."""
    return tuple(_from_json(said) for said in run.result["assessments"])


def consulted(case: Case, *, at: datetime) -> dict[tuple[str, Category], Answer]:
    """Counsel's answers of this round that are still valid, the last one for each item and category."""
    answers = Consultation.objects.filter(case=case, round=case.round).order_by("at")
    return {
        (given.item, Category(given.category)): Answer(given.answer)
        for given in answers
        if given.valid_until is None or at.date() <= given.valid_until
    }
