"""The source tree as the tests of its shape see it."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent.parent
SHIPPED = ("duly", "demo/duly_demo")
LEFT_OUT = {"var", "dist", "build", "__pycache__", ".git"}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: where it is, its text, its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


def read_source(path: Path, root: Path = TREE) -> Source:
    """Reads and parses one file."""
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(root).as_posix(), text, ast.parse(text))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file below the folders named; without a name, of what is shipped. Migrations are not prose."""
    return tuple(
        read_source(path)
        for folder in folders or SHIPPED
        for path in sorted((TREE / folder).rglob("*.py"))
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    )


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to its last one."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


@cache
def published_files() -> tuple[Path, ...]:
    """Every file that a clone holds: what git tracks or would, else (in an unpacked archive) what lies there."""
    if (TREE / ".git").exists() and shutil.which("git"):
        command = ["git", "-C", str(TREE), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, capture_output=True, check=True)
        names = [name for name in done.stdout.decode().split("\0") if name]
        return tuple(path for name in names if (path := TREE / name).is_file())
    return tuple(path for path in sorted(TREE.rglob("*")) if path.is_file() and not _left_out(path))


def _left_out(path: Path) -> bool:
    parts = path.relative_to(TREE).parts
    return any(part in LEFT_OUT or part.startswith(".venv") or part.endswith("_cache") for part in parts)
