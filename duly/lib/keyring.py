"""The keys of this instance, read once from their files: the root key that opens all others, and the signing key."""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from duly.lib.signing import load_key
from duly.lib.vault import Key, load_root

ROOT_FILE = "root.key"
SIGNING_FILE = "signing.key"
LOG_FILE = "log.key"


@lru_cache(maxsize=4)
def _root(path: Path) -> Key:
    return load_root(path)


@lru_cache(maxsize=4)
def _signing(path: Path) -> Ed25519PrivateKey:
    return load_key(path)


def root_key() -> Key:
    """The key that opens every case's key. Raises VaultError if its file is missing or readable by others."""
    return _root(Path(settings.DULY.keys) / ROOT_FILE)


def signing_key() -> Ed25519PrivateKey:
    """The provider's Ed25519 key, which signs packages."""
    return _signing(Path(settings.DULY.keys) / SIGNING_FILE)


def log_key() -> Ed25519PrivateKey:
    """The key of the public log. It signs heads and acknowledgements, and nothing else."""
    return _signing(Path(settings.DULY.keys) / LOG_FILE)
