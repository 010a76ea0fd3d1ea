"""A hostile mail is read or refused within its limits, and never hangs or exhausts whoever reads it."""

import base64
import json
import os
import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.lib import mail_reading
from duly.lib.isolation import TooSlow
from duly.lib.mail_message import (
    KINDS,
    HeaderTooLong,
    Mail,
    MailTooLarge,
    NotAMail,
    ParseError,
    ParserFailed,
    TooDeep,
    TooManyParts,
    TooManyRecipients,
    from_json,
    to_json,
)
from duly.lib.mail_parsing import MAIL_BYTES, parse_mail
from duly.lib.mail_reading import read_mail

HEAD = b"From: Officer Okafor <okafor@police.example>\r\nTo: desk@provider.example\r\nSubject: Order 7\r\n"
MIXED = HEAD + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"


def part(headers: str, content: bytes) -> bytes:
    return b"--b\r\n" + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content + b"\r\n"


def nested(depth: int) -> bytes:
    levels = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(depth)]
    return HEAD + b"".join(levels) + b"\r\nthe order\r\n"


def test_an_order_by_mail_is_read_through_the_isolated_child() -> None:
    scan = os.urandom(200_000)
    raw = (
        b"Date: Mon, 04 May 2026 11:30:00 +0200\r\nMessage-ID: <order-7@police.example>\r\n"
        + MIXED
        + part("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit", "Gesucht: Müller".encode())
        + part(
            'Content-Type: application/pdf; name="order.pdf"\nContent-Transfer-Encoding: base64',
            base64.encodebytes(scan),
        )
        + b"--b--\r\n"
    )
    mail = read_mail(raw)
    assert mail == parse_mail(raw)
    assert mail.sender is not None
    assert (mail.sender.name, mail.sender.address) == ("Officer Okafor", "okafor@police.example")
    assert [box.address for box in mail.to] == ["desk@provider.example"]
    assert (mail.subject, mail.body, mail.message_id) == ("Order 7", "Gesucht: Müller", "<order-7@police.example>")
    assert mail.date == datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    assert [(a.filename, a.content_type, a.data) for a in mail.attachments] == [("order.pdf", "application/pdf", scan)]
    assert mail.ambiguous == ()
    assert not mail.automatic


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_attachments_come_out_byte_for_byte(files: list[bytes]) -> None:
    head = "Content-Type: application/x-thing\nContent-Transfer-Encoding: base64"
    raw = MIXED + b"".join(part(head, base64.encodebytes(data)) for data in files) + b"--b--\r\n"
    assert [attachment.data for attachment in parse_mail(raw).attachments] == files


def test_an_attachment_sent_unencoded_keeps_its_bytes_and_line_ends() -> None:
    data = b"a\r\nb\nc\rd\x00\xff \r\n"
    raw = MIXED + part("Content-Type: application/x-thing\nContent-Transfer-Encoding: binary", data) + b"--b--\r\n"
    assert parse_mail(raw).attachments[0].data == data


def test_a_forwarded_mail_stays_closed_and_whole() -> None:
    inner = nested(300) + b"Subject: \xff\r\n"
    mail = parse_mail(MIXED + part("Content-Type: message/rfc822", inner) + b"--b--\r\n")
    assert [(a.content_type, a.data) for a in mail.attachments] == [("message/rfc822", inner)]


@given(st.binary(max_size=600))
def test_arbitrary_bytes_are_a_mail_or_a_parse_error(raw: bytes) -> None:
    try:
        assert isinstance(parse_mail(raw), Mail)
    except ParseError as refused:
        assert str(refused)


SHARDS = r"""From: |To: |Cc: |Reply-To: |Subject: |Date: |Message-ID: |Content-Type: multipart/mixed; boundary=b
|--b|--b--|Content-Type: text/html; charset=|Content-Type: text/plain; charset=utf-7|Content-Disposition: attachment;
| filename*0*=utf-8''%FF|Content-Transfer-Encoding: base64|Content-Transfer-Encoding: quoted-printable
|Content-Transfer-Encoding: x-uuencode|begin 644 x|=?utf-8?b?////?=|=?x?q?=FF?=|a@b.example|<|>|"|(|)|[|]|,|;|:|\
|Content-Type: message/rfc822|Content-Type: message/delivery-status|Mon, 99 May 99999 99:99:99 +9999"""
lines = st.sampled_from(SHARDS.split("|"))
shards = st.lists(lines.map(str.encode) | st.binary(max_size=8) | st.sampled_from([b"\r\n", b"\n", b"\r"]), max_size=60)


@given(shards)
def test_shards_of_mails_are_a_mail_or_a_parse_error_and_cross_to_the_parent(pieces: list[bytes]) -> None:
    try:
        mail = parse_mail(b"".join(pieces))
    except ParseError:
        return
    assert from_json(json.loads(json.dumps(to_json(mail)))) == mail
    shown = [mail.subject, *(a.filename for a in mail.attachments), *(box.name for box in mail.to)]
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "".join(shown))


BOMBS = {
    "20,000 senders": (b"From: " + b", ".join([b"a@b.example"] * 20_000) + b"\r\n\r\n", HeaderTooLong),
    "20,000 encoded words": (HEAD + b"X: " + b" ".join([b"=?utf-8?q?a?="] * 20_000) + b"\r\n\r\n", HeaderTooLong),
    "101 recipients": (b"To: " + b", ".join(b"%d@b.example" % i for i in range(101)) + b"\r\n\r\n", TooManyRecipients),
    "3,000 nested parts": (nested(3_000), TooDeep),
    "21 nested parts": (nested(21), TooDeep),
    "201 parts": (MIXED + part("", b"x") * 201, TooManyParts),
    "a long part header": (MIXED + part("X: " + "y" * 9_000, b"x"), HeaderTooLong),
    "a long sender": (b"From: " + b'"' * 3_000 + b" a@b.example\r\n\r\n", HeaderTooLong),
    "65 parameters": (HEAD + b"Content-Type: text/plain" + b'; x="' * 65 + b"\r\n\r\n", HeaderTooLong),
    "too large": (HEAD + b"\r\n" + b"x" * MAIL_BYTES, MailTooLarge),
    "not a mail": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", NotAMail),
    "nothing": (b"", NotAMail),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_fast_with_the_limit_it_broke(bomb: str) -> None:
    raw, error = BOMBS[bomb]
    started = time.process_time()
    with pytest.raises(error, match="original"):
        parse_mail(raw)
    assert time.process_time() - started < 2
    with pytest.raises(error):
        read_mail(raw)


HEAVY = {
    "5,000 comments": b"From: " + b"(" * 1_900 + b" a@b.example\r\n\r\n",
    "encoded words in 30 KB": HEAD.replace(b"Order 7", b"=?utf-8?q?a?= " * 2_200) + b"\r\n",
    "quotes in every address header": b"".join(
        name + b": " + b'"' * 400 + b"." * 1_500 + b" a@b.example\r\n" for name in (b"From", b"To", b"Cc", b"Reply-To")
    )
    + b"\r\n",
    "dots in every address header": b"From: " + b"." * 2_000 + b"\r\nTo: " + b"." * 8_000 + b"\r\nCc: " + b"." * 8_000,
    "a megabyte of blank lines in 20 parts": nested(20) + b"x\r\n" * 330_000,
    "a megabyte of <": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<" * 1_000_000,
    "a megabyte of open comments": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 250_000,
    "a megabyte of open tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<script><a " * 90_000,
    "parameters in 199 parts": MIXED + part('Content-Type: text/plain; x="' + ";" * 60 + "y" * 7_800, b"x") * 199,
}


@pytest.mark.parametrize("heavy", HEAVY)
def test_the_heaviest_mail_within_the_limits_takes_less_than_two_seconds(heavy: str) -> None:
    started = time.process_time()
    parse_mail(HEAVY[heavy])
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"From: mallory@evil.example\r\n" + HEAD + b"\r\n", "From occurs 2 times"),
        (HEAD + b"subject: another\r\n\r\n", "Subject occurs 2 times"),
        (HEAD + b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n", "Content-Type occurs 2 times"),
        (b"From: a@police.example, b@evil.example\r\n\r\n", "names 2 senders"),
        (HEAD + b"X: y\rFrom: mallory@evil.example\r\n\r\n", "bare carriage return"),
        (HEAD + b"no header at all\r\nFrom: mallory@evil.example\r\n\r\n", "no header; mail programs differ"),
        (b"From: Okafor <mallory@evil.example\r\n\r\n", "From is not well formed"),
        (b'From: "okafor@police.example" <mallory@evil.example>\r\n\r\n', "another address stands behind"),
        (b"From: okafor@police.example <mallory@evil.example>\r\n\r\n", "From c"),
    ],
)
def test_a_mail_that_two_programs_read_differently_is_marked(raw: bytes, words: str) -> None:
    assert any(words in note for note in parse_mail(raw).ambiguous)


@pytest.mark.parametrize(
    "sender",
    [
        "okafor@police.example",
        "<okafor@police.example>",
        '"Okafor, Chidi (CID)" <okafor@police.example>',
        "Insp. C. Okafor <okafor@police.example>",
        "=?utf-8?q?M=C3=BCller=2C_K?= <okafor@police.example>",
        "Müller <okafor@police.example>",
        "okafor@police.example (Chidi Okafor)",
        '"okafor@police.example" <okafor@police.example>',
    ],
)
def test_the_ways_honest_people_write_their_address_raise_no_doubt(sender: str) -> None:
    mail = parse_mail(f"From: {sender}\r\nSubject: x\r\n\r\n".encode())
    assert mail.ambiguous == ()
    assert mail.sender is not None
    assert mail.sender.address == "okafor@police.example"


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\order.pdf", "order.pdf"),
        ("order\u202efdp.exe", "orderfdp.exe"),
        ("con.txt", "_con.txt"),
        (" . ", "attachment-0"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ('x<y>:"|?*.pdf', "x_y______.pdf"),
        ("Beschluß.pdf", "Beschluß.pdf"),
    ],
)
def test_the_name_of_an_attachment_is_only_a_name(given_name: str, safe: str) -> None:
    encoded = "".join(f"%{byte:02X}" for byte in given_name.encode())
    raw = MIXED + part(f"Content-Type: a/b\nContent-Disposition: attachment; filename*=utf-8''{encoded}", b"x")
    assert parse_mail(raw).attachments[0].filename == safe


def test_the_words_of_a_page_are_read_and_nothing_of_it_runs() -> None:
    page = b"<head><title>t</title></head><p>Order&nbsp;7 &lt;b&gt;</p><script>alert(1)</script><p>a < b<br>end"
    mail = parse_mail(HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page)
    assert mail.body.split("\n") == ["Order 7 <b>", "", "a < b", "end"]


def test_plain_text_is_preferred_to_a_page() -> None:
    raw = MIXED + part("Content-Type: text/html", b"<p>page") + part("Content-Type: text/plain", b"plain") + b"--b--"
    assert parse_mail(raw).body == "plain"


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: auto-replied", "Return-Path: <>", "List-Id: <l.example>", "Precedence: bulk"]
)
def test_what_a_machine_sent_is_marked_so_that_nobody_answers_it(header: str) -> None:
    assert parse_mail(header.encode() + b"\r\n" + HEAD + b"\r\n").automatic
    assert not parse_mail(b"Auto-Submitted: no\r\n" + HEAD + b"\r\n").automatic


@pytest.mark.parametrize("charset", ["unicode_escape", "punycode", "idna", "rot13", "zlib", "no-such", "utf-16"])
def test_a_strange_character_set_does_not_keep_the_text_from_being_shown(charset: str) -> None:
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + b"order \\x41"
    assert parse_mail(raw).body


def test_a_reader_that_was_killed_or_subverted_is_a_parse_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*_: object, **__: object) -> bytes:
        raise TooSlow("killed")

    monkeypatch.setattr(mail_reading, "run_isolated", too_slow)
    with pytest.raises(ParserFailed, match="killed"):
        read_mail(HEAD)
    for said in (b"[]", b"{}", b'{"mail": 1}', b'{"mail": {"sender": 5}}', b'{"error": "SystemExit", "words": "x"}'):
        monkeypatch.setattr(mail_reading, "run_isolated", lambda *_, said=said, **__: said)
        with pytest.raises(ParserFailed):
            read_mail(HEAD)


def test_every_refusal_has_a_name_that_crosses_from_the_child() -> None:
    assert {kind.__name__ for kind in ParseError.__subclasses__()} == set(KINDS)
