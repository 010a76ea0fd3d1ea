"""When may the user be told? Only where a rule permits it, and never while an order of secrecy binds."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from duly.law.binding import force_of
from duly.law.conditions import Situation, holds, situation_of
from duly.law.facts import DemandFacts, ProviderFacts, SecrecyFacts
from duly.law.tables import Pack, Packs
from duly.law.vocabulary import Force, NoticeRule

LATEST_ZONE = timedelta(hours=12)
"""A day ends last at UTC-12: until then an order "until 31 March" may still bind somewhere."""

NO_END_FROM = 9000
"""A year from which on a date says "never" (9999-12-31 is how forms write it): such an order names no end."""

STRICTNESS = {NoticeRule.PERMITTED: 0, NoticeRule.ASK_COUNSEL: 1, NoticeRule.AUTHORITY_INFORMS: 2}


class MayTell(NamedTuple):
    """What the rules say about telling the user, with where it stands, in words."""

    rule: NoticeRule
    cite: str
    words: str


def may_tell(facts: DemandFacts, packs: Packs, provider: ProviderFacts) -> MayTell:
    """The strictest word of the packs that speak; silence is `ask_counsel`.

    Whether an order of secrecy binds *now* is asked of `secrecy_ends`: PERMITTED means "as soon as none does".
    """
    force = force_of(facts, packs, provider)
    situation = situation_of(facts, force)
    speaking = list(packs.law(facts.issuing_state, facts.instrument, force))
    if force is Force.VOLUNTARY:
        speaking += [p for p in packs.policies() if p.speaks(facts.issuing_state, facts.instrument, force)]
    found = [word for pack in speaking for word in _words(pack, facts, situation)]
    silence = MayTell(NoticeRule.ASK_COUNSEL, "no rule", f"No rule on notice for {facts.issuing_state}: ask counsel.")
    return max(found, key=lambda word: STRICTNESS[word.rule], default=silence)


def secrecy_ends(orders: Iterable[SecrecyFacts], at: datetime) -> datetime | None:
    """The first instant, UTC and not before `at`, at which none of the orders binds any more.

    `at` itself if none binds; None if one of them names no end, or one in the year 9000 or later: that one binds until
    a court ends it. The last day of an order is counted to its end in the last time zone on earth.
    """
    free = at.astimezone(UTC)
    for order in orders:
        if order.ends is None or order.ends.year >= NO_END_FROM:
            return None
        free = max(free, datetime.combine(order.ends + timedelta(days=1), time(), UTC) + LATEST_ZONE)
    return free


def _words(pack: Pack, facts: DemandFacts, situation: Situation) -> Iterator[MayTell]:
    for row in pack.notices:
        if row.in_force(facts.issued_on) and holds(row.when, situation):
            yield MayTell(row.rule, f"{row.cite} ({pack.id} {pack.version_label})", row.words)
