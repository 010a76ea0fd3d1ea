"""Append to the public log: an epoch's events, shuffled and padded, under a head that moves by compare-and-swap only.

The database sequences, the files are derived: a crash between the two is mended by writing them again.
"""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from duly.ledger import tiles
from duly.ledger.accounting import open_kind
from duly.ledger.checkpoint import Checkpoint, open_checkpoint
from duly.ledger.entries import Committed
from duly.ledger.epochs import Leaf as MadeLeaf
from duly.ledger.epochs import due, seal_epoch, statement_leaf
from duly.ledger.merkle import Frontier, Tree, leaf_hash
from duly.ledger.models import Head, Leaf, Waiting
from duly.ledger.proofs import TlogProof, prove
from duly.ledger.signed_note import Signer
from duly.lib.keyring import log_key

HASH = 32


def log_signer() -> Signer:
    """The log's key under the log's name."""
    return Signer(settings.DULY.log_origin, log_key().private_bytes_raw())


class HeadMoved(Exception):
    """Somebody else appended meanwhile, or the head was set back: nothing was appended."""


def enqueue(ref: uuid.UUID, event: Committed, at: datetime) -> None:
    """Let a committed event wait for its epoch; called in the act's own transaction."""
    Waiting.objects.create(ref=ref, entry=event.entry, opening=open_kind(event), since=at)


def head() -> Head:
    """The head, made on first use."""
    return Head.objects.get_or_create(pk=1)[0]


def directory() -> Path:
    """Where the log lies as it is served."""
    return Path(settings.DULY.directory) / "ledger"


def _swap(old: Head, frontier: Frontier) -> bytes:
    """Sign the new head and put it in place of exactly the old one. Raises HeadMoved."""
    signer = log_signer()
    signed = Checkpoint(signer.name, frontier.size, frontier.root()).sign(signer)
    changed = Head.objects.filter(pk=old.pk, size=old.size, checkpoint=old.checkpoint).update(
        size=frontier.size, peaks=b"".join(frontier.peaks), checkpoint=signed
    )
    if not changed:
        raise HeadMoved("The head of the log moved while an epoch was closed. Nothing was appended; it is tried again.")
    return signed


def _refuse_to_go_back(old: Head) -> None:
    """A published head that is not behind ours means that the database was set back: appending would fork the log."""
    file = directory() / "checkpoint"
    if not file.exists():
        return
    published = open_checkpoint(file.read_bytes(), log_signer().vkey)
    if published.size > old.size or (published.size == old.size and file.read_bytes() != bytes(old.checkpoint)):
        raise HeadMoved(
            "The published log is longer than the database says, or another: an old backup was restored. Nothing is "
            "appended, since the log would be forked. Restore the newest backup, and every entry published since."
        )


def append(leaves: Sequence[MadeLeaf[uuid.UUID]]) -> Head:
    """Append leaves in this order; inside a transaction. Returns the new head. Raises HeadMoved."""
    old = Head.objects.select_for_update().get(pk=head().pk)
    _refuse_to_go_back(old)
    peaks = bytes(old.peaks)
    frontier = Frontier(old.size, [peaks[at : at + HASH] for at in range(0, len(peaks), HASH)])
    rows = []
    for made in leaves:
        rows.append(Leaf(index=frontier.size, entry=made.entry, opening=made.opening, ref=made.event))
        frontier.append(leaf_hash(made.entry))
    # the head first: whoever comes second is told that it moved, and not that a row of his exists already
    _swap(old, frontier)
    Leaf.objects.bulk_create(rows, batch_size=500)
    transaction.on_commit(publish)
    return head()


def close_epoch(*, until: datetime, closing: bool) -> Head:
    """Log what waits since before `until`; with `closing`, as a period ends, also what must show no finer date."""
    with transaction.atomic():
        waiting = list(Waiting.objects.select_for_update().filter(since__lt=until).order_by("since", "id"))
        queue = [MadeLeaf(bytes(row.entry), bytes(row.opening), row.ref) for row in waiting]
        leaves = due(queue, closing=closing)
        now = append(seal_epoch(leaves, slots=settings.DULY.ledger.slots, random_bytes=secrets.token_bytes))
        Waiting.objects.filter(ref__in=[leaf.event for leaf in leaves]).delete()
    return now


def log_statement(document: bytes) -> tuple[int, Head]:
    """Log a public document, which needs no padding; returns the index of its leaf and the new head."""
    with transaction.atomic():
        made: MadeLeaf[uuid.UUID] = statement_leaf(document)
        now = append([made])
    return now.size - 1, now


def tree() -> Tree:
    """The whole log in memory, for proofs."""
    return Tree(entries())


def publish() -> None:
    """Write the files of the log from the rows; those of full tiles never change."""
    lines = entries()
    tiles.write(directory(), Tree(lines), lines, bytes(head().checkpoint))
    tiles.replace_file(directory() / "log.vkey", f"{log_signer().vkey}\n".encode())


def entries() -> list[bytes]:
    """Every entry of the log, in order."""
    return [bytes(entry) for entry in Leaf.objects.order_by("index").values_list("entry", flat=True)]


def openings(start: int) -> list[bytes]:
    """What accounts for every leaf from `start` on."""
    return [leaf.opening for leaf in Leaf.objects.filter(index__gte=start).order_by("index")]


def head_at(size: int) -> bytes:
    """The signed head of the first `size` leaves. Ed25519 is deterministic: it is the one that was signed then."""
    signer = log_signer()
    return Checkpoint(signer.name, size, tree().root(size)).sign(signer)


def proof_of(ref: uuid.UUID) -> TlogProof | None:
    """The proof that a case's event is in the log under its present head; None while it waits for its epoch."""
    index = Leaf.objects.filter(ref=ref).values_list("index", flat=True).first()
    now = head()
    return None if index is None else prove(tree(), index, now.size, bytes(now.checkpoint))
