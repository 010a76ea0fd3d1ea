"""Secrecy and notices of a case as frozen values: what binds until when, and which user waits to be told."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from duly.cases.models import Case
from duly.notices.models import Notice, NoticeState
from duly.notices.secrecy_orders import known_orders


class NoSuchNotice(LookupError):
    """The case has no notice of this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSeen:
    """A secrecy order. Its `id` is what `end_order` takes."""

    id: str
    basis: str
    issued_by: str
    starts: date
    ends: date | None
    ended_by_court_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSeen:
    """What one user will be told, and when."""

    id: uuid.UUID
    item: str
    state: str
    not_before: datetime | None
    reachable: bool
    confirmed_by: str
    confirmed_at: datetime | None
    sent_at: datetime | None

    @property
    def to_confirm(self) -> bool:
        """Whether a person is asked to confirm that no renewal came."""
        return self.state == NoticeState.TO_CONFIRM


def secrecy_of(case: Case) -> tuple[OrderSeen, ...]:
    """Every secrecy order of the case: those on the paper, then those recorded later. Raises JournalBroken."""
    return tuple(
        OrderSeen(
            id=known.id, basis=known.order.basis, issued_by=known.order.issued_by, starts=known.order.starts,
            ends=known.order.ends, ended_by_court_on=known.ended_by_court_on,
        )
        for known in known_orders(case)
    )  # fmt: skip


def notices_of(case: Case) -> tuple[NoticeSeen, ...]:
    """Every notice of the case, by item."""
    notices = Notice.objects.filter(case=case).select_related("case", "confirmed_by").order_by("item")
    return tuple(
        NoticeSeen(
            id=notice.pk, item=notice.item, state=notice.state, not_before=notice.not_before,
            reachable=bool(notice.contact), confirmed_by=notice.confirmed_by.name if notice.confirmed_by else "",
            confirmed_at=notice.confirmed_at, sent_at=notice.sent_at,
        )
        for notice in notices
    )  # fmt: skip


def notice_of(case: Case, notice: uuid.UUID) -> Notice:
    """One notice of this case and of no other. Raises NoSuchNotice."""
    found = Notice.objects.filter(case=case, pk=notice).select_related("case").first()
    if found is None:
        raise NoSuchNotice(
            f"Case {case.reference} has no such notice. Open the case again and choose one that it lists."
        )
    return found
