"""What is asked of a person now: the acts that the life cycle and her roles allow, less those that must stay apart from hers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from duly.cases import journal
from duly.cases.lifecycle import Act, NotNow, State, possible_acts, target, targets
from duly.cases.models import Case
from duly.cases.permissions import DUTY_OF, MAY, NotYours, refuse_unless_permitted
from duly.staff.actors import Actor
from duly.staff.duties import SamePerson, keep_apart

_NEVER_BY_HAND = frozenset({Act.RECEIVE, Act.READ})
_WAYS_OUT = (Act.NARROW, Act.CLARIFY, Act.REFUSE, Act.CHALLENGE, Act.WITHDRAW, Act.SEAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one person can do with one case at this moment."""

    acts: tuple[Act, ...]
    """What leads on, in the order of the life cycle."""
    ways_out: tuple[Act, ...]
    """What leads elsewhere: asked back, narrowed, refused, contested, withdrawn, sealed."""
    apart: Mapping[Act, str]
    """Acts that her roles allow, and that what she did before forbids, each with its sentence."""


def role_acts(state: str, actor: Actor) -> tuple[Act, ...]:
    """Acts possible in `state` that a role of the actor may do; asks neither the journal nor the database."""
    able = possible_acts(State(state))
    return tuple(act for act in able if act not in _NEVER_BY_HAND and actor.has(*MAY.get(act, frozenset())))


def asked_of(actor: Actor, case: Case) -> Asked:
    """As above, with segregation of duties from the journal. Raises JournalBroken."""
    done = journal.done_in_round(case)
    apart: dict[Act, str] = {}
    for act in role_acts(case.state, actor):
        duty = DUTY_OF.get(act)
        try:
            if duty is not None:
                keep_apart(settings.DULY.duties.policy, duty, actor, done)
        except SamePerson as error:
            apart[act] = str(error)
    free = [act for act in role_acts(case.state, actor) if act not in apart]
    return Asked(
        acts=tuple(act for act in free if act not in _WAYS_OUT),
        ways_out=tuple(act for act in free if act in _WAYS_OUT),
        apart=apart,
    )


def hindrance(actor: Actor, case: Case, act: Act) -> str:
    """Why this person cannot do `act` now, in one sentence; "" if nothing stands in the way. Raises JournalBroken."""
    try:
        refuse_unless_permitted(actor, act)
        if not targets(State(case.state), act):
            target(State(case.state), act)
    except (NotYours, NotNow) as error:
        return str(error)
    return asked_of(actor, case).apart.get(act, "")
