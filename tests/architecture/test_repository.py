"""What the repository says of itself is true: paths, commands, dependencies; and it names no other machine."""

import importlib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.tree import TREE, published_files

PROJECT = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BINARY = {".png", ".jpg", ".pdf", ".ico", ".sqlite3", ".db", ".gz", ".zip", ".age", ".mo", ".woff2"}
# Written in pieces, so that this file does not trip over itself.
INDEX = re.compile("index" + "-url[ =]|pypi" + r"\.org|python" + "hosted|find" + "-links[ =]|/sim" + "ple/")
PLACE = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|root|farm|Users|home/[a-z]\w*)/", re.MULTILINE)


def read(path: str) -> str:
    """Text of a file of the repository."""
    return (TREE / path).read_text(encoding="utf-8")


def files_that_say(pattern: re.Pattern[str], files: Iterable[Path]) -> list[str]:
    """Text files in which the pattern occurs, with what was found."""
    said = []
    for path in files:
        text = "" if path.suffix in BINARY else path.read_text(encoding="utf-8", errors="replace")
        if match := pattern.search(text):
            said.append(f"{path.name}: {match.group().strip()}")
    return said


def distribution_names(lines: Iterable[str]) -> set[str]:
    """Names of the packages in a list of requirements, without versions, extras, options and comments."""
    return {re.split(r"[\[~=<>! ;]", line, maxsplit=1)[0] for line in lines if re.match(r"[A-Za-z]", line)}


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_the_papers_of_a_project_are_there(name: str) -> None:
    assert len(read(name).split()) > 20


def test_the_licence_is_apache_in_full() -> None:
    text = read("LICENSE")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_no_file_names_a_package_index() -> None:
    assert files_that_say(INDEX, published_files()) == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert files_that_say(PLACE, published_files()) == []


def test_a_planted_address_and_a_planted_path_are_seen(tmp_path: Path) -> None:
    planted = tmp_path / "run.txt"
    planted.write_text("--extra-ind" + "ex-url https://mirror.example/\n# made in /home" + "/ines/duly\n")
    assert files_that_say(INDEX, [planted])
    assert files_that_say(PLACE, [planted])


def test_every_path_in_where_is_it_exists() -> None:
    paths = re.findall(r"\| `([^`]+)`", read("docs/where-is-it.md"))
    assert len(paths) >= 15
    assert [path for path in paths if not (TREE / path).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/reference/benchmarks.md"])
def test_every_make_target_that_a_page_names_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"`(?:\w+=\S+ )*make ([a-z-]+)|^ *(?:\w+=\S+ )*make ([a-z-]+)", read(page), re.MULTILINE))
    words = {first or second for first, second in named}
    assert words
    assert words <= targets


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = [path for path in published_files() if path.suffix == ".md"]
    broken = [
        f"{page.relative_to(TREE)} → {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_direct_dependency_has_its_reason() -> None:
    explained = set(re.findall(r"^\| `([^`]+)`", read("docs/explanation/dependencies.md"), re.MULTILINE))
    named = set()
    for name in ("run", "setup", "dev", "bench", "synapse"):
        named |= distribution_names(read(f"requirements/{name}.in").splitlines())
    assert explained == named


def test_the_pinned_files_pin_what_the_project_declares() -> None:
    declared = distribution_names(PROJECT["dependencies"])
    assert declared == distribution_names(read("requirements/run.in").splitlines())
    assert declared <= distribution_names(read("requirements/run.txt").splitlines())


@pytest.mark.parametrize("name", ["run", "setup", "dev", "bench", "synapse"])
def test_everything_pinned_has_a_hash(name: str) -> None:
    entries = re.split(r"^(?=[A-Za-z])", read(f"requirements/{name}.txt"), flags=re.MULTILINE)
    pinned = [entry for entry in entries if entry.strip()]
    assert pinned
    assert [entry for entry in pinned if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_packages_pinned_twice_have_one_version() -> None:
    versions: dict[str, set[str]] = {}
    for name in ("run", "setup", "dev"):
        for package, version in re.findall(r"^([\w.-]+)==([^ ;\\]+)", read(f"requirements/{name}.txt"), re.MULTILINE):
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


GLOSSARY = [
    ("duly.law.vocabulary", "Instrument"),
    ("duly.law.vocabulary", "Category"),
    ("duly.law.vocabulary", "IdentifierKind"),
    ("duly.law.vocabulary", "Force"),
    ("duly.law.vocabulary", "Answer"),
    ("duly.law.vocabulary", "Outcome"),
    ("duly.staff.duties", "DutyPolicy"),
]


@pytest.mark.parametrize(("module", "word"), GLOSSARY)
def test_the_glossary_knows_every_word_of_the_code(module: str, word: str) -> None:
    members = getattr(importlib.import_module(module), word)
    text = read("docs/explanation/glossary.md")
    assert [member.value for member in members if f"`{member.value}`" not in text] == []


def test_the_page_of_figures_holds_figures_of_every_benchmark() -> None:
    page = read("docs/reference/benchmarks.md")
    programs = {path.name for path in (TREE / "benchmarks").glob("*.py")} - {"table.py"}
    assert set(re.findall(r"^\| .+ \| [\d  ,.]+\D+ \| .+ \| `(\w+\.py)` \|$", page, re.MULTILINE)) == programs
