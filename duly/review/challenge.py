"""Contest an order before its court or authority, and record the ruling."""

from datetime import datetime

from duly.cases import correspondence
from duly.cases.advance import advance
from duly.cases.lifecycle import Act, State
from duly.cases.models import Case
from duly.cases.officers import address_of
from duly.review import letters
from duly.staff.actors import Actor


def challenge(case: Case, *, ground: str, by: Actor, at: datetime, because: str) -> None:
    """Contest the order with its ground in words; what was decided is void."""
    with advance(case, Act.CHALLENGE, by=by, at=at, because=because) as step:
        correspondence.write(
            step.case, kind="challenge", to=address_of(step.case), subject=f"Formal objection: {case.reference}",
            body=letters.challenge(step.case, ground), at=at,
        )  # fmt: skip
        step.details["ground"] = ground
        step.new_round = True


def rule(case: Case, *, upheld: bool, words: str, by: Actor, at: datetime, because: str) -> None:
    """Record the ruling: an upheld order is judged again and answered, a quashed one ends."""
    with advance(case, Act.RULE, by=by, at=at, because=because) as step:
        step.to = State.AUTHENTICATED if upheld else State.QUASHED
        step.details.update(upheld=upheld, ruling=words)
