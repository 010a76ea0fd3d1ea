"""Close a case that was answered; what is left (a notice that waits for its day) has clocks of its own."""

from datetime import datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.staff.actors import Actor


def close(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Close the case: its outcome is final and is counted in the period of `at`."""
    with advance(case, Act.CLOSE, by=by, at=at, because=because) as step:
        step.details["answered_as"] = step.case.state
