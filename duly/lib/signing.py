"""Ed25519 signatures (RFC 8032) with a purpose in every one, and one strict rule for what counts as valid.

Strict means: cofactorless equation, s < L, canonical A and R, and no A or R of low order. Libraries disagree on exactly
those edge cases, and a signature must not pass in one verifier and fail in another.
"""

import base64
import binascii
import hashlib
import os
import re
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

PREFIX = "duly-ed25519:"
KEY_BYTES = 32
SIGNATURE_BYTES = 64
_DOMAIN = b"duly signature v1\0"
_PURPOSE = re.compile(r"[a-z][a-z0-9/-]{0,63}")
_READABLE_BY_OTHERS = 0o077
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
# The points of order 1, 2, 4 and 8 in canonical encoding; every other spelling of them fails the canonical check.
_LOW_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
)


class KeyFileError(Exception):
    """A key file cannot be used: what happened, what it means, what to do."""


class PublicKeyError(ValueError):
    """A text is not a public key of ours."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            f"{happened} Nothing can be checked against it. "
            f"Copy the whole key as its owner published it: {PREFIX} followed by 44 characters."
        )


class BadSignatureError(Exception):
    """A signature does not hold for this key, message and purpose."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            f"{happened} The message may have been changed, or signed by another key or for another purpose. "
            "Do not rely on it; ask the signer for the original over a second channel."
        )


def generate_key() -> Ed25519PrivateKey:
    """A new signing key from the operating system's randomness."""
    return Ed25519PrivateKey.generate()


def write_key(key: Ed25519PrivateKey, path: Path) -> None:
    """Write `key` as PEM (PKCS #8) into a new file only its owner can read. Raises KeyFileError if the file exists."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(
            f"{path} exists already. A key that is written over is lost for ever. Choose another name."
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def load_key(path: Path) -> Ed25519PrivateKey:
    """The signing key in `path` (PEM, PKCS #8, no passphrase). Raises KeyFileError if others may read the file."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode  # of the opened file, so that no swap can come in between
            pem = file.read()
    except OSError as error:
        raise KeyFileError(
            f"The key file {path} cannot be read ({error.strerror}). Nothing can be signed. Check path and owner."
        ) from error
    if not stat.S_ISREG(mode) or mode & _READABLE_BY_OTHERS:
        raise KeyFileError(
            f"The key file {path} is open to other accounts (mode {stat.S_IMODE(mode):o}). "
            f"Anyone with an account here could sign as this provider. "
            f"Run: chmod 600 {path}; if others have an account, make a new key."
        )
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError(_not_a_key(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(_not_a_key(path))
    return key


def public_text(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public key as people exchange it: `duly-ed25519:` and standard base64 of its 32 bytes."""
    return PREFIX + base64.b64encode(_public_bytes(key)).decode()


def read_public(text: str) -> Ed25519PublicKey:
    """The public key in `text`. Raises PublicKeyError for anything but a canonical key of full order."""
    if not text.startswith(PREFIX):
        raise PublicKeyError(f"The text does not start with {PREFIX}")
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise PublicKeyError("The key is not base64.") from error
    if len(raw) != KEY_BYTES or PREFIX + base64.b64encode(raw).decode() != text or not _is_sound_point(raw):
        raise PublicKeyError("The key is not one Ed25519 point in its only spelling.")
    return Ed25519PublicKey.from_public_bytes(raw)


def key_id(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """Short name of a key: the first 8 bytes of the SHA-256 of its 32 bytes, in hex. A name, never a proof."""
    return hashlib.sha256(_public_bytes(key)).digest()[:8].hex()


def sign(key: Ed25519PrivateKey, message: bytes, *, purpose: str) -> bytes:
    """64 bytes. `purpose` (e.g. `disclosure/manifest`) is signed too: a signature for one never serves another."""
    return key.sign(_tagged(message, purpose))


def verify(key: Ed25519PublicKey, message: bytes, signature: bytes, *, purpose: str) -> None:
    """Return if `signature` was made by `sign` with the same message and purpose; else raise BadSignatureError."""
    verify_raw(key, _tagged(message, purpose), signature)


def verify_raw(key: Ed25519PublicKey, message: bytes, signature: bytes) -> None:
    """The strict rule without a purpose tag, for formats that fix their own bytes (C2SP signed-note)."""
    if len(signature) != SIGNATURE_BYTES:
        raise BadSignatureError(f"The signature has {len(signature)} bytes instead of {SIGNATURE_BYTES}.")
    if not _is_sound_point(_public_bytes(key)) or not _is_sound_point(signature[:32]):
        raise BadSignatureError("The key or the signature holds a point of low order or in a second spelling.")
    if int.from_bytes(signature[32:], "little") >= _L:
        raise BadSignatureError("The signature is a second spelling of another one (s is not below L).")
    try:
        key.verify(signature, message)
    except InvalidSignature as error:
        raise BadSignatureError("The signature does not fit the message and the key.") from error


def _tagged(message: bytes, purpose: str) -> bytes:
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"{purpose!r} is no purpose: lower-case words joined by / or -, at most 64 characters.")
    return _DOMAIN + purpose.encode() + b"\0" + message


def _is_sound_point(raw: bytes) -> bool:
    """Canonical (y < p, and no sign on x = 0) and not of low order. Whether it lies on the curve, OpenSSL decides."""
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    return y < _P and y not in {1, _P - 1} and raw not in _LOW_ORDER  # x = 0 exactly where y = ±1, both low order


def _public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes_raw()


def _not_a_key(path: Path) -> str:
    return f"{path} holds no Ed25519 key in PEM. Nothing can be signed. Restore the file from its backup."
