"""The command line as the tests call it: in this process, on the instance of the tests, and as a program of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from duly.cli import main
from tests.needs import TREE


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


def duly(*words: object, as_: str | None = None, ok: bool = True) -> Said:
    """Run a command in this process. With `ok` it must succeed; without, it must fail in a sentence."""
    arguments = [*map(str, words), *(["--as", as_] if as_ else [])]
    result = CliRunner().invoke(main, arguments, env={"DULY_AS": None, "DULY_PASSWORD_FILE": None})
    said = Said(result.exit_code, result.stdout, result.stderr)
    if ok:
        assert result.exit_code == 0, f"duly {' '.join(arguments)}\n{result.output}\n{result.exception!r}"
    else:
        assert result.exit_code in (1, 2), result.output
        assert isinstance(result.exception, SystemExit), f"a traceback reached the person: {result.exception!r}"
    return said


def program(*words: object, cwd: Path, seconds: int = 60, **environment: str) -> Said:
    """Run a command as a newcomer does, in a process of its own that knows nothing of the tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DULY_", "DJANGO_"))}
    path = os.pathsep.join([str(TREE), str(TREE / "demo")])
    done = subprocess.run(
        [sys.executable, "-m", "duly.cli", *map(str, words)],
        cwd=cwd, env={**clean, "PYTHONPATH": path, **environment}, capture_output=True, text=True, timeout=seconds,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


FORM = """\
instrument = "subpoena"
issuing_state = "US"
authority = "prosecutor"
authority_name = "Prosecutor of Westmark"
reference = "GJ-2026-114"
signed = true
issued_on = 2026-08-28
addressed_to = "Birch Messenger"
offence = "card fraud, 18 U.S.C. 1029"
offence_kind = "ordinary"
criminal_investigation = true
on_behalf_of = "none"

[[items]]
key = "1"
identifier_kind = "email"
identifier = "Ada@Shop.example"
categories = ["subscriber"]
"""
