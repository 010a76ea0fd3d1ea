"""The manifest: the signed list of everything in a package, with the clause of the decision that lets each row leave.

It carries what Implementing Regulation (EU) 2025/1550, annex 3.3.3, asks of a manifest: sender and recipient, the order
it answers, time, means, file names, sizes, digests with their algorithm, access until, remarks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from duly.disclosure.package_error import altered
from duly.disclosure.record_json import RecordError, as_json, from_json
from duly.law.vocabulary import Category, IdentifierKind, Instrument
from duly.lib.canonical_json import NotCanonicalError, canonical, read_canonical

TYPE = "duly/manifest/v1"


class GrantLine(Protocol):
    """One granted line of a decision, as `duly.datamap` has it."""

    @property
    def clause(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def identifier_kind(self) -> IdentifierKind: ...
    @property
    def identifier(self) -> str: ...
    @property
    def category(self) -> Category: ...
    @property
    def identification_only(self) -> bool: ...
    @property
    def start(self) -> datetime | None: ...
    @property
    def end(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing the demand asks for; `end` is excluded."""

    item: str
    identifier_kind: IdentifierKind
    identifier: str
    category: Category
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """One granted line: its clause is what every row in the package must name; `end` is excluded."""

    clause: str
    item: str
    identifier_kind: IdentifierKind
    identifier: str
    category: Category
    identification_only: bool
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One thing asked for and not given, with the reason in words and its citation."""

    item: str
    category: Category
    reason: str
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoData:
    """A granted line for which nothing is held; the same words whether or not the identifier is known here."""

    clause: str
    item: str
    category: Category


@dataclass(frozen=True, slots=True, kw_only=True)
class PackVersion:
    """The rule pack that judged, and the version (hash) of its text at that time."""

    pack: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the data dictionary: public table name, column, category and what it means, in words."""

    table: str
    column: str
    category: Category
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the case knows about a disclosure before its rows are packed. Digests are SHA-256 in lower-case hex."""

    case: str
    demand: str
    demand_sha256: str
    instrument: Instrument
    provider: str
    agency: str
    recipient_name: str
    decision_digest: str
    plan_digest: str
    packs: tuple[PackVersion, ...]
    made_at: datetime
    asked: tuple[Asked, ...]
    granted: tuple[Granted, ...]
    refused: tuple[Refused, ...]
    means: str = "one file, locked to the recipient's key, handed out once"
    access_until: datetime | None = None
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file of the bag: path from the bag's folder, size in bytes, digests in lower-case hex."""

    path: str
    bytes: int
    sha256: str
    sha512: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEntry:
    """One row: JSON file, position in it (from 0), SHA-256 of the row's canonical JSON, authorising clause."""

    file: str
    index: int
    sha256: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The whole signed statement. `signer` is the public key that must have signed it."""

    type: str
    digest_algorithms: str
    signer: str
    recipient_fingerprint: str
    facts: Facts
    columns: tuple[Column, ...]
    files: tuple[FileEntry, ...]
    rows: tuple[RowEntry, ...]
    no_data: tuple[NoData, ...]


def granted_lines(grants: Iterable[GrantLine]) -> tuple[Granted, ...]:
    """The granted lines of a decision, copied field by field."""
    return tuple(
        Granted(
            clause=grant.clause,
            item=grant.item,
            identifier_kind=grant.identifier_kind,
            identifier=grant.identifier,
            category=grant.category,
            identification_only=grant.identification_only,
            start=grant.start,
            end=grant.end,
        )
        for grant in grants
    )


def nothing_held(granted: Iterable[Granted], clauses_given: Iterable[str]) -> tuple[NoData, ...]:
    """The granted lines that no row answers. Derived, never told: so no line is passed over in silence."""
    given = frozenset(clauses_given)
    return tuple(
        NoData(clause=line.clause, item=line.item, category=line.category)
        for line in granted
        if line.clause not in given
    )


def manifest_bytes(manifest: Manifest) -> bytes:
    """The canonical JSON of the manifest: the bytes that are signed."""
    return canonical(as_json(manifest))


def read_manifest(data: bytes) -> Manifest:
    """The manifest in `data`. Raises PackageError (check “manifest”) unless canonical, complete and of this type."""
    try:
        manifest = from_json(Manifest, read_canonical(data))
    except (NotCanonicalError, RecordError) as error:
        raise altered("manifest", f"manifest.json cannot be read: {error}") from error
    if manifest.type != TYPE:
        raise altered("manifest", f"manifest.json is of type {manifest.type!r} instead of {TYPE!r}.")
    return manifest
