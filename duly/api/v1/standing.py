"""How far a demand is, in words that an officer may read: neutral, and without a word of what we think of it."""

from datetime import datetime

from duly.api.v1.bodies import Standing
from duly.cases.lifecycle import State
from duly.cases.queries import Case
from duly.disclosure.reading import packages_of

# Refused and “no data” stand under one word: the letter says which, to the address in the directory.
_WORDS = {
    State.RECEIVED: "received",
    State.CLARIFYING: "question_asked",
    State.DISCLOSED: "answered",
    State.NO_DATA: "answered",
    State.REFUSED: "answered",
    State.WITHDRAWN: "withdrawn",
    State.QUASHED: "closed",
    State.CLOSED: "closed",
}


def standing_of(case: Case, at: datetime) -> Standing:
    """The standing at `at`."""
    ready = [package for package in packages_of(case) if package.can_be_fetched(at)]
    return Standing(
        reference=case.reference,
        status="ready" if ready else _WORDS.get(State(case.state), "in_review"),
        received_at=case.opened_at,
        package_until=ready[0].expires_at if ready else None,
    )
