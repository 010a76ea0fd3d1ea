"""Erase a case: its key is destroyed, and nobody, we included, can open it or test a guess against the log any more.

Leaves, tags and totals stay as they were published, and what holders keep still verifies: their salts are inside.
"""

from collections.abc import Iterator

from django.db import transaction

from duly.cases.lifecycle import State
from duly.cases.models import Case, Letter, PublicEvent
from duly.cases.secrecy import seal_of
from duly.disclosure.models import Disclosure
from duly.ledger.bundle import quarter
from duly.ledger.models import Leaf, Waiting
from duly.notices.models import Notice, NoticeState
from duly.notices.send import closed_untold
from duly.reports.models import Report

SETTLED = (NoticeState.SENT, NoticeState.BY_HAND, NoticeState.BARRED)


class TooEarlyToErase(ValueError):
    """Something that needs the case's key is still to be done."""


def erase(case: Case) -> None:
    """Destroy the key of a case that is closed, counted and told of, and its letters. Nothing can undo this.

    Raises TooEarlyToErase, and then nothing happened.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if owed := list(_still_owed(locked)):
            raise TooEarlyToErase(
                f"{case.reference} still needs its key: {'; '.join(owed)}. Nothing was erased. Do that first, or wait."
            )
        Letter.objects.filter(case=locked).delete()
        locked.wrapped_key = b""
        locked.save(update_fields=["wrapped_key"])
    case.wrapped_key = b""
    case.__dict__.pop("_key", None)


def _still_owed(case: Case) -> Iterator[str]:
    """What could not be done any more without the key, in words."""
    events = list(PublicEvent.objects.filter(case=case).values_list("pk", flat=True))
    last = Report.objects.order_by("-end").first()
    unreported = Leaf.objects.filter(ref__in=events, index__gte=last.end if last else 0).exists()
    if case.state != State.CLOSED:
        yield "it is not closed"
    if unreported or Waiting.objects.filter(ref__in=events).exists():
        yield "no report has counted all of it"
    seal = seal_of(case)
    if seal and (last is None or quarter(last.built_at.date()) <= seal):
        yield f"it is sealed through {seal}, and no report has released it yet"
    if Disclosure.objects.filter(case=case).exclude(object_id="").exists():
        yield "a package of it still lies here"
    untold = Notice.objects.filter(case=case).exclude(state__in=SETTLED).exists()
    if untold or closed_untold().filter(pk=case.pk).exists():
        yield "a user has yet to be told, or it is not settled whether"
    if any(letter.to for letter in Letter.objects.filter(case=case, sent_at=None)):
        yield "a letter of it has not left"
