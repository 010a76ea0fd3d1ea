"""The acknowledgement in the letter: a signed note about the case's own `open` event, and its deadline is kept."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings

from duly.cases.models import Case, Letter, PublicEvent
from duly.cases.public_events import committed
from duly.intake.acknowledge import deadline, half_year, keep_word
from duly.intake.receive import Paper, receive
from duly.ledger import append
from duly.ledger.acknowledgement import Acknowledgement, AcknowledgementError
from duly.ledger.models import Waiting
from duly.ledger.signed_note import Signer
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import NOON, Desk

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
DEADLINE = datetime(2027, 1, 2, tzinfo=UTC)


def note_in(text: str) -> bytes:
    """The signed note at the end of a letter, as a reader copies it."""
    return text[text.index(f"{settings.DULY.log_origin}/ack\n") :].encode()


def word_for(case: Case) -> Acknowledgement:
    return Acknowledgement.open(
        note_in(Letter.objects.get(case=case, kind="acknowledgement").body), append.log_signer().vkey
    )


def entries() -> bytes:
    return b"".join(append.entries())


def test_the_letter_holds_our_signed_word_about_exactly_this_case(desk: Desk) -> None:
    case, other = desk.received(), desk.received()
    opened = committed(PublicEvent.objects.get(case=case, kind="open"))
    assert word_for(case) == Acknowledgement(settings.DULY.log_origin, opened.commitment, DEADLINE)
    assert word_for(other).commitment != word_for(case).commitment


def test_nobody_elses_signature_passes_for_ours(desk: Desk) -> None:
    case = desk.received()
    mallory = Signer(settings.DULY.log_origin, bytes(32))
    forged = Acknowledgement(settings.DULY.log_origin, word_for(case).commitment, DEADLINE).sign(mallory)
    with pytest.raises(AcknowledgementError):
        Acknowledgement.open(forged, append.log_signer().vkey)


def test_the_note_survives_the_mail(desk: Desk, tmp_path: Path) -> None:
    paper = Paper(data=b"Order 7", name="order.eml", media_type="text/plain", channel="email")
    case = receive(paper, reply_to="okafor@westmark.example", by=MACHINE, at=NOON, because="came by mail")
    run_once(NOON)
    [mail] = [path for path in (tmp_path / "mail").rglob("*.eml") if case.reference.encode() in path.read_bytes()]
    body = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    assert Acknowledgement.open(note_in(text).rstrip() + b"\n", append.log_signer().vkey) == word_for(case)


@pytest.mark.parametrize(
    ("received", "by"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC)),
        (datetime(2026, 6, 30, 23, 59, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC)),
        (datetime(2026, 7, 1, tzinfo=UTC), DEADLINE),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), DEADLINE),
    ],
)
def test_the_deadline_is_a_day_after_the_half_year(received: datetime, by: datetime) -> None:
    assert deadline(received) == by
    assert half_year(received) <= received < by


def test_our_word_is_broken_by_an_omission_past_the_deadline_and_by_nothing_else(desk: Desk) -> None:
    word = word_for(desk.received())
    assert not word.omitted(entries(), at=datetime(2027, 1, 1, 23, 59, tzinfo=UTC))
    assert word.omitted(entries(), at=DEADLINE)
    append.close_epoch(until=NEW_YEAR, closing=True)
    assert not word.omitted(entries(), at=DEADLINE)


def test_the_worker_keeps_our_word_when_the_half_year_is_over(desk: Desk) -> None:
    word = word_for(desk.received())
    run_once(datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    assert (append.head().size, Waiting.objects.exists()) == (0, True)
    assert run_once(NEW_YEAR)["epoch_closed"] == 1
    assert not word.omitted(entries(), at=DEADLINE)
    size = append.head().size
    assert run_once(NEW_YEAR)["epoch_closed"] == 0
    assert append.head().size == size, "an epoch is closed once, not at every look"


def test_what_came_after_the_half_year_waits_for_its_own(desk: Desk) -> None:
    desk.received()
    paper = Paper(data=b"Order 8", name="order.pdf", media_type="application/pdf", channel="paper")
    later = receive(paper, by=MACHINE, at=NEW_YEAR, because="came by post")
    assert keep_word(NEW_YEAR)
    waiting = Waiting.objects.values_list("ref", flat=True)
    assert list(waiting) == list(PublicEvent.objects.filter(case=later).values_list("pk", flat=True))
