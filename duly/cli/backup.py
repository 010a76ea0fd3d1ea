"""`duly backup`: a consistent copy of heads, database, objects and settings; the keys only into another place."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connections

from duly.cli import output
from duly.cli.arguments import json_option
from duly.instance import instance_path

LIST = "SHA256SUMS"
_DUMP = "duly.pgdump"
_CHUNK = 1 << 20


_HOW_TO_RESTORE = (
    "To restore: stop server and worker; take the instance's database, `objects` and `heads` away; put those of this "
    "one backup in their place, never `heads` of one day with a database of another; put the keys back.",
    "Then run `duly check`. A PostgreSQL database comes back with: pg_restore --clean --if-exists --no-owner "
    f"--dbname NAME {_DUMP}",
)


class BackupError(Exception):
    """No usable backup was made."""


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keys", "keys", type=click.Path(file_okay=False, path_type=Path),
              help=("Also copy the keys, into this other folder. Keep it apart: database and root key "
              "together are everything."))  # fmt: skip
@json_option
def command(directory: Path, keys: Path | None, json_: bool) -> None:
    """Copy the instance into DIRECTORY, which must be new or empty, with a list of SHA-256 digests.

    The keys are never beside the data: whoever finds the backup alone reads nothing, and who loses the keys neither.
    """
    directory = directory.resolve()
    if keys is not None and (keys.resolve() == directory or directory in keys.resolve().parents):
        raise BackupError("The keys would lie beside what they open. Name a folder on another medium with --keys.")
    _empty(directory)
    with output.progress() as bar:
        task = bar.add_task("heads", total=None)
        # Before the database: a head may lag behind its journal, but a journal shorter than its head counts as cut off.
        _heads(directory)
        bar.update(task, description="database")
        _database(directory)
        # After the database: an object is on the disk before the row that names it, so every row finds its object here.
        bar.update(task, description="objects")
        if settings.DULY.objects.is_dir():
            shutil.copytree(settings.DULY.objects, directory / "objects", ignore=shutil.ignore_patterns("*.part"))
        shutil.copy2(instance_path(), directory / "duly.toml")
        bar.update(task, description="digests")
        count = _list(directory)
    if keys is not None:
        _empty(keys)
        for path in settings.DULY.keys.iterdir():
            shutil.copy2(path, keys / path.name)
    if json_:
        apart = None if keys is None else str(keys.resolve())
        output.as_json({"directory": str(directory), "files": count, "list": LIST, "keys": apart})
        return
    _say(directory, count, keys)


def _say(directory: Path, count: int, keys: Path | None) -> None:
    output.say(f"{count} file(s) are in {directory}; check them there with: sha256sum --check {LIST}")
    if keys is None:
        output.say(
            "The keys were not copied. Without root.key this backup opens nothing: copy "
            f"{settings.DULY.keys} to another place, or use --keys."
        )
    else:
        output.say(f"The keys are in {keys.resolve()}. Keep that folder apart from the backup.")
    output.say(*_HOW_TO_RESTORE)


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Nothing was copied. Name a new folder for each backup.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _heads(directory: Path) -> None:
    """The heads of the journals, without what is being written just now: such a name has a dot."""
    source = Path(settings.DULY.directory) / "heads"
    if source.is_dir():
        shutil.copytree(source, directory / "heads", ignore=shutil.ignore_patterns("*.*"))


def _database(directory: Path) -> None:
    options: dict[str, Any] = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        _sqlite(str(options["NAME"]), directory / "duly.sqlite3")
    else:
        _postgres(options, directory / _DUMP)


def _sqlite(source: str, target: Path) -> None:
    """SQLite's own backup: one consistent moment, while others write."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    target.chmod(0o600)
    if verdict != "ok":
        raise BackupError(f"The copied database is damaged: {verdict}. The live one may be too: check the disk now.")


def _postgres(options: dict[str, Any], target: Path) -> None:
    """pg_dump in its own format; the password goes by the environment, where `ps` does not show it."""
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError("pg_dump is not here, so PostgreSQL cannot be copied. Debian: apt install postgresql-client.")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(options[key]) for name, key in names.items() if options.get(key)}}
    done = subprocess.run(
        [program, "--format=custom", "--no-owner", f"--file={target}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupError(f"pg_dump failed, so there is no backup: {done.stderr.strip()[:300]}")
    target.chmod(0o600)


def _list(directory: Path) -> int:
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    lines = [f"{_digest(path)}  {path.relative_to(directory)}\n" for path in files]
    (directory / LIST).write_text("".join(lines), encoding="utf-8")
    return len(files)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
