"""`duly reopen`: a package that never arrived is made anew; a case that was answered otherwise stays closed."""

from datetime import timedelta
from pathlib import Path

import pytest

from duly.cases.models import Case
from duly.worker import run_once
from tests.cast import Cast, Desk, facts, later
from tests.cli.command_line import duly
from tests.shop_store import ada

pytestmark = pytest.mark.django_db


def test_a_package_that_nobody_fetched_in_its_time_is_made_anew(desk: Desk, cast: Cast, shop: Path) -> None:
    case, _ = desk.approved(facts(ada()))
    run_once(later(5))
    run_once(later(5) + timedelta(days=31))
    run_once(later(5) + timedelta(days=32))
    assert Case.objects.get(pk=case.pk).state == "closed"
    said = duly("reopen", case.reference, "--because", "she was on leave", "--json", as_="rosa").json()
    assert (said["state"], said["round"]) == ("registered", 2)


def test_a_case_that_was_withdrawn_is_not_reopened(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    duly("withdraw", case.reference, "--because", "not needed", as_="ines")
    run_once(later(5))
    refused = duly("reopen", case.reference, "--because", "after all", as_="rosa", ok=False)
    assert "no package was released" in refused.err


def test_who_may_not_reopen_is_told_who_may(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    assert "may not “reopen”" in duly("reopen", case.reference, "--because", "x", as_="ines", ok=False).err
