"""A checkpoint: the log's signed word on how many entries it has and what their root is.

Format: C2SP tlog-checkpoint, a signed note of three lines (origin, size, root) and no extension lines.
"""

import re
from dataclasses import dataclass
from typing import Self

from duly.ledger.merkle import HASH_BYTES
from duly.ledger.signed_note import Note, NoteError, Signer, VKey, decode_base64, encode_base64

BODY = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]{44})\n")


class CheckpointError(ValueError):
    """A checkpoint that is malformed, of another log, or not signed by its key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, the number of entries, their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse_text(cls, text: str) -> Self:
        """Read the three lines; CheckpointError for anything more, less or else."""
        match = BODY.fullmatch(text)
        root = decode_base64(match[3]) if match else b""
        if match is None or len(root) != HASH_BYTES:
            raise CheckpointError("This note is no log checkpoint of origin, size and root: fetch `checkpoint` again.")
        return cls(match[1], int(match[2]), root)

    def sign(self, signer: Signer) -> bytes:
        """The signed note; the signer's name must be the origin (tlog-checkpoint)."""
        if signer.name != self.origin:
            raise CheckpointError(
                f"The key is named {signer.name}, the log {self.origin}: a log signs under its own name. Give its key."
            )
        return bytes(signer.sign(self.text))


def open_checkpoint(data: bytes, key: VKey) -> Checkpoint:
    """The checkpoint in the note `data`, once `key`'s signature over it is verified; CheckpointError otherwise."""
    try:
        note = Note.parse(data)
        note.opened_by([key])
        checkpoint = Checkpoint.parse_text(note.text)
    except NoteError as problem:
        raise CheckpointError(str(problem)) from problem
    if checkpoint.origin != key.name:
        raise CheckpointError(f"The head is of {checkpoint.origin}, the key of {key.name}: this is another log's head.")
    return checkpoint
