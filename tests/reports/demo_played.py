"""The demonstration as a visitor plays it: a process of its own, from the mail of each demand to the report."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.needs import TREE

WITH_MORE = """
import sys
from pathlib import Path
from django.core.management import call_command
from duly.cli.instance import choose_instance, open_instance
from rich.console import Console
from duly_demo.world import World
world = World()
choose_instance(str(world.build(Path(sys.argv[1]))))
open_instance()
call_command("migrate", verbosity=0, interactive=False)
world.play(Console(width=200), extra=Path(sys.argv[2]))
"""
"""`duly demo` takes no further demands; the world does."""


@dataclass(frozen=True)
class Played:
    """What it left, and what it said."""

    directory: Path
    text: str

    @property
    def report(self) -> Path:
        return self.directory / "report"

    @property
    def key(self) -> str:
        return (self.directory / "ledger" / "log.vkey").read_text().strip()


def played(directory: Path, extra: Path | None = None) -> Played:
    """Play the demonstration into an empty directory."""
    chosen = ("DULY_CONFIG", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in chosen}
    environment |= {"PYTHONPATH": f"{TREE}{os.pathsep}{TREE / 'demo'}", "COLUMNS": "200"}
    command = [sys.executable, "-m", "duly.cli", "demo", "--directory", str(directory)]
    if extra is not None:
        command = [sys.executable, "-c", WITH_MORE, str(directory), str(extra)]
    done = subprocess.run(
        command, cwd=directory.parent, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Played(directory, done.stdout)
