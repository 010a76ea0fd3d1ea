"""Record secrecy that comes with a case or after it: a renewal, a further order, a court's word that one has ended."""

from datetime import date, datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.law.facts import SecrecyFacts
from duly.notices.lifecycle import move
from duly.notices.models import Notice, NoticeState, SecrecyOrder
from duly.staff.actors import Actor


def orders_of(case: Case) -> tuple[SecrecyFacts, ...]:
    """Every order of the case that a court has not ended: those on the paper, and those recorded later."""
    rows = SecrecyOrder.objects.filter(case=case).order_by("recorded_at")
    return tuple(
        SecrecyFacts(
            basis=row.basis, issued_by=row.issued_by, starts=row.starts, ends=row.ended_by_court_on or row.ends
        )
        for row in rows
    )


def keep_orders_of_the_paper(case: Case, at: datetime) -> None:
    """Copy the orders that the paper carries, once."""
    if SecrecyOrder.objects.filter(case=case).exists():
        return
    for order in case.facts.secrecy:
        SecrecyOrder.objects.create(
            case=case,
            basis=order.basis,
            issued_by=order.issued_by,
            starts=order.starts,
            ends=order.ends,
            recorded_at=at,
        )


def record_order(case: Case, order: SecrecyFacts, *, by: Actor, at: datetime, because: str) -> None:
    """Record a renewal or a further order: every notice of the case that has not gone out waits again."""
    with advance(case, Act.NOTIFY, by=by, at=at, because=because) as step:
        keep_orders_of_the_paper(step.case, at)
        SecrecyOrder.objects.create(
            case=step.case,
            basis=order.basis,
            issued_by=order.issued_by,
            starts=order.starts,
            ends=order.ends,
            recorded_at=at,
        )
        open_states = (NoticeState.TO_CONFIRM, NoticeState.CONFIRMED)
        for notice in Notice.objects.filter(case=step.case, state__in=open_states):
            notice.confirmed_by, notice.confirmed_at = None, None
            move(notice, NoticeState.WAITING)
        step.details["secrecy_until"] = order.ends.isoformat() if order.ends else "a court ends it"


def end_order(case: Case, basis: str, *, on: date, by: Actor, at: datetime, because: str) -> None:
    """Record that a court ended an order on a day; only that ends one without an end date."""
    with advance(case, Act.NOTIFY, by=by, at=at, because=because) as step:
        keep_orders_of_the_paper(step.case, at)
        ended = [row for row in SecrecyOrder.objects.filter(case=step.case) if row.basis == basis]
        if not ended:
            raise LookupError(
                f"{case.reference} has no secrecy order with the basis {basis!r}. Open the case to see them."
            )
        for row in ended:
            row.ended_by_court_on = on
            row.save()
        step.details["ended"] = on.isoformat()
