"""What the public log holds of a case event: 52 bytes that commit to sixteen fields and tell an outsider none of them.

Each field has its own salt, so any of them can be shown alone, and the kind alone with 64 bytes. Every salt derives
from the case key: once that is destroyed nobody, the provider included, can test a guess against an entry.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from duly.ledger.signed_note import decode_base64, encode_base64

KEY_BYTES = 32
ENTRY_BYTES = 52
ENTRY = re.compile(rb"(evt|stm)/v1 ([A-Za-z0-9+/]{43}=)\n")


class EntryError(ValueError):
    """An event that cannot be committed to, or an entry or opening that does not fit together."""


class Kind(StrEnum):
    """The eight public kinds of event."""

    OPEN = "open"
    DECIDE = "decide"
    DISCLOSE = "disclose"
    NOTIFY = "notify"
    EXTEND = "extend"
    UNSEAL = "unseal"
    AMEND = "amend"
    CLOSE = "close"


class Field(StrEnum):
    """The sixteen fields of an event, in the order of the commitment; all are text, absent is empty.

    Digests and keys are lower-case hex; times RFC 3339 UTC; `data` lists categories, sorted, with commas; `seal` is the
    quarter in which the seal lapses (`2027Q1`) or empty.
    """

    KIND = "kind"
    CASE_REF = "case_ref"
    SEQ = "seq"
    RECEIVED = "received"
    REQUESTER = "requester"
    REQUEST_DIGEST = "request_digest"
    COUNTRY = "country"
    AUTHORITY = "authority"
    BASIS = "basis"
    DATA = "data"
    OUTCOME = "outcome"
    ACCOUNTS_ROOT = "accounts_root"
    SEAL = "seal"
    MANIFEST_ROOT = "manifest_root"
    ROW_KEY = "row_key"
    PREV = "prev"


FIELDS = tuple(Field)


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _case_key(case_key: bytes) -> bytes:
    if len(case_key) != KEY_BYTES:
        raise EntryError(f"A case key has 32 bytes, not {len(case_key)}: draw a new one before the case's first event.")
    return case_key


def row_key(case_key: bytes) -> bytes:
    """The key of a case's rows in published tables, HMAC(case_key, "row"); its holder finds them, nobody else can."""
    return _mac(_case_key(case_key), b"row")


def event_key(case_key: bytes, seq: int) -> bytes:
    """The key of a case's event number `seq`, HMAC(case_key, "event" ‖ u32 seq)."""
    return _mac(_case_key(case_key), b"event" + seq.to_bytes(4, "big"))


def field_digest(field: str, salt: bytes, value: str) -> bytes:
    """H("duly field v1\\0" ‖ salt ‖ u16 len(field) ‖ field ‖ value)."""
    name = field.encode()
    return sha256(b"duly field v1\0" + salt + len(name).to_bytes(2, "big") + name + value.encode()).digest()


def rest_digest(digests: Mapping[Any, bytes]) -> bytes:
    """H("duly rest v1\\0" ‖ digests of every field but the kind, in order)."""
    return sha256(b"duly rest v1\0" + b"".join(digests[field] for field in FIELDS[1:])).digest()


def event_commitment(kind_digest: bytes, rest: bytes) -> bytes:
    """H("duly event v1\\0" ‖ d_kind ‖ rest)."""
    return sha256(b"duly event v1\0" + kind_digest + rest).digest()


def dummy_commitment(nonce: bytes) -> bytes:
    """H("duly dummy v1\\0" ‖ 32 random bytes): padding, looks like an event until it is opened."""
    return sha256(b"duly dummy v1\0" + nonce).digest()


def event_entry(commitment: bytes) -> bytes:
    """The log line of an event or a dummy."""
    return f"evt/v1 {encode_base64(commitment)}\n".encode()


def statement_entry(document: bytes) -> bytes:
    """The log line of a public document: a report, a key change, a policy, an erasure count."""
    return f"stm/v1 {encode_base64(sha256(document).digest())}\n".encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """A log line taken apart: whether it is a public statement, and its 32 bytes."""

    statement: bool
    digest: bytes

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """Read one line; EntryError unless it is exactly of the form."""
        match = ENTRY.fullmatch(line)
        if match is None:
            raise EntryError(f"{line[:60]!r} is no entry of this log: it has 52 bytes and begins evt/v1 or stm/v1.")
        return cls(match[1] == b"stm", decode_base64(match[2].decode()))


@dataclass(frozen=True, slots=True)
class Committed:
    """A committed event with what opens it. Secret but for `entry`; derived again at any time from the case key."""

    values: Mapping[Field, str]
    salts: Mapping[Field, bytes]
    digests: Mapping[Field, bytes]

    @property
    def commitment(self) -> bytes:
        """C, 32 bytes."""
        return event_commitment(self.digests[Field.KIND], rest_digest(self.digests))

    @property
    def entry(self) -> bytes:
        """The 52 bytes that go into the log."""
        return event_entry(self.commitment)

    @property
    def kind(self) -> Kind:
        return Kind(self.values[Field.KIND])

    def opened(self, fields: Iterable[Field]) -> dict[Field, tuple[bytes, str]]:
        """Salt and value of each of `fields`."""
        return {field: (self.salts[field], self.values[field]) for field in fields}

    def closed(self, fields: Iterable[Field]) -> dict[Field, bytes]:
        """The digests of every field but `fields`: 32 bytes each, which tell nothing."""
        shown = set(fields)
        return {field: self.digests[field] for field in FIELDS if field not in shown}


def commit(case_key: bytes, seq: int, values: Mapping[Field, str]) -> Committed:
    """Commit to event number `seq` (from 0) of the case: `kind` is needed, other fields may be absent.

    `seq` and `row_key` are filled in here and must not be given. EntryError for a bad kind, field or key.
    """
    wrong = [field for field in values if field not in FIELDS or field in (Field.SEQ, Field.ROW_KEY)]
    if wrong or values.get(Field.KIND) not in set(Kind):
        raise EntryError(
            f"An event needs one of the eight kinds and known fields only (not {', '.join(wrong) or 'this kind'}): "
            "nothing was logged. Correct the event."
        )
    key = event_key(case_key, seq)
    filled = {field: values.get(field, "") for field in FIELDS}
    filled |= {Field.SEQ: str(seq), Field.ROW_KEY: row_key(case_key).hex()}
    salts = {field: _mac(key, b"salt" + field.encode()) for field in FIELDS}
    digests = {field: field_digest(field, salts[field], filled[field]) for field in FIELDS}
    return Committed(filled, salts, digests)


def recompute(opened: Mapping[str, tuple[bytes, str]], closed: Mapping[str, bytes]) -> bytes:
    """The commitment that opened and closed fields lead to; EntryError unless each of the sixteen occurs once."""
    if set(opened) & set(closed) or set(opened) | set(closed) != set(FIELDS):
        raise EntryError("A receipt shows or closes each of the sixteen fields exactly once: this one was changed.")
    digests = dict(closed) | {field: field_digest(field, salt, value) for field, (salt, value) in opened.items()}
    return event_commitment(digests[Field.KIND], rest_digest(digests))
