"""The only writer of a case's state: lock, check, change, record, all in one transaction.

    with advance(case, Act.DECIDE, by=by, at=at, because=because) as step:
        ...                        # write the rows of the act; step.case is the locked, fresh case
        step.digest = decision.digest

On leaving the block the state moves as `lifecycle.LIFE` says and one journal row is written; an error undoes all.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from duly.cases import journal, public_events
from duly.cases.lifecycle import Act, State, target, targets
from duly.cases.models import Case, aware
from duly.cases.permissions import DUTY_OF, refuse_unless_permitted
from duly.cases.queries import NoSuchCase, visible_to
from duly.ledger.entries import Committed, Field, Kind
from duly.staff.actors import Actor
from duly.staff.duties import keep_apart


class NoReason(ValueError):
    """An act without a reason."""


def _require_reason(act: Act, because: str) -> None:
    if not because.strip():
        raise NoReason(f"“{act}” needs a reason: say in a few words why, for whoever reads the journal later.")


@dataclass(slots=True)
class Step:
    """An act on its way: what it fixes and where it leads."""

    case: Case
    to: State | None = None
    """Chosen where the table offers two states."""
    new_round: bool = False
    """The act voids what was decided: duties are counted anew from here."""
    digest: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    at: datetime = field(kw_only=True)

    def publish(self, kind: Kind, values: Mapping[Field, str], disclosed: Iterable[str] = ()) -> Committed:
        """Commit to a public event of this act; it enters the log when its epoch closes."""
        return public_events.queue(self.case, kind, self.at, values, disclosed)


@contextmanager
def begin(case: Case, *, by: Actor, at: datetime, because: str) -> Iterator[Step]:
    """Open a case: save it as `received`, let the block write the demand, and record the first row of its journal.

    Raises NotYours or NoReason, and then nothing happened.
    """
    _require_reason(Act.RECEIVE, because)
    refuse_unless_permitted(by, Act.RECEIVE)
    with transaction.atomic():
        case.state, case.opened_at, case.changed_at = State.RECEIVED, aware(at), aware(at)
        case.save(force_insert=True)
        step = Step(case, at=at)
        yield step
        journal.write(case, act=Act.RECEIVE, by=by, at=at, because=because, digest=step.digest, details=step.details)


@contextmanager
def advance(case: Case, act: Act, *, by: Actor, at: datetime, because: str) -> Iterator[Step]:
    """Do one act on one case.

    Raises NoReason, NotYours, NotNow, NoSuchCase, SamePerson or JournalBroken, and then nothing happened.
    """
    _require_reason(act, because)
    refuse_unless_permitted(by, act)
    with transaction.atomic():
        # 1 lock: two people acting at once are put in line here, and the second sees what the first did
        locked = Case.objects.select_for_update().get(pk=case.pk)
        before = State(locked.state)
        if not targets(before, act):
            target(before, act)
        # 2 check: the journal holds together and says the same of the case; the actor may see the case, and did nothing
        #   that must stay apart from this
        entries = journal.verified(locked)
        if by.human and not visible_to(by).filter(pk=locked.pk).exists():
            raise NoSuchCase(f"There is no case {locked.reference!r} that you can see.")
        duty = DUTY_OF.get(act)
        if duty is not None and by.human:
            keep_apart(settings.DULY.duties.policy, duty, by, journal.done_in_round(locked, entries))
        step = Step(locked, at=at)
        yield step
        # 3 change
        locked.state = target(before, act, step.to)
        locked.round += step.new_round
        locked.changed_at = aware(at)
        locked.save()
        # 4 record
        journal.write(locked, act=act, by=by, at=at, because=because, digest=step.digest, details=step.details)
    case.refresh_from_db()
