"""Who signed: the small signed JSON beside the manifest, and the words that may be said about a signer."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duly.disclosure.package_error import PackageError, altered
from duly.lib.canonical_json import NotCanonicalError, canonical, read_canonical
from duly.lib.signing import BadSignatureError, PublicKeyError, key_id, public_text, read_public, sign, verify


def signature_file(key: Ed25519PrivateKey, message: bytes, *, purpose: str) -> bytes:
    """Canonical JSON `{"key": "duly-ed25519:…", "signature": base64}` over `message`."""
    return canonical(
        {"key": public_text(key), "signature": base64.b64encode(sign(key, message, purpose=purpose)).decode()}
    )


def check_signature(message: bytes, signature: bytes, *, purpose: str, provider_key: str | None, check: str) -> str:
    """The signer's key, if the signature holds and is by `provider_key` where one is pinned; else PackageError."""
    signer, raw = _read(signature, check)
    try:
        verify(read_public(signer), message, raw, purpose=purpose)
    except (BadSignatureError, PublicKeyError) as error:
        raise altered(check, f"The signature does not hold: {error}") from error
    if provider_key is not None and signer != pinned_key(provider_key):
        raise PackageError(
            check,
            f"It is signed by the key {signer}, not by the pinned key {provider_key}.",
            "Somebody other than the provider may have made it, or the provider has changed its key.",
            "Do not use the content; ask the provider over a known telephone number which key it signs with.",
        )
    return signer


def pinned_key(text: str) -> str:
    """The pinned key, checked. Raises PackageError (check “provider key”) where it is no key."""
    try:
        return public_text(read_public(text.strip()))
    except PublicKeyError as error:
        raise PackageError(
            "provider key",
            str(error),
            "Without the provider's key nothing can be called verified.",
            "Copy the key from the provider's published page.",
        ) from error


def signer_words(signer: str, *, pinned: bool) -> str:
    """What may be said about a signature that holds. Without a pinned key never “verified”."""
    name = f"{signer} (id {key_id(read_public(signer))})"
    if pinned:
        return f"Verified: consistent, and signed by the pinned key {name}."
    return (
        f"Consistent; signed by the unpinned key {name}. "
        "Anybody can make such a key: compare it with the one the provider publishes, then open again "
        "with --provider-key."
    )


def _read(signature: bytes, check: str) -> tuple[str, bytes]:
    try:
        value = read_canonical(signature)
        if isinstance(value, dict) and set(value) == {"key", "signature"}:
            text = str(value["signature"])
            raw = base64.b64decode(text, validate=True)
            if base64.b64encode(raw).decode() == text:
                return str(value["key"]), raw
    except (NotCanonicalError, binascii.Error, ValueError) as error:
        raise altered(check, f"The signature file cannot be read: {error}") from error
    raise altered(check, "The signature file does not hold exactly a key and a signature in base64.")
