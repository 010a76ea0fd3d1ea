"""Schedule, confirm and send notices: none goes out while secrecy binds, none without a person's confirmation, each once."""

from datetime import datetime

from django.conf import settings

from duly.cases import correspondence
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.collection.collect import open_stores
from duly.collection.examine import kept_rows
from duly.collection.gather import contacts
from duly.collection.row import Row
from duly.law.facts import ItemFacts
from duly.law.tables import load_packs
from duly.law.user_notice import may_tell
from duly.law.vocabulary import IdentifierKind
from duly.notices.compose import compose
from duly.notices.lifecycle import NotYet, move
from duly.notices.models import Notice, NoticeState
from duly.notices.schedule import due
from duly.notices.secrecy_orders import keep_orders_of_the_paper, orders_of
from duly.staff.actors import Actor


def _contact(rows: tuple[Row, ...], item: ItemFacts) -> str:
    """Where the store says that the user can be reached; else the identifier itself if it is an address; else nobody."""
    accounts = {row.account for row in rows if row.item == item.key}
    for store in open_stores():
        for account in sorted(accounts):
            known = contacts(account, store.datamap, store.source)
            if known:
                return known[0]
    return item.identifier if item.identifier_kind is IdentifierKind.EMAIL else ""


def schedule_notices(case: Case, *, by: Actor, at: datetime, because: str) -> int:
    """Make the notices of a disclosed case, one for each account whose data left; returns how many. Does nothing twice."""
    if Notice.objects.filter(case=case).exists():
        return 0
    with advance(case, Act.NOTIFY, by=by, at=at, because=because) as step:
        keep_orders_of_the_paper(step.case, at)
        rule = may_tell(step.case.facts, load_packs(), settings.DULY.provider.facts()).rule
        day = due(rule, orders_of(step.case), at)
        rows = kept_rows(step.case)
        given = {row.item for row in rows}
        for item in step.case.facts.items:
            if item.key in given:
                Notice.objects.create(
                    case=step.case,
                    item=item.key,
                    state=day.state,
                    not_before=day.not_before,
                    contact=_contact(rows, item),
                )
        step.details.update(rule=rule.value, notices=len(given))
    return len(given)


def wake(at: datetime) -> int:
    """Look at every waiting notice again: where its day has come, a person is asked to confirm. Returns how many."""
    woken = 0
    for notice in Notice.objects.filter(state=NoticeState.WAITING).select_related("case"):
        rule = may_tell(notice.case.facts, load_packs(), settings.DULY.provider.facts()).rule
        day = due(rule, orders_of(notice.case), at)
        if day.state != NoticeState.WAITING:
            move(notice, NoticeState(day.state))
            woken += day.state == NoticeState.TO_CONFIRM
        elif day.not_before != notice.not_before:
            notice.not_before = day.not_before
            notice.save()
    return woken


def confirm(notice: Notice, *, by: Actor, at: datetime, because: str) -> None:
    """A person says that every channel was looked at and no renewal came. Raises NotYet while secrecy binds."""
    with advance(notice.case, Act.NOTIFY, by=by, at=at, because=because) as step:
        _refuse_while_secret(step.case, at)
        fresh = Notice.objects.select_for_update().get(pk=notice.pk)
        if fresh.state != NoticeState.TO_CONFIRM or not by.human:
            raise NotYet(
                f"This notice is “{fresh.state}”; only one whose day has come is confirmed, and only by a person."
            )
        fresh.confirmed_at, fresh.confirmed_by_id = at, by.id
        move(fresh, NoticeState.CONFIRMED)
        step.details["notice"] = fresh.item


def _refuse_while_secret(case: Case, at: datetime) -> None:
    rule = may_tell(case.facts, load_packs(), settings.DULY.provider.facts()).rule
    day = due(rule, orders_of(case), at)
    if day.state != NoticeState.TO_CONFIRM:
        when = f"not before {day.not_before:%Y-%m-%d %H:%M} UTC" if day.not_before else "until a court ends the order"
        raise NotYet(f"The users of {case.reference} may not be told: {day.state.replace('_', ' ')}, {when}.")


def ready_to_send() -> list[Notice]:
    """Notices that a person confirmed and that have not gone out."""
    return list(Notice.objects.filter(state=NoticeState.CONFIRMED).select_related("case"))


def send_notice(notice: Notice, *, by: Actor, at: datetime, because: str) -> None:
    """Write the letter of a confirmed notice, once, after asking once more whether secrecy binds. Raises NotYet."""
    with advance(notice.case, Act.NOTIFY, by=by, at=at, because=because) as step:
        _refuse_while_secret(step.case, at)
        fresh = Notice.objects.select_for_update().get(pk=notice.pk)
        if fresh.state != NoticeState.CONFIRMED:
            raise NotYet(f"This notice is “{fresh.state}”, so it is not sent now.")
        _write_letter(step.case, fresh, at)
        fresh.sent_at = at
        move(fresh, NoticeState.SENT if fresh.contact else NoticeState.BY_HAND)
        step.details["notice"] = fresh.item


def _write_letter(case: Case, notice: Notice, at: datetime) -> None:
    facts = case.facts
    item = next(item for item in facts.items if item.key == notice.item)
    subject, body = compose(
        provider=settings.DULY.provider.name,
        reference=case.reference,
        instrument=facts.instrument,
        authority=facts.authority_name,
        identifier=item.identifier,
        given=sorted({row.category for row in kept_rows(case) if row.item == item.key}),
        delayed=bool(orders_of(case)),
    )
    correspondence.write(case, kind="user_notice", to=notice.contact, subject=subject, body=body, at=at)
