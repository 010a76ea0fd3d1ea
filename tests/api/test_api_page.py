"""docs/reference/api.md is what the code says of itself today."""

import subprocess
import sys
from pathlib import Path

from tests.needs import TREE

SCRIPT = TREE / "docs" / "api_page.py"


def run(script: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), *words]
    return subprocess.run(
        command, cwd=TREE, capture_output=True, text=True, check=False, timeout=60, env={"PYTHONPATH": str(TREE)}
    )


def test_the_page_is_current() -> None:
    done = run(SCRIPT, "--check")
    assert done.returncode == 0, done.stderr


def test_a_page_that_is_stale_is_named_and_mended(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    script = tmp_path / "api_page.py"
    script.write_bytes(SCRIPT.read_bytes())
    page = tmp_path / "reference" / "api.md"
    assert run(script).returncode == 0
    page.write_text(page.read_text(encoding="utf-8").replace("202", "204"), encoding="utf-8")
    stale = run(script, "--check")
    assert (stale.returncode, "Run: python docs/api_page.py" in stale.stderr) == (1, True)
    assert run(script).returncode == 0
    assert run(script, "--check").returncode == 0
