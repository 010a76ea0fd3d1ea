"""Read a received mail in the limited child and keep what it found; a bad part never stops a demand."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings

from duly.cases import objects
from duly.cases.advance import advance
from duly.cases.correspondence import address_acknowledgement
from duly.cases.lifecycle import Act
from duly.cases.models import Attachment, Attempt, Case, Demand
from duly.lib.isolation import isolation_level, isolation_words
from duly.lib.mail_message import ParseError
from duly.lib.mail_reading import read_mail
from duly.staff.actors import Actor

MAIL = "message/rfc822"


class NotIsolated(Exception):
    """Bytes from outside are parsed only in a fully isolated child, and this machine has none."""


def original(demand: Demand) -> bytes:
    """The paper as served, opened. Raises VaultError if it is not the one that was received."""
    return objects.fetch(demand.case, demand.object_id, purpose="demand", digest=demand.digest)


def attachment_bytes(attachment: Attachment) -> bytes:
    """An attachment, byte for byte."""
    return objects.fetch(attachment.case, attachment.object_id, purpose="attachment", digest=attachment.digest)


def read(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Read each mail of the case that was not read yet: sender, subject, text, attachments byte for byte.

    What cannot be read is an attempt with its reason, and the original stays: a person registers it by hand.
    """
    if settings.DULY.require_isolation and isolation_level() != "full":
        raise NotIsolated(
            f"The mail of {case.reference} was not read: {isolation_words(isolation_level())} The original is safe. "
            "Install bubblewrap (`duly check` says more), or register it by hand."
        )
    with advance(case, Act.READ, by=by, at=at, because=because) as step:
        for demand in Demand.objects.filter(case=step.case, parsed=None):
            if demand.media_type != MAIL:
                demand.parsed = {"kind": "paper"}
                demand.save()
                continue
            try:
                mail = read_mail(original(demand))
            except ParseError as error:
                demand.parsed = {"kind": "unreadable", "why": str(error)}
                demand.save()
                Attempt.objects.create(case=step.case, act=Act.READ, tried_at=at, error=str(error))
                continue
            demand.parsed = {
                "kind": "mail",
                "sender": mail.sender.address if mail.sender else "",
                "sender_name": mail.sender.name if mail.sender else "",
                "subject": mail.subject,
                "date": mail.date.isoformat() if mail.date else "",
                "text": mail.body,
                "message_id": mail.message_id or "",
                "automatic": mail.automatic,
                "ambiguous": list(mail.ambiguous),
            }
            demand.save()
            for part in mail.attachments:
                object_id = objects.keep(step.case, part.data, purpose="attachment")
                Attachment.objects.create(
                    case=step.case, demand=demand, object_id=object_id, digest=sha256(part.data).digest(),
                    size=len(part.data), name=part.filename, media_type=part.content_type,
                )  # fmt: skip
            if mail.sender is not None and not mail.automatic:
                address_acknowledgement(step.case, mail.sender.address)
