"""`duly show` says how far its rules can be trusted, and names only commands that exist."""

from pathlib import Path

import pytest

from duly.cases.lifecycle import Act
from duly.cli import COMMANDS
from duly.cli.command_for import COMMAND_FOR, commands_of
from tests.cast import Desk, facts
from tests.cli.command_line import FORM, duly
from tests.shop_store import ada

pytestmark = pytest.mark.django_db

BECAUSE = ("--because", "a test")


def _next(reference: str, login: str) -> list[str]:
    line = duly("show", reference, as_=login).out.rpartition("You can now: ")[2].splitlines()[0]
    return line.rstrip(".").split(", ")


def test_an_assessment_says_that_it_is_no_legal_advice_and_whether_a_person_checked_its_source(desk: Desk) -> None:
    said = duly("show", desk.assessed().reference, as_="rosa").out
    assert "not legal advice" in said
    assert "not yet by a person" in said


def test_what_can_be_done_is_named_by_commands_that_exist(desk: Desk) -> None:
    assert {command.split()[0] for command in COMMAND_FOR.values()} <= set(COMMANDS)
    assert "authenticate" in _next(desk.registered().reference, "ines")
    assert commands_of([Act.REVIEW_RIGHTS, Act.COLLECT, Act.INSPECT, Act.READ]) == ("review-rights", "collect")
    seen = _next(desk.assessed().reference, "rosa")
    assert {"decide", "seal"} <= set(seen) <= set(COMMAND_FOR.values())


def test_a_released_package_is_downloaded_or_handed_over(desk: Desk, shop: Path) -> None:
    case, _ = desk.approved(facts(ada()))
    way = f"duly disclose {case.reference} --to FOLDER"
    duly("collect", case.reference, *BECAUSE, as_="leo")
    assert "disclose" in _next(case.reference, "leo")
    assert way not in duly("show", case.reference, as_="leo").out
    assert way in duly("disclose", case.reference, *BECAUSE, as_="leo").out
    said = duly("show", case.reference, as_="leo").out
    assert "downloads the package in the portal" in said
    assert way in said


def test_a_case_is_sealed_by_command_and_hidden_from_whoever_was_not_named(desk: Desk) -> None:
    reference = desk.assessed().reference
    assert "sealed" in duly("seal", reference, "--people", "arno,leo", *BECAUSE, as_="rosa").out
    assert duly("show", reference, "--json", as_="arno").json()["sealed"] is True
    assert "no case" in duly("show", reference, as_="ines", ok=False).err
    assert "works on no cases" in duly("seal", reference, "--people", "adam", *BECAUSE, as_="rosa", ok=False).err


def test_a_form_that_leaves_out_what_a_paper_must_bear_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"a paper")
    bare = "\n".join(line for line in FORM.splitlines() if not line.startswith(("signed", "issued_on")))
    (tmp_path / "bare.toml").write_text(bare, encoding="utf-8")
    said = duly("receive", tmp_path / "a.pdf", "--form", tmp_path / "bare.toml", "--json", as_="ines")
    assert "Not stated on the form: signed, issued_on. A paper without them is defective" in said.err
    assert said.json()["state"] == "registered"
    (tmp_path / "faulty.toml").write_text(bare.replace('reference = "GJ-2026-114"', ""), encoding="utf-8")
    told = duly("receive", tmp_path / "a.pdf", "--form", tmp_path / "faulty.toml", as_="ines", ok=False).err
    assert "reference" in told
    assert "signed, issued_on" in told
    (tmp_path / "b.pdf").write_bytes(b"another paper")
    (tmp_path / "full.toml").write_text(FORM, encoding="utf-8")
    assert duly("receive", tmp_path / "b.pdf", "--form", tmp_path / "full.toml", as_="ines").err == ""
