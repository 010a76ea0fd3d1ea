"""Which instance a command works on, and opening it: Django learns its settings here and nowhere else."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
from django.apps import apps

from duly.instance import InstanceError, instance_path, read_instance

STAND_IN = """\
mode = "test"
require_isolation = false
[provider]
name = "Stand-in"
host = "standin.example"
establishments = ["SE"]
mail = "legal@standin.example"
"""

_opened: list[Path] = []


def choose_instance(path: str | None) -> None:
    """Take the folder, or the file, that --instance or DULY_CONFIG names; else `duly.toml` of the working folder."""
    if path is not None:
        chosen = Path(path)
        os.environ["DULY_CONFIG"] = str((chosen / "duly.toml" if chosen.is_dir() else chosen).resolve())


def open_instance() -> None:
    """Read the instance and set Django up for it. Raises InstanceError, which names every wrong line.

    Once in a process: Django cannot forget its settings.
    """
    path = instance_path().resolve()
    os.environ["DULY_CONFIG"] = str(path)
    if apps.ready:
        if _opened and path not in _opened:
            raise InstanceError(
                f"{_opened[0]} is open in this process already, so {path} cannot be opened. Start anew."
            )
        return
    _refuse_other_databases(read_instance(path).database_url())
    os.umask(0o077)  # whatever an instance writes is its owner's alone
    os.environ["DJANGO_SETTINGS_MODULE"] = "duly.settings"
    _opened.append(path)
    django.setup()


def _refuse_other_databases(url: str) -> None:
    """The address itself is not repeated: it may hold a password."""
    if url.partition(":")[0] not in ("sqlite", "postgres", "postgresql"):
        raise InstanceError(
            "The database URL is not one that Duly can use. Write sqlite:///FILE or "
            "postgresql://USER@HOST/NAME in `database`, "
            "or in the file that `database_file` names."
        )


def open_stand_in() -> None:
    """Set Django up with an instance that does not exist, so that `duly COMMAND --help` needs none. It has no rows."""
    if apps.ready:
        return
    folder = Path(tempfile.mkdtemp(prefix="duly-help-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "duly.toml").write_text(STAND_IN, encoding="utf-8")
    os.environ["DULY_CONFIG"] = str(folder / "duly.toml")
    open_instance()
