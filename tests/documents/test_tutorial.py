"""The tutorial is run, command by command, as a newcomer would type it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import TREE

PAGE = TREE / "docs" / "tutorial" / "first-demand.md"


def commands(page: str) -> str:
    """Everything that the page tells its reader to type, in order."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE))


def play(script: str, directory: Path) -> "subprocess.CompletedProcess[str]":
    """Type it into one shell, in an empty directory with an empty home; the first error ends it."""
    (directory / "home").mkdir()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(directory / "home"),
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", script], cwd=directory, env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def test_the_tutorial_leads_from_the_mail_to_the_opened_package(tmp_path: Path) -> None:
    done = play(commands(PAGE.read_text(encoding="utf-8")), tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (letter,) = (tmp_path / "var" / "demo" / "opened").glob("*/README.txt")
    opened = "".join(file.read_text("utf-8") for file in letter.parent.rglob("*") if file.is_file())
    assert "casey.dunmore" in opened
    assert "$2b$" not in opened, "a password hash"
    assert "syt_" not in opened, "an access token"
    assert "granted" in done.stdout
    assert "the requester is proven" in done.stdout


def test_a_command_that_fails_ends_the_tutorial(tmp_path: Path) -> None:
    assert play("duly show D-NONE --as nobody\necho went on", tmp_path).returncode != 0
