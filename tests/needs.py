"""What some tests need of the machine: how to see that it is there, and what to say when it is not."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.postgres import NoPostgres, find_binaries

TREE = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("DULY_SHARED", TREE.parent / "shared")) / "vectors"
GO_SOURCES = "/usr/share/gocode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """`find` returns where the thing is, or None; `install` says how to get it."""

    find: Callable[[], str | None]
    install: str


@cache
def find_chromium() -> str | None:
    """Debian's Chromium, or the browser that DULY_CHROMIUM names."""
    named = os.environ.get("DULY_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@cache
def find_postgres() -> str | None:
    """The server that DULY_TEST_PG names, or Debian's binaries."""
    named = os.environ.get("DULY_TEST_PG", "")
    if named.startswith("postgres"):
        return named
    try:
        return str(find_binaries())
    except NoPostgres:
        return None


@cache
def find_synapse() -> str | None:
    """The Python of an environment in which Synapse can be imported: seen by running it."""
    python = os.environ.get("DULY_SYNAPSE_PYTHON") or str(TREE / ".venv-synapse" / "bin" / "python")
    try:
        done = subprocess.run([python, "-c", "import synapse, psycopg2"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return python if done.returncode == 0 else None


@cache
def find_go() -> str | None:
    """Go, if Debian's sources of golang.org/x/mod are there too: a reader of our logs that we did not write."""
    return shutil.which("go") if Path(GO_SOURCES, "src/golang.org/x/mod/sumdb/tlog").is_dir() else None


@cache
def find_shared() -> str | None:
    """The folder of vectors that others published, beside the repository or where DULY_SHARED says."""
    return str(SHARED) if (SHARED / "note-example.txt").is_file() else None


NEEDS = {
    "age": Need(find=lambda: shutil.which("age"), install="apt-get install age"),
    "bubblewrap": Need(find=lambda: shutil.which("bwrap"), install="apt-get install bubblewrap"),
    "chromium": Need(find=find_chromium, install="apt-get install chromium, or name one with DULY_CHROMIUM"),
    "go": Need(find=find_go, install="apt-get install golang-go golang-golang-x-mod-dev"),
    "postgres": Need(find=find_postgres, install="apt-get install postgresql, or name one with DULY_TEST_PG"),
    "shared": Need(find=find_shared, install="name the folder that holds the published vectors with DULY_SHARED"),
    "synapse": Need(find=find_synapse, install="make synapse"),
}


def required() -> frozenset[str]:
    """The words of DULY_REQUIRE, for which lacking is failing. Raises ValueError on an unknown one."""
    words = frozenset(word.strip() for word in os.environ.get("DULY_REQUIRE", "").split(",") if word.strip())
    if unknown := sorted(words - NEEDS.keys()):
        raise ValueError(f"DULY_REQUIRE names {', '.join(unknown)}; known are {', '.join(sorted(NEEDS))}")
    return words


def lack(name: str) -> str | None:
    """None when the machine has `name`, else the sentence to skip or fail with. Raises KeyError on an unknown name."""
    need = NEEDS[name]
    return None if need.find() else f"this machine has no {name}: {need.install}"
