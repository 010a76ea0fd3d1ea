"""What an officer is told of a case: where it stands, in words that say nothing about whether an account exists."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import State
from duly.web.words import Label

_EXAMINED = ("examined", _("Being examined"))
# Everything between registering and the answer looks alike: a step that only happens when something is held would tell.
_STANDING: Mapping[State, tuple[str, Label]] = {
    State.RECEIVED: ("received", _("Received")),
    State.CLARIFYING: ("question", _("We have a question for you")),
    State.CHALLENGED: ("contested", _("Contested")),
    State.DISCLOSED: ("answered", _("Answered")),
    State.NO_DATA: ("answered", _("Answered")),
    State.REFUSED: ("answered", _("Answered")),
    State.WITHDRAWN: ("withdrawn", _("Withdrawn")),
    State.QUASHED: ("closed", _("Ended by a ruling")),
    State.CLOSED: ("closed", _("Closed")),
}


def standing(state: str) -> tuple[str, Label]:
    """`(level, words)`."""
    return _STANDING.get(State(state), _EXAMINED)
