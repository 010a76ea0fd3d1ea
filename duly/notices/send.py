"""Schedule, confirm and send notices: none while secrecy binds, none that no person confirmed, each once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from duly.cases import correspondence, journal
from duly.cases.advance import advance
from duly.cases.correspondence import Letter
from duly.cases.journal import Entry
from duly.cases.lifecycle import Act, State
from duly.cases.models import Case
from duly.collection.collect import OpenStore, open_stores
from duly.collection.examine import kept_rows
from duly.collection.gather import contacts
from duly.collection.row import Row
from duly.disclosure.reading import packages_of
from duly.law.facts import ItemFacts
from duly.law.tables import load_packs
from duly.law.user_notice import may_tell
from duly.law.vocabulary import IdentifierKind
from duly.ledger.entries import Kind
from duly.notices.compose import compose
from duly.notices.day import day_of, refuse_before_its_day
from duly.notices.journaled import confirmed_by, contact_of, is_scheduled, letters_ever_written, letters_written
from duly.notices.lifecycle import NotYet, move
from duly.notices.models import Notice, NoticeState
from duly.notices.schedule import Due, due
from duly.notices.secrecy_orders import keep_orders_of_the_paper, orders_of
from duly.staff.actors import Actor

# Doors import no models: they name the type `Notice` from here, beside the acts.
__all__ = [
    "NotYet",
    "Notice",
    "closed_untold",
    "confirm",
    "deliver",
    "ready_to_send",
    "schedule_notices",
    "scheduled",
    "send_notice",
    "waiting_cases",
    "wake",
    "wake_case",
]


def _contact(stores: Iterable[OpenStore], rows: tuple[Row, ...], item: ItemFacts) -> str:
    """Where the store says that the user can be reached; else the identifier if it is a mail address; else nowhere."""
    accounts = {row.account for row in rows if row.item == item.key}
    for store in stores:
        for account in sorted(accounts):
            known = contacts(account, store.datamap, store.source)
            if known:
                return known[0]
    return item.identifier if item.identifier_kind is IdentifierKind.EMAIL else ""


# ── which users are to be told ──


def scheduled(case: Case) -> bool:
    """Whether the notices of a case were made, or it was settled that there are none to make."""
    return Notice.objects.filter(case=case).exists() or is_scheduled(journal.read(case))


def closed_untold() -> QuerySet[Case]:
    """Cases that a person closed before their notices were made: data left, and nobody is to be told of it yet."""
    return Case.objects.filter(state=State.CLOSED, disclosures__released_at__isnull=False, notices=None).distinct()


def schedule_notices(case: Case, *, by: Actor, at: datetime, because: str) -> int:
    """Make the notices of a disclosed case, one for each account whose data left; returns how many. Does so once."""
    with transaction.atomic():
        # looked at under the lock: of two that come at once the second finds the notices of the first
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if scheduled(locked):
            return 0
        made = _schedule(locked, by=by, at=at, because=because)
    case.refresh_from_db()
    return made


def _schedule(case: Case, *, by: Actor, at: datetime, because: str) -> int:
    with advance(case, Act.NOTIFY, by=by, at=at, because=because) as step:
        if not any(package.released_at for package in packages_of(step.case)):
            raise NotYet(
                f"Nothing has left from {case.reference}, so there is nothing to tell its users about. Disclose first."
            )
        keep_orders_of_the_paper(step, at)
        rule = may_tell(step.case.facts, load_packs(), settings.DULY.provider.facts()).rule
        day = due(rule, orders_of(step.case), at)
        rows = kept_rows(step.case)
        given = {row.item for row in rows}
        stores = open_stores() if given else ()
        reached = {item.key: _contact(stores, rows, item) for item in step.case.facts.items if item.key in given}
        for item, contact in reached.items():
            Notice.objects.create(
                case=step.case, item=item, state=day.state, not_before=day.not_before, contact=contact
            )
        # the address stands in the journal too: a notice cannot be turned to another user by editing its row
        step.details.update(rule=rule.value, notices=len(reached), contacts=reached)
    return len(reached)


# ── when their day has come ──


def waiting_cases() -> QuerySet[Case]:
    """Cases with a notice that waits for its day."""
    return Case.objects.filter(notices__state=NoticeState.WAITING).distinct()


def _changed(case: Case, at: datetime) -> list[tuple[Notice, Due]]:
    entries = journal.read(case)
    looked = [
        (notice, day_of(case, notice.item, entries, at))
        for notice in Notice.objects.filter(case=case, state=NoticeState.WAITING)
    ]
    return [(notice, day) for notice, day in looked if (notice.state, notice.not_before) != (day.state, day.not_before)]


def wake_case(case: Case, at: datetime) -> int:
    """Look at the waiting notices of a case again: where the day has come, a person is asked. Returns how many."""
    if not _changed(case, at):
        return 0
    woken = 0
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        for notice, day in _changed(locked, at):
            if day.state == NoticeState.WAITING:
                notice.not_before = day.not_before
                notice.save()
                continue
            move(notice, NoticeState(day.state))
            woken += day.state == NoticeState.TO_CONFIRM
    return woken


def wake(at: datetime) -> int:
    """As above, for every case with a notice that waits."""
    return sum(wake_case(case, at) for case in waiting_cases())


# ── a person's word, and the letter ──


def confirm(notice: Notice, *, by: Actor, at: datetime, because: str) -> None:
    """A person says that every channel was looked at and no renewal came. Raises NotYet while secrecy binds."""
    with advance(notice.case, Act.NOTIFY, by=by, at=at, because=because) as step:
        fresh = Notice.objects.select_for_update().get(pk=notice.pk, case=step.case)
        refuse_before_its_day(step.case, fresh.item, journal.read(step.case), at)
        if fresh.state != NoticeState.TO_CONFIRM or not by.human:
            raise NotYet(
                f"This notice is “{fresh.state}”; only one whose day has come is confirmed, and only by a person."
            )
        fresh.confirmed_at, fresh.confirmed_by_id = at, by.id
        move(fresh, NoticeState.CONFIRMED)
        step.details["notice"] = fresh.item


def ready_to_send() -> list[Notice]:
    """Notices that a person confirmed and that have not gone out."""
    return list(Notice.objects.filter(state=NoticeState.CONFIRMED).select_related("case"))


def send_notice(notice: Notice, *, by: Actor, at: datetime, because: str) -> None:
    """Write the letter of a confirmed notice, once, after asking once more whether secrecy binds. Raises NotYet.

    The confirmation is looked for in the journal: the state of a row is no person's word.
    """
    with advance(notice.case, Act.NOTIFY, by=by, at=at, because=because) as step:
        fresh = Notice.objects.select_for_update().get(pk=notice.pk, case=step.case)
        entries = journal.read(step.case)
        refuse_before_its_day(step.case, fresh.item, entries, at)
        if fresh.state != NoticeState.CONFIRMED or confirmed_by(entries, fresh.item) is None:
            raise NotYet(
                f"This notice is “{fresh.state}”, and since the last order of secrecy and the last letter nobody has "
                "confirmed it, so it is not sent now."
            )
        letter = _write_letter(step.case, fresh, entries, at)
        fresh.sent_at = at
        move(fresh, NoticeState.SENT if letter.to else NoticeState.BY_HAND)
        step.publish(Kind.NOTIFY, {})
        step.details.update(sent=fresh.item, letter=str(letter.pk))


def _write_letter(case: Case, notice: Notice, entries: Sequence[Entry], at: datetime) -> Letter:
    facts = case.facts
    items = {item.key: item for item in facts.items}
    contact = contact_of(entries, notice.item)
    if notice.item not in items or contact is None or contact != notice.contact:
        raise NotYet(
            f"A notice of {case.reference} is not addressed as it was when it was made. Somebody wrote to the database "
            "past Duly; nobody is told. Compare it with a backup."
        )
    subject, body = compose(
        provider=settings.DULY.provider.name,
        reference=case.reference,
        instrument=facts.instrument,
        authority=facts.authority_name,
        identifier=items[notice.item].identifier,
        given=sorted({row.category for row in kept_rows(case) if row.item == notice.item}),
        delayed=bool(orders_of(case)),
    )
    return correspondence.write(case, kind="user_notice", to=contact, subject=subject, body=body, at=at)


def deliver(letter: Letter, *, at: datetime) -> bool:
    """Send one committed letter, if it has an address and has not left. Raises NotYet if its user may not be told.

    A letter to a user is delivered with its case locked, so that a renewal comes either before it or after it. Which
    letters those are is the journal's word: the kind of a letter is an open column.
    """
    if not letter.to:
        return False
    if letter.kind != "user_notice" and letter.pk not in letters_ever_written(journal.read(letter.case)):
        correspondence.send(letter, at=at)
        return True
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=letter.case_id)
        fresh = Letter.objects.select_for_update().filter(pk=letter.pk, case=case, sent_at=None).first()
        if fresh is None:
            return False  # a renewal took it back
        entries = journal.read(case)
        item = letters_written(entries).get(fresh.pk)
        if item is None:
            raise NotYet(
                f"A letter to a user of {case.reference} was not written by an act, or secrecy was recorded since. It "
                "does not leave. Look at the journal of the case."
            )
        refuse_before_its_day(case, item, entries, at)
        correspondence.send(fresh, at=at)
    return True
