"""Secrecy that came with a case, and the notices that wait for its end; each with a small machine of its own."""

from django.db import models

from duly.cases.models import Case, OfCase
from duly.lib.fields import LockedJson, LockedText, OpenChar
from duly.staff.models import Person


class SecrecyOrder(OfCase):
    """A non-disclosure order or statutory secrecy. Without an end it binds until a court ends it.

    The journal says what binds: a row of this table can add an order to it, and losing or changing one frees nobody.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="secrecy_orders")
    basis = LockedText()
    issued_by = LockedText()
    dates = LockedJson()
    """`{"starts": "2026-08-28", "ends": null}`."""
    recorded_at = models.DateTimeField()


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    WAITING = "waiting"
    """Secrecy binds, or the day has not come."""
    TO_CONFIRM = "to_confirm"
    """The day has come: a person must confirm that no renewal arrived."""
    CONFIRMED = "confirmed"
    SENT = "sent"
    BY_HAND = "by_hand"
    """The letter is written and no address is known: a person hands it over."""
    ASK_COUNSEL = "ask_counsel"
    """No row says whether the user may be told."""
    BARRED = "barred"
    """The law gives the telling to the authority."""


class Notice(OfCase):
    """What one user will be told."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    item = OpenChar(max_length=40, why="key of an item within the case")
    state = OpenChar(max_length=20, choices=NoticeState.choices, why="states carry no subject matter")
    not_before = models.DateTimeField(null=True)
    """Safe instant: the latest reading of every secrecy order; None while one of them has no end."""
    contact = LockedText()
    """Address at which the store knows the user, or "" where it knows none: then a person hands the letter over."""
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    confirmed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
