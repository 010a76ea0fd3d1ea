"""The requester takes the demand back: nothing leaves any more, and the requester is told so."""

from datetime import datetime

from duly.cases import correspondence
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.cases.officers import address_of
from duly.review import letters
from duly.staff.actors import Actor


def withdraw(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """End the case as withdrawn."""
    with advance(case, Act.WITHDRAW, by=by, at=at, because=because) as step:
        correspondence.write(
            step.case, kind="withdrawal", to=address_of(step.case), subject=f"Withdrawn: {case.reference}",
            body=letters.withdrawal(step.case), at=at,
        )  # fmt: skip
