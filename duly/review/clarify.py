"""Ask back, item by item, and take the answer; a binding clock runs on unless a row of its pack says otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from duly.cases import correspondence
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.intake.register import normalised, put_facts
from duly.law.facts import DemandFacts
from duly.law.vocabulary import Reason
from duly.ledger.entries import Kind
from duly.review import letters
from duly.review.models import Clarification
from duly.review.narrow import narrowed
from duly.staff.actors import Actor, Role

Question = tuple[str, Reason, str]
"""Item key (or "" for the whole demand), canonical reason, and the question in words."""


def clarify(case: Case, *, questions: Sequence[Question], by: Actor, at: datetime, because: str) -> None:
    """Send the questions and wait for the answer."""
    if not questions:
        raise ValueError("Say what you ask: at least one question, with its reason.")
    points = [
        letters.Point(about=f"item {item}" if item else "the demand", words=words) for item, _, words in questions
    ]
    with advance(case, Act.CLARIFY, by=by, at=at, because=because) as step:
        # what was decided before the question is void; the answer is judged anew
        asked = [{"item": item, "reason": reason.value, "words": words} for item, reason, words in questions]
        Clarification.objects.create(case=step.case, asked_at=at, questions=asked)
        body = letters.questions(step.case, points)
        correspondence.to_requester(step.case, kind="clarification", about="Questions", body=body, at=at)
        step.details["reasons"] = sorted({reason.value for _, reason, _ in questions})


def answer_clarification(
    case: Case, *, words: str, facts: DemandFacts | None = None, by: Actor, at: datetime, because: str
) -> None:
    """Record the requester's answer, and the facts as they now stand. The requester is authenticated anew."""
    with advance(case, Act.ANSWER, by=by, at=at, because=because) as step:
        asked = Clarification.objects.filter(case=step.case, answered_at=None).order_by("-asked_at").first()
        if asked is not None:
            asked.answered_at, asked.answer = at, words
            asked.save()
        if facts is not None:
            answered = normalised(facts)
            # staff may correct what was misread off the paper; the officer herself may only take away
            widened = narrowed(step.case.facts, answered.items) if by.has(Role.OFFICER) else answered
            put_facts(step, replace(answered, items=widened.items))
        step.publish(Kind.AMEND, {})
        step.new_round = True
