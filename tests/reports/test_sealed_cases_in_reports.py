"""A sealed case leaves the tables, not the log: its row is in the sealed ledger, and it surfaces as its seal lapses."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from duly.cases.models import Case, PublicEvent
from duly.cases.secrecy import SealedTooShort, seal, seal_of, sealed_until, two_quarters_on
from duly.disclosure.close import close
from duly.disclosure.deliver import disclose, fetch
from duly.disclosure.receipt import requester_receipt
from duly.ledger.bundle import quarter
from duly.staff.actors import MACHINE
from tests.cast import NOON, Cast, later
from tests.reports.building import END, NEXT_END, answered, cells, checked, refused, reported, said
from tests.store_for_acts import Road
from tests.verifier.forge import put

SEAL = "ledger-sealed.tsv"


def sealed_and_answered(road: Road, cast: Cast, until: date | None = None) -> Case:
    """Sealed before it was approved, then answered like any other."""
    case = road.packaged()
    seal(case, people=[cast.leo], until=until, by=cast.actor("rosa"), at=later(4), because="national secret")
    disclose(case, by=MACHINE, at=later(5), because="packed")
    fetch(case, by=cast.actor("leo"), at=later(6), because="on a stick")
    close(case, by=MACHINE, at=later(7), because="fetched")
    return case


@pytest.mark.parametrize(
    ("day", "lapses"),
    [
        (date(2026, 9, 1), date(2027, 3, 31)),
        (date(2026, 1, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2024, 4, 30), date(2024, 12, 31)),
    ],
)
def test_a_seal_without_a_date_lapses_two_quarters_on(day: date, lapses: date) -> None:
    assert two_quarters_on(day) == lapses


def test_the_seal_of_a_case_stands_in_its_journal_and_in_what_it_commits_to(road: Road, cast: Cast) -> None:
    case = sealed_and_answered(road, cast)
    assert sealed_until(case) == date(2027, 3, 31)
    assert PublicEvent.objects.get(case=case, kind="close").values["seal"] == seal_of(case) == "2027Q1"
    assert sealed_until(refused(road)) is None


def test_a_seal_is_prolonged_and_never_cut_short(road: Road, cast: Cast) -> None:
    case, rosa = road.packaged(), cast.actor("rosa")
    seal(case, people=[], until=date(2027, 12, 31), by=rosa, at=later(4), because="secret")
    with pytest.raises(SealedTooShort, match="2027-06-30"):
        seal(case, people=[], until=date(2027, 6, 30), by=rosa, at=later(5), because="sooner")
    seal(case, people=[cast.leo], by=rosa, at=later(6), because="Leo joins")
    assert sealed_until(case) == date(2027, 12, 31)
    with pytest.raises(SealedTooShort):
        seal(road.packaged(), people=[], until=date(2026, 8, 31), by=rosa, at=later(4), because="yesterday")


def test_a_sealed_case_has_a_row_by_its_quarter_and_no_cell(road: Road, cast: Cast, tmp_path: Path) -> None:
    case = sealed_and_answered(road, cast)
    refused(road)
    directory = reported()
    assert said(directory)["sealed"]["cells"] == {"2027Q1": 1}
    assert said(directory)["newly_sealed"] == 1
    assert cells(directory, "country-outcome") == {"BY|rejected": 1}
    assert "US" not in "".join(cells(directory, "accounts-specified"))
    assert checked("report", directory).passed
    made = requester_receipt(case)
    assert made is not None
    assert "counted: sealed, cell 2027Q1" in checked("receipt", put("r", tmp_path, made), directory).text
    assert "1 sealed cases (expiring 2027Q1) are not covered" in checked("zero", directory, "US|disclosed_content").text


def test_the_next_report_adjoins_the_last_and_releases_what_has_lapsed(road: Road, cast: Cast, tmp_path: Path) -> None:
    brief = sealed_and_answered(road, cast)
    long = sealed_and_answered(road, cast, until=date(2028, 1, 31))
    first = reported()
    answered(road)
    second = reported("2027H1", NEXT_END)
    before, now = said(first), said(second)
    assert (now["from"], now["prev"]) == (before["to"], sha256((first / "report.json").read_bytes()).hexdigest())
    assert (second / "previous" / "report.json").read_bytes() == (first / "report.json").read_bytes()
    assert before["sealed"]["cells"] == {"2027Q1": 1, "2028Q1": 1}
    assert now["sealed"]["cells"] == {"2028Q1": 1}
    assert now["released"]["cells"] == {"US|disclosed_non_content": 1}
    assert (now["newly_sealed"], cells(second, "country-outcome")) == (0, {"US|disclosed_non_content": 1})
    kept = set((first / SEAL).read_bytes().splitlines()) & set((second / SEAL).read_bytes().splitlines())
    assert len(kept) == 1, "a case that stays sealed keeps its row"
    assert checked("report", first).passed and checked("report", second).passed
    for case, claim in ((brief, "released, cell US|disclosed_non_content"), (long, "sealed, cell 2028Q1")):
        made = requester_receipt(case)
        assert made is not None
        assert f"counted: {claim}" in checked("receipt", put("r", tmp_path, made), second).text


def test_a_third_report_neither_seals_nor_releases_it_again(road: Road, cast: Cast) -> None:
    sealed_and_answered(road, cast)
    reported()
    reported("2027H1", NEXT_END)
    third = reported("2027H2", datetime(2028, 1, 1, tzinfo=END.tzinfo))
    assert (said(third)["sealed"]["rows"], said(third)["released"]["rows"]) == (0, 0)
    assert checked("report", third).passed


def test_a_seal_that_has_lapsed_by_the_report_is_counted_like_any_other(road: Road, cast: Cast) -> None:
    sealed_and_answered(road, cast, until=date(2026, 12, 31))
    directory = reported(at=END + timedelta(days=1))
    assert cells(directory, "country-outcome") == {"US|disclosed_non_content": 1}
    assert said(directory)["sealed"]["rows"] == 0
    assert checked("report", directory).passed


def test_quarters_of_seals_are_those_of_reports() -> None:
    assert [quarter(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026Q1", "2026Q1", "2026Q2", "2026Q4"]
    assert quarter(NOON.date()) == "2026Q3"
