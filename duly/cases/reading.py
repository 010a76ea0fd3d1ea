"""A case as a page or a command shows it: frozen values, opened from locked columns, never the rows themselves."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duly.cases import objects
from duly.cases.models import Attachment, Attempt, Case, Demand, Letter
from duly.law.facts import DemandFacts

# Doors import no models: they name the type `Case` from here.
__all__ = [
    "TO_THE_OFFICER",
    "AttachmentSeen",
    "AttemptSeen",
    "Case",
    "FileSeen",
    "LetterSeen",
    "NoSuchPaper",
    "PaperSeen",
    "attachment_of",
    "attempts_of",
    "facts_of",
    "letters_of",
    "letters_to_officer",
    "original_of",
    "papers_of",
]

TO_THE_OFFICER = frozenset(
    {"acknowledgement", "clarification", "refusal", "challenge", "withdrawal", "no_data", "package_ready"}
)
"""Kinds of letter that go to who asks. A letter to a user is none of the officer's business: she never sees it."""


class NoSuchPaper(LookupError):
    """The case has no paper or attachment of this id; a paper of another case is told apart by nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentSeen:
    """A part of a mail."""

    id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSeen:
    """A demand as served, and what was read from it."""

    id: uuid.UUID
    arrived_at: datetime
    name: str
    media_type: str
    size: int
    sha256: str
    parsed: dict[str, Any]
    """`kind` is `mail`, `paper`, `unreadable` (with `why`) or "" before anything was read."""
    attachments: tuple[AttachmentSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSeen:
    """A letter, sent or waiting."""

    kind: str
    written_at: datetime
    sent_at: datetime | None
    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSeen:
    """What the machine tried in vain."""

    act: str
    tried_at: datetime
    next_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """Bytes to hand out, with the name and type that the sender gave them."""

    name: str
    media_type: str
    data: bytes


def facts_of(case: Case) -> DemandFacts | None:
    """What the demand says, or None before anybody read it off the paper."""
    return case.facts if case.facts_json is not None else None


def _attachments(demand: Demand) -> tuple[AttachmentSeen, ...]:
    parts = Attachment.objects.filter(demand=demand).select_related("case")
    return tuple(
        AttachmentSeen(id=part.pk, name=part.name, media_type=part.media_type, size=part.size, sha256=part.digest.hex())
        for part in parts
    )


def papers_of(case: Case) -> tuple[PaperSeen, ...]:
    """Every demand of the case, the first to arrive first."""
    demands = Demand.objects.filter(case=case).select_related("case").order_by("arrived_at", "id")
    return tuple(
        PaperSeen(
            id=demand.pk,
            arrived_at=demand.arrived_at,
            name=demand.name,
            media_type=demand.media_type,
            size=demand.size,
            sha256=demand.digest.hex(),
            parsed=demand.parsed or {"kind": ""},
            attachments=_attachments(demand),
        )
        for demand in demands
    )


def letters_of(case: Case) -> tuple[LetterSeen, ...]:
    """Every letter of the case, in the order in which they were written."""
    letters = Letter.objects.filter(case=case).select_related("case").order_by("written_at", "id")
    return tuple(
        LetterSeen(
            kind=letter.kind,
            written_at=letter.written_at,
            sent_at=letter.sent_at,
            to=letter.to,
            subject=letter.subject,
            body=letter.body,
        )
        for letter in letters
    )


def letters_to_officer(case: Case) -> tuple[LetterSeen, ...]:
    """The letters that the requester of the case got, or will get."""
    return tuple(letter for letter in letters_of(case) if letter.kind in TO_THE_OFFICER)


def attempts_of(case: Case) -> tuple[AttemptSeen, ...]:
    """What failed, the last first."""
    attempts = Attempt.objects.filter(case=case).select_related("case").order_by("-tried_at")
    return tuple(
        AttemptSeen(act=tried.act, tried_at=tried.tried_at, next_at=tried.next_at, error=tried.error)
        for tried in attempts
    )


def original_of(case: Case, paper: uuid.UUID) -> FileSeen:
    """A paper as served. Raises NoSuchPaper, or VaultError if the file was altered."""
    demand = Demand.objects.filter(case=case, pk=paper).first()
    if demand is None:
        raise NoSuchPaper(f"Case {case.reference} has no such paper. Open the case again and choose one that it lists.")
    data = objects.fetch(case, demand.object_id, purpose="demand", digest=demand.digest)
    return FileSeen(name=demand.name, media_type=demand.media_type, data=data)


def attachment_of(case: Case, part: uuid.UUID) -> FileSeen:
    """An attachment, byte for byte. Raises NoSuchPaper, or VaultError if the file was altered."""
    found = Attachment.objects.filter(case=case, pk=part).first()
    if found is None:
        raise NoSuchPaper(
            f"Case {case.reference} has no such attachment. Open the case again and choose one that it lists."
        )
    data = objects.fetch(case, found.object_id, purpose="attachment", digest=found.digest)
    return FileSeen(name=found.name, media_type=found.media_type, data=data)
