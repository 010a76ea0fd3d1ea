"""A package that never arrived is made anew by the whole road; one for a key of yesterday is handed to nobody."""

import pytest

from duly.cases.lifecycle import NotNow
from duly.cases.models import Case
from duly.collection.models import Collection
from duly.disclosure.close import close
from duly.disclosure.deliver import NotThere, fetch
from duly.disclosure.outcome import outcome_of
from duly.law.vocabulary import Outcome
from duly.lib.age_keys import generate_identity, recipient_of
from duly.requesters.directory import pin, revoke
from duly.review.approve import approve
from duly.review.assess import assess
from duly.review.decide import decide
from duly.review.reopen import NothingReleased, reopen
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE, Actor
from duly.worker import run_once
from tests.cast import Cast, Desk, later
from tests.store_for_acts import Road


def afresh(case: Case) -> Case:
    """The case as the next reader finds it."""
    return Case.objects.get(pk=case.pk)


def okafor(cast: Cast) -> Actor:
    """The officer, signed in."""
    assert cast.okafor.person is not None
    return cast.okafor.person.actor()


def test_a_package_is_made_anew_with_its_own_decision_and_the_old_one_is_gone(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    reopen(case, by=cast.actor("rosa"), at=later(6), because="the officer lost her disk")
    assert (case.state, case.round) == ("authenticated", 2)
    with pytest.raises(NotNow):
        fetch(case, by=okafor(cast), at=later(7), because="the old one")
    assess(case, by=MACHINE, at=later(8), because="reopened")
    decision = decide(case, by=cast.actor("rosa"), at=later(9), because="as before")
    run_once(later(10))
    assert (afresh(case).state, Collection.objects.filter(round=2).count()) == ("decided", 0)
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(11), because="read")
    run_once(later(12))
    fetch(afresh(case), by=okafor(cast), at=later(13), because="the new one")


def test_a_case_that_the_machine_closed_is_reopened_and_proven_anew(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    fetch(case, by=okafor(cast), at=later(6), because="broke off at 80 %")
    run_once(later(7))
    assert afresh(case).state == "closed"
    reopen(case, by=cast.actor("vera"), at=later(8), because="the file broke off")
    assert (case.state, case.round) == ("registered", 2)


def test_what_was_handed_out_stays_disclosed_whatever_becomes_of_the_reopened_case(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    fetch(case, by=okafor(cast), at=later(6), because="downloaded")
    reopen(case, by=cast.actor("rosa"), at=later(7), because="she says it does not open")
    withdraw(case, by=okafor(cast), at=later(8), because="found it after all")
    assert outcome_of(afresh(case)) is Outcome.DISCLOSED_NON_CONTENT


def test_a_case_that_was_answered_otherwise_is_not_reopened(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    withdraw(case, by=okafor(cast), at=later(), because="not needed")
    close(case, by=MACHINE, at=later(2), because="answered")
    with pytest.raises(NothingReleased, match="sends a new paper"):
        reopen(case, by=cast.actor("rosa"), at=later(3), because="she wants it again")


def _replaced(cast: Cast) -> None:
    new = recipient_of(generate_identity())
    pin(cast.okafor, new, provenance="old key stolen, call of today", by=cast.actor("adam"), at=later(6))


@pytest.mark.parametrize("taker", ["okafor", "leo"])
def test_a_package_for_a_key_that_was_replaced_since_is_handed_to_nobody(road: Road, cast: Cast, taker: str) -> None:
    case = road.disclosed()
    _replaced(cast)
    with pytest.raises(NotThere):
        fetch(
            afresh(case), by=okafor(cast) if taker == "okafor" else cast.actor("leo"), at=later(7), because="Mallory?"
        )


def test_nor_one_for_an_officer_who_was_revoked_since(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    revoke(cast.okafor, by=cast.actor("adam"), at=later(6))
    with pytest.raises(NotThere):
        fetch(afresh(case), by=cast.actor("leo"), at=later(7), because="to hand it over")
