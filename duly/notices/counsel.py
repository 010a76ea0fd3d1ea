"""Record counsel's word on a notice where no rule says whether the user may be told."""

from datetime import datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.law.vocabulary import NoticeRule
from duly.notices.lifecycle import NotYet, move
from duly.notices.models import Notice, NoticeState
from duly.notices.schedule import due
from duly.notices.secrecy_orders import orders_of
from duly.staff.actors import Actor, Role


class NotCounselsWord(ValueError):
    """The answer has no counsel behind it, or no grounds."""


def counsel_on_notice(
    notice: Notice,
    *,
    permitted: bool,
    counsel: str,
    grounds: str,
    outside: bool = False,
    by: Actor,
    at: datetime,
    because: str,
) -> None:
    """Record what counsel answered: yes, and the notice waits for its day and a person; no, and the user is never told.

    As with any answer of counsel, a reviewer may record the letter of outside counsel. Raises NotCounselsWord, NotYet.
    """
    if not counsel.strip() or not grounds.strip():
        raise NotCounselsWord("Name counsel and give the grounds: an answer without both is not counsel's.")
    if not by.human or not (by.has(Role.COUNSEL) or (outside and by.has(Role.REVIEWER))):
        raise NotCounselsWord(
            "Only counsel records an answer of the provider's own counsel; a reviewer may record outside counsel's."
        )
    with advance(notice.case, Act.NOTIFY, by=by, at=at, because=because) as step:
        fresh = Notice.objects.select_for_update().get(pk=notice.pk, case=step.case)
        if fresh.state != NoticeState.ASK_COUNSEL:
            raise NotYet(f"This notice is “{fresh.state}”: counsel is asked only where no rule says what to do.")
        rule = NoticeRule.PERMITTED if permitted else NoticeRule.AUTHORITY_INFORMS
        day = due(rule, orders_of(step.case), at)
        fresh.not_before = day.not_before
        move(fresh, NoticeState(day.state))
        step.details.update(
            counsel_on=fresh.item, permitted=permitted, counsel=counsel, outside=outside, grounds=grounds
        )
