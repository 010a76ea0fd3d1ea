"""What a holder keeps: the part of a logged event that is theirs to see, with the proof that it is in the log.

A requester gets theirs at once, a user at notice or when the gag lapses; a court gets an exhibit's sidecar. Their salts
are inside, so they stay provable after the provider has destroyed the case key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from duly.ledger.entries import Committed, Entry, Field, recompute
from duly.ledger.proofs import TlogProof
from duly.ledger.roots import Member, account_leaf, file_leaf
from duly.ledger.signed_note import decode_base64, encode_base64
from duly.lib.canonical_json import canonical, read_canonical

RECEIPT, EXHIBIT = "duly/receipt/v1", "duly/exhibit/v1"
TABLE_FIELDS = (Field.COUNTRY, Field.OUTCOME, Field.DATA, Field.SEAL, Field.ACCOUNTS_ROOT)
REQUESTER_FIELDS = (Field.KIND, Field.RECEIVED, Field.REQUEST_DIGEST, *TABLE_FIELDS, Field.ROW_KEY)
USER_FIELDS = (Field.KIND, *TABLE_FIELDS, Field.ROW_KEY)
EXHIBIT_FIELDS = (Field.KIND, Field.MANIFEST_ROOT)


class ReceiptError(ValueError):
    """A receipt that is malformed or does not open its entry."""


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """One account the holder may know of: its id as specified, its salt, its place under accounts_root, the answer."""

    account: str
    salt: bytes
    member: Member
    disclosed: bool

    @property
    def leaf(self) -> bytes:
        return account_leaf(self.salt, self.account)


@dataclass(frozen=True, slots=True)
class Receipt:
    """An event partly opened. `proof` is absent until its epoch is logged; then the entry is looked up in a report."""

    entry: bytes
    opened: Mapping[str, tuple[bytes, str]]
    closed: Mapping[str, bytes]
    proof: TlogProof | None = None
    accounts: tuple[HeldAccount, ...] = ()

    def check(self) -> None:
        """Pass if the fields lead to the entry, and the accounts to its accounts_root; else ReceiptError."""
        if Entry.parse(self.entry).digest != recompute(self.opened, self.closed):
            raise ReceiptError("The fields do not lead to the entry: a value was changed. Ask for the receipt again.")
        root = self.opened[Field.ACCOUNTS_ROOT][1] if Field.ACCOUNTS_ROOT in self.opened else ""
        if any(held.member.root(held.leaf).hex() != root for held in self.accounts):
            raise ReceiptError("An account is not among those of the event: it was changed. Ask for the receipt again.")

    def json(self) -> dict[str, object]:
        """The receipt as a JSON object; bytes as base64."""
        return {
            "type": RECEIPT,
            "entry": self.entry.decode(),
            **({"proof": str(self.proof)} if self.proof else {}),
            "open": {str(name): [encode_base64(salt), value] for name, (salt, value) in self.opened.items()},
            "closed": {str(name): encode_base64(digest) for name, digest in self.closed.items()},
            "accounts": [
                {"account": held.account, "salt": encode_base64(held.salt), "disclosed": held.disclosed}
                | _member_json(held.member)
                for held in self.accounts
            ],
        }

    def __bytes__(self) -> bytes:
        return canonical(self.json())  # type: ignore[arg-type]  # a plain tree of JSON values

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a receipt and `check` it; ReceiptError says what is wrong."""
        try:
            return cls.from_json(read_canonical(data))
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise ReceiptError(f"This is no receipt in its one spelling ({problem}): ask for it again.") from problem

    @classmethod
    def from_json(cls, tree: object) -> Self:
        """Read the JSON object of a receipt; raises what malformed input raises."""
        if not isinstance(tree, dict) or tree["type"] != RECEIPT:
            raise ReceiptError("The file is not of type duly/receipt/v1: check which file you gave.")
        made = cls(
            tree["entry"].encode(),
            {name: (decode_base64(salt), value) for name, (salt, value) in tree["open"].items()},
            {name: decode_base64(digest) for name, digest in tree["closed"].items()},
            TlogProof.parse(tree["proof"]) if "proof" in tree else None,
            tuple(
                HeldAccount(held["account"], decode_base64(held["salt"]), _member(held), held["disclosed"] is True)
                for held in tree["accounts"]
            ),
        )
        made.check()
        return made


def _member_json(member: Member) -> dict[str, object]:
    return {"index": member.index, "size": member.size, "path": [encode_base64(node) for node in member.path]}


def _member(tree: Mapping[str, object]) -> Member:
    index, size, path = tree["index"], tree["size"], tree["path"]
    if not (isinstance(index, int) and isinstance(size, int) and isinstance(path, list)):
        raise ReceiptError("A place under a root is an index, a size and a path: the receipt was changed.")
    return Member(index, size, tuple(decode_base64(node) for node in path))


def receipt(
    event: Committed, fields: Sequence[Field], proof: TlogProof | None = None, accounts: Sequence[HeldAccount] = ()
) -> Receipt:
    """The receipt that opens `fields` of `event` (REQUESTER_, USER_ or EXHIBIT_FIELDS), and closes the rest."""
    opened = {str(name): shown for name, shown in event.opened(fields).items()}
    closed = {str(name): digest for name, digest in event.closed(fields).items()}
    return Receipt(event.entry, opened, closed, proof, tuple(accounts))


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What goes beside a disclosed file for a court to check it by: never a bare hash, which would let people guess."""

    salt: bytes
    member: Member
    receipt: Receipt

    def check(self, file: bytes) -> None:
        """Pass if `file` is one of those of the `disclose` event; else ReceiptError."""
        leaf = file_leaf(self.salt, sha256(file).digest())
        shown = self.receipt.opened
        if shown[Field.KIND][1] != "disclose" or self.member.root(leaf).hex() != shown[Field.MANIFEST_ROOT][1]:
            raise ReceiptError("The file is not among those of this disclosure: it was changed, or is another one.")

    def __bytes__(self) -> bytes:
        place = _member_json(self.member) | {"salt": encode_base64(self.salt), "receipt": self.receipt.json()}
        return canonical({"type": EXHIBIT} | place)  # type: ignore[arg-type]  # a plain tree of JSON values

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a sidecar; ReceiptError says what is wrong."""
        try:
            tree = read_canonical(data)
            if not isinstance(tree, dict) or tree["type"] != EXHIBIT:
                raise ReceiptError("The file is not of type duly/exhibit/v1: check which file you gave.")
            return cls(decode_base64(str(tree["salt"])), _member(tree), Receipt.from_json(tree["receipt"]))
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise ReceiptError(f"This is no sidecar in its one spelling ({problem}): ask for it again.") from problem
