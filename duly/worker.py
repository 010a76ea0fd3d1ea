"""What happens unprompted: the table state → act, tried for every case in that state; a failure is an attempt.

A stage does not call the next: its committed state is the message, and this table says what follows it. A crash leaves
a row, and the next run finds it. One bad case never stops the others.
"""

import fcntl
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections

from duly.cases.correspondence import waiting
from duly.cases.journal import JournalBroken
from duly.cases.lifecycle import Act, NotNow, State
from duly.cases.queries import Case, visible_to
from duly.collection.collect import Ambiguous, collect
from duly.collection.examine import CollectionChanged, Excess, examine
from duly.disclosure.close import close
from duly.disclosure.deliver import disclose, expire, report_no_data
from duly.disclosure.pack import NothingToPack, pack
from duly.disclosure.reading import packages_of
from duly.intake.acknowledge import keep_word
from duly.intake.read import read
from duly.ledger.append import HeadMoved
from duly.lib.mail import HeaderInjection
from duly.lib.vault import VaultError
from duly.notices.send import (
    Notice,
    NotYet,
    closed_untold,
    deliver,
    ready_to_send,
    schedule_notices,
    scheduled,
    send_notice,
    waiting_cases,
    wake_case,
)
from duly.review.approve import NotApproved
from duly.review.assess import assess
from duly.review.escalate import escalate, near
from duly.review.reading import last_words_of_rules
from duly.staff.actors import MACHINE, Actor
from duly.staff.duties import DutyPolicy

log = logging.getLogger("duly.worker")

PAUSE = timedelta(seconds=5)
"""Between two looks at the register."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
"""After a failure; doubled each time, up to the longest."""
LONGEST_NAME = 30
"""Characters of the name under which an attempt is kept."""
A_PERSON_MUST_ACT = (
    Excess, Ambiguous, CollectionChanged, NotApproved, JournalBroken, NotYet, VaultError, HeaderInjection,
)  # fmt: skip
"""Trying again would change nothing: the case waits until a person has done something to it."""
DATABASE_AWAY = (OperationalError, InterfaceError)
"""Of the database's errors these two concern every case; any other comes from the rows of one."""


class Unprompted(Protocol):
    """An act as it is called everywhere."""

    def __call__(self, case: Case, /, *, by: Actor, at: datetime, because: str) -> object: ...


def _always(case: Case, at: datetime) -> bool:
    return True


def _unread(case: Case, at: datetime) -> bool:
    return bool(case.demands.filter(parsed=None).exists())


def _may_release(case: Case, at: datetime) -> bool:
    """Under `four` a releaser lets the package go; and some data may not leave before its day (TooEarly)."""
    if settings.DULY.duties.policy is DutyPolicy.FOUR:
        return False
    run = last_words_of_rules(case)
    clocks = run.result["clocks"] if run else ()
    return all(at >= datetime.fromisoformat(clock["not_before"]) for clock in clocks if clock.get("not_before"))


def _to_tell_about(case: Case, at: datetime) -> bool:
    return not scheduled(case)


def _over(case: Case, at: datetime) -> bool:
    """A disclosed case is over once its package was fetched or has expired, and it is settled which users are told."""
    return scheduled(case) and not any(package.can_be_fetched(at) for package in packages_of(case))


def _pack_or_report(case: Case, /, *, by: Actor, at: datetime, because: str) -> None:
    try:
        pack(case, by=by, at=at, because=because)
    except NothingToPack:
        report_no_data(case, by=by, at=at, because="no granted row is held")


@dataclass(frozen=True, slots=True)
class Row:
    """In this state, and where `when` holds, the machine does this."""

    state: State
    act: Act
    do: Unprompted
    because: str
    when: Callable[[Case, datetime], bool] = _always


TABLE: tuple[Row, ...] = (
    *(
        Row(state, Act.READ, read, "received", _unread)
        for state in (State.RECEIVED, State.REGISTERED, State.AUTHENTICATED, State.ASSESSED, State.HELD)
    ),
    Row(State.AUTHENTICATED, Act.ASSESS, assess, "the requester is proven"),
    Row(State.APPROVED, Act.COLLECT, collect, "approved"),
    Row(State.COLLECTED, Act.INSPECT, examine, "collected"),
    Row(State.INSPECTED, Act.PACKAGE, _pack_or_report, "inspected"),
    Row(State.PACKAGED, Act.DISCLOSE, disclose, "packed, and the approval still stands", _may_release),
    Row(State.DISCLOSED, Act.NOTIFY, schedule_notices, "data left", _to_tell_about),
    Row(State.DISCLOSED, Act.CLOSE, close, "the package was fetched, or its time is over", _over),
    *(
        Row(state, Act.CLOSE, close, "answered")
        for state in (State.NO_DATA, State.REFUSED, State.WITHDRAWN, State.QUASHED)
    ),
)


def run_once(at: datetime) -> Counter[str]:
    """Do everything due at `at`; returns how often each was done, and `failed`. Raises if the database is away."""
    done: Counter[str] = Counter()
    for case in visible_to(MACHINE).filter(disclosures__object_id__gt="").distinct():
        _try(case, "packages_taken_away", at, done, partial(expire, case, at=at))
    for row in TABLE:
        for case in visible_to(MACHINE).filter(state=row.state).order_by("changed_at"):
            _try(case, row.act, at, done, partial(_do, case, row, at))
    for case in closed_untold():
        _try(case, Act.NOTIFY, at, done, partial(_schedule, case, at))
    for case in waiting_cases():
        _try(case, "notices_due", at, done, partial(wake_case, case, at))
    for notice in ready_to_send():
        _try(notice.case, "send_notice", at, done, partial(_tell, notice, at))
    for case in near(at):
        _try(case, "escalate", at, done, partial(escalate, case, at=at))
    for letter in waiting():
        # one letter that cannot leave holds back no other of its kind
        own = f"letter_{letter.kind}"[: LONGEST_NAME - 8] + f"_{letter.pk.hex[:7]}"
        _try(letter.case, own, at, done, partial(deliver, letter, at=at), f"letter_{letter.kind}")
    _log_what_was_promised(at, done)
    return done


def _log_what_was_promised(at: datetime, done: Counter[str]) -> None:
    try:
        done.update({"epoch_closed": 1} if keep_word(at) else {})
    except HeadMoved as error:
        done["failed"] += 1
        log.error("the epoch could not be closed: %s", error)


def run_forever(clock: Callable[[], datetime], stop: threading.Event) -> None:
    """Look at the register every five seconds until `stop` is set. What goes wrong is said aloud, by its kind only."""
    while not stop.is_set():
        try:
            close_old_connections()
            run_once(clock())
        except DatabaseError as error:
            log.error("the database could not be used (%s); the next look is in %s", type(error).__name__, PAUSE)
        except Exception as error:
            # nobody watches at night: a worker that is gone would let every date pass
            log.error("a run was broken off (%s); the next look is in %s", type(error).__name__, PAUSE)
        stop.wait(PAUSE.total_seconds())


class AnotherWorker(RuntimeError):
    """One instance has one worker."""


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Hold the worker's place: letters leave once because one worker sends them. A crash gives the place back."""
    with (directory / "worker.lock").open("w") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherWorker(
                "Another worker of this instance runs already. Stop it first, or let it work."
            ) from None
        yield


def _do(case: Case, row: Row, at: datetime) -> bool:
    if not row.when(case, at):
        return False
    row.do(case, by=MACHINE, at=at, because=row.because)
    return True


def _tell(notice: Notice, at: datetime) -> bool:
    send_notice(notice, by=MACHINE, at=at, because="a person confirmed that no renewal came")
    return True


def _schedule(case: Case, at: datetime) -> int:
    return schedule_notices(case, by=MACHINE, at=at, because="data left, and the case was closed before")


def _try(case: Case, act: str, at: datetime, done: Counter[str], do: Callable[[], int], counted_as: str = "") -> None:
    """Do it if it is due, and count what it did. A failure becomes an attempt of this case; the run goes on."""
    try:
        if _is_due(case, act, at) and (count := do()):
            done[counted_as or act] += count
    except NotNow:
        pass  # somebody was faster: the state that we saw is not there any more
    except DATABASE_AWAY:
        raise
    except Exception as error:
        done["failed"] += 1
        _record(case, act, error, at)


def _tries(case: Case, act: str) -> list[datetime | None]:
    """The next-try instants of the failures of this act since a person, or another act, last moved the case."""
    tries = case.attempts.filter(act=act, tried_at__gte=case.changed_at).order_by("tried_at")
    return list(tries.values_list("next_at", flat=True))


def _is_due(case: Case, act: str, at: datetime) -> bool:
    tries = _tries(case, act)
    return not tries or (tries[-1] is not None and tries[-1] <= at)


def _record(case: Case, act: str, error: Exception, at: datetime) -> None:
    """Keep the failure beside the case; the log gets its kind and the random case number only."""
    wait = min(FIRST_WAIT * 2 ** len(_tries(case, act)), LONGEST_WAIT)
    useless = isinstance(error, A_PERSON_MUST_ACT) or getattr(error, "permanent", False)
    next_at = None if useless else at + wait
    log.warning(
        "%s of %s failed: %s; next try %s", act, case.reference, type(error).__name__, next_at or "after a person acted"
    )
    try:
        case.attempts.create(act=act, tried_at=at, next_at=next_at, error=str(error) or type(error).__name__)
    except DATABASE_AWAY:
        raise
    except Exception as second:
        log.error("the attempt of %s could not be kept: %s", case.reference, type(second).__name__)
