"""The pages under docs/reference say what the code says."""

import pytest

from docs.generate import PAGES, REFERENCE, settings_page, stale
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
