"""Writing an opened package to a disk: private, whole, and over nothing."""

import stat
from pathlib import Path
from typing import Any

import pytest

from duly.disclosure import unpack
from duly.disclosure.open import open_package
from duly.disclosure.package_error import PackageError


def test_the_files_land_in_a_new_folder_that_only_this_account_can_read(world: Any, tmp_path: Path) -> None:
    opened = open_package(world.build().locked, world.identity)
    folder = opened.write(tmp_path / "new")
    assert folder == tmp_path / "new" / "D-3f2a"
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in found.items()} == opened.files
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [folder, *folder.rglob("*")]} == {0}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["D-3f2a"]


def test_nothing_is_written_over(world: Any, tmp_path: Path) -> None:
    opened = open_package(world.build().locked, world.identity)
    folder = opened.write(tmp_path)
    (folder / "README.txt").write_text("Officer Okafor's notes")
    with pytest.raises(PackageError, match="exists already"):
        opened.write(tmp_path)
    assert (folder / "README.txt").read_text() == "Officer Okafor's notes"


@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_in_the_place_of_the_folder_is_not_followed(world: Any, tmp_path: Path, dangling: bool) -> None:
    if not dangling:
        (tmp_path / "elsewhere").mkdir()
    (tmp_path / "D-3f2a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PackageError, match="exists already"):
        open_package(world.build().locked, world.identity).write(tmp_path)
    assert dangling or list((tmp_path / "elsewhere").iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def full(path: Path, data: bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data[:3])
        written.append(path)
        if len(written) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(unpack, "_write_new", full)
    with pytest.raises(PackageError, match="No space left on device"):
        open_package(world.build().locked, world.identity).write(tmp_path)
    assert written
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_made_is_an_error_for_people(world: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PackageError, match="name another folder"):
        open_package(world.build().locked, world.identity).write(tmp_path / "file")
