"""Each page opens for its role and for no other, and nobody gets past the way in."""

import uuid

import pytest
from django.test import Client

from duly.web.desk.urls import ACT_PAGES
from tests.cast import Desk
from tests.web.browsers import CASE_WORKERS, EVERYBODY, SignIn

PAGES = {
    "/": EVERYBODY,
    "/reports/": EVERYBODY,
    "/reports/check/": EVERYBODY,
    "/desk/": CASE_WORKERS,
    "/desk/paper/": ("ines",),
    "/portal/": ("okafor",),
    "/portal/lodge/": ("okafor",),
    "/directory/": ("adam", "vera"),
    "/directory/agencies/": ("adam", "vera"),
}


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("login", EVERYBODY)
def test_a_page_opens_for_its_roles_only(sign_in: SignIn, address: str, login: str) -> None:
    answer = sign_in(login).get(address)
    assert answer.status_code == (200 if login in PAGES[address] else 403)


@pytest.mark.parametrize("address", [address for address in PAGES if PAGES[address] != EVERYBODY])
def test_who_is_not_signed_in_is_led_to_the_way_in(db: None, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("login", EVERYBODY)
def test_signing_in_leads_to_the_persons_own_place(sign_in: SignIn, login: str) -> None:
    answer = sign_in(login).get("/inside/", follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("login", CASE_WORKERS)
@pytest.mark.parametrize("state", ["received", "registered", "assessed", "decided", "approved"])
def test_a_case_opens_in_every_state(sign_in: SignIn, desk: Desk, login: str, state: str) -> None:
    made = getattr(desk, state)()
    case = made[0] if isinstance(made, tuple) else made
    answer = sign_in(login).get(f"/desk/{case.reference}/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("page", ACT_PAGES, ids=lambda page: str(page.act))
def test_the_page_of_an_act_says_whether_it_can_be_done_now(sign_in: SignIn, desk: Desk, page: type) -> None:
    case = desk.assessed()
    for login in CASE_WORKERS:
        answer = sign_in(login).get(f"/desk/{case.reference}/{page.act.replace('_', '-')}/")
        assert answer.status_code in (200, 409)
        assert (b"This cannot be done now" in answer.content) == (answer.status_code == 409)


@pytest.mark.parametrize("login", ["adam", "okafor"])
def test_who_works_on_no_cases_learns_nothing_from_a_case_number(sign_in: SignIn, desk: Desk, login: str) -> None:
    case, client = desk.registered(), sign_in(login)
    there, nowhere = client.get(f"/desk/{case.reference}/"), client.get("/desk/D-2222-2222/")
    assert there.status_code == nowhere.status_code == 403


def test_a_disabled_person_is_out_at_once(sign_in: SignIn, desk: Desk) -> None:
    client = sign_in("rosa")
    desk.cast.rosa.is_active = False
    desk.cast.rosa.save()
    assert client.get("/desk/").status_code in (302, 403)


def test_a_paper_of_another_case_is_not_handed_out(sign_in: SignIn, desk: Desk) -> None:
    here, there = desk.registered(), desk.registered()
    client, paper = sign_in("ines"), there.demands.get().pk
    assert client.get(f"/desk/{there.reference}/papers/{paper}/").status_code == 200
    assert client.get(f"/desk/{here.reference}/papers/{paper}/").status_code == 404
    assert client.get(f"/desk/{here.reference}/papers/{uuid.uuid4()}/").status_code == 404
