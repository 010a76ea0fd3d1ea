"""Package: the granted rows become one signed bag, locked to the officer's key; plain bytes exist in memory only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duly.disclosure.archive import write_archive
from duly.disclosure.bag import DECLARATION, SIGNATURE, SIGNED, bag_info, file_entries, with_lists
from duly.disclosure.envelope import SUFFIX, locked_name, write_envelope
from duly.disclosure.letter import cover_letter, dictionary_sheet
from duly.disclosure.manifest import TYPE, Column, Facts, Manifest, manifest_bytes, nothing_held
from duly.disclosure.package_error import PackageError
from duly.disclosure.record_json import instant_text
from duly.disclosure.signature import signature_file
from duly.disclosure.tables import CollectedRow, DisclosedRow, authorised, columns_inside, data_files, plain_row
from duly.lib.age_keys import AgeKeyError, fingerprint, lock
from duly.lib.canonical_json import NotCanonicalError
from duly.lib.signing import public_text

PURPOSE = "disclosure/manifest"

Exhibits = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]
"""From the data files to what proves each of them later: a sidecar by name, kept under `exhibits/` in the bag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """What leaves: `locked` as file `name`, `envelope` beside it. `manifest` stays with the case."""

    name: str
    locked: bytes
    envelope_name: str
    envelope: bytes
    manifest: Manifest
    manifest_bytes: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainBag:
    """The bag before it is locked: never written to a disk by this program."""

    archive: bytes
    manifest: Manifest


def build_package(
    facts: Facts,
    rows: Iterable[CollectedRow],
    *,
    columns: Sequence[Column],
    recipient: str,
    signing_key: Ed25519PrivateKey,
    exhibits: Exhibits | None = None,
) -> LockedPackage:
    """Pack, sign and lock `rows`. `columns` is the data dictionary; only what is inside goes along.

    Raises PackageError and makes nothing if a row has no clause of the decision or a column no meaning.
    """
    bag = build_bag(facts, rows, columns=columns, recipient=recipient, signing_key=signing_key, exhibits=exhibits)
    locked = lock(bag.archive, recipient)
    name = locked_name(facts.case)
    envelope = write_envelope(
        locked,
        case=facts.case,
        recipient_fingerprint=bag.manifest.recipient_fingerprint,
        made_at=facts.made_at,
        key=signing_key,
    )
    return LockedPackage(
        name=name,
        locked=locked,
        envelope_name=name + SUFFIX,
        envelope=envelope,
        manifest=bag.manifest,
        manifest_bytes=manifest_bytes(bag.manifest),
    )


def build_bag(
    facts: Facts,
    rows: Iterable[CollectedRow],
    *,
    columns: Sequence[Column],
    recipient: str,
    signing_key: Ed25519PrivateKey,
    exhibits: Exhibits | None = None,
) -> PlainBag:
    """The signed bag as one ZIP, byte for byte the same for the same arguments. Raises PackageError."""
    locked_name(facts.case)
    plain = tuple(plain_row(row) for row in rows)
    _check_rows(plain, facts, columns)
    try:
        files, manifest = _describe(facts, plain, columns, _fingerprint(recipient), signing_key, exhibits)
    except NotCanonicalError as error:
        raise _not_made("rows", f"A value cannot be written exactly: {error}") from error
    files[SIGNED] = manifest_bytes(manifest)
    files[SIGNATURE] = signature_file(signing_key, files[SIGNED], purpose=PURPOSE)
    archive = write_archive({f"{facts.case}/{path}": data for path, data in with_lists(files).items()})
    return PlainBag(archive=archive, manifest=manifest)


def _describe(
    facts: Facts,
    rows: Sequence[DisclosedRow],
    columns: Sequence[Column],
    recipient_fingerprint: str,
    signing_key: Ed25519PrivateKey,
    exhibits: Exhibits | None,
) -> tuple[dict[str, bytes], Manifest]:
    """The files that the manifest lists, and the manifest."""
    inside = columns_inside(rows, columns)
    data = data_files(rows, inside)
    no_data = nothing_held(facts.granted, (row.clause for row in rows))
    signer = public_text(signing_key)
    letter = cover_letter(facts, data.rows, no_data, recipient_fingerprint=recipient_fingerprint, signer=signer)
    files = {**data.files, "README.txt": letter.encode(), "dictionary.csv": dictionary_sheet(inside)}
    if exhibits is not None:
        files |= {f"exhibits/{path}": data for path, data in exhibits(data.files).items()}
    files["bagit.txt"] = DECLARATION
    files["bag-info.txt"] = bag_info(facts.case, facts.provider, instant_text(facts.made_at)[:10], data.files)
    manifest = Manifest(
        type=TYPE,
        digest_algorithms="SHA-256, SHA-512",
        signer=signer,
        recipient_fingerprint=recipient_fingerprint,
        facts=facts,
        columns=inside,
        files=file_entries(files),
        rows=data.rows,
        no_data=no_data,
    )
    return files, manifest


def _check_rows(rows: Sequence[DisclosedRow], facts: Facts, columns: Sequence[Column]) -> None:
    granted = {line.clause: line for line in facts.granted}
    if len(granted) != len(facts.granted):
        raise _not_made("rows", "Two granted lines have the same clause.")
    described = Counter((column.table, column.column) for column in columns)
    if any(count > 1 for count in described.values()):
        raise _not_made("dictionary", "The data dictionary describes a column twice.")
    for index, row in enumerate(rows):
        if not authorised(row, granted):
            raise _not_made("rows", f"Row {index} names the clause {row.clause!r}, which does not grant its data.")
        for name in row.values:
            if (row.table, name) not in described:
                raise _not_made("dictionary", f"The data dictionary does not describe the column {row.table}.{name}.")


def _fingerprint(recipient: str) -> str:
    try:
        return fingerprint(recipient)
    except AgeKeyError as error:
        raise _not_made("recipient", str(error)) from error


def _not_made(check: str, happened: str) -> PackageError:
    return PackageError(
        check, happened, "No package was made and nothing left.", "Correct the case or its data map, then pack again."
    )
