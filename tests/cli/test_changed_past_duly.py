"""What was changed past Duly is told by the commands that list it, and hides nothing else."""

from pathlib import Path
from typing import Any

import pytest

from duly.cases.models import Case, JournalRow
from duly.cases.secrecy import seal
from duly.cli.promises import broken
from duly.requesters.models import Agency, Officer
from duly.staff.models import Person
from tests.cast import NOON, Cast, Desk
from tests.cli.command_line import duly

pytestmark = pytest.mark.django_db


@pytest.fixture
def forged(cast: Cast) -> Cast:
    """Mallory has the database: she gave Leo a role, and Officer Okafor a key of her own."""
    Person.objects.filter(pk=cast.leo.pk).update(role_names=["approver"])
    Officer.objects.filter(pk=cast.okafor.pk).update(recipient="age1of-mallory")
    return cast


@pytest.mark.parametrize("command", ["directory list", "staff list"])
def test_a_list_names_forged_entries_and_accounts_beside_the_rest(forged: Cast, command: str) -> None:
    said = duly(*command.split())
    assert str(forged.leo.pk) in said.err
    assert str(forged.okafor.pk) in said.err
    assert "from a backup" in said.err
    assert duly(*command.split(), "--json").json(), "stdout stays for machines"


def test_a_list_of_what_nobody_forged_says_nothing_more(cast: Cast) -> None:
    assert duly("directory", "list").err == duly("staff", "list").err == ""


def test_the_check_notes_them_and_lets_the_instance_start(forged: Cast) -> None:
    Agency.objects.filter(pk=forged.agency.pk).update(domain="mallory.example")
    noted = [problem for problem in broken() if problem.about == "past Duly"]
    assert len(noted) == 3
    assert not any(problem.stops for problem in noted)
    assert all("Find out who can write to the database" in problem.words for problem in noted)


def test_one_broken_journal_hides_no_other_cases_notices(desk: Desk) -> None:
    whole, cut = desk.registered(), desk.registered()
    duly("notice", "secrecy", whole.reference, "--basis", "x", "--starts", "2026-09-01", "--because", "came",
         as_="rosa")  # fmt: skip
    JournalRow.objects.filter(case=cut, seq=1).delete()
    said = duly("notice", "list", as_="rosa").out
    assert f"{whole.reference}: secrecy" in said
    assert f"the journal of case {cut.reference}" in said
    alarms = {case["reference"]: bool(case["alarm"]) for case in duly("notice", "list", "--json", as_="rosa").json()}
    assert alarms == {whole.reference: False, cut.reference: True}


@pytest.fixture
def sealed_paper(desk: Desk, cast: Cast, tmp_path: Path) -> Any:
    """A paper whose case only Vera and Ines may know of; and its number."""
    case = desk.received(b"the sealed paper")
    seal(case, people=[cast.ines], by=cast.actor("vera"), at=NOON, because="an inquiry into our own people")
    paper = tmp_path / "again.pdf"
    paper.write_bytes(b"the sealed paper")
    return paper, Case.objects.get(pk=case.pk).reference


def test_a_paper_of_a_sealed_case_names_it_to_whoever_may_see_it(sealed_paper: Any) -> None:
    paper, number = sealed_paper
    assert number in duly("receive", paper, as_="ines", ok=False).err


def test_and_to_nobody_else(sealed_paper: Any, cast: Cast) -> None:
    paper, number = sealed_paper
    Person.objects.create_person(login="iris", name="Iris", roles=cast.ines.roles, password="a long enough password")
    said = duly("receive", paper, as_="iris", ok=False).err
    assert number not in said
    assert "on the register already" in said
