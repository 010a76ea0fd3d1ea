"""The room that locks: every sensitive field and object is encrypted here, under a key of its own case.

A record is `version (1) | key id (8) | epoch (2) | nonce (12) | ciphertext and tag`, AES-256-GCM (NIST SP 800-38D).
The place where a record stands (table, column, row) is bound as associated data, so that no record can be moved. Per
case one random key; from it HKDF-SHA256 (RFC 5869) makes separate keys for fields, objects, the journal and the ledger.
"""

import os
import secrets
import stat
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
KEY_BYTES = 32
_ID_BYTES, _EPOCH_BYTES, _NONCE_BYTES = 8, 2, 12
_HEADER = 1 + _ID_BYTES + _EPOCH_BYTES


class Label(StrEnum):
    """What a derived key is for; one key never serves two labels."""

    FIELD = "field"
    OBJECT = "object"
    JOURNAL = "journal"
    LEDGER = "ledger"
    WRAP = "wrap"


class VaultError(Exception):
    """Something cannot be locked or opened; the message says what to do."""


class Secret:
    """Bytes that never show themselves: not in a log, a traceback, a repr or a pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal(self) -> bytes:
        """The bytes themselves; call it only where they are used."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and secrets.compare_digest(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> NoReturn:
        raise VaultError("A secret cannot be copied out of the process. Pass the file it came from instead.")


@lru_cache(maxsize=4096)
def _cipher(key: bytes, label: Label) -> AESGCM:
    info = b"duly vault v1\0" + label.encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key))


def _key_id(key: bytes) -> bytes:
    return sha256(b"duly key id v1\0" + key).digest()[:_ID_BYTES]


@dataclass(frozen=True, slots=True)
class Key:
    """An opened key: it locks and unlocks records, and never shows itself."""

    secret: Secret
    epoch: int = 0

    def lock(self, plain: bytes, *, label: Label, place: str) -> bytes:
        """Encrypt `plain` for exactly this place, e.g. `case|cases_item|identifier|<row id>`."""
        key = self.secret.reveal()
        header = bytes([VERSION]) + _key_id(key) + self.epoch.to_bytes(_EPOCH_BYTES)
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + _cipher(key, label).encrypt(nonce, plain, header + place.encode())

    def unlock(self, record: bytes, *, label: Label, place: str) -> bytes:
        """Decrypt a record of this place. Raises VaultError if it was altered, moved or locked under another key."""
        key = self.secret.reveal()
        header, nonce, sealed = (
            record[:_HEADER],
            record[_HEADER : _HEADER + _NONCE_BYTES],
            record[_HEADER + _NONCE_BYTES :],
        )
        if len(header) < _HEADER or header[0] != VERSION:
            raise VaultError(
                f"The record at {place} is not one of this vault (format {record[:1].hex() or 'empty'}). "
                "Somebody wrote to the database past Duly, or it is damaged: restore this row from a backup."
            )
        if header[1 : 1 + _ID_BYTES] != _key_id(key):
            raise VaultError(
                f"The record at {place} was locked under another key. Check that the key file belongs to this database."
            )
        try:
            return _cipher(key, label).decrypt(nonce, sealed, header + place.encode())
        except InvalidTag:
            raise VaultError(
                f"The record at {place} was altered or moved since Duly wrote it. Nothing was read from it. "
                "Restore this row from a backup and find out who can write to the database."
            ) from None

    def derive(self, label: Label) -> bytes:
        """32 bytes that follow from this key for one purpose, for what is not encryption (HMAC, commitments)."""
        info = b"duly vault v1\0" + label.encode() + b"\0bytes"
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self.secret.reveal())

    def wrap(self, *, owner: str) -> tuple["Key", bytes]:
        """Make a fresh key that only this key can open; returns it and its wrapped form to be stored."""
        fresh = secrets.token_bytes(KEY_BYTES)
        return Key(Secret(fresh), self.epoch), self.lock(fresh, label=Label.WRAP, place=f"key|{owner}")

    def unwrap(self, wrapped: bytes, *, owner: str) -> "Key":
        """Open a key that `wrap` made for this owner."""
        return Key(Secret(self.unlock(wrapped, label=Label.WRAP, place=f"key|{owner}")), self.epoch)


def create_root(path: Path) -> None:
    """Write a new root key file, readable by its owner only. An existing file is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(b"duly-root-key-v1 " + b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def load_root(path: Path) -> Key:
    """Read the root key. A file that others than its owner may read is refused (security.md, key providers)."""
    refuse_if_readable_by_others(path)
    try:
        name, text = path.read_bytes().split()
        raw = b64decode(text, validate=True)
    except ValueError:
        name, raw = b"", b""
    if name != b"duly-root-key-v1" or len(raw) != KEY_BYTES:
        raise VaultError(
            f"{path} is not a root key file of Duly. Restore the right file: without it nothing can be read."
        )
    return Key(Secret(raw))


def refuse_if_readable_by_others(path: Path) -> None:
    """Raise VaultError unless the file exists and only its owner can read it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise VaultError(
            f"There is no key file at {path}. Run `duly init`, or restore the file from its own backup."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise VaultError(
            f"The key file {path} can be read by other users (mode {stat.S_IMODE(mode):04o}). Run: chmod 600 {path}"
        )
