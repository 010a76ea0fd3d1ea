"""Handing out: once, to the officer whose case it is, until its time is over; then the file is gone."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from duly.cases import journal
from duly.cases.lifecycle import Act, NotNow
from duly.cases.models import Case
from duly.cases.permissions import NotYours
from duly.cases.queries import NoSuchCase, case_for, visible_to
from duly.disclosure.deliver import expire, fetch
from duly.disclosure.envelope import check_envelope
from duly.disclosure.lifecycle import NotThere
from duly.disclosure.models import Disclosure
from duly.disclosure.open import open_package
from duly.law.vocabulary import Authority
from duly.lib import blobs
from duly.lib.age_keys import generate_identity, recipient_of
from duly.requesters.directory import add_agency, add_officer, issue_token, revoke
from duly.requesters.models import Officer
from duly.review.approve import approve
from duly.review.decide import decide
from duly.review.reopen import reopen
from duly.staff.actors import MACHINE, Actor
from duly.worker import run_once
from tests.cast import NOON, OKAFORS_KEY, Cast, Desk, facts, later
from tests.store_for_acts import CASEY, Road, about

MONTH = timedelta(days=30)


def take(case: Case, by: Actor, minutes: int = 10) -> tuple[str, bytes, bytes]:
    return fetch(case, by=by, at=later(minutes), because="downloaded")


def okafor(cast: Cast) -> Actor:
    assert cast.okafor.person is not None
    return cast.okafor.person.actor()


def test_the_officer_fetches_it_once_and_never_again(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    name, locked, envelope = take(case, okafor(cast))
    assert case.reference in name
    assert open_package(locked, OKAFORS_KEY).manifest.facts.case == case.reference
    assert check_envelope(locked, envelope).case == case.reference
    assert Disclosure.objects.get(case=case).fetched_at == later(10)
    with pytest.raises(NotThere, match="fetched already"):
        take(case, okafor(cast), 11)
    assert [entry.act for entry in journal.read(case)].count(Act.FETCH) == 1


def test_the_machine_and_a_reviewer_fetch_nothing_and_a_releaser_does(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    for nobody in (MACHINE, cast.actor("rosa"), cast.actor("vera"), cast.actor("adam")):
        with pytest.raises(NotYours):
            take(case, nobody)
    take(case, cast.actor("leo"))
    assert journal.read(case)[-1].details["by_releaser"] is True


def test_before_the_release_and_after_its_time_there_is_nothing_in_the_same_words(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    last = later(5) + MONTH
    with pytest.raises(NotThere) as late:
        fetch(case, by=okafor(cast), at=last, because="late")
    Disclosure.objects.filter(case=case).update(state="built")
    with pytest.raises(NotThere) as early:
        take(case, okafor(cast))
    assert str(late.value) == str(early.value)
    Disclosure.objects.filter(case=case).update(state="ready")
    fetch(case, by=okafor(cast), at=last - timedelta(seconds=1), because="in time")


def test_a_table_that_calls_a_fetched_package_ready_again_does_not_hand_it_out_twice(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    take(case, okafor(cast))
    Disclosure.objects.filter(case=case).update(state="ready")
    with pytest.raises(NotThere):
        take(case, okafor(cast), 11)


@pytest.mark.parametrize("change", ["another key", "no key"])
def test_a_package_locked_to_a_key_that_is_not_hers_any_more_is_not_handed_out(
    road: Road, cast: Cast, change: str
) -> None:
    case = road.disclosed()
    cast.okafor.recipient = recipient_of(generate_identity()) if change == "another key" else ""
    cast.okafor.save()
    for who in (okafor(cast), cast.actor("leo")):
        with pytest.raises(NotThere):
            take(case, who)


def test_a_package_that_never_reached_her_is_made_anew_with_a_decision_of_its_own(
    road: Road, cast: Cast, tmp_path: Path
) -> None:
    case = road.disclosed()
    old = Disclosure.objects.get(case=case)
    reopen(case, by=cast.actor("rosa"), at=later(6), because="her key was lost")
    assert (case.state, case.round) == ("authenticated", 2)
    with pytest.raises(NotNow):
        take(case, okafor(cast), 7)
    assert expire(case, at=later(8)) == 1
    assert not blobs.exists(tmp_path / "objects", old.object_id)
    run_once(later(9))
    decision = decide(case, by=cast.actor("rosa"), at=later(10), because="as before")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(11), because="as before")
    run_once(later(12))
    _, locked, _ = take(case, okafor(cast), 13)
    assert open_package(locked, OKAFORS_KEY).manifest.facts.decision_digest == decision.digest


def other_officer(cast: Cast) -> Officer:
    by = cast.actor("adam")
    agency = add_agency(
        name="Police of Eastmark", country="US", authority=Authority.POLICE, domain="eastmark.example",
        callback_number="+1 202 555 0177", provenance="public register", by=by, at=NOON,
    )  # fmt: skip
    return add_officer(
        agency, name="Mallory", post="Deputy", mail="m@eastmark.example", login="mallory", password=None, by=by, at=NOON
    )


def test_another_officer_does_not_even_see_the_case(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    mallory = other_officer(cast).person
    assert mallory is not None
    assert not visible_to(mallory.actor()).exists()
    with pytest.raises(NoSuchCase) as hers:
        case_for(mallory.actor(), case.reference)
    with pytest.raises(NoSuchCase) as absent:
        case_for(mallory.actor(), "D-2222-2222")
    assert str(hers.value).replace(case.reference, "X") == str(absent.value).replace("D-2222-2222", "X")
    assert case_for(okafor(cast), case.reference.lower()) == case


def test_a_revoked_officer_sees_no_case_any_more(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    revoke(cast.okafor, by=cast.actor("adam"), at=later(6))
    with pytest.raises(NoSuchCase):
        case_for(okafor(cast), case.reference)


def test_looking_at_the_address_of_a_package_takes_nothing(
    road: Road, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mail scanners and previews follow links; only a POST hands the package out."""
    case = road.disclosed()
    monkeypatch.setattr("duly.lib.clock.now", lambda: later(20))
    monkeypatch.setattr("duly.web.officer.cases.now", lambda: later(20))
    token = issue_token(cast.okafor, by=cast.actor("adam"), at=NOON)
    browser = Client()
    assert cast.okafor.person is not None
    browser.force_login(cast.okafor.person)
    portal, api = f"/portal/{case.reference}/package/", f"/api/v1/demands/{case.reference}/package"
    for method in ("get", "head"):
        assert getattr(browser, method)(portal).status_code == 405
        assert getattr(Client(), method)(api, headers={"authorization": f"Bearer {token}"}).status_code == 405
    assert Disclosure.objects.get(case=case).state == "ready"
    answer = browser.post(portal)
    assert answer.status_code == 200
    assert open_package(answer.content, OKAFORS_KEY).rows
    second = Client().post(api, headers={"authorization": f"Bearer {token}"})
    assert second.status_code in (404, 409)
    assert "Duly-Envelope" not in second


def test_a_fetched_package_is_deleted_at_the_next_look(road: Road, cast: Cast, tmp_path: Path) -> None:
    case = road.disclosed()
    blob = Disclosure.objects.get(case=case).object_id
    assert expire(case, at=later(9)) == 0
    take(case, okafor(cast))
    assert blobs.exists(tmp_path / "objects", blob)
    assert (expire(case, at=later(11)), expire(case, at=later(12))) == (1, 0)
    assert not blobs.exists(tmp_path / "objects", blob)
    assert Disclosure.objects.get(case=case).state == "fetched"


def test_an_expired_package_is_deleted_at_its_instant(road: Road, tmp_path: Path) -> None:
    case = road.disclosed()
    blob = Disclosure.objects.get(case=case).object_id
    assert expire(case, at=later(5) + MONTH - timedelta(seconds=1)) == 0
    assert expire(case, at=later(5) + MONTH) == 1
    assert not blobs.exists(tmp_path / "objects", blob)
    package = Disclosure.objects.get(case=case)
    assert (package.state, package.object_id) == ("expired", "")


def test_the_worker_closes_a_case_when_its_package_is_gone(desk: Desk, cast: Cast) -> None:
    case, _ = desk.approved(facts(about(CASEY)))
    run_once(later(2))
    case.refresh_from_db()
    assert case.state == "disclosed"
    run_once(later(2) + MONTH)
    case.refresh_from_db()
    assert (case.state, Disclosure.objects.get(case=case).state) == ("closed", "expired")
    with pytest.raises(NotNow, match="closed"):
        fetch(case, by=okafor(cast), at=later(3) + MONTH, because="too late")
