"""Objects of a case (papers, attachments, collected rows): locked under its key before they touch the disk."""

from pathlib import Path

from django.conf import settings

from duly.cases.models import Case
from duly.lib import blobs
from duly.lib.vault import Label


def _place(case: Case, purpose: str) -> str:
    return f"{case.locking_owner()}|object|{purpose}"


def directory() -> Path:
    """Where the locked objects of this instance lie."""
    return Path(settings.DULY.objects)


def keep(case: Case, data: bytes, *, purpose: str) -> str:
    """Lock `data` and store it durably; returns its random id. The bytes are on disk before the row that names them."""
    return blobs.put(directory(), case.locking_key().lock(data, label=Label.OBJECT, place=_place(case, purpose)))


def fetch(case: Case, object_id: str, *, purpose: str) -> bytes:
    """The opened bytes of an object. Raises VaultError if the file was altered or belongs elsewhere."""
    return case.locking_key().unlock(blobs.get(directory(), object_id), label=Label.OBJECT, place=_place(case, purpose))
