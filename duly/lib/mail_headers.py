"""What the headers of a mail say, read twice where it matters, with a note wherever two readers could differ."""

import re
from datetime import UTC, datetime
from email.errors import ObsoleteHeaderDefect
from email.message import Message
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime

from duly.lib.mail_message import LOOK, HeaderTooLong, Mailbox, TooManyRecipients
from duly.lib.mail_text import from_header, one_line

RECIPIENTS = 100
ADDRESS_BYTES = {"From": 2_048, "Reply-To": 2_048, "To": 8_192, "Cc": 8_192}
"""How long an address header may be: the standard library takes quadratic time (7.9 s for 32 KB of quotes)."""
_QUOTES = 400
_ADDRESS = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,255}")
_ONCE = ("From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To")
_ONCE_MIME = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding")
_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,990}>")
_FOLD = re.compile(r"[\r\n]+")


def duplicates(message: Message) -> list[str]:
    """A note for each header that RFC 5322 (3.6) or 2045 allows once and that occurs more often."""
    counts = [(name, len(_raw(message, name))) for name in (*_ONCE, *_ONCE_MIME)]
    return [
        f"The header {name} occurs {count} times; mail programs differ on which one they show."
        for name, count in counts
        if count > 1
    ]


def people(message: Message, notes: list[str]) -> tuple[Mailbox | None, dict[str, tuple[Mailbox, ...]]]:
    """The sender (None when there is not exactly one to be read) and the mailboxes of To, Cc and Reply-To.

    Adds to `notes`. Raises TooManyRecipients beyond 100 addresses in a header, HeaderTooLong beyond ADDRESS_BYTES.
    """
    boxes = {name: _mailboxes(message, name, notes) for name in ("From", "To", "Cc", "Reply-To")}
    senders = boxes.pop("From")
    if len(senders) > 1:
        notes.append(f"The header From names {len(senders)} senders; the first is shown.")
    return (senders[0] if senders else None), boxes


def subject(message: Message) -> str:
    """The first Subject as one line, or nothing."""
    raw = _raw(message, "Subject")
    return from_header(raw[0]) if raw else ""


def date(message: Message) -> datetime | None:
    """The sender's claim of when it was written, in UTC; None when missing or no date."""
    raw = _raw(message, "Date")
    try:
        at = parsedate_to_datetime(_FOLD.sub(" ", raw[0]))
        # "-0000" gives a naive time: UTC, written somewhere unknown (RFC 5322, 3.3)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (IndexError, TypeError, ValueError, OverflowError):
        return None


def identity(message: Message, name: str) -> str | None:
    """The message id in header `name`, with its angle brackets; None when missing or not one."""
    for raw in _raw(message, name)[:1]:
        found = _ID.match(_FOLD.sub(" ", raw).strip())
        return found.group() if found else None
    return None


def automatic(message: Message) -> bool:
    """Whether a machine sent it: Auto-Submitted (RFC 3834), a bounce's empty Return-Path, a list, or Precedence."""
    submitted = [raw.strip().lower() for raw in _raw(message, "Auto-Submitted")]
    if any(value and value != "no" for value in submitted):
        return True
    if any(raw.strip() == "<>" for raw in _raw(message, "Return-Path")) or _raw(message, "List-Id"):
        return True
    return any(raw.strip().lower() in ("bulk", "junk", "list", "auto_reply") for raw in _raw(message, "Precedence"))


def _mailboxes(message: Message, name: str, notes: list[str]) -> tuple[Mailbox, ...]:
    values = _raw(message, name)
    if not values:
        return ()
    value = _FOLD.sub(" ", values[0]).encode("ascii", "surrogateescape").decode("utf-8", "replace")
    # an address has one @ and addresses have a comma between them: whichever is rarer bounds the number
    if min(value.count("@"), value.count(",") + value.count(";") + 1) > RECIPIENTS:
        raise TooManyRecipients(f"The header {name} names more than {RECIPIENTS} addresses. {LOOK}")
    if len(value) > ADDRESS_BYTES[name]:
        raise HeaderTooLong(f"The header {name} is longer than {ADDRESS_BYTES[name]} characters. {LOOK}")
    unreadable = f"The header {name} cannot be read as addresses."
    try:
        first, second, well_formed = _two_readings(name, value)
    except (Exception, RecursionError):  # both readers fail in many ways on hostile input
        notes.append(unreadable)
        return ()
    if [box.address for box in first] != second:
        notes.append(f"The header {name} can be read in two ways; mail programs differ on which address they show.")
    elif not well_formed:
        notes.append(f"The header {name} is not well formed; mail programs differ on which address they show.")
    elif not all(_ADDRESS.fullmatch(address) for address in second):
        notes.append(unreadable)
    if any("@" in box.name and box.address not in box.name for box in first):
        notes.append(f"A name in the header {name} looks like an address, but another address stands behind it.")
    return tuple(box for box in first if _ADDRESS.fullmatch(box.address))


def _two_readings(name: str, value: str) -> tuple[list[Mailbox], list[str], bool]:
    """The mailboxes as the standard library's new reader sees them, the addresses as its old one does, and whether
    the header keeps to the grammar (obsolete forms included: a dot in a name is common)."""
    if value.count('"') > _QUOTES:
        raise ValueError("too many quotes")
    header = default.header_factory(name, value)
    found = [_box(a.display_name, a.addr_spec) for a in header.addresses]
    second = [one_line(address) for _, address in getaddresses([value])]
    well_formed = all(isinstance(defect, ObsoleteHeaderDefect) for defect in header.defects)
    return [box for box in found if box.address], [address for address in second if address], well_formed


def _box(name: str, address: str) -> Mailbox:
    return Mailbox(name=one_line(name), address=one_line(address))


def _raw(message: Message, name: str) -> list[str]:
    """Every value of header `name` as it stands, undecodable bytes as surrogates."""
    return [value for key, value in message.raw_items() if key.lower() == name.lower()]
