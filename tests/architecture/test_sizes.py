"""Every file can be read at once, says what it is for, and hides nothing in its functions."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.architecture.tree import Source, functions, length, read_source, sources

LONGEST_FILE, LONGEST_VERIFIER_FILE, LONGEST_FUNCTION = 300, 400, 50
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "services", "managers", "signals", "part2"}


def too_long_files(files: Iterable[Source]) -> list[str]:
    """Files beyond the limit of their folder."""
    return [
        f"{file.path}: {file.lines} lines"
        for file in files
        if file.lines > (LONGEST_VERIFIER_FILE if file.path.startswith("verifier/") else LONGEST_FILE)
    ]


def too_long_functions(files: Iterable[Source]) -> list[str]:
    """Functions beyond the limit."""
    return [
        f"{file.path}:{node.lineno} {node.name}: {length(node)} lines"
        for file in files
        for node in functions(file)
        if length(node) > LONGEST_FUNCTION
    ]


def hidden_imports(files: Iterable[Source]) -> list[str]:
    """Imports inside a function: a dependency that nobody sees at the top of the file."""
    return [
        f"{file.path}:{inner.lineno}"
        for file in files
        for node in functions(file)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def relative_imports(files: Iterable[Source]) -> list[str]:
    """Imports that name no package."""
    return [
        f"{file.path}:{node.lineno}"
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def without_docstring(files: Iterable[Source]) -> list[str]:
    """Modules that do not say what they are for. An empty `__init__.py` has nothing to say."""
    return [file.path for file in files if file.text.strip() and not ast.get_docstring(file.tree)]


def junk_drawers(files: Iterable[Source]) -> list[str]:
    """Files and folders named for no topic."""
    return [file.path for file in files if DRAWERS & set(Path(file.path).with_suffix("").parts)]


def everything() -> Iterator[Source]:
    """All Python of the repository, tests too."""
    yield from sources("duly", "demo", "tests", "benchmarks", "docs", "verifier", "vectors")


CHECKS = [too_long_files, too_long_functions, relative_imports, without_docstring, junk_drawers]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_tree_has_none_of(check: object) -> None:
    assert callable(check)
    assert check(everything()) == []


def test_no_import_of_the_product_hides_in_a_function() -> None:
    assert hidden_imports(sources()) == []


def test_most_files_and_functions_are_short() -> None:
    files = sorted(file.lines for file in sources() if file.text.strip())
    bodies = sorted(length(node) for file in sources() for node in functions(file))
    assert files[int(len(files) * 0.95)] <= 250
    assert bodies[int(len(bodies) * 0.95)] <= 30
    assert median(bodies) <= 8


def test_each_fault_is_seen_when_planted(tmp_path: Path) -> None:
    (tmp_path / "utils.py").write_text(
        "from . import law\n"
        "def long() -> None:\n    import os\n" + "    print(os)\n" * 60 + "x = 1\n" * 300
    )  # fmt: skip
    planted = [read_source(tmp_path / "utils.py", tmp_path)]
    for check in (*CHECKS, hidden_imports):
        assert len(check(planted)) == 1, check.__name__
