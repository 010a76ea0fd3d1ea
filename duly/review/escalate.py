"""Escalation: a date that comes near, or passes, without an answer is told to the desk; each once for each date."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from duly.cases import correspondence, journal
from duly.cases.lifecycle import Act, State
from duly.cases.models import Case
from duly.staff.models import Person

WARN_BEFORE = timedelta(hours=24)
LOOK_BEFORE = timedelta(hours=4)
"""For a paper that nobody has registered: its date is one of hours, set by `receive`."""
UNANSWERED = frozenset(State) - {
    State.DISCLOSED, State.NO_DATA, State.REFUSED, State.WITHDRAWN, State.QUASHED, State.CLOSED,
}  # fmt: skip


def near(at: datetime) -> QuerySet[Case]:
    """Unanswered cases whose date comes near, or has passed."""
    return Case.objects.filter(state__in=UNANSWERED, due_at__lte=at + WARN_BEFORE).order_by("due_at")


def escalate(case: Case, *, at: datetime) -> int:
    """Write what was not written yet about this date, before it or after it; returns how many letters.

    What was written is known by the locked words of the letters: their kind is an open column, which could be edited so
    that nobody is warned.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if locked.due_at is None or State(locked.state) not in UNANSWERED:
            return 0
        late = locked.due_at <= at
        if not late and locked.due_at - at > (LOOK_BEFORE if locked.state == State.RECEIVED else WARN_BEFORE):
            return 0
        first = _first_line(locked.due_at, late)
        if any(letter.body.startswith(first) for letter in locked.letters.select_related("case")):
            return 0
        people, desk = _named_for(locked), settings.DULY.provider.mail
        cleared = [desk] if people is None else _addresses(people)
        for address in cleared or [desk]:
            _write(locked, address, first, at, late=late, named=bool(cleared))
    return len(cleared) or 1


def _first_line(due_at: datetime, late: bool) -> str:
    return f"The answer {'was' if late else 'is'} due by {due_at:%Y-%m-%d %H:%M} UTC, and none has left.\n"


def _write(case: Case, to: str, first: str, at: datetime, *, late: bool, named: bool) -> None:
    number = case.reference if named else "a sealed case"
    which = (
        f"The case is {number}.\n" if named else "The case is sealed: those who were named for it know which it is.\n"
    )
    correspondence.write(
        case,
        kind="overdue" if late else "escalation",
        to=to,
        subject=f"{'Overdue' if late else 'Due soon'}: {number}",
        body=(
            f"{first}{which}"
            "Sign in and answer it, ask back, or contest it. A date passes for us whether or not somebody looks.\n"
        ),
        at=at,
    )


def _named_for(case: Case) -> frozenset[str] | None:
    """Ids of the people who may know that the case exists; None if it is not sealed. The journal says so, too."""
    seals = [entry for entry in journal.read(case) if entry.act is Act.SEAL]
    if not seals and not case.sealed:
        return None
    return frozenset(person for entry in seals for person in entry.details["people"])


def _addresses(people: frozenset[str]) -> Sequence[str]:
    """Where people who sign in with a mail address of the provider read; a sealed number goes nowhere else."""
    own = "@" + settings.DULY.provider.mail.rsplit("@", 1)[-1].casefold()
    logins = Person.objects.filter(pk__in=people, is_active=True).values_list("login", flat=True)
    return sorted(login for login in logins if login.casefold().endswith(own))
