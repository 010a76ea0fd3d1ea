"""The outcome of a case: exactly one, derived from where it stands and what its package held, never typed in."""

from duly.cases import journal
from duly.cases.lifecycle import State
from duly.cases.models import Case
from duly.disclosure.models import Disclosure
from duly.law.vocabulary import Category, Outcome

_BY_STATE = {
    State.NO_DATA: Outcome.NO_DATA,
    State.REFUSED: Outcome.REJECTED,
    State.QUASHED: Outcome.REJECTED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
}


def answered_as(case: Case) -> State:
    """The state in which the case was answered, also after it was closed; its present state while it is open."""
    if case.state != State.CLOSED:
        return State(case.state)
    return State(journal.read(case)[-1].details.get("answered_as", State.CLOSED))


def outcome_of(case: Case) -> Outcome:
    """`content` outweighs `non-content`, which outweighs `no data`, which outweighs `rejected`."""
    answered = answered_as(case)
    if answered is State.DISCLOSED:
        left = Disclosure.objects.filter(case=case, released_at__isnull=False)
        content = any(Category.CONTENT.value in package.summary["categories"] for package in left)
        return Outcome.DISCLOSED_CONTENT if content else Outcome.DISCLOSED_NON_CONTENT
    return _BY_STATE.get(answered, Outcome.PENDING)
