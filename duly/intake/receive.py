"""Receive a demand: lock the original, put it on the register, acknowledge it. Nothing is parsed here."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError

from duly.cases import correspondence, objects
from duly.cases.advance import begin
from duly.cases.models import Case, Demand
from duly.intake.acknowledge import acknowledge
from duly.intake.duplicates import fingerprint, refuse_duplicate
from duly.ledger.entries import Kind
from duly.lib.keyring import root_key
from duly.requesters.models import Officer
from duly.staff.actors import Actor

MOST_BYTES = 25 * 1024 * 1024
"""Larger originals are refused aloud at the door; the sender is told to use another way."""
LOOK_WITHIN = timedelta(hours=8)
"""Until somebody has read the date off the paper, the shortest that a law gives (Reg. (EU) 2023/1543 art. 10(4))."""
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


class Unreceivable(ValueError):
    """The bytes cannot be put on the register at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A demand as it came: its bytes, its name, its media type, and the channel."""

    data: bytes
    name: str
    media_type: str
    channel: str


def new_reference() -> str:
    """A random case number without vowels or look-alikes, e.g. `D-7KQ2-M4XB`."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"D-{letters[:4]}-{letters[4:]}"


def _acknowledgement(case: Case, digest: bytes, at: datetime, promise: str) -> tuple[str, str]:
    provider = settings.DULY.provider.name
    return (
        f"Received: {case.reference}",
        f"{provider} received your message on {at:%Y-%m-%d at %H:%M:%S} UTC and put it on its register "
        f"under the number {case.reference}.\n\n"
        f"SHA-256 of what was received: {digest.hex()}\n\n"
        "This acknowledges receipt only. It is no acceptance of service and waives nothing. We will write when we need "
        "something from you, or with our answer. Please give the number whenever you write.\n\n"
        "The lines below are our signed word that this case will be in our public log by the date in them. Keep them "
        "exactly as they are: with them anybody can show that a case was left out.\n\n"
        f"{promise}",
    )


def _refuse_unreceivable(paper: Paper) -> None:
    if not paper.data:
        raise Unreceivable(
            "The file is empty, so there is nothing to put on the register. Check the path and try again."
        )
    if len(paper.data) > MOST_BYTES:
        raise Unreceivable(
            f"The file has {len(paper.data):,} bytes; {MOST_BYTES:,} are accepted. Nothing was kept. "
            "Ask the sender to split it, or enter the first pages as paper."
        )


def receive(
    paper: Paper, *, officer: Officer | None = None, reply_to: str = "", by: Actor, at: datetime, because: str
) -> Case:
    """Put a paper on the register and acknowledge it, before anything reads it.

    Returns the new case in state `received`. Raises AlreadyReceived for bytes that are on the register, and
    Unreceivable for an empty paper or one over 25 MiB.
    """
    _refuse_unreceivable(paper)
    digest = sha256(paper.data).digest()
    mark = fingerprint(digest)
    refuse_duplicate(mark)
    case_id = uuid.uuid4()
    _, wrapped = root_key().wrap(owner=str(case_id))
    case = Case(
        id=case_id, reference=new_reference(), wrapped_key=wrapped, channel=paper.channel, officer=officer,
        due_at=at + LOOK_WITHIN,
    )  # fmt: skip
    # The bytes lie on disk, locked, before the row that names them: a crash leaves a file without a row, never a row
    # without its demand.
    object_id = objects.keep(case, paper.data, purpose="demand")
    try:
        with begin(case, by=by, at=at, because=because) as step:
            Demand.objects.create(
                case=case, arrived_at=at, object_id=object_id, digest=digest, fingerprint=mark, size=len(paper.data),
                name=paper.name, media_type=paper.media_type,
            )  # fmt: skip
            promise = acknowledge(step.publish(Kind.OPEN, {}).commitment, at)
            subject, body = _acknowledgement(case, digest, at, promise)
            correspondence.write(
                case,
                kind="acknowledgement",
                to=reply_to or (officer.mail if officer else ""),
                subject=subject,
                body=body,
                at=at,
            )
            step.digest = digest.hex()
            step.details["channel"] = paper.channel
    except IntegrityError:
        refuse_duplicate(mark)
        raise
    return case
