"""Write an opened package to a disk: a new private folder, whole or not at all, over nothing that is there."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from duly.disclosure.package_error import PackageError


def write_files(directory: Path, folder: str, files: Mapping[str, bytes]) -> Path:
    """`files` (checked names) as the new private folder `directory`/`folder`. Raises PackageError if it exists."""
    goal = directory / folder
    if goal.exists() or goal.is_symlink():
        raise _taken(goal)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder}.", dir=directory))
    except OSError as error:
        raise _no_room(directory, error) from error
    try:
        for path, data in files.items():
            _write_new(part / path, data)
        part.rename(goal)  # onto an empty folder made meanwhile this succeeds, onto anything else it fails
    except FileExistsError as error:
        raise _taken(goal) from error
    except OSError as error:
        raise (_taken(goal) if goal.exists() else _no_room(directory, error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return goal


def _write_new(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _taken(goal: Path) -> PackageError:
    return PackageError(
        "place",
        f"{goal} exists already.",
        "Nothing was written over.",
        "Name another folder, or move the old one away.",
    )


def _no_room(directory: Path, error: OSError) -> PackageError:
    return PackageError(
        "place",
        f"Writing to {directory} failed ({error.strerror}).",
        "Nothing was left behind.",
        "Check its owner and its free space, or name another folder.",
    )
