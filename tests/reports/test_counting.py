"""What a report counts: each closed case once, in its strongest answer; its accounts, specified and disclosed apart."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from duly.cases.models import PublicEvent
from duly.collection.collect import collect
from duly.collection.examine import examine
from duly.disclosure.close import close
from duly.disclosure.deliver import disclose, fetch
from duly.disclosure.pack import pack
from duly.ledger import append
from duly.reports.build import CannotReport, build, folder
from duly.reports.layouts.microsoft import lines
from duly.reports.models import Report
from duly.review.approve import approve
from duly.review.assess import assess
from duly.review.authenticate import authenticate
from duly.review.decide import decide
from duly.review.narrow import narrow
from duly.review.reopen import reopen
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE
from tests.cast import CALLED_BACK, IN_DIRECTORY, Cast, Desk, later
from tests.reports.building import (
    END,
    NEXT_END,
    answered,
    cells,
    checked,
    half_held,
    refused,
    reported,
    said,
    with_content,
    withdrawn,
    without_data,
)
from tests.store_for_acts import Road

LATE = later(60 * 24 * 31)


def line_of(directory: Any, country: str) -> Any:
    return next(line for line in lines(said(directory)) if line.country == country)


def test_each_ending_is_counted_once_in_its_own_column(road: Road, cast: Cast) -> None:
    answered(road)
    answered(road, with_content())
    refused(road)
    without_data(road)
    withdrawn(road)
    directory = reported()
    assert cells(directory, "country-outcome") == {
        "US|disclosed_non_content": 1, "US|disclosed_content": 1, "US|no_data": 1, "US|withdrawn": 1, "BY|rejected": 1,
    }  # fmt: skip
    us = line_of(directory, "US")
    assert (us.requests, us.content, us.non_content, us.no_data_found, us.rejected, us.withdrawn) == (3, 1, 1, 1, 0, 1)
    assert us.traffic_or_ip_disclosed == 1
    assert checked("report", directory).passed


def test_withdrawn_cases_stand_beside_the_requests_and_not_among_them(road: Road) -> None:
    refused(road)
    withdrawn(road)
    directory = reported()
    assert (line_of(directory, "US").requests, line_of(directory, "US").withdrawn) == (0, 1)
    assert line_of(directory, "Total").requests == 1


def test_pending_cases_are_shown_and_not_counted(road: Road, desk: Desk) -> None:
    refused(road)
    desk.decided()
    desk.received()
    directory = reported()
    assert said(directory)["pending"] == 2
    assert sum(cells(directory, "country-outcome").values()) == 1
    assert b"2 requests were pending" in (directory / "index.html").read_bytes()
    assert "pending: 2" in checked("report", directory).text


def test_an_account_that_was_specified_is_not_one_that_was_disclosed(road: Road) -> None:
    answered(road, half_held())
    directory = reported()
    us = line_of(directory, "US")
    assert (us.accounts_specified, us.accounts_disclosed) == (2, 1)
    assert cells(directory, "accounts-disclosed") == {"US|disclosed": 1, "US|not_disclosed": 1}
    assert cells(directory, "accounts-specified") == {"US|disclosed_non_content": 2}


def test_a_request_without_traffic_records_is_not_said_to_have_them(road: Road) -> None:
    answered(road)
    answered(road, with_content())
    assert cells(reported(), "traffic-disclosed") == {"US|no_traffic": 1, "US|traffic": 1}


def afresh(road: Road, cast: Cast, case: Any, minute: int) -> None:
    """From a new proof to a second package, fetched and closed."""
    authenticate(
        case, evidence=(CALLED_BACK, IN_DIRECTORY), by=cast.actor("ines"), at=later(minute), because="called back"
    )
    assess(case, by=MACHINE, at=later(minute), because="proven")
    decision = decide(case, by=cast.actor("rosa"), at=later(minute), because="as before")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(minute), because="read")
    for act in (collect, examine, pack, disclose):
        act(case, by=MACHINE, at=later(minute + 1), because="next")
    fetch(case, by=cast.actor("leo"), at=later(minute + 2), because="on a stick")
    close(case, by=MACHINE, at=later(minute + 3), because="fetched")


def test_a_case_that_was_reopened_and_closed_again_is_counted_once(road: Road, cast: Cast) -> None:
    case = answered(road)
    reopen(case, by=cast.actor("vera"), at=later(8), because="the stick is broken")
    afresh(road, cast, case, 9)
    directory = reported()
    assert cells(directory, "country-outcome") == {"US|disclosed_non_content": 1}
    assert (said(directory)["accounted"]["close"], said(directory)["pending"]) == (1, 0)
    assert checked("report", directory).passed


def test_a_case_reopened_after_its_report_is_not_counted_in_the_next(road: Road, cast: Cast) -> None:
    case = answered(road)
    reported()
    reopen(case, by=cast.actor("vera"), at=END + timedelta(days=1), because="the stick is broken")
    withdraw(case, by=cast.actor("ines"), at=END + timedelta(days=2), because="not needed any more")
    close(case, by=MACHINE, at=END + timedelta(days=3), because="answered")
    second = reported("2027H1", NEXT_END)
    assert cells(second, "country-outcome") == {}
    assert checked("report", second).passed


def test_the_accounts_of_the_committed_event_are_counted_whatever_the_case_says_later(road: Road, cast: Cast) -> None:
    """After the closing the case is reopened and narrowed: the row of its closing stays what was committed to."""
    case = answered(road, half_held())
    reopen(case, by=cast.actor("vera"), at=later(8), because="the stick is broken")
    authenticate(case, evidence=(CALLED_BACK, IN_DIRECTORY), by=cast.actor("ines"), at=later(9), because="called")
    narrow(case, [case.facts.items[1]], by=cast.actor("rosa"), at=later(9), because="only the second")
    directory = reported()
    assert cells(directory, "accounts-disclosed") == {"US|disclosed": 1, "US|not_disclosed": 1}


def test_an_account_that_left_before_the_demand_was_narrowed_is_counted_as_disclosed(road: Road, cast: Cast) -> None:
    case = road.disclosed(half_held())
    fetch(case, by=cast.actor("leo"), at=later(6), because="on a stick")
    reopen(case, by=cast.actor("rosa"), at=later(7), because="the stick is broken")
    narrow(case, [case.facts.items[1]], by=cast.actor("rosa"), at=later(8), because="only the second")
    withdraw(case, by=cast.actor("ines"), at=later(9), because="not needed any more")
    close(case, by=MACHINE, at=later(10), because="answered")
    directory = reported()
    assert cells(directory, "country-outcome") == {"US|disclosed_non_content": 1}
    assert cells(directory, "accounts-disclosed") == {"US|disclosed": 1, "US|not_disclosed": 1}
    assert checked("report", directory).passed


def test_a_package_that_was_released_and_never_fetched_is_no_disclosure_once_the_case_ended_otherwise(
    road: Road, cast: Cast
) -> None:
    case = road.disclosed()
    reopen(case, by=cast.actor("rosa"), at=later(7), because="it never arrived")
    withdraw(case, by=cast.actor("ines"), at=later(8), because="not needed any more")
    close(case, by=MACHINE, at=later(9), because="answered")
    event = PublicEvent.objects.get(case=case, kind="close")
    assert (event.values["outcome"], event.values["data"], set(event.accounts.values())) == ("withdrawn", "", {False})


def test_a_demand_that_nobody_read_before_it_was_withdrawn_has_a_row_without_a_country(road: Road, cast: Cast) -> None:
    case = road.desk.received()
    withdraw(case, by=cast.actor("ines"), at=later(2), because="sent by mistake")
    close(case, by=MACHINE, at=later(3), because="answered")
    directory = reported()
    assert cells(directory, "country-outcome") == {"ZZ|withdrawn": 1}
    assert cells(directory, "accounts-specified") == {}
    assert checked("report", directory).passed


def test_a_report_of_nothing_verifies(road: Road) -> None:
    directory = reported()
    assert checked("report", directory).passed
    assert [line.country for line in lines(said(directory))] == ["Total"]


def test_every_total_is_what_cut_and_count_give(road: Road) -> None:
    answered(road, half_held())
    refused(road)
    directory = reported()
    for table in said(directory)["tables"]:
        rows = (directory / f"ledger-{table}.tsv").read_text().splitlines()
        assert Counter(row.split("\t")[0] for row in rows) == cells(directory, table)


# Building.


def test_a_report_is_built_once(road: Road) -> None:
    refused(road)
    reported()
    with pytest.raises(CannotReport, match="never built again"):
        build("2026H2", until=END, at=END)


@pytest.mark.parametrize("label", ["../2026", "2026 H2", "", "latest", "2026H3/x"])
def test_a_label_that_is_no_period_is_refused_before_anything_is_logged(road: Road, label: str) -> None:
    with pytest.raises(CannotReport, match="no name for a period"):
        build(label, until=END, at=END)
    assert append.head().size == 0


def test_a_report_that_cannot_be_made_logs_nothing_and_leaves_no_file(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(road)

    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("duly.reports.build.Report.objects.create", full)
        with pytest.raises(OSError, match="full"):
            build("2026H2", until=END, at=END)
    assert (append.head().size, Report.objects.count(), folder("2026H2").exists()) == (0, 0, False)
    assert checked("report", reported()).passed


def test_after_a_crash_before_the_files_are_in_place_the_next_build_puts_them_there(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(road)
    with monkeypatch.context() as crash:
        crash.setattr("duly.reports.build._settle", lambda label: None)
        build("2026H2", until=END, at=END)
    assert not folder("2026H2").exists()
    with pytest.raises(CannotReport, match="never built again"):
        build("2026H2", until=END, at=END)
    assert checked("report", folder("2026H2")).passed


def test_a_half_written_report_whose_head_was_never_committed_is_thrown_away(road: Road) -> None:
    refused(road)
    stale = folder("2026H2").with_name("2026H2.draft")
    stale.mkdir(parents=True)
    (stale / "smuggled").write_bytes(b"of a head that never was")
    directory = reported()
    assert not stale.exists() and not (directory / "smuggled").exists()
    assert checked("report", directory).passed
