"""A small case whose package the tests build, tamper with and open: two accounts, three categories, one empty line."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duly.disclosure.archive import read_archive, write_archive
from duly.disclosure.bag import PAYLOAD_LIST, SIGNATURE, SIGNED, TAG_LIST, with_lists
from duly.disclosure.manifest import (
    Asked,
    Column,
    Facts,
    Granted,
    Manifest,
    PackVersion,
    Refused,
    manifest_bytes,
    read_manifest,
)
from duly.disclosure.package import PURPOSE, LockedPackage, build_bag, build_package
from duly.disclosure.signature import signature_file
from duly.disclosure.tables import DisclosedRow
from duly.law.vocabulary import Category, IdentifierKind, Instrument
from duly.lib.age_keys import generate_identity, lock, recipient_of
from duly.lib.signing import generate_key, public_text

type Files = dict[str, bytes]

CASE = "D-3f2a"
LISTS = {PAYLOAD_LIST, TAG_LIST}
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
ASKED = (("1", "@vera:quill.example"), ("2", "@tomas:quill.example"))
COLUMNS = tuple(
    Column(table=table, column=column, category=category, meaning=f"the {column} as the store has it")
    for table, column, category in (
        ("accounts", "handle", Category.SUBSCRIBER),
        ("accounts", "email", Category.SUBSCRIBER),
        ("accounts", "created", Category.SUBSCRIBER),
        ("devices", "name", Category.SUBSCRIBER),
        ("sign_ins", "ip", Category.TRAFFIC),
        ("sign_ins", "at", Category.TRAFFIC),
    )
)


def clause(item: str, category: Category) -> str:
    return f"{CASE}/{item}.{category}"


def row(item: str, category: Category, table: str, **values: str | int | float | bool | None) -> DisclosedRow:
    return DisclosedRow(clause=clause(item, category), item=item, category=category, table=table, values=values)


def facts(*, items: tuple[tuple[str, str], ...] = ASKED) -> Facts:
    granted = tuple(
        Granted(
            clause=clause(item, category),
            item=item,
            identifier_kind=IdentifierKind.HANDLE,
            identifier=identifier,
            category=category,
            identification_only=False,
            start=MARCH,
            end=APRIL,
        )
        for item, identifier in items
        for category in (Category.SUBSCRIBER, Category.TRAFFIC)
    )
    asked = tuple(
        Asked(
            item=item, identifier_kind=IdentifierKind.HANDLE, identifier=who, category=category, start=MARCH, end=APRIL
        )
        for item, who in items
        for category in Category
    )
    why = "the instrument does not reach content"
    return Facts(
        case=CASE,
        demand="FK 12/2026",
        demand_sha256="ab" * 32,
        instrument=Instrument.JUDICIAL_REQUEST,
        provider="Quill",
        agency="Polis of Merrow",
        recipient_name="Officer Okafor",
        decision_digest="cd" * 32,
        plan_digest="ef" * 32,
        packs=(PackVersion(pack="house-policy", version="12" * 32),),
        made_at=APRIL,
        asked=asked,
        granted=granted,
        refused=tuple(
            Refused(item=item, category=Category.CONTENT, reason=why, cite="house policy 2") for item, _ in items
        ),
    )


ROWS = (
    row(
        "1",
        Category.SUBSCRIBER,
        "accounts",
        handle="@vera:quill.example",
        email="vera@post.example",
        created=1772323200,
    ),
    row("1", Category.SUBSCRIBER, "devices", name='=HYPERLINK("http://mallory.example")'),
    row("1", Category.SUBSCRIBER, "devices", name=None),
    row("2", Category.SUBSCRIBER, "accounts", handle="@tomas:quill.example", email=None, created=1772323201.5),
    row("1", Category.TRAFFIC, "sign_ins", ip="192.0.2.7", at="2026-03-02T10:00:00Z"),
)


@dataclass(frozen=True, kw_only=True)
class World:
    """Officer Okafor's key, the provider's key, and Mallory's of each kind."""

    facts: Facts = field(default_factory=facts)
    rows: tuple[DisclosedRow, ...] = ROWS
    columns: tuple[Column, ...] = COLUMNS
    key: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"provider" * 4))
    mallorys_key: Ed25519PrivateKey = field(default_factory=generate_key)
    identity: str = field(default_factory=generate_identity)
    other_identity: str = field(default_factory=generate_identity)

    @property
    def provider_key(self) -> str:
        return public_text(self.key)

    @property
    def recipient(self) -> str:
        return recipient_of(self.identity)

    def build(self, rows: tuple[DisclosedRow, ...] | None = None, facts: Facts | None = None) -> LockedPackage:
        return build_package(
            facts or self.facts,
            self.rows if rows is None else rows,
            columns=self.columns,
            recipient=self.recipient,
            signing_key=self.key,
        )

    def archive(self) -> bytes:
        return build_bag(
            self.facts, self.rows, columns=self.columns, recipient=self.recipient, signing_key=self.key
        ).archive

    def files(self) -> Files:
        return {name.partition("/")[2]: data for name, data in read_archive(self.archive()).items()}

    def lock_files(self, files: Files, *, relist: bool = True, folder: str = CASE) -> bytes:
        """Mallory has the plain bag, changes it, brings the BagIt lists up to date and locks it again."""
        bag = with_lists({path: data for path, data in files.items() if path not in LISTS}) if relist else files
        return lock(write_archive({f"{folder}/{path}": data for path, data in bag.items()}), self.recipient)

    def resign(
        self, files: Files, change: Callable[[Manifest], Manifest], key: Ed25519PrivateKey | None = None
    ) -> Files:
        """A provider that signs something its own builder would never make."""
        signer = key or self.key
        manifest = change(replace(read_manifest(files[SIGNED]), signer=public_text(signer)))
        signed = {**files, SIGNED: manifest_bytes(manifest)}
        return {**signed, SIGNATURE: signature_file(signer, signed[SIGNED], purpose=PURPOSE)}


@pytest.fixture(scope="session")
def world() -> World:
    return World()
