"""“Check your receipt”: what a stranger brings goes through the shipped program; nothing of it is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duly.disclosure.receipt import requester_receipt
from duly.intake.acknowledge import acknowledgement_of
from duly.reports import check
from duly.reports.reading import log_key_text
from tests.reports_played import LABEL, reported
from tests.store_for_acts import Road, opened
from tests.web.browsers import words

pytestmark = pytest.mark.django_db
CHECK = "/reports/check/"


@pytest.fixture
def stranger() -> Client:
    """Somebody who is not signed in."""
    return Client()


def upload(data: bytes, name: str = "mine.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def said(answer: Any) -> str:
    return str(answer.context["verdict"].words)


def test_a_receipt_is_counted_where_it_belongs(stranger: Client, road: Road) -> None:
    played = reported(road)
    receipt = upload(requester_receipt(played.content) or b"", "rex.json")
    answer = stranger.post(CHECK, {"report": LABEL, "paper": receipt})
    assert answer.status_code == 200
    assert "counted: country-outcome, cell US|disclosed_content" in said(answer)
    assert f"signed by {log_key_text()}" in said(answer)
    assert "The check passes" in words(answer)
    assert "a page can lie" in words(answer)


def test_a_receipt_that_was_changed_fails_and_is_called_by_its_own_name(stranger: Client, road: Road) -> None:
    played = reported(road)
    forged = (requester_receipt(played.content) or b"").replace(b'"disclosed_content"', b'"no_data"')
    answer = stranger.post(CHECK, {"report": LABEL, "paper": upload(forged, "rex.json")})
    assert not answer.context["verdict"].passed
    assert "refused at check 10 receipt, file rex.json" in said(answer)
    assert "/dev/fd" not in said(answer)
    assert "The check fails" in words(answer)


def test_an_acknowledgement_is_found_in_the_log(stranger: Client, road: Road) -> None:
    played = reported(road)
    note = (acknowledgement_of(played.pending) or "").encode()
    answer = stranger.post(CHECK, {"report": LABEL, "paper": upload(note, "note.txt")})
    assert "logged: as acknowledged" in said(answer)


def test_an_exhibit_is_checked_with_its_sidecar_and_never_alone(stranger: Client, road: Road, tmp_path: Path) -> None:
    played = reported(road)
    files = opened(played.content, tmp_path).files
    sidecar_name = next(name for name in files if name.endswith(".sidecar.json"))
    stem = sidecar_name.rpartition("/")[2].removesuffix(".sidecar.json")
    exhibit, sidecar = next(data for name, data in files.items() if name.endswith(f"data/{stem}")), files[sidecar_name]

    def ask(**sent: bytes) -> Any:
        return stranger.post(CHECK, {"report": LABEL, **{name: upload(data, name) for name, data in sent.items()}})

    assert "one of those disclosed" in said(ask(paper=sidecar, exhibit=exhibit))
    assert "may come from a seized device" in said(ask(paper=sidecar, exhibit=exhibit + b" "))
    alone = ask(paper=sidecar)
    assert (alone.status_code, alone.context["verdict"]) == (422, None)
    assert "Choose the file too" in words(alone)
    assert "This is no sidecar" in words(ask(paper=exhibit, exhibit=exhibit))


@pytest.mark.parametrize(
    "data", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"type":"duly/receipt/v1"}', b"-\n\n- x y\n", b"../../etc/passwd"]
)
def test_rubbish_is_refused_in_words(stranger: Client, road: Road, data: bytes) -> None:
    reported(road)
    answer = stranger.post(CHECK, {"report": LABEL, "paper": upload(data)})
    assert said(answer).startswith("refused at check 10 receipt, file mine.json")


def test_what_is_too_large_is_not_read(stranger: Client, road: Road) -> None:
    reported(road)
    answer = stranger.post(CHECK, {"report": LABEL, "paper": upload(b" " * ((1 << 20) + 1))})
    assert (answer.status_code, answer.context["verdict"]) == (422, None)
    assert "more than 1 MiB" in words(answer)


def test_nothing_that_is_brought_is_kept(stranger: Client, road: Road, tmp_path: Path) -> None:
    played = reported(road)
    receipt = requester_receipt(played.content) or b""
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    answer = stranger.post(CHECK, {"report": LABEL, "paper": upload(receipt)})
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before
    assert "no-store" in answer["Cache-Control"]


def test_a_report_that_waits_cannot_be_checked_against(stranger: Client, road: Road) -> None:
    played = reported(road, public=False)
    receipt = upload(requester_receipt(played.content) or b"")
    answer = stranger.post(CHECK, {"report": LABEL, "paper": receipt})
    assert (answer.status_code, answer.context["verdict"]) == (422, None)


def test_while_others_check_one_is_asked_to_come_again(
    stranger: Client, road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = reported(road)
    receipt = requester_receipt(played.content) or b""
    with check._turn(), check._turn():
        answer = stranger.post(CHECK, {"report": LABEL, "paper": upload(receipt)})
        assert answer.status_code == 503
        assert "Try again in a minute" in words(answer)
    assert stranger.post(CHECK, {"report": LABEL, "paper": upload(receipt)}).context["verdict"].passed
    monkeypatch.setattr(check, "SECONDS", 0)
    answer = stranger.post(CHECK, {"report": LABEL, "paper": upload(receipt)})
    assert "was stopped; that says nothing about your paper" in words(answer)
