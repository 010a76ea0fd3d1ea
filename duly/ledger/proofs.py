"""A proof in one text file: that an entry stands at its place in the log, with the signed head that covers it.

Format: c2sp.org/tlog-proof@v1, without `extra` data (it would not be authenticated).
"""

import re
from dataclasses import dataclass
from typing import Self

from duly.ledger.checkpoint import Checkpoint, open_checkpoint
from duly.ledger.merkle import HASH_BYTES, Tree, leaf_hash, verify_inclusion
from duly.ledger.signed_note import NoteError, VKey, decode_base64, encode_base64

HEADER = "c2sp.org/tlog-proof@v1"
INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class ProofFormatError(ValueError):
    """Text that is no tlog-proof in its one spelling."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An index, the audit path from the leaf's side, and the signed checkpoint as published."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def __str__(self) -> str:
        hashes = "".join(encode_base64(node) + "\n" for node in self.path)
        return f"{HEADER}\nindex {self.index}\n{hashes}\n{self.checkpoint.decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a proof; ProofFormatError unless it is spelled exactly as we would spell it."""
        head, _, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        index = INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
        if lines[0] != HEADER or index is None or not checkpoint:
            raise ProofFormatError("This is no tlog-proof without extra data: the file is damaged. Ask for it again.")
        try:
            path = tuple(decode_base64(line) for line in lines[2:])
        except NoteError as problem:
            raise ProofFormatError(f"A hash of the proof is damaged: {problem}") from problem
        if any(len(node) != HASH_BYTES for node in path):
            raise ProofFormatError("A hash of the proof is not of 32 bytes: the file is damaged. Ask for it again.")
        return cls(int(index[1]), path, checkpoint.encode())

    def verify(self, entry: bytes, key: VKey) -> Checkpoint:
        """The head under which `entry` is logged; CheckpointError or merkle.ProofError if it is not."""
        head = open_checkpoint(self.checkpoint, key)
        verify_inclusion(leaf_hash(entry), self.index, head.size, self.path, head.root)
        return head


def prove(tree: Tree, index: int, size: int, checkpoint: bytes) -> TlogProof:
    """The proof of leaf `index` under the signed `checkpoint` of `size` entries."""
    return TlogProof(index, tuple(tree.inclusion(index, size)), checkpoint)


def consistency_text(path: list[bytes]) -> bytes:
    """A consistency proof as lines of base64, the old tree's side first (RFC 6962 §2.1.2)."""
    return "".join(encode_base64(node) + "\n" for node in path).encode()
