"""Reopen a case whose package never reached the officer: it is judged, decided, approved and packed anew."""

from datetime import datetime

from duly.cases import journal
from duly.cases.advance import advance
from duly.cases.lifecycle import Act, NotNow
from duly.cases.models import Case
from duly.ledger.entries import Kind
from duly.staff.actors import Actor


class NothingReleased(NotNow):
    """The case was closed without a package."""


def reopen(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Start a new round of a disclosed case, also of a closed one; the old package can be fetched no more.

    Raises NothingReleased if the case was closed after another answer: a new demand needs a paper of its own.
    """
    with advance(case, Act.REOPEN, by=by, at=at, because=because) as step:
        entries = journal.read(step.case)
        if not any(entry.act is Act.DISCLOSE and entry.round == step.case.round for entry in entries):
            raise NothingReleased(
                f"{step.case.reference} was closed, and no package was released for it, so none is made anew. If the "
                "officer still wants an answer, she sends a new paper."
            )
        step.publish(Kind.AMEND, {})
        step.new_round = True
