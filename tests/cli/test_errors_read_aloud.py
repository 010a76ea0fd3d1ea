"""Each error of the command line, read aloud: it says what is wrong and what to do, and a person sees no traceback."""

from pathlib import Path

import click
import pytest
from django.db.utils import OperationalError

from duly.cases.models import Case
from duly.cli import COMMANDS, main
from duly.cli.errors import words_for
from duly.instance import InstanceError
from tests.cast import Cast, Desk, voluntary
from tests.cli.command_line import duly

pytestmark = pytest.mark.django_db


BECAUSE = ("--because", "a test")


def test_without_a_name_nobody_acts() -> None:
    assert "`--as LOGIN`" in duly("cases", ok=False).err


def test_an_unknown_login_is_told_where_logins_stand(cast: Cast) -> None:
    assert "duly staff list" in duly("cases", as_="mallory", ok=False).err


def test_a_wrong_password_in_production_names_nobody(
    cast: Cast, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.DULY = settings.DULY.model_copy(update={"mode": "production"})  # type: ignore[attr-defined]
    (tmp_path / "password").write_text("wrong", encoding="utf-8")
    said = [
        duly("cases", "--password-file", tmp_path / "password", as_=login, ok=False).err for login in ("ines", "nobody")
    ]
    assert said[0] == said[1]
    assert "do not belong together" in said[0]
    (tmp_path / "password").write_text("a long enough password\n", encoding="utf-8")
    duly("cases", "--password-file", tmp_path / "password", as_="ines")


def test_a_password_is_asked_for_in_production_and_never_in_a_test(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.DULY = settings.DULY.model_copy(update={"mode": "production"})  # type: ignore[attr-defined]
    assert duly("cases", as_="ines", ok=False).err.startswith("Password of ines")


def test_an_absent_case_and_a_sealed_one_sound_alike(desk: Desk) -> None:
    sealed = desk.registered()
    Case.objects.filter(pk=sealed.pk).update(sealed=True)
    hidden, absent = (duly("show", number, as_="rosa", ok=False).err for number in (sealed.reference, "D-2222-2222"))
    assert hidden.replace(sealed.reference, "D-2222-2222") == absent
    assert "`duly cases` lists yours" in absent


def test_an_act_out_of_turn_names_what_can_happen_now(desk: Desk) -> None:
    said = duly("approve", desk.registered().reference, "--digest", "00", *BECAUSE, as_="arno", ok=False).err
    assert "cannot “approve”" in said
    assert "authenticate" in said


def test_somebody_elses_act_names_whose_it_is(desk: Desk) -> None:
    said = duly("decide", desk.assessed().reference, *BECAUSE, as_="ines", ok=False).err
    assert "It is for: counsel, reviewer" in said


def test_a_wrong_digest_sends_the_approver_back_to_read(desk: Desk) -> None:
    case, _ = desk.decided()
    assert (
        "Open the case again"
        in duly("approve", case.reference, "--digest", "ab" * 32, *BECAUSE, as_="arno", ok=False).err
    )


def test_a_binding_order_names_the_ways_out(desk: Desk) -> None:
    said = duly(
        "refuse", desk.assessed().reference, "--all", "policy:we would rather not", *BECAUSE, as_="rosa", ok=False
    ).err
    assert "`duly challenge`" in said


def test_a_refusal_without_a_reason_for_each_item_names_the_items(desk: Desk) -> None:
    case = desk.assessed(voluntary())
    assert "these have none: 1" in duly("refuse", case.reference, *BECAUSE, as_="rosa", ok=False).err


def test_narrowing_to_nothing_sends_to_refuse(desk: Desk) -> None:
    reference = desk.assessed().reference
    assert "refuse" in duly("narrow", reference, "--drop", "1", *BECAUSE, as_="rosa", ok=False).err
    assert "it has 1" in duly("narrow", reference, "--drop", "7", *BECAUSE, as_="rosa", ok=False).err
    assert "--drop-category" in duly("narrow", reference, *BECAUSE, as_="rosa", ok=False).err


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["authenticate", "D-1", "--found", "call_back"], "has no “=”"),
        (["authenticate", "D-1", "--found", "badge=shown"], "Use one of: mail_domain"),
        (["authenticate", "D-1", "--found", "call_back= "], "Say it in words"),
        (["decide", "D-1", "--refuse", "1/subscriber=policy"], "REASON:WORDS"),
        (["decide", "D-1", "--refuse", "1=policy:x"], "Write it like 1/subscriber"),
        (["decide", "D-1", "--refuse", "1/address=policy:x"], "subscriber, traffic, content"),
        (["refuse", "D-1", "--all", "whim:x"], "not a word of the glossary"),
        (["narrow", "D-1", "--period", "1=March"], "Write it like 1=2026-03-01..2026-04-01"),
        (["narrow", "D-1", "--period", "1=1st..2nd"], "Write 2026-03-01"),
        (["consult", "D-1", "--counsel", "N", "--grounds", "g", "--answer", "1/subscriber=perhaps"], "sufficient"),
        (["receive", "/nowhere/paper.pdf"], "does not exist"),
        (["cases", "--state", "lost"], "registered"),
        (["decid"], "No such command"),
    ],
)
def test_a_slip_on_the_command_line_is_a_usage_error_with_its_cure(cast: Cast, words: list[str], cure: str) -> None:
    because = [] if words[0] in ("receive", "cases", "decid") else list(BECAUSE)
    said = duly(*words, *because, as_=None if words == ["decid"] else "rosa", ok=False)
    assert said.code == 2
    assert cure in said.err


def test_an_act_without_a_reason_is_not_done(desk: Desk) -> None:
    reference = desk.registered().reference
    assert "--because" in duly("withdraw", reference, as_="ines", ok=False).err
    assert "needs a reason" in duly("withdraw", reference, "--because", "  ", as_="ines", ok=False).err


def test_a_paper_that_came_before_names_its_case(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"a paper")
    first = duly("receive", tmp_path / "a.pdf", "--json", as_="ines").json()["reference"]
    assert first in duly("receive", tmp_path / "a.pdf", as_="ines", ok=False).err


def test_an_empty_paper_is_refused(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    assert "Check the path" in duly("receive", tmp_path / "a.pdf", as_="ines", ok=False).err


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["staff", "add", "x", "--name", "X", "--role", "intake"], "Ask an administrator"),
        (["directory", "token", "okafor"], "An administrator or a supervisor"),
    ],
)
def test_whoever_works_on_cases_enrols_nobody(cast: Cast, words: list[str], cure: str) -> None:
    assert cure in duly(*words, as_="rosa", ok=False).err


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["staff", "add", "ines", "--name", "X", "--role", "intake"], "Choose another"),
        (["staff", "add", "x", "--name", "X", "--role", "officer"], "duly directory add-officer"),
        (["staff", "add", "x", "--name", "X", "--role", "auditor", "--role", "intake"], "second account"),
        (["staff", "disable", "adam"], "Add another administrator first"),
        (["directory", "pin", "okafor", "--key", "age1nonsense", "--provenance", "x"], "age1"),
        (["directory", "pin", "nobody", "--key", "age1", "--provenance", "x"], "duly directory list"),
        (["directory", "pin", "okafor", "--key", "age1", "--provenance", " "], "age1"),
        (["directory", "add-agency", "A", "--country", "USA", "--authority", "court", "--callback-number", "1",
          "--provenance", "x"], "ISO 3166-1"),
        (["directory", "add-officer", "O", "--agency", "Prosecutor of Westmark", "--post", "p", "--login", "o",
          "--mail", "o@vvestmark.example"], "letter by letter"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_with_its_cure(cast: Cast, words: list[str], cure: str) -> None:
    assert cure in duly(*words, as_="adam", ok=False).err


def test_a_pack_that_is_not_there_and_a_broken_one_are_named(tmp_path: Path) -> None:
    assert "us-federal" in duly("law", "show", "atlantis", ok=False).err
    (tmp_path / "odd.toml").write_text("[pack\n", encoding="utf-8")
    assert "odd.toml:1" in duly("law", "check", "--packs", tmp_path, ok=False).err


def test_another_instance_cannot_be_opened_in_a_process_that_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duly.cli.instance._opened", [tmp_path / "duly.toml"])
    assert "Start anew" in duly("check", ok=False).err


def test_a_fault_of_the_program_is_shown_in_full_and_a_fault_of_the_database_is_not() -> None:
    try:
        int("seven")
    except ValueError as error:
        # raised here, in a test: whatever is not ours is a fault of the program
        assert words_for(error) is None
    assert "`duly check`" in (words_for(OperationalError("no such table: cases_case\nDETAIL: x")) or "")
    assert words_for(InstanceError("Mend it.")) == "Mend it."
    assert "Check the path" in (words_for(FileNotFoundError(2, "No such file", "store.url")) or "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert (command.help or "").strip()
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or getattr(parameter, "help", None), f"{name}: {parameter.name}"
    assert COMMANDS[name].words in duly("--help").out.replace("\n" + " " * 17, " ")
