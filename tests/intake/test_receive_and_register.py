"""The original is locked and acknowledged before anything reads it, exists once, and nothing is lost on bad input."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings

from duly.cases import correspondence
from duly.cases.models import Attachment, Attempt, Case, Demand, Letter
from duly.intake.duplicates import AlreadyReceived
from duly.intake.read import attachment_bytes, original, read
from duly.intake.receive import MOST_BYTES, Paper, Unreceivable, receive
from duly.intake.register import Unregistrable, register
from duly.law.vocabulary import IdentifierKind
from duly.staff.actors import MACHINE
from tests.cast import NOON, Cast, Desk, facts, item


def mail(subject: str = "Demand", attachment: bytes = b"%PDF-1.7 \x00\xff\r\n bytes as sent") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "okafor@westmark.example", "legal@birch.example", subject
    message["Date"], message["Message-ID"] = "Tue, 01 Sep 2026 11:58:00 +0000", "<1@westmark.example>"
    message.set_content("Please see the subpoena attached.")
    message.add_attachment(attachment, maintype="application", subtype="pdf", filename="../subpoena.pdf")
    return message.as_bytes()


def received(data: bytes, cast: Cast) -> Case:
    paper = Paper(data=data, name="demand.eml", media_type="message/rfc822", channel="email")
    return receive(paper, by=MACHINE, at=NOON, because="came by mail")


def test_the_original_is_kept_byte_for_byte_and_locked(desk: Desk) -> None:
    case = desk.received(b"the paper as served")
    demand = Demand.objects.get(case=case)
    assert original(demand) == b"the paper as served"
    on_disk = (Path(settings.DULY.objects)).rglob("*")
    assert not any(b"as served" in file.read_bytes() for file in on_disk if file.is_file())


def test_it_is_acknowledged_before_anything_reads_it(cast: Cast) -> None:
    case = received(mail(), cast)
    letter = Letter.objects.get(case=case, kind="acknowledgement")
    assert Demand.objects.get(case=case).parsed is None
    assert case.reference in letter.subject
    assert "no acceptance of service" in letter.body
    assert correspondence.unsent() == []
    read(case, by=MACHINE, at=NOON, because="received")
    assert [letter.to for letter in correspondence.unsent()] == ["okafor@westmark.example"]


def test_attachments_come_out_byte_for_byte_under_a_safe_name(cast: Cast) -> None:
    case = received(mail(), cast)
    read(case, by=MACHINE, at=NOON, because="received")
    attachment = Attachment.objects.get(case=case)
    assert attachment_bytes(attachment) == b"%PDF-1.7 \x00\xff\r\n bytes as sent"
    assert "/" not in attachment.name and attachment.name.endswith("subpoena.pdf")


def test_a_mail_that_cannot_be_read_stays_on_the_register_and_a_person_goes_on(cast: Cast) -> None:
    bomb = b"From: a@b.example\r\nSubject: x\r\nTo: " + b"x@y.example, " * 5000 + b"\r\n\r\nbody"
    case = received(bomb, cast)
    read(case, by=MACHINE, at=NOON, because="received")
    assert Demand.objects.get(case=case).parsed["kind"] == "unreadable"
    assert Attempt.objects.get(case=case).error
    register(case, facts(), officer=cast.okafor, by=cast.actor("ines"), at=NOON, because="read by eye")
    assert case.state == "registered"


def test_the_same_paper_is_one_case_whichever_way_it_came(desk: Desk, cast: Cast) -> None:
    first = desk.received(b"one paper")
    with pytest.raises(AlreadyReceived, match=first.reference):
        receive(
            Paper(data=b"one paper", name="x", media_type="text/plain", channel="api"),
            by=MACHINE,
            at=NOON,
            because="again",
        )
    assert Case.objects.count() == 1


def test_an_empty_or_too_large_file_is_refused_aloud(cast: Cast) -> None:
    for data, words in ((b"", "empty"), (b"x" * (MOST_BYTES + 1), "25|26,214,400")):
        with pytest.raises(Unreceivable, match=words):
            receive(
                Paper(data=data, name="x", media_type="text/plain", channel="paper"), by=MACHINE, at=NOON, because="x"
            )
    assert not Case.objects.exists()


def test_bad_identifiers_are_named_all_at_once_and_the_paper_is_kept(desk: Desk, cast: Cast) -> None:
    case = desk.received()
    bad = facts(
        item("1", "no at sign", identifier_kind=IdentifierKind.EMAIL),
        item("2", "0151 1234567", identifier_kind=IdentifierKind.PHONE),
        item("2", "@c:birch.example"),
    )
    with pytest.raises(Unregistrable) as caught:
        register(case, bad, officer=None, by=cast.actor("ines"), at=NOON, because="typed")
    for words in ("item 1:", "item 2:", "stands twice", "nothing is lost"):
        assert words in str(caught.value)
    assert Case.objects.get(pk=case.pk).state == "received"
    assert original(Demand.objects.get(case=case))


def test_the_clock_starts_at_arrival_and_is_kept_with_the_case(desk: Desk) -> None:
    case = desk.registered()
    assert case.due_at is not None and case.due_at > NOON
