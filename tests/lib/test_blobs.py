"""Locked objects on the disk: written whole or not at all, found again by their name only, readable by nobody else."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.lib import blobs
from duly.lib.blobs import BlobIdError, BlobMissing


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def test_what_was_put_is_got_and_after_deleting_is_gone(tmp_path: Path) -> None:
    blob = blobs.put(tmp_path, b"the served order")
    assert blobs.exists(tmp_path, blob)
    assert blobs.get(tmp_path, blob) == b"the served order"
    blobs.delete(tmp_path, blob)
    blobs.delete(tmp_path, blob)
    assert not blobs.exists(tmp_path, blob)
    with pytest.raises(BlobMissing, match="different backups"):
        blobs.get(tmp_path, blob)


def test_the_same_bytes_twice_are_two_objects_with_unrelated_ids(tmp_path: Path) -> None:
    assert blobs.put(tmp_path, b"same") != blobs.put(tmp_path, b"same")


def test_only_the_owner_may_read_an_object_or_list_its_folder(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        blobs.put(tmp_path / "store", b"x")
    finally:
        os.umask(old)
    paths = [tmp_path / "store", *(tmp_path / "store").rglob("*")]
    assert {stat.S_IMODE(p.stat().st_mode) for p in paths if p.is_dir()} == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in paths if p.is_file()} == {0o600}


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_disk_that_fails_half_way_leaves_nothing_behind(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(blobs.os, step, fail)
    with pytest.raises(OSError, match="no space"):
        blobs.put(tmp_path, b"half")
    assert files(tmp_path) == []


def test_the_bytes_are_safe_before_the_name_and_the_name_before_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(handle: int) -> None:
        order.append("directory" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_fsync(handle)

    def replace(source: str, target: str) -> None:
        order.append("name")
        real_replace(source, target)

    monkeypatch.setattr(blobs.os, "fsync", fsync)
    monkeypatch.setattr(blobs.os, "replace", replace)
    blobs.put(tmp_path, b"x")
    assert order[-3:] == ["file", "name", "directory"]


@given(st.text(max_size=40) | st.sampled_from(["../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "/" * 32]))
def test_mallory_cannot_walk_out_of_the_store(blob: str) -> None:
    for act in (blobs.get, blobs.exists, blobs.delete):
        with pytest.raises(BlobIdError):
            act(Path("store"), blob)
