"""Open a package on the officer's side: unlock it, check everything it says about itself, and only then hand it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from duly.disclosure.archive import read_archive
from duly.disclosure.bag import SIGNATURE, SIGNED, check_bag, check_files
from duly.disclosure.letter import dictionary_sheet
from duly.disclosure.manifest import Manifest, nothing_held, read_manifest
from duly.disclosure.package import PURPOSE
from duly.disclosure.package_error import PackageError, altered
from duly.disclosure.signature import check_signature, signer_words
from duly.disclosure.tables import DisclosedRow, authorised, columns_inside, data_files, read_rows
from duly.disclosure.unpack import write_files
from duly.lib.age_keys import AgeKeyError, LockedFileError, fingerprint, recipient_of, unlock


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPackage:
    """A package that passed every check. `pinned` says whether its signer is the key the officer named."""

    manifest: Manifest
    rows: tuple[DisclosedRow, ...]
    files: Mapping[str, bytes]
    signer: str
    pinned: bool

    def words(self) -> str:
        """What may be said about the signature: “Verified” only with a pinned key."""
        return signer_words(self.signer, pinned=self.pinned)

    def write(self, directory: Path) -> Path:
        """Write the bag as a new folder named after the case in `directory`. Raises PackageError if it exists."""
        return write_files(directory, self.manifest.facts.case, self.files)


def open_package(locked: bytes, identity: str, *, provider_key: str | None = None) -> OpenedPackage:
    """Unlock and check. `identity` is AGE-SECRET-KEY-1… or its file's text. Raises PackageError naming the check."""
    # 1. the lock: only the recipient's key, no byte changed
    archive, own_fingerprint = _unlock(locked, identity)
    # 2. the archive: exactly the bytes our writer would write, in one folder
    folder, files = _one_folder(read_archive(archive))
    # 3. the bag: every file listed, every digest right, nothing unlisted
    check_bag(files)
    # 4. the signature over the raw manifest, before a word of it is believed
    signer = check_signature(
        files[SIGNED], files[SIGNATURE], purpose=PURPOSE, provider_key=provider_key, check="signature"
    )
    # 5. the manifest: canonical, complete, of our type, of this signer and this folder
    manifest = read_manifest(files[SIGNED])
    if (manifest.signer, manifest.facts.case) != (signer, folder):
        raise altered("manifest", "The manifest names another signer or another case than the package.")
    # 6. the recipient: made for the key that opens it, not handed on under another lock
    if manifest.recipient_fingerprint != own_fingerprint:
        raise _for_another(manifest.recipient_fingerprint)
    # 7. the files: exactly those signed
    check_files(files, manifest)
    # 8. the rows: each with its digest and a clause that grants it; CSV, dictionary and no-data lines follow from them
    rows = _checked_rows(files, manifest)
    return OpenedPackage(manifest=manifest, rows=rows, files=files, signer=signer, pinned=provider_key is not None)


def _unlock(locked: bytes, identity: str) -> tuple[bytes, str]:
    try:
        return unlock(locked, identity), fingerprint(recipient_of(identity))
    except AgeKeyError as error:
        raise PackageError("key", str(error), "The package is still locked.", "Check the key file.") from error
    except LockedFileError as error:
        raise PackageError(
            "lock",
            str(error),
            "The package is still locked.",
            "Check that it is the key you gave the provider, fetch the file again, and compare it with its envelope.",
        ) from error


def _one_folder(archive: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    folders = {name.partition("/")[0] for name in archive}
    if len(folders) != 1:
        raise altered("archive", f"The archive holds {len(folders)} folders instead of one.")
    return folders.pop(), {name.partition("/")[2]: data for name, data in archive.items()}


def _checked_rows(files: Mapping[str, bytes], manifest: Manifest) -> tuple[DisclosedRow, ...]:
    paths = sorted(path for path in files if path.startswith("data/") and path.endswith(".json"))
    rows = tuple(row for path in paths for row in read_rows(path, files[path]))
    granted = {line.clause: line for line in manifest.facts.granted}
    rebuilt = data_files(rows, manifest.columns)
    for row, found, listed in zip_longest(rows, rebuilt.rows, manifest.rows):
        if row is None or found is None or listed is None:
            raise altered("rows", f"{len(rows)} rows are in the package, {len(manifest.rows)} in the manifest.")
        if found != listed:
            raise altered("rows", f"{found.file}, row {found.index}: place, digest or clause differ from the manifest.")
        if not authorised(row, granted):
            raise altered("rows", f"{found.file}, row {found.index}: the clause {row.clause!r} does not grant it.")
    _check_tables(files, rebuilt.files, rows, manifest)
    return rows


def _check_tables(
    files: Mapping[str, bytes], rebuilt: Mapping[str, bytes], rows: tuple[DisclosedRow, ...], manifest: Manifest
) -> None:
    data = {path: content for path, content in files.items() if path.startswith("data/")}
    for path in sorted(data.keys() | rebuilt.keys()):
        if data.get(path) != rebuilt.get(path):
            raise altered("tables", f"{path} does not say the same as the rows in JSON.")
    described = {(column.table, column.column) for column in manifest.columns}
    if any((row.table, name) not in described for row in rows for name in row.values):
        raise altered("tables", "A row has a column that the data dictionary does not describe.")
    if columns_inside(rows, manifest.columns) != manifest.columns:
        raise altered("tables", "The data dictionary describes columns that are not in the package.")
    if files.get("dictionary.csv") != dictionary_sheet(manifest.columns):
        raise altered("tables", "dictionary.csv differs from the columns of the manifest.")
    if nothing_held(manifest.facts.granted, (row.clause for row in rows)) != manifest.no_data:
        raise altered("tables", "The no-data lines of the manifest do not fit the rows.")


def _for_another(other: str) -> PackageError:
    return PackageError(
        "recipient",
        f"The provider made this package for the key with the fingerprint {other}, not for yours.",
        "Somebody opened it and locked it again for you, or the provider used a wrong key.",
        "Do not use the content; tell the provider whom you had it from.",
    )
