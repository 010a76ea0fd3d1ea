"""May the user of one item be told now? The rule, counsel's word and every order of secrecy, asked afresh each time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings

from duly.cases.journal import Entry
from duly.cases.models import Case
from duly.law.tables import load_packs
from duly.law.user_notice import may_tell
from duly.law.vocabulary import NoticeRule
from duly.notices.journaled import counsel_said
from duly.notices.lifecycle import NotYet
from duly.notices.models import NoticeState
from duly.notices.schedule import Due, due
from duly.notices.secrecy_orders import orders_of

_WHY_NOT: Mapping[str, str] = {
    NoticeState.WAITING: "an order of secrecy names no end, so it binds until a court ends it; record it when one does",
    NoticeState.BARRED: "the law leaves it to the authority to inform them, or counsel has said no",
    NoticeState.ASK_COUNSEL: "no rule says whether they may be; ask counsel",
}


def rule_for(case: Case, item: str, entries: Sequence[Entry]) -> NoticeRule:
    """What the packs say; where they ask counsel, what counsel said about this item."""
    rule = may_tell(case.facts, load_packs(), settings.DULY.provider.facts()).rule
    said = counsel_said(entries, item) if rule is NoticeRule.ASK_COUNSEL else None
    if said is None:
        return rule
    return NoticeRule.PERMITTED if said else NoticeRule.AUTHORITY_INFORMS


def day_of(case: Case, item: str, entries: Sequence[Entry], at: datetime) -> Due:
    """The notice of an item as of `at`."""
    return due(rule_for(case, item, entries), orders_of(case), at)


def refuse_before_its_day(case: Case, item: str, entries: Sequence[Entry], at: datetime) -> None:
    """Raise NotYet, with the reason in words, unless the user of the item may be told at `at`."""
    day = day_of(case, item, entries, at)
    if day.state == NoticeState.TO_CONFIRM:
        return
    if day.not_before is not None:
        why = f"secrecy binds until {day.not_before:%Y-%m-%d %H:%M} UTC"
    else:
        why = _WHY_NOT[day.state]
    raise NotYet(f"The users of {case.reference} may not be told now: {why}.")
