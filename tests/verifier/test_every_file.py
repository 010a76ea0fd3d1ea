"""No byte of a report can be changed, no file lost, added or swapped, without the verifier naming file and check."""

from pathlib import Path

import pytest

from tests.verifier.forge import run, write
from vectors.world import FIRST_DAY, World, world

FIRST = sorted(world().reports[0])
SECOND = sorted(world().reports[1])
KEY = str(world().signer.vkey)


def refused(bundle: dict[str, bytes], directory: Path, path: str) -> None:
    verdict = run("report", write(bundle, directory), "--log-key", KEY)
    assert not verdict.passed
    first = verdict.text.splitlines()[0]
    named = first.partition(", file ")[2].partition(": ")[0]
    assert path in named.split(" or "), (path, first)
    assert first.startswith("refused at check ")
    assert "it means: " in verdict.text and "what to do: " in verdict.text


def flips(data: bytes) -> dict[str, bytes]:
    spoilt = {}
    for name, at in (("first", 0), ("middle", len(data) // 2), ("last", len(data) - 1)):
        spoilt[name] = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    return spoilt | {"truncated": data[:-1], "emptied": b"", "appended": data + b"\n", "with junk": data + b"x"}


@pytest.mark.parametrize("path", SECOND)
def test_a_changed_file_is_refused_by_name(path: str, tmp_path: Path) -> None:
    bundle = world().reports[1]
    changes = flips(bundle[path]) if bundle[path] else {"appended": b"\n", "with junk": b"x"}
    for name, data in changes.items():
        if data != bundle[path]:
            refused(bundle | {path: data}, tmp_path / name.replace(" ", "-"), path)


@pytest.mark.parametrize("path", SECOND)
def test_a_missing_file_is_refused_by_name(path: str, tmp_path: Path) -> None:
    refused({name: data for name, data in world().reports[1].items() if name != path}, tmp_path, path)


@pytest.mark.parametrize("path", ["extra.txt", ".hidden", "previous/more", "ledger-other.tsv"])
def test_a_file_that_the_report_does_not_list_is_refused(path: str, tmp_path: Path) -> None:
    refused(world().reports[0] | {path: b"smuggled"}, tmp_path, path)


def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    directory = write(world().reports[0], tmp_path / "report")
    (tmp_path / "elsewhere").write_bytes((directory / "entries").read_bytes())
    (directory / "entries").unlink()
    (directory / "entries").symlink_to(tmp_path / "elsewhere")
    verdict = run("report", directory)
    assert not verdict.passed and "check 1 files, file entries" in verdict.text


@pytest.mark.parametrize("path", FIRST)
def test_a_file_of_another_report_of_the_same_log_is_refused(path: str, tmp_path: Path) -> None:
    first, second = world().reports
    if first[path] != second[path]:
        # Under another report's list the first file in order is already not the listed one.
        named = "accounting.bin" if path == "report.json" else path
        refused(first | {path: second[path]}, tmp_path, named)


@pytest.mark.parametrize("path", ["report.tlog-proof", "report.consistency"])
def test_base64_in_a_second_spelling_is_refused(path: str, tmp_path: Path) -> None:
    """32 bytes leave two bits of the last character unused: a lax reader takes four spellings for one hash."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    lines = world().reports[1][path].decode().split("\n")
    at = next(number for number, line in enumerate(lines) if len(line) == 44 and line.endswith("="))
    lines[at] = lines[at][:42] + digits[digits.index(lines[at][42]) ^ 1] + "="
    refused(world().reports[1] | {path: "\n".join(lines).encode()}, tmp_path, path)


def test_two_files_swapped_are_refused(tmp_path: Path) -> None:
    bundle = world().reports[0]
    swapped = {"checkpoint-from": bundle["checkpoint-to"], "checkpoint-to": bundle["checkpoint-from"]}
    refused(bundle | swapped, tmp_path, "checkpoint-from")


def test_an_empty_directory_is_refused_without_a_traceback(tmp_path: Path) -> None:
    verdict = run("report", tmp_path)
    assert not verdict.passed and "check 1 files, file report.json" in verdict.text


def resigned(seed: str) -> World:
    """The same events under another key, with the same origin."""
    other = World(seed)
    for leaf in world().leaves[:48]:
        other.append([leaf])
    other.cases = world().cases
    return other


def test_a_report_signed_whole_by_another_key_is_consistent_but_fails_when_pinned(tmp_path: Path) -> None:
    mallory = resigned("mallory")
    made = world().reports[0]
    period = mallory.period("2026H1", FIRST_DAY)
    directory = write(mallory.publish(period), tmp_path)
    assert made["entries"] == (directory / "entries").read_bytes()
    loose = run("report", directory)
    assert loose.passed
    assert loose.text == f"consistent; signed by the unpinned key {mallory.signer.vkey}\n"
    pinned = run("report", directory, "--log-key", KEY)
    assert not pinned.passed and "check 2 key, file policy" in pinned.text
