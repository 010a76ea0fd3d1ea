"""What a page offers, an act would do: no button leads into a refusal that could have been known."""

from datetime import timedelta

import pytest

from duly.cases.asked import asked_of
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.disclosure.deliver import fetch
from duly.disclosure.models import Disclosure
from duly.law.vocabulary import Reason
from duly.review.refuse import refuse
from duly.worker import run_once
from tests.cast import NOON, Desk, facts, later, voluntary
from tests.store_for_acts import CASEY, Road, about
from tests.web.browsers import SignIn, fresh, words


def offered(desk: Desk, case: Case, login: str) -> set[Act]:
    asked = asked_of(desk.cast.actor(login), fresh(case))
    return {*asked.acts, *asked.ways_out}


def test_before_the_rules_spoke_both_ways_out_are_open(desk: Desk) -> None:
    case = desk.authenticated()
    assert Act.REFUSE in offered(desk, case, "rosa")
    assert Act.CHALLENGE in offered(desk, case, "nora")


def test_a_binding_order_is_contested_and_not_refused(desk: Desk) -> None:
    case = desk.assessed()
    assert Act.REFUSE not in offered(desk, case, "rosa") | offered(desk, case, "nora")
    assert Act.CHALLENGE in offered(desk, case, "nora")


def test_a_voluntary_request_is_refused_and_not_contested(desk: Desk) -> None:
    case = desk.assessed(voluntary())
    assert Act.CHALLENGE not in offered(desk, case, "nora")
    assert Act.REFUSE in offered(desk, case, "rosa")


def test_only_a_package_that_was_released_is_made_anew(desk: Desk, road: Road) -> None:
    refused = desk.assessed(voluntary())
    grounds = {"1": (Reason.POLICY, "we would rather not")}
    refuse(refused, grounds=grounds, by=desk.cast.actor("rosa"), at=NOON, because="policy")
    run_once(later(9))
    assert fresh(refused).state == "closed"
    assert Act.REOPEN not in offered(desk, refused, "rosa")
    given = road.disclosed(facts(about(CASEY)))
    assert Act.REOPEN in offered(desk, given, "rosa")
    fetch(given, by=desk.cast.okafor.person.actor(), at=later(6), because="downloaded")
    run_once(later(9))
    assert fresh(given).state == "closed"
    assert Act.REOPEN in offered(desk, given, "rosa")


@pytest.mark.parametrize("over", ["fetched", "expired"])
def test_a_case_is_not_closed_while_its_package_waits_for_the_officer(
    sign_in: SignIn, desk: Desk, road: Road, over: str
) -> None:
    case = road.disclosed(facts(about(CASEY)))
    package = Disclosure.objects.get(case=case)
    package.expires_at = later(60 * 24 * 365 * 50)  # the page looks at the real clock
    package.save()
    rosa = sign_in("rosa")
    link = f"/desk/{case.reference}/close/"
    assert link not in words(rosa.get(f"/desk/{case.reference}/"))
    if over == "fetched":
        fetch(case, by=desk.cast.okafor.person.actor(), at=later(6), because="downloaded")
    else:
        package.expires_at = NOON - timedelta(days=3650)
        package.save()
    assert link in words(rosa.get(f"/desk/{case.reference}/"))
