"""Contest an order before its court or authority, and record the ruling."""

from datetime import datetime

from duly.cases import correspondence
from duly.cases.advance import advance
from duly.cases.lifecycle import Act, State
from duly.cases.models import Case
from duly.law.vocabulary import Answer
from duly.review import letters
from duly.review.assess import assessments_of, last_run
from duly.staff.actors import Actor


def _not_reached(case: Case) -> list[letters.Point]:
    """What the rules say the order does not reach, item by item, with where that stands."""
    run = last_run(case)
    return [
        letters.Point(about=f"item {said.item}, {said.category} data", words=f"{said.reason} ({said.cite})")
        for said in (assessments_of(run) if run else ())
        if said.answer is Answer.DEFICIENT
    ]


def challenge(case: Case, *, ground: str, by: Actor, at: datetime, because: str) -> None:
    """Contest the order with its ground in words; what was decided is void."""
    with advance(case, Act.CHALLENGE, by=by, at=at, because=because) as step:
        correspondence.to_requester(
            step.case,
            kind="challenge",
            about="Formal objection",
            body=letters.challenge(step.case, ground, _not_reached(step.case)),
            at=at,
        )
        step.details["ground"] = ground
        step.new_round = True


def rule(case: Case, *, upheld: bool, words: str, by: Actor, at: datetime, because: str) -> None:
    """Record the ruling: an upheld order is judged again and answered, a quashed one ends."""
    with advance(case, Act.RULE, by=by, at=at, because=because) as step:
        step.to = State.AUTHENTICATED if upheld else State.QUASHED
        step.details.update(upheld=upheld, ruling=words)
