"""One function writes the state of a case. Everything else asks it to."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.tree import Source, sources

# Who may write which: the case's state has one writer, and so has each small machine with three or four states of its
# own. A row names the file, what it assigns to, and whose state that is.
WRITERS = {
    ("duly/cases/advance.py", "locked.state"): "a case's: the one place",
    ("duly/cases/advance.py", "case.state"): "a case's first: `begin` opens it as received",
    ("duly/disclosure/lifecycle.py", "package.state"): "a package's: built, ready, fetched, expired",
    ("duly/notices/lifecycle.py", "notice.state"): "a notice's: waiting, to confirm, confirmed, sent, …",
}
COLUMNS = {"state", "status"}


def written_states(file: Source) -> Iterator[tuple[int, str]]:
    """Line and target of all that sets a column named for a state: assignment, setattr, update(), bulk_update()."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and node.attr in COLUMNS:
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Call):
            yield from _written_by_call(node)


def _written_by_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in {"update", "aupdate"} and any(keyword.arg in COLUMNS for keyword in node.keywords):
        yield node.lineno, f"{name}()"
    if name in {"setattr", "bulk_update", "abulk_update", "update_or_create"} and _names_a_state(node):
        yield node.lineno, f"{name}()"


def _names_a_state(node: ast.Call) -> bool:
    return any(isinstance(inner, ast.Constant) and inner.value in COLUMNS for inner in ast.walk(node))


def unexpected_writers(files: Iterable[Source]) -> list[str]:
    """Writes outside the allowed writers."""
    return [
        f"{file.path}:{line} writes {what}"
        for file in files
        for line, what in written_states(file)
        if (file.path, what) not in WRITERS
    ]


def test_only_advance_writes_the_state_of_a_case() -> None:
    assert unexpected_writers(sources()) == []


def test_every_writer_that_is_allowed_still_writes() -> None:
    writing = {(file.path, what) for file in sources() for _, what in written_states(file)}
    assert WRITERS.keys() <= writing


def test_every_planted_shortcut_is_seen() -> None:
    shortcuts = [
        "case.state = State.DISCLOSED",
        "case.state: State = State.DISCLOSED",
        "a, case.state = 1, 2",
        "setattr(case, 'state', 'disclosed')",
        "Case.objects.filter(pk=1).update(state='disclosed')",
        "Case.objects.bulk_update(cases, ['state'])",
        "Case.objects.update_or_create(pk=1, defaults={'state': 'disclosed'})",
    ]
    for text in shortcuts:
        for path in ("duly/review/quick.py", "duly/disclosure/lifecycle.py"):
            assert unexpected_writers([Source(path, text, ast.parse(text))]), text
