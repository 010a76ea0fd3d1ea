"""The mail reader that runs in the isolated child: RFC 5322 bytes in, a Mail or a ParseError out, bombs refused early.

The limits come from measurements: the standard library needs 5.4 s for a From of 20,000 addresses, 8.1 s for a Subject
of 20,000 encoded words, and breaks down on 3,000 nested parts. They are enforced before, or while, it reads.
"""

import re
from email.errors import MissingHeaderBodySeparatorDefect
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Policy, compat32
from typing import Any, cast

from duly.lib import mail_headers, mail_text
from duly.lib.mail_message import (
    LOOK,
    Attachment,
    HeaderTooLong,
    Mail,
    MailTooLarge,
    NotAMail,
    ParseError,
    ParserFailed,
    TooDeep,
    TooManyParts,
    to_json,
)

MAIL_BYTES = 36_000_000
HEADER_BYTES = 32_768
PART_HEADER_BYTES = 8_192
PARAMETERS = 64
DEPTH = 20
PARTS = 200
BODY_CHARACTERS = 1_000_000
_CHUNK = 1 << 16
_WITH_PARAMETERS = ("content-type", "content-disposition")
_END_OF_HEADER = re.compile(rb"(?>\r\n|\n|\r){2}")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")


def answer(data: bytes) -> object:
    """What the child says: `{"mail": …}` or `{"error": kind, "words": …}`."""
    try:
        return {"mail": to_json(parse_mail(data))}
    except ParseError as wrong:
        return {"error": type(wrong).__name__, "words": str(wrong)}


def parse_mail(raw: bytes) -> Mail:
    """Read one mail (RFC 5322, 2045 to 2047, 2231). Raises ParseError and nothing else, whatever the bytes.

    Call it in the child only (mail_reading.read_mail); it is a pure function so that tests can try it a million times.
    """
    try:
        return _read(raw)
    except ParseError:
        raise
    except Exception as wrong:  # the standard library's parser fails in many ways on hostile input
        raise ParserFailed(f"The mail reader broke down on this mail ({type(wrong).__name__}). {LOOK}") from wrong


def _read(raw: bytes) -> Mail:
    header = _header(raw)
    message = _parse(raw)
    if not any(name in message for name in ("From", "To", "Subject", "Date", "Message-ID")):
        raise NotAMail(f"These bytes bear no mail header (From, To, Subject, Date, Message-ID). {LOOK}")
    notes = mail_headers.duplicates(message)
    if b"\x00" in header or re.search(rb"\r(?!\n)", header):
        notes.append("The header holds a bare carriage return or a zero byte, which mail programs read differently.")
    if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in message.defects):
        notes.append("The header ends at a line that is no header; mail programs differ on what follows.")
    texts, pages, attachments = _contents(message)
    body = "\n".join(texts).strip() or "\n".join(pages).strip()
    if len(body) > BODY_CHARACTERS:
        body = body[:BODY_CHARACTERS]
        notes.append(f"The text was cut after {BODY_CHARACTERS} characters; the original holds the rest.")
    sender, boxes = mail_headers.people(message, notes)
    return Mail(
        sender=sender,
        to=boxes["To"],
        cc=boxes["Cc"],
        reply_to=boxes["Reply-To"],
        subject=mail_headers.subject(message),
        date=mail_headers.date(message),
        message_id=mail_headers.identity(message, "Message-ID"),
        in_reply_to=mail_headers.identity(message, "In-Reply-To"),
        automatic=mail_headers.automatic(message),
        body=body,
        attachments=attachments,
        ambiguous=tuple(notes),
    )


def _header(raw: bytes) -> bytes:
    if len(raw) > MAIL_BYTES:
        raise MailTooLarge(f"The mail has {len(raw)} bytes; {MAIL_BYTES} are allowed. {LOOK}")
    end = _END_OF_HEADER.search(raw, 0, HEADER_BYTES + 4)
    if end is None and len(raw) > HEADER_BYTES:
        raise HeaderTooLong(f"The mail's header is longer than {HEADER_BYTES} bytes. {LOOK}")
    return raw[: end.start()] if end else raw


def _parse(raw: bytes) -> "_Part":
    budget = _Budget()

    def open_part(policy: "Policy[Any]") -> _Part:
        return _Part(policy, budget)

    parser = BytesFeedParser(cast("Any", open_part), policy=compat32)
    for start in range(0, len(raw), _CHUNK):
        parser.feed(raw[start : start + _CHUNK])
    return cast("_Part", parser.close())


class _Budget:
    """How many parts one mail has used up."""

    parts = 0


class _Part(Message):
    """A part that counts while the parser builds it, and that keeps forwarded mails (message/*) closed as bytes."""

    def __init__(self, policy: "Policy[Any]", budget: _Budget) -> None:
        """A root; `attach` makes it a child."""
        super().__init__(policy)
        self.budget, self.depth, self.header_bytes, self.known_type = budget, 0, 0, ""

    def set_raw(self, name: str, value: str) -> None:
        """Called for each header while parsing."""
        self.header_bytes += len(name) + len(value)
        if self.header_bytes > (PART_HEADER_BYTES if self.depth else HEADER_BYTES):
            raise HeaderTooLong(f"The header of a part of the mail is longer than {PART_HEADER_BYTES} bytes. {LOOK}")
        if name.lower() in _WITH_PARAMETERS and value.count(";") > PARAMETERS:  # parsing them takes quadratic time
            raise HeaderTooLong(f"A {name} in the mail has more than {PARAMETERS} parameters. {LOOK}")
        super().set_raw(name, value)

    def attach(self, payload: "_Part") -> None:  # type: ignore[override]
        """Called when the parser opens a part inside this one."""
        payload.depth = self.depth + 1
        self.budget.parts += 1
        if payload.depth > DEPTH:
            raise TooDeep(f"The mail's parts are nested more than {DEPTH} deep. {LOOK}")
        if self.budget.parts > PARTS:
            raise TooManyParts(f"The mail has more than {PARTS} parts. {LOOK}")
        super().attach(payload)

    def get_content_type(self) -> str:
        """Message/* is called opaque: the parser would otherwise open it, and its exact bytes would be lost."""
        kind = self.declared_type()
        return "application/octet-stream" if kind.startswith("message/") else kind

    def declared_type(self) -> str:
        """The content type as declared, parsed once."""
        if not self.known_type:
            self.known_type = super().get_content_type()
        return self.known_type


def _contents(message: _Part) -> tuple[list[str], list[str], tuple[Attachment, ...]]:
    """Plain texts, texts of HTML pages, attachments: each leaf of the tree lands in exactly one of them."""
    texts: list[str] = []
    pages: list[str] = []
    attachments: list[Attachment] = []
    for leaf in _leaves(message):
        data = leaf.get_payload(decode=True)
        data = data if isinstance(data, bytes) else b""
        kind, named = leaf.declared_type(), leaf.get_filename()
        if not named and leaf.get_content_disposition() != "attachment" and kind in ("text/plain", "text/html"):
            text = mail_text.decode(data, _charset(leaf))
            (texts if kind == "text/plain" else pages).append(_shown(kind, text))
            continue
        index = len(attachments)
        attachments.append(
            Attachment(
                index=index,
                filename=mail_text.safe_filename(named, index),
                content_type=kind if _TYPE.fullmatch(kind) else "application/octet-stream",
                data=data,
            )
        )
    return texts, pages, tuple(attachments)


def _shown(kind: str, text: str) -> str:
    text = text[: 4 * BODY_CHARACTERS]
    return mail_text.lines(text) if kind == "text/plain" else mail_text.from_html(text)


def _charset(leaf: _Part) -> str | None:
    charset = leaf.get_content_charset()
    # the codecs below run code paths that decompress or escape: not for strangers
    return (
        charset
        if charset and re.fullmatch(r"(?!.*(escape|idna|punycode|undefined))[a-z0-9_.:-]{1,40}", charset)
        else None
    )


def _leaves(message: _Part) -> list[_Part]:
    found: list[_Part] = []
    open_parts = [message]
    while open_parts:
        part = open_parts.pop()
        payload = part.get_payload()
        if isinstance(payload, list):
            open_parts.extend(reversed(cast("list[_Part]", payload)))
        else:
            found.append(part)
    return found
