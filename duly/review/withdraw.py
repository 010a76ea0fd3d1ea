"""The requester takes the demand back: nothing leaves any more, and the requester is told so."""

from datetime import datetime

from duly.cases import correspondence
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.review import letters
from duly.staff.actors import Actor


def withdraw(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """End the case as withdrawn."""
    with advance(case, Act.WITHDRAW, by=by, at=at, because=because) as step:
        correspondence.to_requester(
            step.case, kind="withdrawal", about="Withdrawn", body=letters.withdrawal(step.case), at=at
        )
