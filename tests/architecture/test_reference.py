"""The pages under docs/reference say what the code says."""

import click
import pytest

from docs.generate import PAGES, REFERENCE, commands_page, settings_page, stale
from duly.cli import main
from duly.instance import Instance


def test_no_page_of_the_reference_is_stale() -> None:
    assert stale() == []


def test_a_changed_page_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGES, "settings.md", lambda: "another setting")
    assert "settings.md" in stale()
    assert (REFERENCE / "settings.md").exists()


def test_every_setting_has_its_meaning() -> None:
    empty = [line for line in settings_page().splitlines() if line.startswith("| `") and "|  |" in line]
    assert empty == []
    assert all(f"`{name}`" in settings_page() or f"[{name}" in settings_page() for name in Instance.model_fields)


def test_the_page_of_commands_is_the_same_whatever_ran_before() -> None:
    """click keeps the help option of whichever context asked first."""
    before = commands_page()
    shown = main.get_command(click.Context(main), "show")
    assert shown is not None
    shown._help_option = None
    assert "-h," not in click.Context(shown).get_help()
    assert commands_page() == before
    assert before.count("  -h, --help  ") == before.count("Show this message and exit.")
