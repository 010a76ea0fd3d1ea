"""Read a stranger's mail without letting it near the server: a child reads, we take its typed answer."""

import json

from duly.lib.isolation import IsolationError, run_isolated
from duly.lib.mail_message import (
    KINDS,
    LOOK,
    Attachment,
    Mail,
    Mailbox,
    MailTooLarge,
    ParseError,
    ParserFailed,
    from_json,
)
from duly.lib.mail_parsing import MAIL_BYTES

__all__ = ["Attachment", "Mail", "Mailbox", "ParseError", "read_mail"]

_PARSER = "duly.lib.mail_parsing"
_SECONDS = 10
_MEMORY_MB = 384


def read_mail(raw: bytes) -> Mail:
    """The mail in `raw` (RFC 5322, up to 36 MB, which carry 25 MiB of annexes), read in an isolated child within 10 s.

    Raises ParseError and nothing else: MailTooLarge, NotAMail, HeaderTooLong (32 KB), TooManyRecipients (100),
    TooDeep (20), TooManyParts (200), ParserFailed. Keep and acknowledge the original *before* calling this.
    """
    if len(raw) > MAIL_BYTES:
        raise MailTooLarge(f"The mail has {len(raw)} bytes; {MAIL_BYTES} are allowed. {LOOK}")
    try:
        said = json.loads(run_isolated(_PARSER, raw, seconds=_SECONDS, memory_mb=_MEMORY_MB))
    except IsolationError as wrong:
        raise ParserFailed(f"The mail could not be read. {wrong}") from wrong
    if isinstance(said, dict) and "mail" in said:
        return from_json(said["mail"])
    if isinstance(said, dict) and said.get("error") in KINDS and isinstance(said.get("words"), str):
        raise KINDS[said["error"]](said["words"])
    raise ParserFailed(f"The mail reader answered something that is no mail. {LOOK}")
