"""The report and the receipts by command: built once, shown, published; and each error read aloud."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from duly.cases.models import Case
from duly.ledger.receipts import Receipt
from duly.lib import clock
from duly.notices.models import Notice
from duly.notices.send import confirm, schedule_notices, send_notice
from duly.reports.reading import log_key_text
from duly.staff.actors import MACHINE
from tests.cast import Cast, Desk, later
from tests.cli.command_line import Said, duly
from tests.reports_played import LABEL, Played, answered
from tests.store_for_acts import Road, copy_store, holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(desk: Desk, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Played:
    """Answered cases at a provider that holds the recorded store; and an hour at which the story is over."""
    settings.DULY = holding(settings.DULY, tmp_path, chat=copy_store(tmp_path))
    made = answered(Road(desk))
    monkeypatch.setattr(clock, "now", lambda: later(60))
    return made


def tell_user(case: Case, cast: Cast) -> None:
    """The notice goes out."""
    schedule_notices(case, by=MACHINE, at=later(8), because="data left")
    confirm(Notice.objects.get(case=case), by=cast.actor("vera"), at=later(9), because="no renewal came")
    send_notice(Notice.objects.get(case=case), by=MACHINE, at=later(10), because="confirmed")


def verify(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """A stranger's Python."""
    command = [sys.executable, "verify.py", *map(str, words), "--log-key", log_key_text()]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def build() -> Said:
    return duly("report", "build", "--label", LABEL)


def test_a_report_is_built_shown_and_published(played: Played, tmp_path: Path) -> None:
    assert "No report was built yet." in duly("report", "show").out
    assert str(tmp_path / "reports" / LABEL) in build().out
    assert "recomputable" in verify(tmp_path / "reports" / LABEL, "report", ".").stdout
    shown = duly("report", "show", LABEL).out
    assert [cell.strip() for cell in next(line for line in shown.splitlines() if " BY " in line).split("│")[1:4]] == [
        "BY", "1", "1",
    ]  # fmt: skip
    assert "Pending, and not counted: 1" in shown
    assert duly("report", "show", LABEL, "--json").json()["period"] == LABEL
    assert f"│ {LABEL} │ 0–16" in duly("report", "show").out
    assert "│ no " in duly("report", "show").out
    assert "is published" in duly("report", "publish", LABEL).out
    assert "│ yes" in duly("report", "show").out
    assert duly("report", "show", "--json").json() == [LABEL]


def test_without_a_label_the_half_year_of_today_is_built(played: Played) -> None:
    assert json.loads(duly("report", "build", "--json").out)["label"] == LABEL


def test_a_report_is_not_built_twice(played: Played, tmp_path: Path) -> None:
    build()
    before = (tmp_path / "reports" / LABEL / "report.json").read_bytes()
    said = duly("report", "build", "--label", LABEL, ok=False).err
    assert "never built again: corrections stand in the next one" in said
    assert (tmp_path / "reports" / LABEL / "report.json").read_bytes() == before


@pytest.mark.parametrize("label", ["../keys", "summer", "2026H2/x", "2026H2 "])
def test_a_label_that_is_no_period_is_refused_with_an_example(played: Played, tmp_path: Path, label: str) -> None:
    said = duly("report", "build", f"--label={label}", ok=False)
    assert "is no name for a period. Use e.g. 2026H2" in said.err
    assert not (tmp_path / "reports").exists()


def test_an_unknown_report_is_neither_shown_nor_published(cast: Cast) -> None:
    assert "`duly report show` lists them" in duly("report", "show", "2031H1", ok=False).err
    assert "Build it first: `duly report build`" in duly("report", "publish", "2031H1", ok=False).err


def test_the_requesters_receipt_is_written_and_passes(played: Played, tmp_path: Path) -> None:
    build()
    place = tmp_path / "okafor.json"
    said = duly("receipt", played.content.reference, "--to", place, as_="rosa").out
    assert said == f"Written to {place}.\n"
    assert "disclosed_content" in verify(tmp_path / "reports" / LABEL, "receipt", place, ".").stdout
    again = duly("receipt", played.content.reference, "--to", place, as_="rosa", ok=False)
    assert "nothing was changed" in again.err


def test_a_users_receipt_waits_until_she_was_told(played: Played, tmp_path: Path) -> None:
    build()
    place = tmp_path / "casey.json"
    early = duly("receipt", played.subscriber.reference, "--item", "1", "--to", place, as_="rosa", ok=False)
    assert "was not told of it, and a receipt would tell her" in early.err
    assert f"duly notice list {played.subscriber.reference}" in early.err
    assert not place.exists()


def test_a_users_receipt_holds_her_account_and_is_handed_over_with_a_warning(
    played: Played, cast: Cast, tmp_path: Path
) -> None:
    build()
    case = played.subscriber
    tell_user(case, cast)
    place = tmp_path / "casey.json"
    said = duly("receipt", case.reference, "--item", "1", "--to", place, as_="rosa").out
    assert "It can harm its holder" in said
    assert "delete this file" in said
    receipt = Receipt.parse(place.read_bytes())
    assert [held.account for held in receipt.accounts] == ["account_id @casey.dunmore:linden.example"]
    assert "request_digest" not in receipt.opened
    assert "counted: accounts-disclosed" in verify(tmp_path / "reports" / LABEL, "receipt", place, ".").stdout


def test_an_item_that_the_case_does_not_have_is_named_with_those_that_it_has(played: Played, tmp_path: Path) -> None:
    said = duly("receipt", played.refused.reference, "--item", "9", "--to", tmp_path / "x", as_="rosa", ok=False).err
    assert "has no item '9'. Its items: 1." in said


def test_a_sealed_cases_receipt_sounds_like_that_of_an_absent_one(played: Played, tmp_path: Path) -> None:
    case = played.content
    case.sealed = True
    case.save()
    hidden, absent = (
        duly("receipt", number, "--to", tmp_path / "x", as_="rosa", ok=False).err
        for number in (case.reference, "D-2222-2222")
    )
    assert hidden.replace(case.reference, "D-2222-2222") == absent
