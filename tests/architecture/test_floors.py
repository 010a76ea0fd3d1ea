"""Imports go down the floors, and every way of going up that we could think of is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import TREE


def check_imports(tree: Path) -> str:
    """Runs import-linter over a tree; returns what it printed, with its exit code in front."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-logo", "--no-cache"], cwd=tree, capture_output=True, text=True, check=False, timeout=120
    )
    return f"exit {done.returncode}\n{done.stdout}{done.stderr}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What import-linter looks at, to plant faults in; with the demo beside `duly`, so that both are found."""
    unwanted = shutil.ignore_patterns("__pycache__", "static", "templates", "locale", "*.sqlite3", "*.db")
    shutil.copytree(TREE / "duly", tmp_path / "duly", ignore=unwanted)
    shutil.copytree(TREE / "demo" / "duly_demo", tmp_path / "duly_demo", ignore=unwanted)
    shutil.copy(TREE / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_goes_down() -> None:
    assert check_imports(TREE).startswith("exit 0\n"), check_imports(TREE)


def test_a_copy_without_faults_passes(copy: Path) -> None:
    assert check_imports(copy).startswith("exit 0\n")


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        ("law/vocabulary.py", "import socket", "Rules are pure"),
        ("law/vocabulary.py", "import duly.lib.clock", "Rules are pure"),
        ("datamap/minimise.py", "import django.conf", "Rules are pure"),
        ("cases/lifecycle.py", "import time", "Rules are pure"),
        ("collection/plan.py", "import sqlalchemy", "Rules are pure"),
        ("ledger/entries.py", "import django.conf", "Rules are pure"),
        ("ledger/bundle.py", "import secrets", "Rules are pure"),
        ("ledger/rows.py", "import duly.ledger.models", "Rules are pure"),
        ("reports/layouts/chart.py", "import duly.reports.models", "Rules are pure"),
        ("lib/clock.py", "import duly.cases.lifecycle", "Imports go down"),
        ("disclosure/close.py", "import duly.reports.build", "Imports go down"),
        ("cases/lifecycle.py", "import duly.review.decide", "Imports go down"),
        ("staff/actors.py", "import duly.requesters.models", "Imports go down"),
        ("web/__init__.py", "import duly.cli", "Imports go down"),
        ("odds/__init__.py", "", "Imports go down"),
        ("staff/actors.py", "import duly.staff.models", "No package imports another"),
        ("disclosure/manifest.py", "import django.conf", "knows no Django"),
        ("cli/__init__.py", "import duly.cases.models", "Doors never import models"),
        ("web/__init__.py", "from duly.cases import models", "Doors never import models"),
        ("law/vocabulary.py", "import duly_demo", "The product knows nothing"),
    ],
)
def test_a_planted_import_is_caught(copy: Path, file: str, planted: str, contract: str) -> None:
    target = copy / "duly" / file
    target.parent.mkdir(exist_ok=True)
    with target.open("a", encoding="utf-8") as module:
        module.write(f"\n{planted}\n")
    said = check_imports(copy)
    assert said.startswith("exit 1\n"), said
    assert any(contract in line and "BROKEN" in line for line in said.splitlines()), said
