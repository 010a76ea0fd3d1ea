"""Mallory changes a package in every way we could think of; each is refused, and the refusal names the check."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from duly.disclosure.archive import read_archive
from duly.disclosure.bag import SIGNATURE, SIGNED, file_entries
from duly.disclosure.envelope import check_envelope
from duly.disclosure.letter import dictionary_sheet
from duly.disclosure.manifest import Manifest
from duly.disclosure.open import open_package
from duly.disclosure.package import PURPOSE
from duly.disclosure.package_error import PackageError
from duly.disclosure.signature import signature_file
from duly.disclosure.tables import data_files, read_rows
from duly.lib.age_keys import lock, recipient_of
from duly.lib.canonical_json import canonical, read_canonical

TRIALS = 1000
CSV, JSON = "data/item-1.subscriber.accounts.csv", "data/item-1.subscriber.json"


def flipped(data: bytes, bit: int) -> bytes:
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def refusal(world: Any, locked: bytes, **pin: str) -> PackageError:
    with pytest.raises(PackageError) as caught:
        open_package(locked, world.identity, **pin)
    return caught.value


def test_a_thousand_bit_flips_in_the_locked_bytes_are_a_thousand_refusals(world: Any) -> None:
    locked, chance = world.build().locked, random.Random(1)
    bits = chance.sample(range(len(locked) * 8), TRIALS)
    assert Counter(refusal(world, flipped(locked, bit)).check for bit in bits) == {"lock": TRIALS}


def test_a_thousand_bit_flips_in_the_unlocked_archive_are_a_thousand_refusals_with_the_check_named(world: Any) -> None:
    archive, chance = world.archive(), random.Random(2)
    bits = chance.sample(range(len(archive) * 8), TRIALS)
    checks = Counter(refusal(world, lock(flipped(archive, bit), world.recipient)).check for bit in bits)
    assert checks == {"archive": TRIALS}


def test_a_bit_flip_in_any_file_with_checksums_and_lists_brought_up_to_date_is_refused(world: Any) -> None:
    files, chance = world.files(), random.Random(3)
    seen: Counter[str] = Counter()
    for path in [path for path in files if not path.endswith("manifest-sha256.txt")]:
        for bit in chance.sample(range(len(files[path]) * 8), 20):
            seen[refusal(world, world.lock_files({**files, path: flipped(files[path], bit)})).check] += 1
    assert seen.keys() == {"bag", "files", "signature"}


def test_a_shortened_or_lengthened_package_is_refused(world: Any) -> None:
    locked, archive = world.build().locked, world.archive()
    for changed in (locked[:-1], locked + b"\0", b"", locked[: len(locked) // 2]):
        assert refusal(world, changed).check == "lock"
    for inner in (archive[:-1], archive + b"\0", b"\0" + archive, b"", archive + archive):
        assert refusal(world, lock(inner, world.recipient)).check == "archive"


def test_another_officer_cannot_open_it(world: Any) -> None:
    with pytest.raises(PackageError, match="locked for another key") as caught:
        open_package(world.build().locked, world.other_identity)
    assert caught.value.check == "lock"


def test_a_package_handed_on_under_another_lock_is_refused(world: Any) -> None:
    handed_on = lock(world.archive(), recipient_of(world.other_identity))
    with pytest.raises(PackageError, match="Somebody opened it") as caught:
        open_package(handed_on, world.other_identity, provider_key=world.provider_key)
    assert caught.value.check == "recipient"


def test_a_package_signed_whole_by_another_key_is_refused_when_the_key_is_pinned(world: Any) -> None:
    locked = world.lock_files(world.resign(world.files(), lambda manifest: manifest, world.mallorys_key))
    assert "unpinned" in open_package(locked, world.identity).words()
    error = refusal(world, locked, provider_key=world.provider_key)
    assert (error.check, "not by the pinned key" in error.happened) == ("signature", True)


def test_a_pinned_key_that_is_no_key_is_said_to_be_none(world: Any) -> None:
    assert refusal(world, world.build().locked, provider_key="duly-ed25519:AAAA").check == "provider key"


def test_a_manifest_that_names_another_signer_is_refused(world: Any) -> None:
    files = world.files()
    signed = world.resign(files, lambda manifest: replace(manifest, signer="duly-ed25519:other"))
    assert refusal(world, world.lock_files(signed)).check == "manifest"


def test_a_signature_made_for_another_purpose_is_refused(world: Any) -> None:
    envelope = read_canonical(world.build().envelope)
    assert isinstance(envelope, dict)
    files = {**world.files(), SIGNED: canonical(envelope["envelope"]), SIGNATURE: canonical(envelope["signature"])}
    assert refusal(world, world.lock_files(files)).check == "signature"


def test_an_added_a_removed_and_a_swapped_file_are_refused_with_lists_as_they_were(world: Any) -> None:
    files = world.files()
    without = {path: data for path, data in files.items() if path != CSV}
    swapped = {**files, CSV: files["dictionary.csv"], "dictionary.csv": files[CSV]}
    for changed in ({**files, "data/extra.csv": b"x"}, {**files, "extra.txt": b"x"}, without, swapped):
        assert refusal(world, world.lock_files(changed, relist=False)).check == "bag"


def test_an_added_a_removed_and_a_swapped_file_are_refused_with_lists_brought_up_to_date(world: Any) -> None:
    files = world.files()
    without = {path: data for path, data in files.items() if path != CSV}
    swapped = {**files, CSV: files["dictionary.csv"], "dictionary.csv": files[CSV]}
    for changed in ({**files, "data/extra.csv": b"x"}, {**files, "extra.txt": b"x"}, without, swapped):
        assert refusal(world, world.lock_files(changed)).check == "files"


@pytest.mark.parametrize("name", ["bagit.txt", "bag-info.txt", SIGNED, SIGNATURE, "manifest-sha256.txt"])
def test_a_package_without_one_of_its_own_papers_is_refused(world: Any, name: str) -> None:
    files = {path: data for path, data in world.files().items() if path != name}
    assert refusal(world, world.lock_files(files, relist=False)).check == "bag"


def signed_again(world: Any, files: dict[str, bytes], **changes: Any) -> bytes:
    """The provider itself signs an inconsistent package: the last line of defence is that its own list convicts it."""
    listed = {path: data for path, data in files.items() if path in {e.path for e in entries(world)} or path in changes}
    changes.setdefault("files", file_entries(listed))

    def change(manifest: Manifest) -> Manifest:
        return replace(manifest, **changes)

    locked: bytes = world.lock_files(world.resign(files, change))
    return locked


def entries(world: Any) -> Any:
    return world.build().manifest.files


def test_a_row_whose_clause_does_not_grant_it_is_refused_even_if_the_provider_signed_it(world: Any) -> None:
    files, manifest = world.files(), world.build().manifest
    rows = [
        row
        for path in sorted(files)
        if path.endswith(".json") and path.startswith("data/")
        for row in read_rows(path, files[path])
    ]
    for wrong in ("D-3f2a/9.subscriber", "D-3f2a/2.subscriber", "D-3f2a/1.traffic"):
        rebuilt = data_files([replace(rows[0], clause=wrong), *rows[1:]], manifest.columns)
        error = refusal(world, signed_again(world, {**files, **rebuilt.files}, rows=rebuilt.rows))
        assert (error.check, wrong in error.happened) == ("rows", True)


def test_rows_that_differ_from_their_lines_in_the_manifest_are_refused(world: Any) -> None:
    files, manifest = world.files(), world.build().manifest
    first, *rest = manifest.rows
    for rows in ((), tuple(rest), (first, *manifest.rows), (replace(first, sha256="0" * 64), *rest),
                 (replace(first, clause="D-3f2a/2.subscriber"), *rest), (replace(first, index=7), *rest)):  # fmt: skip
        assert refusal(world, signed_again(world, files, rows=rows)).check == "rows"


def test_a_csv_that_says_more_than_the_json_is_refused_even_if_the_provider_signed_it(world: Any) -> None:
    files = world.files()
    more = {**files, CSV: files[CSV] + b'"D-3f2a/1.subscriber","@tomas:quill.example","",""\r\n'}
    assert refusal(world, signed_again(world, more)).check == "tables"


def test_a_column_without_a_meaning_is_refused_even_if_the_provider_signed_it(world: Any) -> None:
    files, manifest = world.files(), world.build().manifest
    fewer = tuple(column for column in manifest.columns if column.column != "email")
    rows = open_package(world.build().locked, world.identity).rows
    changed = {**files, **data_files(rows, fewer).files, "dictionary.csv": dictionary_sheet(fewer)}
    error = refusal(world, signed_again(world, changed, columns=fewer))
    assert (error.check, "does not describe" in error.happened) == ("tables", True)


def test_columns_and_no_data_lines_must_follow_from_the_rows(world: Any) -> None:
    files, manifest = world.files(), world.build().manifest
    assert refusal(world, signed_again(world, files, no_data=())).check == "tables"
    assert refusal(world, signed_again(world, files, columns=manifest.columns[1:])).check == "tables"
    assert refusal(world, signed_again(world, {**files, "dictionary.csv": b""})).check == "tables"


@pytest.mark.parametrize("data", [b"[]", b"[\n\n]\n", b"[\n{}\n]\n", b'[\n{"a":1}\n]\n', b"[\n]\n", b""])
def test_a_json_file_that_is_no_list_of_rows_is_refused(world: Any, data: bytes) -> None:
    assert refusal(world, signed_again(world, {**world.files(), JSON: data})).check == "rows"


def test_a_row_with_a_nested_value_is_refused(world: Any) -> None:
    line = canonical({"category": "subscriber", "clause": "c", "item": "1", "table": "t", "values": {"a": [1]}})
    assert refusal(world, signed_again(world, {**world.files(), JSON: b"[\n" + line + b"\n]\n"})).check == "rows"


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw + b"\n",
        lambda raw: raw.replace(b'"type":"duly/manifest/v1"', b'"type":"duly/manifest/v2"'),
        lambda raw: raw.replace(b'"remarks":""', b'"remarks":null'),
        lambda raw: raw.replace(b'"remarks":""', b'"remarks":"","remarkz":""'),
        lambda raw: raw.replace(b'"judicial_request"', b'"polite_request"'),
        lambda raw: raw.replace(b'"made_at":"2026-04-01T00:00:00Z"', b'"made_at":"2026-04-01"'),
        lambda raw: raw.replace(b'"identification_only":false', b'"identification_only":0'),
        lambda raw: b"[]",
    ],
)
def test_a_manifest_of_another_shape_is_refused_even_if_the_provider_signed_it(world: Any, change: Any) -> None:
    files = world.files()
    raw = change(files[SIGNED])
    assert raw != files[SIGNED]
    signed = {**files, SIGNED: raw, SIGNATURE: signature_file(world.key, raw, purpose=PURPOSE)}
    assert refusal(world, world.lock_files(signed)).check == "manifest"


def test_the_folder_must_bear_the_name_of_the_case(world: Any) -> None:
    assert refusal(world, world.lock_files(world.files(), folder="D-0000")).check == "manifest"


def test_a_wrong_key_text_is_named_as_such(world: Any) -> None:
    with pytest.raises(PackageError) as caught:
        open_package(world.build().locked, "not a key")
    assert caught.value.check == "key"


def test_an_error_says_what_happened_what_it_means_and_what_to_do(world: Any) -> None:
    error = refusal(world, world.build().locked[:-1])
    assert all([error.check, error.happened, error.means, error.do])
    assert str(error) == f"Check “{error.check}” failed: {error.happened} {error.means} {error.do}"


def test_the_envelope_holds_for_these_locked_bytes_and_this_key_only(world: Any) -> None:
    package = world.build()
    envelope = check_envelope(package.locked, package.envelope, provider_key=world.provider_key)
    assert (envelope.file, package.envelope_name) == ("D-3f2a.age", "D-3f2a.age.sig.json")
    assert envelope.recipient_fingerprint == package.manifest.recipient_fingerprint
    chance = random.Random(4)
    for bit in chance.sample(range(len(package.envelope) * 8), 300):
        with pytest.raises(PackageError) as caught:
            check_envelope(package.locked, flipped(package.envelope, bit), provider_key=world.provider_key)
        assert caught.value.check == "envelope"
    with pytest.raises(PackageError, match="another size or SHA-256"):
        check_envelope(world.build().locked, package.envelope)


def test_the_envelope_says_nothing_that_guesses_could_be_tested_against(world: Any) -> None:
    envelope = world.build().envelope
    for told in (b"vera", b"Okafor", b"Polis", b"FK 12", world.facts.demand_sha256.encode()):
        assert told not in envelope
    assert read_archive(world.archive())
