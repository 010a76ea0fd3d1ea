"""A letter leaves through the relay or into the folder, once, and no text of a stranger becomes a header."""

import os
import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.lib import mail
from duly.lib.mail import DeliveryError, Enclosure, HeaderInjection, compose, deliver_by_smtp, deliver_to_folder
from duly.lib.mail_parsing import parse_mail

AT = datetime(2026, 5, 4, 9, 30, 15, 123, tzinfo=UTC)
DESK, OKAFOR = "desk@provider.example", "okafor@police.example"


def letter(
    subject: str = "Received",
    body: str = "Your order arrived.",
    attachments: tuple[Enclosure, ...] = (),
    message_id: str = "<d-1@provider.example>",
) -> bytes:
    return compose(
        sender=DESK,
        to=[OKAFOR],
        subject=subject,
        body=body,
        message_id=message_id,
        date=AT,
        attachments=attachments,
        in_reply_to="<order-7@police.example>",
        automatic=True,
    )


@given(
    subject=st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), max_size=80),
    body=st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=400),
    data=st.binary(max_size=2000),
    name=st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20),
    kind=st.sampled_from(["application/pdf", "text/plain", "message/rfc822", "image/png"]),
)
def test_a_composed_letter_reads_back_whole(subject: str, body: str, data: bytes, name: str, kind: str) -> None:
    read = parse_mail(letter(subject, body, (Enclosure(filename=f"x{name}.bin", content_type=kind, data=data),)))
    assert read.sender is not None
    assert (read.sender.address, [box.address for box in read.to]) == (DESK, [OKAFOR])
    assert read.subject == subject
    assert read.body == body.strip()
    assert (read.attachments[0].data, read.attachments[0].filename) == (data, f"x{name}.bin")
    assert read.date == AT.replace(microsecond=0)
    assert (read.message_id, read.in_reply_to) == ("<d-1@provider.example>", "<order-7@police.example>")
    assert read.automatic
    assert read.ambiguous == ()


def test_the_same_letter_is_the_same_bytes() -> None:
    enclosed = (Enclosure(filename="receipt.pdf", content_type="application/pdf", data=os.urandom(500)),)
    assert letter(attachments=enclosed) == letter(attachments=enclosed)
    assert letter(message_id="<d-2@provider.example>") != letter()


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Received\r\nBcc: mallory@evil.example"},
        {"subject": "Received\u2028Bcc: mallory@evil.example"},
        {"subject": "Received\x85"},
        {"subject": "half \ud800"},
        {"sender": "desk@provider.example\nBcc: mallory@evil.example"},
        {"to": ["okafor@police.example, mallory@evil.example"]},
        {"to": []},
        {"message_id": "<d-1@provider.example>\r\nBcc: mallory@evil.example"},
        {"message_id": "d-1"},
        {"in_reply_to": "<x@y.example>\n"},
        {"date": AT.replace(tzinfo=None)},
        {"attachments": [Enclosure(filename="a\r\nX: y", content_type="text/plain", data=b"")]},
        {"attachments": [Enclosure(filename="a", content_type="text/plain\r\nX: y", data=b"")]},
    ],
)
def test_mallory_cannot_add_a_header_or_a_recipient(change: dict[str, object]) -> None:
    whole: dict[str, object] = {
        "sender": DESK,
        "to": [OKAFOR],
        "subject": "Received",
        "body": "",
        "message_id": "<d-1@provider.example>",
        "date": AT,
    }
    with pytest.raises(HeaderInjection):
        compose(**(whole | change))  # type: ignore[arg-type]


def test_a_letter_delivered_twice_is_one_file(tmp_path: Path) -> None:
    first = deliver_to_folder(letter(), tmp_path)
    assert deliver_to_folder(letter(body="composed again, later"), tmp_path) == first
    assert first.read_bytes() == letter()
    assert first.parent == tmp_path / "new"
    deliver_to_folder(letter(message_id="<d-2@provider.example>"), tmp_path)
    assert len(list((tmp_path / "new").iterdir())) == 2
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_letter_that_was_read_is_not_delivered_anew(tmp_path: Path) -> None:
    first = deliver_to_folder(letter(), tmp_path)
    moved = first.rename(tmp_path / "cur" / first.name)
    assert deliver_to_folder(letter(), tmp_path) == moved
    assert list((tmp_path / "new").iterdir()) == []


def test_two_workers_at_once_deliver_one_letter(tmp_path: Path) -> None:
    threads = [threading.Thread(target=deliver_to_folder, args=(letter(), tmp_path)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list((tmp_path / "new").iterdir())) == 1
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_full_disk_leaves_no_half_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(mail.os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        deliver_to_folder(letter(), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_letter_without_identity_is_not_delivered(tmp_path: Path) -> None:
    with pytest.raises(HeaderInjection, match="no Message-ID"):
        deliver_to_folder(b"From: desk@provider.example\r\n\r\nx", tmp_path)


class Relay(socketserver.StreamRequestHandler):
    """A small SMTP relay: takes a letter, or refuses its recipient with the code it was given."""

    def handle(self) -> None:
        relay: RelayServer = self.server  # type: ignore[assignment]
        self.wfile.write(b"220 relay.example\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            relay.heard.append(line.strip())
            if word.startswith(b"RCPT") and relay.refuse_with:
                self.wfile.write(b"%d no\r\n" % relay.refuse_with)
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (line := self.rfile.readline()) != b".\r\n":
                    relay.taken += line
                self.wfile.write(b"250 taken\r\n")
                if relay.hang_up:
                    return
            else:
                self.wfile.write(b"250 ok\r\n")


class RelayServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Relay)
        self.heard: list[bytes] = []
        self.taken = b""
        self.refuse_with = 0
        self.hang_up = False


@pytest.fixture
def relay() -> Iterator[RelayServer]:
    with RelayServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def post(relay: RelayServer) -> None:
    deliver_by_smtp(letter(), host="127.0.0.1", port=relay.server_address[1], security="none", timeout=5)


def test_a_letter_handed_to_a_relay_arrives_byte_for_byte(relay: RelayServer) -> None:
    post(relay)
    assert relay.taken == letter()
    assert any(DESK.encode() in line for line in relay.heard if line.upper().startswith(b"MAIL FROM"))
    assert any(OKAFOR.encode() in line for line in relay.heard if line.upper().startswith(b"RCPT TO"))


def test_a_relay_that_hangs_up_after_taking_the_letter_has_taken_it(relay: RelayServer) -> None:
    relay.hang_up = True
    post(relay)
    assert relay.taken == letter()


@pytest.mark.parametrize(("code", "permanent"), [(450, False), (550, True)])
def test_a_refusal_says_whether_trying_again_helps(relay: RelayServer, code: int, permanent: bool) -> None:
    relay.refuse_with = code
    with pytest.raises(DeliveryError, match="stays in the outbox") as refused:
        post(relay)
    assert refused.value.permanent is permanent
    assert relay.taken == b""


def test_a_relay_without_encryption_where_it_was_demanded_gets_nothing(relay: RelayServer) -> None:
    with pytest.raises(DeliveryError):
        deliver_by_smtp(letter(), host="127.0.0.1", port=relay.server_address[1], timeout=5)
    assert relay.taken == b""


def test_a_relay_that_is_down_is_worth_another_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(DeliveryError) as down:
            deliver_by_smtp(letter(), host="127.0.0.1", port=taken.getsockname()[1], security="none", timeout=2)
    assert down.value.permanent is False


def test_letters_do_not_cross_the_network_in_clear_text() -> None:
    with pytest.raises(DeliveryError, match="clear text"):
        deliver_by_smtp(letter(), host="relay.provider.example", port=25, security="none")
