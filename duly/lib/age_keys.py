"""Keys of the age format (age-encryption.org/v1, X25519): who can open a locked file, and that key's fingerprint."""

import hashlib

import pyrage

RECIPIENT_PREFIX = "age1"
IDENTITY_PREFIX = "AGE-SECRET-KEY-1"


class AgeKeyError(ValueError):
    """A text is not an age key of the kind wanted. The text itself is never repeated: it may be a secret."""


class LockedFileError(Exception):
    """A locked file cannot be opened with this key, or was changed."""


def read_recipient(text: str) -> str:
    """The recipient `age1…` in its one spelling (lower case). Raises AgeKeyError for plugin, SSH and broken keys."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except pyrage.RecipientError as error:
        raise AgeKeyError(
            "The text is not an age public key. Nothing can be locked to it. "
            "Ask the officer for the line that starts with age1, and check its fingerprint over a second channel."
        ) from error


def fingerprint(recipient: str) -> str:
    """SHA-256 of the recipient's text (ASCII, lower case), in hex: what two people read to each other."""
    return hashlib.sha256(read_recipient(recipient).encode()).hexdigest()


def recipient_of(identity: str) -> str:
    """The recipient that `identity` (AGE-SECRET-KEY-1…, or the text of a key file) can open for."""
    return str(_identity(identity).to_public())


def generate_identity() -> str:
    """A new secret key, `AGE-SECRET-KEY-1…`."""
    return str(pyrage.x25519.Identity.generate())


def lock(data: bytes, recipient: str) -> bytes:
    """`data` as an age file that only the holder of `recipient`'s secret key can open."""
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(read_recipient(recipient))]))


def unlock(locked: bytes, identity: str) -> bytes:
    """The content of an age file. Raises LockedFileError for another's file and for any changed or missing byte."""
    try:
        return bytes(pyrage.decrypt(locked, [_identity(identity)]))
    except pyrage.DecryptError as error:
        raise LockedFileError(
            "The file does not open with this key: it was locked for another key, or bytes were changed or are missing."
        ) from error


def _identity(text: str) -> pyrage.x25519.Identity:
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    try:
        if len(keys) != 1:
            raise AgeKeyError(_no_identity(len(keys)))
        return pyrage.x25519.Identity.from_str(keys[0].upper())
    except pyrage.IdentityError as error:
        raise AgeKeyError(_no_identity(1)) from error


def _no_identity(lines: int) -> str:
    return (
        f"The key text ({lines} key line(s)) is not one age secret key. Nothing can be opened with it. "
        f"Give the file that age-keygen wrote: one line that starts with {IDENTITY_PREFIX}."
    )
