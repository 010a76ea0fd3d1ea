"""The envelope: a small signed file beside a locked package, so that its carrier can check it without opening it.

It says nothing about the content: the digest is of the locked bytes, which are random to everybody but the recipient.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duly.disclosure.package_error import PackageError, altered
from duly.disclosure.record_json import RecordError, as_json, from_json
from duly.disclosure.signature import check_signature, signature_file
from duly.lib.canonical_json import JsonValue, NotCanonicalError, canonical, read_canonical

TYPE = "duly/envelope/v1"
PURPOSE = "disclosure/envelope"
SUFFIX = ".sig.json"
_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What may be known outside: our reference, file, size and SHA-256 of the locked bytes, recipient key, time."""

    type: str
    case: str
    file: str
    bytes: int
    sha256: str
    recipient_fingerprint: str
    made_at: datetime


def locked_name(case: str) -> str:
    """File name of the locked package of a case. Raises PackageError where the reference cannot be a file name."""
    if not _CASE.fullmatch(case):
        raise PackageError(
            "case reference",
            f"{case!r} cannot be part of a file name.",
            "No package was made.",
            "Use a reference of letters, digits, dot, hyphen and underscore, at most 61 characters.",
        )
    return f"{case}.age"


def write_envelope(
    locked: bytes, *, case: str, recipient_fingerprint: str, made_at: datetime, key: Ed25519PrivateKey
) -> bytes:
    """The content of NAME.age.sig.json."""
    envelope = as_json(
        Envelope(
            type=TYPE,
            case=case,
            file=locked_name(case),
            bytes=len(locked),
            sha256=hashlib.sha256(locked).hexdigest(),
            recipient_fingerprint=recipient_fingerprint,
            made_at=made_at,
        )
    )
    signature = read_canonical(signature_file(key, canonical(envelope), purpose=PURPOSE))
    return canonical({"envelope": envelope, "signature": signature})


def check_envelope(locked: bytes, envelope: bytes, *, provider_key: str | None = None) -> Envelope:
    """The envelope, if signed and of exactly these locked bytes. Raises PackageError (check “envelope”)."""
    outer = _outer(envelope)
    signed = canonical(outer["envelope"])
    check_signature(signed, canonical(outer["signature"]), purpose=PURPOSE, provider_key=provider_key, check="envelope")
    try:
        content = from_json(Envelope, outer["envelope"])
    except RecordError as error:
        raise altered("envelope", f"The envelope cannot be read: {error}") from error
    if content.type != TYPE:
        raise altered("envelope", f"The envelope is of type {content.type!r} instead of {TYPE!r}.")
    if (content.bytes, content.sha256) != (len(locked), hashlib.sha256(locked).hexdigest()):
        raise altered("envelope", "The locked file has another size or SHA-256 than its envelope says.")
    return content


def _outer(envelope: bytes) -> dict[str, JsonValue]:
    try:
        outer = read_canonical(envelope)
    except NotCanonicalError as error:
        raise altered("envelope", f"The envelope cannot be read: {error}") from error
    if not isinstance(outer, dict) or set(outer) != {"envelope", "signature"}:
        raise altered("envelope", "The envelope does not hold exactly an envelope and a signature.")
    return outer
