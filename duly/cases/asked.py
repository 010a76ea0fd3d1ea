"""What is asked of a person now: the acts that the life cycle and her roles allow, less those kept apart from hers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from duly.cases import journal
from duly.cases.journal import Entry
from duly.cases.lifecycle import Act, State, possible_acts, target, targets
from duly.cases.models import Case
from duly.cases.permissions import DUTY_OF, MAY, refuse_unless_permitted
from duly.law.vocabulary import Force
from duly.staff.actors import Actor
from duly.staff.duties import SamePerson, keep_apart

_NEVER_BY_HAND = frozenset({Act.RECEIVE, Act.READ})
_BESIDE = frozenset({Act.NOTIFY})
"""Asked for one notice at a time, not for the case as a whole."""
_SUPPORTING = (Act.RECORD_EVIDENCE, Act.CONSULT, Act.FETCH)
_WAYS_OUT = (Act.NARROW, Act.CLARIFY, Act.REFUSE, Act.CHALLENGE, Act.WITHDRAW, Act.REOPEN, Act.SEAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one person can do with one case at this moment."""

    acts: tuple[Act, ...]
    """What leads on, in the order of the life cycle; what only supports it stands last."""
    ways_out: tuple[Act, ...]
    """What leads elsewhere: asked back, narrowed, refused, contested, withdrawn, sealed."""
    apart: Mapping[Act, str]
    """Acts that her roles allow, and that what she did before forbids, each with its sentence."""


def role_acts(state: str, actor: Actor) -> tuple[Act, ...]:
    """Acts possible in `state` that a role of the actor may do; asks neither the journal nor the database."""
    able = possible_acts(State(state))
    return tuple(act for act in able if act not in _NEVER_BY_HAND and actor.has(*MAY.get(act, frozenset())))


def _pointless(case: Case, entries: Sequence[Entry]) -> frozenset[Act]:
    """Acts that the state allows, and that lead nowhere for what the journal says of this round."""
    of_this_round = [entry for entry in entries if entry.round == case.round]
    force = [entry.details["force"] for entry in of_this_round if entry.act is Act.ASSESS]
    pointless = set()
    if not any(entry.act is Act.DISCLOSE for entry in of_this_round):
        pointless.add(Act.REOPEN)  # no package was released, so none is made anew
    if force:
        # a binding order is answered or contested, a voluntary request is answered or refused
        pointless.add(Act.REFUSE if force[-1] == Force.BINDING else Act.CHALLENGE)
    return frozenset(pointless)


def asked_of(actor: Actor, case: Case) -> Asked:
    """As above, with segregation of duties from the journal. Raises JournalBroken."""
    entries = journal.read(case)
    done, pointless = journal.done_in_round(case, entries), _pointless(case, entries)
    able = [act for act in role_acts(case.state, actor) if act not in pointless]
    apart: dict[Act, str] = {}
    for act in able:
        duty = DUTY_OF.get(act)
        try:
            if duty is not None:
                keep_apart(settings.DULY.duties.policy, duty, actor, done)
        except SamePerson as error:
            apart[act] = str(error)
    free = [act for act in able if act not in apart and act not in _BESIDE]
    return Asked(
        acts=tuple(sorted((act for act in free if act not in _WAYS_OUT), key=lambda act: act in _SUPPORTING)),
        ways_out=tuple(act for act in free if act in _WAYS_OUT),
        apart=apart,
    )


def refuse_unless_asked(actor: Actor, case: Case, act: Act) -> None:
    """Ask before a form is shown what the act asks again: raises NotYours, NotNow, SamePerson or JournalBroken."""
    refuse_unless_permitted(actor, act)
    if not targets(State(case.state), act):
        target(State(case.state), act)
    duty = DUTY_OF.get(act)
    if duty is not None:
        done = journal.done_in_round(case, journal.read(case))
        keep_apart(settings.DULY.duties.policy, duty, actor, done)
