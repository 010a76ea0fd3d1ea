"""When may the user be told? Pure: the rule and the secrecy that binds go in, the notice's state and day come out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from duly.law.facts import SecrecyFacts
from duly.law.user_notice import secrecy_ends
from duly.law.vocabulary import NoticeRule


@dataclass(frozen=True, slots=True)
class Due:
    """What becomes of a notice: `state` is a value of `NoticeState`; `not_before` None means no day is known."""

    state: str
    not_before: datetime | None


def due(rule: NoticeRule, orders: Iterable[SecrecyFacts], at: datetime) -> Due:
    """The notice as of `at`.

    Where the authority informs (Reg. (EU) 2023/1543 art. 13) the provider never does. Where no row speaks, counsel is
    asked. Where secrecy binds, the notice waits for the latest reading of its end; without an end it waits until a
    court ends it. Otherwise its day is now, and a person confirms.
    """
    if rule is NoticeRule.AUTHORITY_INFORMS:
        return Due("barred", None)
    if rule is NoticeRule.ASK_COUNSEL:
        return Due("ask_counsel", None)
    free = secrecy_ends(orders, at)
    if free is None:
        return Due("waiting", None)
    return Due("waiting" if free > at else "to_confirm", free)
