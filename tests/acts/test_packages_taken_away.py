"""A package that will not be released any more does not stay on the disk."""

from pathlib import Path

from duly.cases.models import Case
from duly.disclosure.deliver import expire
from duly.disclosure.models import Disclosure
from duly.lib import blobs
from duly.review.narrow import narrow
from duly.review.withdraw import withdraw
from tests.cast import Cast, later
from tests.store_for_acts import Road


def taken_away(case: Case, folder: Path) -> bool:
    package = Disclosure.objects.get(case=case)
    blob = package.object_id
    deleted = expire(case, at=later(9))
    package.refresh_from_db()
    assert (deleted, package.state) in {(0, "built"), (1, "expired")}
    return deleted == 1 and not blobs.exists(folder / "objects", blob)


def test_a_package_that_waits_for_its_release_stays(road: Road, tmp_path: Path) -> None:
    assert not taken_away(road.packaged(), tmp_path)


def test_a_package_of_a_withdrawn_demand_is_deleted_unreleased(road: Road, cast: Cast, tmp_path: Path) -> None:
    case = road.packaged()
    withdraw(case, by=cast.actor("ines"), at=later(6), because="the officer rang and wrote")
    assert taken_away(case, tmp_path)


def test_a_package_of_a_scope_that_was_narrowed_is_deleted_unreleased(road: Road, cast: Cast, tmp_path: Path) -> None:
    case = road.packaged()
    narrow(case, case.facts.items, by=cast.actor("rosa"), at=later(6), because="agreed by phone")
    assert taken_away(case, tmp_path)


def test_nor_does_it_stay_when_the_narrowed_scope_was_packed_anew(road: Road, cast: Cast, tmp_path: Path) -> None:
    case = road.packaged()
    narrow(case, case.facts.items, by=cast.actor("rosa"), at=later(6), because="agreed by phone")
    Case.objects.filter(pk=case.pk).update(state="packaged")
    assert taken_away(case, tmp_path)


def test_a_look_at_a_case_that_is_packed_meanwhile_takes_nothing(road: Road, tmp_path: Path) -> None:
    packed = road.packaged()
    seen_before = Case.objects.get(pk=packed.pk)
    seen_before.state = "inspected"
    assert not taken_away(seen_before, tmp_path)
