"""The tutorial is run, command by command, as a newcomer would type it."""

from pathlib import Path

from tests.architecture.tree import TREE
from tests.documents.typed import commands, play

PAGE = TREE / "docs" / "tutorial" / "first-demand.md"


def test_the_tutorial_leads_from_the_mail_to_the_opened_package(tmp_path: Path) -> None:
    done = play(commands(PAGE.read_text(encoding="utf-8")), tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (letter,) = (tmp_path / "var" / "demo" / "opened").glob("*/README.txt")
    opened = "".join(file.read_text("utf-8") for file in letter.parent.rglob("*") if file.is_file())
    assert "casey.dunmore" in opened
    assert "$2b$" not in opened, "a password hash"
    assert "syt_" not in opened, "an access token"
    assert "granted" in done.stdout
    assert "the requester is proven" in done.stdout
    # what the page says of the screen stands on the screen
    assert "not legal advice" in done.stdout
    assert "not yet by a person" in done.stdout
    assert "You can now: decide" in done.stdout
    assert "The officer downloads the package in the portal" in done.stdout
    assert "record_evidence" not in done.stdout.partition("Journal")[0]


def test_a_command_that_fails_ends_the_tutorial(tmp_path: Path) -> None:
    assert play("duly show D-NONE --as nobody\necho went on", tmp_path).returncode != 0
