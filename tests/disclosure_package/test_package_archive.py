"""The archive: what our writer would not write, our reader does not read."""

import io
import random
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.disclosure import archive as room
from duly.disclosure.archive import read_archive, write_archive
from duly.disclosure.package_error import PackageError

NAMES = st.from_regex(r"bag/(data/)?[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
FILES = {"bag/a.txt": b"alpha", "bag/data/b.csv": b"beta" * 50, "bag/empty": b""}


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=8))
def test_files_come_back_as_they_went_in_here_and_in_the_standard_library(files: dict[str, bytes]) -> None:
    data = write_archive(files)
    assert read_archive(data) == files
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert other.testzip() is None
        assert {name: other.read(name) for name in other.namelist()} == files


def test_every_single_bit_matters() -> None:
    data = write_archive(FILES)
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(PackageError, match="archive"):
            read_archive(bytes(changed))


@given(st.binary(max_size=400))
def test_noise_is_refused_and_never_a_crash(noise: bytes) -> None:
    for data in (noise, b"PK\x03\x04" + noise, write_archive(FILES) + noise + b"\0"):
        with pytest.raises(PackageError):
            read_archive(data)


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, method)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        zipped(("bag/bomb", bytes(10**6)), method=zipfile.ZIP_DEFLATED),
        zipped(("../../etc/passwd", b"x")),
        zipped(("/etc/passwd", b"x")),
        zipped(("bag/data/deep/er", b"x")),
        zipped(("bag\\data\\x", b"x")),
        zipped(("bag/", b"")),
    ],
)
def test_bombs_paths_and_folders_of_foreign_archives_are_refused(data: bytes) -> None:
    with pytest.raises(PackageError, match="archive"):
        read_archive(data)


@pytest.mark.parametrize(
    "name", ["../x", "bag/../x", "/x", "x", "bag/.x", "bag/a/b", "bag/a b", "bag/ä", "bag/a\n", "bag/"]
)
def test_a_name_that_could_leave_the_folder_is_not_written_either(name: str) -> None:
    with pytest.raises(PackageError):
        write_archive({name: b""})


def test_two_files_of_one_name_are_refused_also_if_only_capitals_differ() -> None:
    one = write_archive({"bag/a": b"1"})
    local, rest = one[: one.index(b"PK\x01\x02")], one[one.index(b"PK\x01\x02") : one.index(b"PK\x05\x06")]
    twice = local * 2 + rest * 2 + one[one.index(b"PK\x05\x06") :]
    with pytest.raises(PackageError, match="twice"):
        read_archive(twice)
    with pytest.raises(PackageError, match="capital"):
        read_archive(write_archive({"bag/A": b"1", "bag/a": b"2"}))


def test_an_entry_that_claims_more_bytes_than_there_are_is_refused() -> None:
    data = bytearray(write_archive({"bag/a": b"1"}))
    data[18:26] = b"\xff" * 8
    with pytest.raises(PackageError, match="claims more bytes"):
        read_archive(bytes(data))


def test_an_overlap_of_two_entries_over_one_body_is_refused() -> None:
    data = write_archive({"bag/a": b"1" * 100, "bag/b": b"1" * 100})
    start = data.index(b"PK\x01\x02", 1)
    second = data.index(b"PK\x01\x02", start + 4)
    overlapping = bytearray(data)
    overlapping[second + 42 : second + 46] = bytes(4)  # the second line points to the first body
    with pytest.raises(PackageError, match="table of contents"):
        read_archive(bytes(overlapping))


def test_too_many_files_and_too_many_bytes_are_refused_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    data = write_archive(FILES)
    monkeypatch.setattr(room, "MAX_FILES", 2)
    for act in (lambda: write_archive(FILES), lambda: read_archive(data)):
        with pytest.raises(PackageError):
            act()
    monkeypatch.setattr(room, "MAX_FILES", 10)
    monkeypatch.setattr(room, "MAX_BYTES", len(data) - 1)
    for act in (lambda: write_archive(FILES), lambda: read_archive(data)):
        with pytest.raises(PackageError):
            act()


def test_the_checksum_is_the_one_every_zip_tool_computes() -> None:
    content = random.Random(5).randbytes(1000)
    assert zlib.crc32(content).to_bytes(4, "little") in write_archive({"bag/a": content})
