"""Letters that leave: composed the same way every time, delivered at most once to a folder, or handed to a relay."""

import hashlib
import os
import re
import smtplib
import ssl
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

from duly.lib.blobs import sync_directory

Security = Literal["tls", "starttls", "none"]
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,200}@[A-Za-z0-9.-]{1,253}>")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PERMANENT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter."""

    filename: str
    content_type: str
    data: bytes


def compose(
    *,
    sender: str,
    to: Sequence[str],
    subject: str,
    body: str,
    message_id: str,
    date: datetime,
    attachments: Sequence[Enclosure] = (),
    in_reply_to: str | None = None,
    automatic: bool = False,
) -> bytes:
    """A letter as RFC 5322 bytes; the same arguments give the same bytes.

    Addresses are bare (`desk@provider.example`). `message_id` (`<…@…>`) makes delivery idempotent: derive it from the
    committed row. `automatic` marks what no person wrote (RFC 3834). Raises HeaderInjection for anything that could
    add a header or a recipient, and for a `date` without zone.
    """
    _check(sender, to, message_id, in_reply_to, date)
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = _line("subject", subject)
    message["Date"] = format_datetime(date.astimezone(UTC).replace(microsecond=0))
    message["Message-ID"] = message_id
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = in_reply_to
    if automatic:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    for enclosure in attachments:
        _enclose(message, enclosure)
    if attachments:  # "=_" cannot occur in quoted-printable or base64, so no content can end a part
        message.set_boundary(f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def deliver_to_folder(raw: bytes, directory: Path) -> Path:
    """Put a letter into a Maildir-like folder (`tmp`, `new`, `cur`) and return its path, once it survives a power cut.

    The name comes from the Message-ID: delivering the same letter again changes nothing and returns the first one,
    also when a reader has moved it to `cur`. Raises HeaderInjection for a letter without Message-ID; OSError.
    """
    name = f"{hashlib.sha256(_header(raw, 'Message-ID').encode()).hexdigest()[:32]}.eml"
    for folder in ("tmp", "new", "cur"):
        (directory / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    target = directory / "new" / name
    for known in (target, directory / "cur" / name):
        if known.exists():
            return known
    temporary = directory / "tmp" / f"{name}.{os.getpid()}.{os.urandom(4).hex()}"
    try:
        _write(temporary, raw)  # 1. the bytes are on the disk
        os.link(temporary, target)  # 2. they get their name, unless another worker was faster
    except FileExistsError:
        pass
    finally:
        temporary.unlink(missing_ok=True)
    sync_directory(target.parent)  # 3. the name is on the disk
    return target


def deliver_by_smtp(
    raw: bytes,
    *,
    host: str,
    port: int,
    security: Security = "starttls",
    user: str | None = None,
    password: str | None = None,
    timeout: float = 30.0,
) -> None:
    """Hand a letter to the relay at `host`:`port` (RFC 5321), within `timeout` seconds an answer.

    Sender and recipients are those of the letter's header. `security="none"` is for a relay on this machine only.
    Raises DeliveryError; its `permanent` says whether trying again is useless. SMTP has no exactly-once: after a lost
    answer the same Message-ID may arrive twice.
    """
    if security == "none" and host not in _LOOPBACK:
        raise DeliveryError(
            f"The relay {host} would get letters in clear text. Anyone on the way could read them. "
            'Set its security to "starttls" or "tls".',
            permanent=True,
        )
    sender = _header(raw, "From")
    recipients = [address.strip() for address in _header(raw, "To").split(",")]
    try:
        relay = _connect(host, port, security, timeout)
        try:
            if user is not None:
                relay.login(user, password or "")
            refused = relay.sendmail(sender, recipients, raw)
        finally:
            relay.close()  # no QUIT: the letter is answered for, and a failed goodbye must not send it twice
    except (smtplib.SMTPException, OSError) as wrong:
        raise DeliveryError(_failure(host, port, wrong), permanent=_is_permanent(wrong)) from wrong
    if refused:
        raise DeliveryError(
            f"The relay {host} took the letter for some recipients and refused {len(refused)}. "
            "Check their addresses; those it took will not get it twice if you write to the others alone.",
            permanent=all(code >= _PERMANENT for code, _ in refused.values()),
        )


def _connect(host: str, port: int, security: Security, timeout: float) -> smtplib.SMTP:
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
    relay = smtplib.SMTP(host, port, timeout=timeout)
    if security == "starttls":
        try:
            relay.starttls(context=ssl.create_default_context())
        except BaseException:
            relay.close()
            raise
    return relay


def _failure(host: str, port: int, wrong: Exception) -> str:
    code = getattr(wrong, "smtp_code", None)
    said = f"it answered {code}" if code else type(wrong).__name__
    return (
        f"The letter did not leave through {host}:{port} ({said}). It stays in the outbox. "
        "Check the relay's address, its certificate and the account in duly.toml."
    )


def _is_permanent(wrong: Exception) -> bool:
    if isinstance(wrong, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _ in wrong.recipients.values())
    # a refused login is ours to mend, after which trying again is right
    return (
        isinstance(wrong, smtplib.SMTPResponseException)
        and not isinstance(wrong, smtplib.SMTPAuthenticationError)
        and wrong.smtp_code >= _PERMANENT
    )


def _check(sender: str, to: Sequence[str], message_id: str, in_reply_to: str | None, date: datetime) -> None:
    if not to:
        raise HeaderInjection("The letter has no recipient, so nobody would get it. Name at least one address.")
    for address in (sender, *to):
        if not _ADDRESS.fullmatch(address):
            raise HeaderInjection(
                f"{address[:80]!a} is not a bare e-mail address; it could add a header or a recipient. "
                "Correct the address in the directory."
            )
    for identity in (message_id, *([in_reply_to] if in_reply_to else [])):
        if not _MESSAGE_ID.fullmatch(identity):
            raise HeaderInjection(
                f"{identity[:80]!a} is not a message id of the form <name@domain>; it could add a header. "
                "Leave out In-Reply-To, or derive the id anew."
            )
    if date.tzinfo is None:
        raise HeaderInjection("The letter's date has no time zone, so it could be hours off. Pass an instant in UTC.")


def _line(what: str, text: str) -> str:
    odd = next((c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")), None)
    if odd is not None:
        raise HeaderInjection(
            f"The {what} of a letter contains the control character U+{ord(odd):04X}; it could add a header. "
            "Take it out."
        )
    return text


def _enclose(message: EmailMessage, enclosure: Enclosure) -> None:
    if not _TYPE.fullmatch(enclosure.content_type):
        raise HeaderInjection(
            f"{enclosure.content_type[:80]!a} is not a content type; it could add a header. "
            "Use application/octet-stream."
        )
    maintype, _, subtype = enclosure.content_type.partition("/")
    if maintype in ("message", "multipart"):  # those may not be encoded, so they would not arrive byte for byte
        maintype, subtype = "application", "octet-stream"
    message.add_attachment(
        enclosure.data, maintype=maintype, subtype=subtype, filename=_line("attachment's name", enclosure.filename)
    )


def _header(raw: bytes, name: str) -> str:
    value = BytesHeaderParser(policy=policy.SMTP).parsebytes(raw)[name]
    if not value:
        raise HeaderInjection(f"The letter has no {name}, so it cannot be delivered safely. Compose it with lib/mail.")
    return str(value)


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


class MailError(Exception):
    """A letter that cannot leave."""


class HeaderInjection(MailError, ValueError):
    """Something in the letter could add a header or a recipient, or is missing."""


class DeliveryError(MailError):
    """The relay did not take the letter."""

    def __init__(self, words: str, *, permanent: bool) -> None:
        """`permanent`: trying again without a change is useless."""
        super().__init__(words)
        self.permanent = permanent
