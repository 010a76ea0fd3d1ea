"""What a machine lacks is said aloud, and where it may not lack it, the run fails."""

import pytest

from tests.needs import NEEDS, Need, lack, required


def test_what_is_missing_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEEDS, "age", Need(find=lambda: None, install="apt-get install age"))
    assert lack("age") == "this machine has no age: apt-get install age"


def test_what_is_there_is_not_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEEDS, "age", Need(find=lambda: "bin/age", install="apt-get install age"))
    assert lack("age") is None


def test_a_misspelt_word_in_duly_require_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DULY_REQUIRE", "synapse, chromiun")
    with pytest.raises(ValueError, match="chromiun"):
        required()


def test_duly_require_is_read_with_and_without_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DULY_REQUIRE", "synapse, postgres,")
    assert required() == {"synapse", "postgres"}
