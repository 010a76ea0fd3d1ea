"""A backup holds the heads of the journals from before its database, and says how both are put back together."""

from pathlib import Path
from typing import Any

import pytest

from duly.cli import backup
from tests.cli.command_line import duly


@pytest.fixture
def instance(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with one head; while its database is copied, an act is committed and moves the head on."""
    folder = tmp_path / "instance"
    (folder / "heads").mkdir(parents=True)
    (folder / "keys").mkdir()
    (folder / "keys" / "root.key").touch()
    (folder / "heads" / "one").write_bytes(b"3 rows")
    (folder / "heads" / "one.17.0a0b").write_bytes(b"half")
    settings.DULY = settings.DULY.model_copy(update={"directory": folder, "keys": folder / "keys"})

    def copy(target: Path) -> None:
        if (folder / "heads").exists():
            (folder / "heads" / "one").write_bytes(b"4 rows")
        (target / "duly.sqlite3").write_bytes(b"4 rows")

    monkeypatch.setattr(backup, "_database", copy)
    return folder


def test_no_head_is_ahead_of_the_journal_that_is_kept_with_it(instance: Path, tmp_path: Path) -> None:
    duly("backup", tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy" / "heads").iterdir()] == ["one"], "no half-written one"
    assert (tmp_path / "copy" / "heads" / "one").read_bytes() == b"3 rows"
    assert "heads/one" in (tmp_path / "copy" / "SHA256SUMS").read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [(), ("--keys", "apart")])
def test_its_last_lines_say_how_to_restore(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    last = duly("backup", tmp_path / "copy", *more).out.splitlines()[-2:]
    assert last[0].startswith("To restore:")
    assert "never `heads` of one day with a database of another" in last[0]
    assert "pg_restore" in last[1]


def test_an_instance_without_a_journal_has_no_heads_to_copy(instance: Path, tmp_path: Path) -> None:
    for path in (instance / "heads").iterdir():
        path.unlink()
    (instance / "heads").rmdir()
    duly("backup", tmp_path / "copy")
    assert not (tmp_path / "copy" / "heads").exists()
