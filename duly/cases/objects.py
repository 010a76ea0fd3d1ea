"""Objects of a case (papers, attachments, collected rows): locked under its key before they touch the disk."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings

from duly.cases.models import Case
from duly.lib import blobs
from duly.lib.vault import Label, VaultError


def _place(case: Case, purpose: str) -> str:
    return f"{case.locking_owner()}|object|{purpose}"


def directory() -> Path:
    """Where the locked objects of this instance lie."""
    return Path(settings.DULY.objects)


def keep(case: Case, data: bytes, *, purpose: str) -> str:
    """Lock `data` and store it durably; returns its random id. The bytes are on disk before the row that names them."""
    return blobs.put(directory(), case.locking_key().lock(data, label=Label.OBJECT, place=_place(case, purpose)))


def fetch(case: Case, object_id: str, *, purpose: str, digest: bytes | None = None) -> bytes:
    """The opened bytes of an object. Raises VaultError if the file was altered, belongs elsewhere, or is another.

    Objects of one case and purpose could be exchanged in the database: give the row's own `digest` where it has one.
    """
    data = case.locking_key().unlock(blobs.get(directory(), object_id), label=Label.OBJECT, place=_place(case, purpose))
    if digest is not None and sha256(data).digest() != digest:
        raise VaultError(
            f"An object of case {case.reference} is not the one that was kept under this row. Somebody wrote to the "
            "database past Duly: compare it with a backup."
        )
    return data
