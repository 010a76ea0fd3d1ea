"""Secrecy and notices through their pages: an order is recorded, one is ended by its id, counsel says yes or no."""

from datetime import date

import pytest

from duly.cases import journal
from duly.cases.models import Case
from duly.law.facts import SecrecyFacts
from duly.law.vocabulary import Answer, Authority, Category, Instrument
from duly.notices.models import Notice
from duly.notices.reading import secrecy_of
from duly.notices.secrecy_orders import record_order
from duly.review.approve import approve
from duly.review.consult import consult
from duly.review.decide import decide
from duly.worker import run_once
from tests.cast import NOON, Desk, facts, later
from tests.store_for_acts import CASEY, about
from tests.web.browsers import SignIn, fresh, words

BASIS = "18 U.S.C. 2705(b)"
FROM_A = SecrecyFacts(basis=BASIS, issued_by="court A", starts=date(2026, 8, 1))
FROM_B = SecrecyFacts(basis=BASIS, issued_by="court B", starts=date(2026, 8, 20))


@pytest.fixture
def told(desk: Desk) -> Case:
    """A disclosed case with one notice, whose day has come."""
    case, _ = desk.approved(facts(about(CASEY)))
    run_once(later(5))
    return fresh(case)


@pytest.fixture
def unruled(desk: Desk) -> Case:
    """A Swedish court's order, of which no pack says whether the user may be told."""
    asked = facts(
        about(CASEY), instrument=Instrument.COURT_ORDER, issuing_state="SE", authority=Authority.COURT,
        offence="bedrägeri, BrB 9:1",
    )  # fmt: skip
    case = desk.cleared(asked)
    consult(
        case, counsel="Nora", answers={("1", Category.SUBSCRIBER): Answer.SUFFICIENT}, grounds="RB 39 kap. 5 §.",
        by=desk.cast.actor("nora"), at=NOON, because="no pack speaks",
    )  # fmt: skip
    decision = decide(case, by=desk.cast.actor("rosa"), at=NOON, because="counsel allows it")
    approve(case, digest=decision.digest, by=desk.cast.actor("arno"), at=later(), because="read it")
    run_once(later(5))
    return fresh(case)


def state_of(case: Case) -> str:
    return Notice.objects.get(case=case).state


def order_typed(**changes: str) -> dict[str, str]:
    return {"basis": BASIS, "issued_by": "court A", "starts": "2026-09-01", "ends": "", "because": "came", **changes}


def test_an_order_that_came_makes_the_notice_wait_again(sign_in: SignIn, told: Case) -> None:
    assert state_of(told) == "to_confirm"
    rosa = sign_in("rosa")
    assert "/secrecy/" in words(rosa.get(f"/desk/{told.reference}/"))
    assert rosa.get(f"/desk/{told.reference}/secrecy/").status_code == 200
    assert rosa.post(f"/desk/{told.reference}/secrecy/", order_typed()).status_code == 302
    assert state_of(told) == "waiting"
    (order,) = secrecy_of(told)
    page = words(rosa.get(f"/desk/{told.reference}/"))
    assert order.id in page
    assert "no end: it binds until a court ends it" in page


def test_an_order_that_ends_before_it_starts_is_refused_and_what_was_typed_stays(sign_in: SignIn, told: Case) -> None:
    answer = sign_in("rosa").post(f"/desk/{told.reference}/secrecy/", order_typed(ends="2026-08-01"))
    assert answer.status_code == 409
    assert "ends before it starts" in words(answer)
    assert "court A" in words(answer)
    assert secrecy_of(told) == ()


def test_of_two_orders_with_one_basis_the_one_that_is_named_ends(sign_in: SignIn, desk: Desk, told: Case) -> None:
    for order in (FROM_A, FROM_B):
        record_order(told, order, by=desk.cast.actor("rosa"), at=later(6), because="came")
    first, second = secrecy_of(told)
    rosa = sign_in("rosa")
    address = f"/desk/{told.reference}/secrecy/{second.id}/ended/"
    assert address in words(rosa.get(f"/desk/{told.reference}/"))
    shown = words(rosa.get(address))
    assert ("court B" in shown, "court A" in shown) == (True, False)
    assert rosa.post(address, {"on": "2026-09-02", "because": "ruling"}).status_code == 302
    assert {order.id: order.ended_by_court_on for order in secrecy_of(fresh(told))} == {
        first.id: None,
        second.id: date(2026, 9, 2),
    }
    assert "ended by a court" in words(rosa.get(f"/desk/{told.reference}/"))


@pytest.mark.parametrize("tail", ["secrecy/0123456789abcdef/ended/", "notices/00000000-0000-4000-8000-000000000000/",
                                  "notices/00000000-0000-4000-8000-000000000000/counsel/"])  # fmt: skip
def test_what_the_case_does_not_have_has_no_page(sign_in: SignIn, told: Case, tail: str) -> None:
    rosa = sign_in("rosa")
    assert rosa.get(f"/desk/{told.reference}/{tail}").status_code == 404
    assert rosa.post(f"/desk/{told.reference}/{tail}", {"because": "x"}).status_code == 404


def counsel_typed(**changes: str) -> dict[str, str]:
    return {"permitted": "yes", "counsel": "Nora", "grounds": "RB 27 kap. 31 §.", "because": "asked", **changes}


@pytest.mark.parametrize(("said", "state"), [("yes", "to_confirm"), ("no", "barred")])
def test_counsels_word_is_recorded_where_no_rule_speaks(sign_in: SignIn, unruled: Case, said: str, state: str) -> None:
    nora, notice = sign_in("nora"), Notice.objects.get(case=unruled)
    address = f"/desk/{unruled.reference}/notices/{notice.pk}/counsel/"
    assert address in words(nora.get(f"/desk/{unruled.reference}/"))
    assert nora.get(address).status_code == 200
    assert nora.post(address, counsel_typed(permitted=said)).status_code == 302
    assert state_of(unruled) == state
    assert journal.read(unruled)[-1].details["permitted"] is (said == "yes")


def test_a_reviewer_cannot_answer_in_the_place_of_counsel(sign_in: SignIn, unruled: Case) -> None:
    rosa, notice = sign_in("rosa"), Notice.objects.get(case=unruled)
    address = f"/desk/{unruled.reference}/notices/{notice.pk}/counsel/"
    answer = rosa.post(address, counsel_typed())
    assert answer.status_code == 409
    assert "Only counsel records" in words(answer)
    assert "RB 27 kap. 31" in words(answer)
    assert rosa.post(address, counsel_typed(outside="on")).status_code == 302
    assert state_of(unruled) == "to_confirm"


def test_who_may_not_tell_users_is_offered_none_of_it(sign_in: SignIn, unruled: Case) -> None:
    arno, notice = sign_in("arno"), Notice.objects.get(case=unruled)
    page = words(arno.get(f"/desk/{unruled.reference}/"))
    assert ("/secrecy/" in page, "/counsel/" in page) == (False, False)
    for tail in ("secrecy/", f"notices/{notice.pk}/", f"notices/{notice.pk}/counsel/"):
        assert arno.get(f"/desk/{unruled.reference}/{tail}").status_code == 409


def test_a_confirmed_notice_goes_out_by_itself(sign_in: SignIn, told: Case) -> None:
    rosa, notice = sign_in("rosa"), Notice.objects.get(case=told)
    address = f"/desk/{told.reference}/notices/{notice.pk}/"
    assert "record it instead" in words(rosa.get(address))
    assert "goes out by itself" in words(rosa.post(address, {"because": "looked"}, follow=True))
    assert state_of(told) == "confirmed"
    again = rosa.post(address, {"because": "looked again"})
    assert (again.status_code, "only one whose day has come" in words(again)) == (409, True)
