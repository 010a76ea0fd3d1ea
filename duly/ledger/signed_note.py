"""A signed note: a short text and lines that say which key vouches for it, readable by people and by other programs.

Format: C2SP signed-note (text, blank line, `— name base64(key id ‖ signature)`), keys as vkey text. Signatures are
Ed25519, judged as strictly as by the stand-alone verifier, so that no note passes in one program and not in the other.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NOTE_ED25519 = 0x01
WITNESS_ED25519 = 0x04
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
SIGNATURE_LINE = re.compile(r"— ([^\s+]+) (\S+)")
NAME = re.compile(r"[^\s+\x00-\x1f]+")

_P = 2**255 - 19
_GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
# The y coordinates of the eight points of small order (RFC 7748 §7 names the trap). A key or nonce among them makes
# signatures that libraries judge differently.
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _P - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)


class NoteError(ValueError):
    """A note or key that is malformed, or signed by nobody we trust."""


def decode_base64(text: str) -> bytes:
    """Standard padded base64 in its one canonical spelling; NoteError otherwise (RFC 4648 §3.5)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NoteError(f"{text[:60]!r} is not base64: the text was damaged on the way. Fetch it again.") from problem
    if base64.b64encode(data).decode() != text:
        raise NoteError(f"{text[:60]!r} is base64 in a second spelling: somebody changed it. Fetch it again.")
    return data


def encode_base64(data: bytes) -> str:
    """Standard padded base64."""
    return base64.b64encode(data).decode()


def strict_point(encoded: bytes) -> bool:
    """Whether 32 bytes are a canonical encoding (y < p) of a point that is not of small order."""
    y = int.from_bytes(encoded, "little") & ((1 << 255) - 1)
    return len(encoded) == 32 and y < _P and y not in _SMALL_ORDER_Y


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Cofactorless Ed25519 (RFC 8032 §5.1.7) with s < L, canonical A and R, neither of small order."""
    if len(signature) != 64 or not (strict_point(public) and strict_point(signature[:32])):
        return False
    if int.from_bytes(signature[32:], "little") >= _GROUP_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(name: str, algorithm: int, public: bytes) -> bytes:
    """The four bytes that tell a key's signature lines apart: H(name ‖ \\n ‖ algorithm ‖ key)[:4]."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VKey:
    """A public key with the name it answers to."""

    name: str
    algorithm: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `name+8 hex digits+base64`; NoteError for a wrong id, another algorithm or a key of small order."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not NAME.fullmatch(parts[0]):
            raise NoteError(f"{text[:80]!r} is no verifier key: it should read name+id+key. Copy it again in full.")
        blob = decode_base64(parts[2])
        key = cls(parts[0], blob[0] if blob else 0, blob[1:])
        if key.algorithm not in (NOTE_ED25519, WITNESS_ED25519) or len(key.public) != 32:
            raise NoteError(
                f"The key of {key.name} is of a kind this program does not know: only Ed25519 is used here."
            )
        if key.id.hex() != parts[1]:
            raise NoteError(f"The key of {key.name} does not carry its own id: name or key was changed. Copy it again.")
        if not strict_point(key.public):
            raise NoteError(f"The key of {key.name} is of small order, so anybody could sign for it: do not trust it.")
        return key

    @property
    def id(self) -> bytes:
        """Four bytes, see `key_id`."""
        return key_id(self.name, self.algorithm, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode_base64(bytes([self.algorithm]) + self.public)}"

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether `signature` (without the key id) is this key's over `text`.

        A witness's (C2SP tlog-cosignature) is eight bytes of time and a signature over that time and the text.
        """
        if self.algorithm == NOTE_ED25519:
            return verify_ed25519(self.public, text.encode(), signature)
        time = int.from_bytes(signature[:8], "big")
        message = f"cosignature/v1\ntime {time}\n{text}"
        return verify_ed25519(self.public, message.encode(), signature[8:])


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        return f"— {self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signature lines. Do not act on `text` before `opened_by` has returned."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Split a note; NoteError if it is not exactly in the format."""
        malformed = NoteError("This is not a signed note: bytes are missing, added or changed. Fetch the file again.")
        try:
            text, blank, lines = data.decode().rpartition("\n\n")
        except UnicodeDecodeError as problem:
            raise malformed from problem
        if not blank or len(data) > MAX_NOTE_BYTES or not lines.endswith("\n"):
            raise malformed
        if re.search(r"[\x00-\x09\x0b-\x1f]", data.decode()):
            raise malformed
        signatures: list[Signature] = []
        for line in lines[:-1].split("\n"):
            match = SIGNATURE_LINE.fullmatch(line)
            blob = decode_base64(match[2]) if match else b""
            if match is None or len(blob) <= 4 or len(signatures) == MAX_SIGNATURES:
                raise malformed
            signatures.append(Signature(match[1], blob[:4], blob[4:]))
        return cls(text + "\n", tuple(signatures))

    def opened_by(self, keys: Iterable[VKey]) -> tuple[VKey, ...]:
        """The keys among `keys` that signed; NoteError if none did, or if a line under a known key is false."""
        known = {(key.name, key.id): key for key in keys}
        signed = []
        for line in self.signatures:
            key = known.get((line.name, line.key_id))
            if key is None:
                continue
            if not key.signed(self.text, line.signature):
                raise NoteError(f"The signature of {key.name} is false: the text or the signature was changed.")
            signed.append(key)
        if not signed:
            raise NoteError("No trusted key signed this note: it comes from somebody else, or the wrong key was given.")
        return tuple(dict.fromkeys(signed))


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A private key with the name it signs under. Its 32-byte seed is a secret."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or len(self.seed) != 32:
            raise NoteError(f"{self.name!r} cannot sign: a name without spaces or plus and a 32-byte seed are needed.")

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    @property
    def vkey(self) -> VKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VKey(self.name, NOTE_ED25519, public)

    def sign(self, text: str) -> Note:
        """A note over `text`, which must end in a newline and hold no other control characters."""
        if not text.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text):
            raise NoteError("A note's text is whole lines without control characters: correct the text before signing.")
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Note(text, (Signature(self.name, self.vkey.id, signature),))
