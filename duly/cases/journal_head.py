"""The head of a journal outside the database: how long it was, and its last link, so that a cut-off end is missed.

The file follows the commit. One that lags behind the journal is a crash between the two and does no harm; a journal
that is shorter than its head says, or has another link there, was cut or rewritten.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from duly.cases.models import Case
from duly.lib.blobs import sync_directory
from duly.lib.vault import Label, VaultError


class JournalBroken(Exception):
    """The journal of a case does not hold together: somebody wrote to it past Duly."""


def _path(case: Case) -> Path:
    return Path(settings.DULY.directory) / "heads" / f"{case.pk}"


def _place(case: Case) -> str:
    return f"{case.locking_owner()}|journal head"


def _known(case: Case) -> tuple[int, str] | None:
    """How many rows the journal had, and its last link (hex); None before the first commit."""
    try:
        record = _path(case).read_bytes()
    except FileNotFoundError:
        return None
    try:
        seq, link = json.loads(case.locking_key().unlock(record, label=Label.JOURNAL, place=_place(case)))
    except VaultError as error:
        raise JournalBroken(f"The head of the journal of case {case.reference} was changed. {error}") from error
    return seq, link


def keep(case: Case, seq: int, chain: bytes) -> None:
    """Write the head of a committed journal: written, flushed, then renamed over the old one."""
    known = _known(case)
    if known is not None and known[0] >= seq:
        return  # two acts were committed one after the other, and the later one was here first
    path = _path(case)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    plain = json.dumps([seq, chain.hex()]).encode()
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(case.locking_key().lock(plain, label=Label.JOURNAL, place=_place(case)))
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, path)
    sync_directory(path.parent)


def compare(case: Case, chains: Sequence[bytes]) -> None:
    """Raise JournalBroken if the journal, given as its links in order, is shorter than its head or differs there."""
    known = _known(case)
    if known is None:
        return
    seq, link = known
    if len(chains) < seq or chains[seq - 1].hex() != link:
        raise JournalBroken(
            f"The journal of case {case.reference} had {seq} rows and has lost its end, or it was rewritten. Nothing "
            "is done with this case. Compare it with a backup and find out who can write to the database; after "
            "restoring a backup, restore the folder `heads` of the same backup too."
        )
