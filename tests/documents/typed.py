"""A page of the documentation, typed by a newcomer command by command."""

import os
import re
import subprocess
import sys
from pathlib import Path


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
