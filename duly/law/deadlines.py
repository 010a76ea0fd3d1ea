"""When the answer is due: from the packs, from the date on the paper, or else from the desk's own alarm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from duly.law.conditions import holds, situation_of
from duly.law.facts import DemandFacts
from duly.law.tables import ClockRow, Pack, Packs
from duly.law.vocabulary import Force

ALARM = timedelta(days=7)
"""Where neither a rule nor the paper says when: no demand waits in silence."""

NO_DATE_FROM = 9000
"""A year from which on a date on the face says "no date" (forms write 9999-12-31), so that the alarm rings instead."""
FIRST_DAY = date(1970, 1, 1)
"""An earlier date on the face is a slip: the answer is due at once, and the instant can be told in every zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One deadline. All instants are UTC."""

    name: str
    """`answer` (law or paper), `own_target` (house policy) or `own_alarm` (nothing says when)."""
    safe_at: datetime
    """Due on the strictest reading; plan for this one."""
    latest_at: datetime
    """Due on the most generous reading; after this it is late beyond dispute."""
    cite: str
    not_before: datetime | None = None
    """Data may not leave before this instant."""


def clocks(facts: DemandFacts, force: Force, received_at: datetime, packs: Packs) -> tuple[Clock, ...]:
    """Every clock that runs from `received_at` (aware; `ValueError` if not), the earliest first; at least one.

    "Days" are not working days (Reg. (EU) 2023/1543 art. 10 does not say so): the strict reading is N times 24 hours
    from receipt; the generous one is the end, in UTC, of the Nth day after the day of receipt.
    """
    if received_at.tzinfo is None:
        raise ValueError("The time of receipt has no zone, so no deadline can be told. Give an aware datetime.")
    received = received_at.astimezone(UTC)
    law = [
        clock
        for pack in packs.law(facts.issuing_state, facts.instrument, force)
        for clock in _pack_clocks(pack, facts, force, received)
    ]
    day = _day_on_face(facts)
    if day and not any(row.latest_at == _end_of(day) for row in law):
        law.append(_on_face(day, "answer", "date on the face of the paper"))
    own = [
        clock
        for pack in packs.policies()
        if pack.speaks(facts.issuing_state, facts.instrument, force)
        for clock in _pack_clocks(pack, facts, force, received)
    ]
    alarm = Clock(
        name="own_alarm",
        safe_at=received + ALARM,
        latest_at=received + 2 * ALARM,
        cite="no rule and no date on the paper: ask the authority when it needs the answer",
    )
    return tuple(sorted([*law, *own] or [alarm], key=lambda clock: clock.safe_at))


def _pack_clocks(pack: Pack, facts: DemandFacts, force: Force, received: datetime) -> Iterator[Clock]:
    situation = situation_of(facts, force)
    for row in pack.clocks:
        if not row.in_force(facts.issued_on) or not holds(row.when, situation):
            continue
        if not row.return_date:
            yield _counted(row, received)
        elif day := _day_on_face(facts):
            yield _on_face(day, row.name, row.cite)


def _counted(row: ClockRow, received: datetime) -> Clock:
    if row.hours is not None:
        due = received + timedelta(hours=row.hours)
        return Clock(name=row.name, safe_at=due, latest_at=due, cite=row.cite)
    days = row.days or 0
    end = _end_of(received.date() + timedelta(days=days))
    if row.hold_until_due:  # transmitted *at the end of* the period: neither before nor after (art. 10(2))
        return Clock(name=row.name, safe_at=end, latest_at=end, cite=row.cite, not_before=end)
    return Clock(name=row.name, safe_at=received + timedelta(days=days), latest_at=end, cite=row.cite)


def _day_on_face(facts: DemandFacts) -> date | None:
    if facts.return_date is None or facts.return_date.year >= NO_DATE_FROM:
        return None
    return max(facts.return_date, FIRST_DAY)


def _on_face(day: date, name: str, cite: str) -> Clock:
    return Clock(name=name, safe_at=datetime.combine(day, time(), UTC), latest_at=_end_of(day), cite=cite)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
