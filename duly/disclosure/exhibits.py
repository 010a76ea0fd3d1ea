"""The sidecars of a package: with one of them a court can ask the public log whether this provider disclosed this file.

They are made before the package is locked, so the `disclose` event is committed to first and enters the log on release.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from duly.cases.models import Case, PublicEvent
from duly.cases.public_events import case_key, reserve
from duly.ledger.entries import Committed, Field, Kind
from duly.ledger.receipts import EXHIBIT_FIELDS, Sidecar, receipt
from duly.ledger.roots import SaltedRoot, file_leaf, file_salt, manifest_root

SUFFIX = ".sidecar.json"


class Exhibits:
    """Makes the sidecars of one package, and remembers the event that they rest on."""

    def __init__(self, case: Case, categories: str, at: datetime) -> None:
        self._case, self._categories, self._at = case, categories, at
        self.event: PublicEvent | None = None

    def __call__(self, data: Mapping[str, bytes]) -> dict[str, bytes]:
        """One sidecar for each data file, by its name."""
        key = case_key(self._case)
        digests = {path: sha256(content).digest() for path, content in data.items()}
        root = manifest_root(key, digests.values())
        values = {Field.DATA: self._categories, Field.MANIFEST_ROOT: root.root.hex()}
        self.event, made = reserve(self._case, Kind.DISCLOSE, self._at, values)
        return {
            f"{path.removeprefix('data/')}{SUFFIX}": _sidecar(key, digest, root, made)
            for path, digest in digests.items()
        }


def _sidecar(key: bytes, digest: bytes, root: SaltedRoot, made: Committed) -> bytes:
    salt = file_salt(key, digest)
    return bytes(Sidecar(salt, root.member(file_leaf(salt, digest)), receipt(made, EXHIBIT_FIELDS)))
