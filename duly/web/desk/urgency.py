"""How urgent a date is, as a word and as a level: colour is never the only sign."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.cases.lifecycle import State

ANSWERED = frozenset({State.DISCLOSED, State.NO_DATA, State.REFUSED, State.WITHDRAWN, State.QUASHED, State.CLOSED})
_SOON, _NEAR = timedelta(days=2), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Urgency:
    """`level` is one of `late`, `soon`, `near`, `calm`, `none`, `done`."""

    level: str
    words: str


def _span(span: timedelta) -> str:
    days, hours = span.days, span.seconds // 3600
    if days:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if hours:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    minutes = span.seconds // 60
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def urgency(state: str, due_at: datetime | None, at: datetime) -> Urgency:
    """The urgency of a case as of `at`, both aware."""
    if State(state) in ANSWERED:
        return Urgency("done", _("Answered"))
    if due_at is None:
        return Urgency("none", _("No date yet"))
    if due_at <= at:
        return Urgency("late", _("Late by %(span)s") % {"span": _span(at - due_at)})
    left = due_at - at
    level = "soon" if left <= _SOON else "near" if left <= _NEAR else "calm"
    return Urgency(level, _("%(span)s left") % {"span": _span(left)})
