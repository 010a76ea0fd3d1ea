"""What the requester holds from the first minute: our signed word that their case will be in the log by a deadline.

A signed note under the log's key: `origin/ack`, the commitment, the deadline. With the public entries after the
deadline it proves an omission to anybody, and needs no secret for that.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from duly.ledger.entries import event_entry
from duly.ledger.signed_note import Note, NoteError, Signer, VKey, decode_base64, encode_base64

SUFFIX = "/ack"
TEXT = re.compile(r"([^\n]+)/ack\n([^\n]{44})\n(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n")


class AcknowledgementError(ValueError):
    """An acknowledgement that is malformed, of another log, or not signed by its key."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The log's origin, the commitment of the `open` event, and the instant by which it must be logged (aware UTC)."""

    origin: str
    commitment: bytes
    deadline: datetime

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        moment = self.deadline.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"{self.origin}{SUFFIX}\n{encode_base64(self.commitment)}\n{moment}\n"

    def sign(self, signer: Signer) -> bytes:
        """The signed note, under the log's own key."""
        if signer.name != self.origin:
            raise AcknowledgementError(
                f"The key is named {signer.name}, the log {self.origin}: give the log's own key."
            )
        return bytes(signer.sign(self.text))

    @classmethod
    def open(cls, data: bytes, key: VKey) -> Self:
        """Read an acknowledgement and verify `key`'s signature; AcknowledgementError otherwise."""
        try:
            note = Note.parse(data)
            note.opened_by([key])
            match = TEXT.fullmatch(note.text)
            if match is None or match[1] != key.name:
                raise NoteError("The note is no acknowledgement of this log: check file and key.")
            deadline = datetime.strptime(match[3], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            return cls(match[1], decode_base64(match[2]), deadline)
        except ValueError as problem:
            raise AcknowledgementError(str(problem)) from problem

    def omitted(self, entries: bytes, *, at: datetime) -> bool:
        """Whether the log broke its word: the deadline is past at `at`, and no line of `entries` is the one."""
        lines = set(entries.splitlines(keepends=True))
        return at >= self.deadline and event_entry(self.commitment) not in lines
