"""A mail as read: few typed fields, attachments byte for byte, and the reasons why one cannot be read."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An address and the name its owner chose to show; the name proves nothing."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached file. `filename` is safe to show and to write; `data` is what was sent, byte for byte."""

    index: int
    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says about itself. Nothing here is verified; every header can be forged.

    `sender` is None when From is missing or cannot be read. `date` is the sender's claim, in UTC. `automatic` marks
    what a machine sent (RFC 3834): never answer it. `ambiguous` says, in sentences, where two readers could see
    two different mails; a person must look before anything is believed.
    """

    sender: Mailbox | None
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    subject: str
    date: datetime | None
    message_id: str | None
    in_reply_to: str | None
    automatic: bool
    body: str
    attachments: tuple[Attachment, ...]
    ambiguous: tuple[str, ...]


def to_json(mail: Mail) -> dict[str, Any]:
    """The mail as JSON values: instants in RFC 3339, bytes in base64."""
    return {
        "sender": _box_out(mail.sender) if mail.sender else None,
        "to": [_box_out(box) for box in mail.to],
        "cc": [_box_out(box) for box in mail.cc],
        "reply_to": [_box_out(box) for box in mail.reply_to],
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "automatic": mail.automatic,
        "body": mail.body,
        "attachments": [
            [a.index, a.filename, a.content_type, base64.b64encode(a.data).decode("ascii")] for a in mail.attachments
        ],
        "ambiguous": list(mail.ambiguous),
    }


def from_json(value: Any) -> Mail:
    """The mail out of what `to_json` wrote. Raises ParserFailed for anything else: the child may be in bad hands."""
    try:
        date = value["date"]
        return Mail(
            sender=_box_in(value["sender"]) if value["sender"] else None,
            to=tuple(map(_box_in, value["to"])),
            cc=tuple(map(_box_in, value["cc"])),
            reply_to=tuple(map(_box_in, value["reply_to"])),
            subject=_text(value["subject"]),
            date=datetime.fromisoformat(date).astimezone(UTC) if date else None,
            message_id=_text(value["message_id"]) if value["message_id"] else None,
            in_reply_to=_text(value["in_reply_to"]) if value["in_reply_to"] else None,
            automatic=value["automatic"] is True,
            body=_text(value["body"]),
            attachments=tuple(map(_attachment_in, value["attachments"])),
            ambiguous=tuple(map(_text, value["ambiguous"])),
        )
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
        raise ParserFailed(
            f"The mail reader answered something that is no mail. It may have been subverted. {LOOK}"
        ) from None


def _box_out(box: Mailbox) -> list[str]:
    return [box.name, box.address]


def _box_in(value: Any) -> Mailbox:
    name, address = value
    return Mailbox(name=_text(name), address=_text(address))


def _attachment_in(value: Any) -> Attachment:
    index, filename, kind, data = value
    if type(index) is not int:
        raise TypeError("an index is a whole number")
    return Attachment(
        index=index,
        filename=_text(filename),
        content_type=_text(kind),
        data=base64.b64decode(data, validate=True),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


LOOK = "The original is kept as it came; let a person read it as plain text, and ask the sender to send it again."
"""What every refusal of a mail ends with."""


class ParseError(Exception):
    """A mail that cannot be read."""


class MailTooLarge(ParseError):
    """More bytes than a mail may have here."""


class NotAMail(ParseError):
    """No header of RFC 5322 in sight."""


class HeaderTooLong(ParseError):
    """Headers beyond the limit."""


class TooManyRecipients(ParseError):
    """More addresses in one header than the limit."""


class TooDeep(ParseError):
    """Parts nested beyond the limit."""


class TooManyParts(ParseError):
    """More parts than the limit."""


class ParserFailed(ParseError):
    """The reader broke down on this mail, or was killed."""


KINDS: dict[str, type[ParseError]] = {
    kind.__name__: kind
    for kind in (MailTooLarge, NotAMail, HeaderTooLong, TooManyRecipients, TooDeep, TooManyParts, ParserFailed)
}
"""The refusals by name, as they cross from the child."""
