"""A store of opaque objects in a directory: each is written whole or not at all, and survives a power cut.

The store neither reads nor locks what it keeps; callers hand it bytes that are locked already (lib/vault).
"""

import os
import re
import secrets
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{32}")
_FILE_MODE = 0o600
_DIRECTORY_MODE = 0o700


def put(directory: Path, data: bytes) -> str:
    """Keep `data` and return its new random id, once it is certain to survive a power cut.

    Commit the row that names the id only after this returns: an object without a row is swept, a row without an
    object is a loss. Raises OSError when the disk refuses; nothing half-written then bears an id.
    """
    blob = secrets.token_hex(16)
    final = _path(directory, blob)
    _make(final.parent)
    temporary = final.parent / f".{blob}.part"
    try:
        _write(temporary, data)  # 1. the bytes are on the disk
        os.replace(temporary, final)  # 2. they get their name
        sync_directory(final.parent)  # 3. the name is on the disk
    except BaseException:
        temporary.unlink(missing_ok=True)
        final.unlink(missing_ok=True)
        raise
    return blob


def get(directory: Path, blob: str) -> bytes:
    """The bytes kept under `blob`. Raises BlobMissing, or BlobIdError for what is no id of this store."""
    try:
        return _path(directory, blob).read_bytes()
    except FileNotFoundError:
        raise BlobMissing(
            f"The object {blob} is not in the store. It was deleted, or the store and the database come from "
            "different backups. Restore the store that belongs to this database."
        ) from None


def exists(directory: Path, blob: str) -> bool:
    """Whether `blob` is kept. Raises BlobIdError."""
    return _path(directory, blob).is_file()


def delete(directory: Path, blob: str) -> None:
    """Forget `blob`; deleting what is already gone is no error. Raises BlobIdError.

    The bytes may remain on the medium or in backups: only destroying the key makes them unreadable.
    """
    path = _path(directory, blob)
    if path.exists():
        path.unlink(missing_ok=True)
        sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make the names in `directory` survive a power cut: fsync of a file does not cover its name."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _path(directory: Path, blob: str) -> Path:
    if not _ID.fullmatch(blob):
        raise BlobIdError(
            f"{blob[:40]!r} is no object id: ids are 32 hexadecimal digits. Somebody may be trying to reach a file "
            "outside the store. Take the id from the row that names the object."
        )
    return directory / blob[:2] / blob


def _make(folder: Path) -> None:
    for part in (folder.parent, folder):
        if not part.is_dir():
            part.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
            sync_directory(part.parent)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


class BlobError(Exception):
    """The object store cannot do what was asked."""


class BlobMissing(BlobError):
    """No object has this id."""


class BlobIdError(BlobError):
    """Not the shape of an id."""
