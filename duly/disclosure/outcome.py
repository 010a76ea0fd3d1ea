"""The outcome of a case: exactly one, derived from where it stands and what its package held, never typed in."""

from duly.cases import journal
from duly.cases.lifecycle import Act, State
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
    # A closed case can still get rows, for notices that waited: the row of `close` itself says how it was answered.
    closed = [entry for entry in journal.read(case) if entry.act is Act.CLOSE]
    return State(closed[-1].details["answered_as"]) if closed else State.CLOSED


def packages_that_left(case: Case) -> list[Disclosure]:
    """The packages that count: those released, and of a case that was reopened and ended otherwise those handed out."""
    left = Disclosure.objects.filter(case=case, released_at__isnull=False)
    if answered_as(case) is not State.DISCLOSED:
        # reopened since: a package that was handed out stays handed out, whatever became of the case
        left = left.filter(fetched_at__isnull=False)
    return list(left)


def outcome_of(case: Case) -> Outcome:
    """`content` outweighs `non-content`, which outweighs `no data`, which outweighs `rejected`."""
    answered, left = answered_as(case), packages_that_left(case)
    if answered is State.DISCLOSED or left:
        content = any(Category.CONTENT.value in package.summary["categories"] for package in left)
        return Outcome.DISCLOSED_CONTENT if content else Outcome.DISCLOSED_NON_CONTENT
    return _BY_STATE.get(answered, Outcome.PENDING)
