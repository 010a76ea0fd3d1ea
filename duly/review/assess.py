"""Ask every rule, keep every word with the version of its pack, and hold the case if the rights gate says so."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from duly.cases import journal
from duly.cases.advance import advance
from duly.cases.lifecycle import Act, State
from duly.cases.models import Case
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
from duly.lib.canonical_json import digest
from duly.review.models import AssessmentRun
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


def _reached(facts: DemandFacts, said: Sequence[Assessment]) -> DemandFacts:
    """The demand without what the rules refuse anyhow: no period is needed for messages that no subpoena reaches."""
    refused = {(a.item, a.category) for a in said if a.answer is Answer.DEFICIENT}
    items = (
        replace(item, categories=frozenset(c for c in item.categories if (item.key, c) not in refused))
        for item in facts.items
    )
    return replace(facts, items=tuple(item for item in items if item.categories))


def judge(facts: DemandFacts, *, packs: Packs, arrived_at: datetime, at: datetime) -> dict[str, Any]:
    """Everything the rules say about these facts, as JSON values. No database: same facts, same words."""
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
            for d in (*defects(facts, provider, at), *scope_defects(_reached(facts, said)))
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
        result = judge(step.case.facts, packs=load_packs(), arrived_at=step.case.arrived_at, at=at)
        AssessmentRun.objects.create(case=step.case, round=step.case.round, at=at, result=result)
        step.to = State.HELD if result["gate"]["flags"] else State.ASSESSED
        step.digest = digest(result)
        step.details.update(force=result["force"], flags=result["gate"]["flags"], packs=result["packs"])


def last_run(case: Case) -> AssessmentRun | None:
    """The assessment of the present round: the one whose digest the journal holds, whatever the table's columns say."""
    said = [e for e in journal.read(case) if e.act is Act.ASSESS and e.round == case.round]
    if not said:
        return None
    runs = AssessmentRun.objects.filter(case=case).order_by("-at")
    return next((run for run in runs if digest(run.result) == said[-1].digest), None)


def assessments_of(run: AssessmentRun) -> tuple[Assessment, ...]:
    """The stored words as values again."""
    return tuple(_from_json(said) for said in run.result["assessments"])


def _counsels_rows(case: Case) -> list[journal.Entry]:
    """Counsel's answers of this round, from the journal: the rows of the table are for reading only."""
    return [e for e in journal.read(case) if e.act is Act.CONSULT and e.round == case.round]


def _counsels_word(case: Case, at: datetime) -> dict[tuple[str, Category], tuple[Answer, str]]:
    """Counsel's last answer for each item and category, with the day (ISO, or "") until which it is valid.

    One that has run out is no answer, and an earlier one that it replaced does not come back.
    """
    last = {
        (item, Category(category)): (Answer(answer), entry.details["valid_until"])
        for entry in _counsels_rows(case)
        for item, category, answer in entry.details["answers"]
    }
    today = at.date().isoformat()
    return {key: (answer, until) for key, (answer, until) in last.items() if not until or today <= until}


def consulted(case: Case, *, at: datetime) -> dict[tuple[str, Category], Answer]:
    """Counsel's answers of this round that are valid at `at`, the last one for each item and category."""
    return {key: answer for key, (answer, _) in _counsels_word(case, at).items()}


def counsel_valid_until(case: Case, *, at: datetime) -> str:
    """The earliest day (ISO) on which an answer of counsel that is valid at `at` runs out, or ""."""
    return min((until for _, until in _counsels_word(case, at).values() if until), default="")


def outside_counsel_answered(case: Case) -> bool:
    """Whether counsel from outside the provider answered anything in this round."""
    return any(entry.details["outside"] for entry in _counsels_rows(case))
