"""Record secrecy that comes with a case or after it: a renewal, a further order, a court's word that one has ended.

What binds is read off the paper and out of the journal. The table of orders can only add to that: an order that was
deleted or edited there binds as before, and only a row of the journal says that a court ended one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from duly.cases import journal
from duly.cases.advance import Step, advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case, Letter
from duly.law.facts import SecrecyFacts
from duly.ledger.entries import Kind
from duly.lib.canonical_json import digest
from duly.notices.journaled import about_notices, letters_ever_written
from duly.notices.lifecycle import move
from duly.notices.models import Notice, NoticeState, SecrecyOrder
from duly.staff.actors import Actor

_SHORTEST_ID = 8


class NoSuchOrder(LookupError):
    """The case has no secrecy order of this id or basis."""


class AmbiguousOrder(LookupError):
    """Several orders of the case are meant: ending the wrong one would tell a user too early."""


class OrderReversed(ValueError):
    """An order cannot end before it starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """A secrecy order of a case."""

    id: str
    """From its contents: the same order has the same id wherever it is written down."""
    order: SecrecyFacts
    ended_by_court_on: date | None = None

    @property
    def binding(self) -> SecrecyFacts:
        """The order with the end that counts."""
        return replace(self.order, ends=self.ended_by_court_on or self.order.ends)


def _plain(order: SecrecyFacts) -> dict[str, str | None]:
    return {
        "basis": order.basis, "issued_by": order.issued_by, "starts": order.starts.isoformat(),
        "ends": order.ends.isoformat() if order.ends else None,
    }  # fmt: skip


def _order(plain: Mapping[str, Any]) -> SecrecyFacts:
    ends = plain["ends"]
    return SecrecyFacts(
        basis=plain["basis"], issued_by=plain["issued_by"], starts=date.fromisoformat(plain["starts"]),
        ends=date.fromisoformat(ends) if ends else None,
    )  # fmt: skip


def order_id(order: SecrecyFacts) -> str:
    """Sixteen hex digits of the SHA-256 over what the order says."""
    return digest(_plain(order))[:16]


def _of_the_paper(case: Case) -> tuple[SecrecyFacts, ...]:
    return case.facts.secrecy if case.facts_json is not None else ()


def known_orders(case: Case) -> tuple[KnownOrder, ...]:
    """Every order of the case, those on the paper first. Raises JournalBroken, or VaultError if a row was altered."""
    rows = [
        _order({"basis": row.basis, "issued_by": row.issued_by, **row.dates})
        for row in SecrecyOrder.objects.filter(case=case).select_related("case").order_by("recorded_at")
    ]
    known = {order_id(order): KnownOrder(id=order_id(order), order=order) for order in (*_of_the_paper(case), *rows)}
    for entry in about_notices(journal.read(case)):
        for plain in entry.details.get("secrecy", ()):
            # an order that is recorded once more after a court ended it binds once more
            order = _order(plain)
            known[order_id(order)] = KnownOrder(id=order_id(order), order=order)
        if "ended" in entry.details:
            order, on = _order(entry.details["ended"]), date.fromisoformat(entry.details["on"])
            known[order_id(order)] = KnownOrder(id=order_id(order), order=order, ended_by_court_on=on)
    return tuple(known.values())


def orders_of(case: Case) -> tuple[SecrecyFacts, ...]:
    """Every order of the case with the end that counts: those on the paper, and those recorded later."""
    return tuple(known.binding for known in known_orders(case))


def _keep(step: Step, order: SecrecyFacts, at: datetime) -> None:
    dates = {"starts": order.starts.isoformat(), "ends": order.ends.isoformat() if order.ends else None}
    SecrecyOrder.objects.create(
        case=step.case, basis=order.basis, issued_by=order.issued_by, dates=dates, recorded_at=at
    )
    step.details.setdefault("secrecy", []).append(_plain(order))


def keep_orders_of_the_paper(step: Step, at: datetime) -> None:
    """Copy the orders that the paper carries into the journal, each once; later papers can bring more of them."""
    entries = about_notices(journal.read(step.case))
    kept = {order_id(_order(plain)) for entry in entries for plain in entry.details.get("secrecy", ())}
    for order in _of_the_paper(step.case):
        if order_id(order) not in kept:
            _keep(step, order, at)


def record_order(case: Case, order: SecrecyFacts, *, by: Actor, at: datetime, because: str) -> None:
    """Record a renewal or a further order: every notice of the case that has not gone out waits again.

    A letter to a user that was written and has not left is taken back. Raises OrderReversed.
    """
    if order.ends is not None and order.ends < order.starts:
        raise OrderReversed("The order ends before it starts. Nothing was recorded; look at its two dates again.")
    with advance(case, Act.NOTIFY, by=by, at=at, because=because) as step:
        keep_orders_of_the_paper(step, at)
        _keep(step, order, at)
        step.publish(Kind.EXTEND, {})
        taken_back = _take_letters_back(step.case)
        for notice in Notice.objects.select_for_update().filter(case=step.case):
            if notice.state in (NoticeState.TO_CONFIRM, NoticeState.CONFIRMED) or (
                notice.state in (NoticeState.SENT, NoticeState.BY_HAND) and notice.item in taken_back
            ):
                notice.confirmed_by, notice.confirmed_at, notice.sent_at = None, None, None
                move(notice, NoticeState.WAITING)
        if taken_back:
            step.details["taken_back"] = sorted(taken_back)


def _take_letters_back(case: Case) -> frozenset[str]:
    """Delete the letters to users that have not left, as the journal names them; returns their items."""
    written = letters_ever_written(journal.read(case))
    unsent = Letter.objects.select_for_update().filter(case=case, pk__in=list(written), sent_at=None)
    ids = list(unsent.values_list("pk", flat=True))
    Letter.objects.filter(pk__in=ids).delete()
    return frozenset(written[letter] for letter in ids)


def _meant(case: Case, words: str) -> KnownOrder:
    """The one order of this id (its first eight digits do) or, where only one has it, of this basis."""
    known = known_orders(case)
    by_id = [one for one in known if len(words) >= _SHORTEST_ID and one.id.startswith(words.lower())]
    found = by_id or [one for one in known if one.order.basis == words]
    if not found:
        raise NoSuchOrder(
            f"{case.reference} has no secrecy order with the basis or the id {words!r}. Open the case to see them."
        )
    if len(found) > 1:
        listed = "; ".join(
            f"{one.id}: {one.order.issued_by or 'issuer not named'}, {one.order.starts}" for one in found
        )
        raise AmbiguousOrder(
            f"{case.reference} has {len(found)} secrecy orders that {words!r} could mean, and nothing was ended. "
            f"Give the id of the one that the court ended: {listed}."
        )
    return found[0]


def end_order(case: Case, order: str, *, on: date, by: Actor, at: datetime, because: str) -> None:
    """Record that a court ended an order on a day; only that ends one without an end date.

    `order` is its id, or its basis where no other order of the case has the same. Raises NoSuchOrder, AmbiguousOrder.
    """
    with advance(case, Act.NOTIFY, by=by, at=at, because=because) as step:
        ended = _meant(step.case, order)
        keep_orders_of_the_paper(step, at)
        step.publish(Kind.UNSEAL, {})
        step.details.update(ended=_plain(ended.order), on=on.isoformat())
