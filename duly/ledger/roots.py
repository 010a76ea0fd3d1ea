"""One hash for many secrets: the accounts of a case, or the files of a package, each provable alone to its holder.

The leaves are salted with keys derived from the case key, sorted and padded to a power of two, so that a path shows its
holder neither the other leaves nor, but roughly, their number.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from duly.ledger.merkle import Tree, leaf_hash, root_from_path

SMALLEST = 8


class MemberError(KeyError):
    """A leaf that is not under this root."""


def account_salt(case_key: bytes, account: str) -> bytes:
    """HMAC(case_key, "account\\0" ‖ account)."""
    return hmac.digest(case_key, b"account\0" + account.encode(), "sha256")


def account_leaf(salt: bytes, account: str) -> bytes:
    """H("duly account v1\\0" ‖ salt ‖ account id as specified in the demand)."""
    return sha256(b"duly account v1\0" + salt + account.encode()).digest()


def file_salt(case_key: bytes, file_digest: bytes) -> bytes:
    """HMAC(case_key, "file\\0" ‖ SHA-256 of the file)."""
    return hmac.digest(case_key, b"file\0" + file_digest, "sha256")


def file_leaf(salt: bytes, file_digest: bytes) -> bytes:
    """H("duly file v1\\0" ‖ salt ‖ SHA-256 of the file); a file may be a single record."""
    return sha256(b"duly file v1\0" + salt + file_digest).digest()


@dataclass(frozen=True, slots=True)
class Member:
    """Where one leaf stands under a salted root."""

    index: int
    size: int
    path: tuple[bytes, ...]

    def root(self, leaf: bytes) -> bytes:
        """The root this place gives `leaf`; merkle.ProofError if it cannot be one."""
        return root_from_path(leaf_hash(leaf), self.index, self.size, self.path)


class SaltedRoot:
    """A set of salted leaves and its root."""

    def __init__(self, leaves: Iterable[bytes], pad: Callable[[int], bytes]) -> None:
        """`pad(i)` gives the 32-byte padding leaf number i, derived from the case key (`padding`)."""
        members = set(leaves)
        size = max(SMALLEST, 1 << max(len(members) - 1, 0).bit_length())
        self._leaves = sorted(members | {pad(number) for number in range(size - len(members))})
        self._tree = Tree(self._leaves)

    @property
    def root(self) -> bytes:
        return self._tree.root()

    def member(self, leaf: bytes) -> Member:
        """The place of `leaf`; MemberError if it is not here."""
        if leaf not in self._leaves:
            raise MemberError("This account or file is not among those of the event: look at the case's other events.")
        index = self._leaves.index(leaf)
        return Member(index, len(self._leaves), tuple(self._tree.inclusion(index)))


def padding(case_key: bytes, what: str) -> Callable[[int], bytes]:
    """Padding leaves for one set of a case: HMAC(case_key, "pad\\0" ‖ what ‖ u32 i)."""
    return lambda number: hmac.digest(case_key, b"pad\0" + what.encode() + number.to_bytes(4, "big"), "sha256")


def accounts_root(case_key: bytes, accounts: Iterable[str]) -> SaltedRoot:
    """The root over the accounts that a demand specifies."""
    leaves = [account_leaf(account_salt(case_key, account), account) for account in accounts]
    return SaltedRoot(leaves, padding(case_key, "accounts"))


def manifest_root(case_key: bytes, digests: Iterable[bytes]) -> SaltedRoot:
    """The root over the SHA-256 digests of the files, and of the single records, of a disclosed package."""
    leaves = [file_leaf(file_salt(case_key, digest), digest) for digest in digests]
    return SaltedRoot(leaves, padding(case_key, "files"))
