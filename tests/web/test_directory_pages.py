"""The directory through its pages: who keeps it enrols officers, pins keys, hands out secrets once, and revokes."""

import re

from duly.lib.age_keys import generate_identity, recipient_of
from duly.requesters.directory import officer_of_token
from duly.requesters.models import Agency, Officer
from tests.cast import Cast, Desk
from tests.web.browsers import SignIn, words

AGENCY = {
    "name": "Court of Eastmark", "country": "se", "authority": "court", "domain": "eastmark.example",
    "callback_number": "+46 8 000 00 00", "provenance": "register of courts, 2026-11-01",
}  # fmt: skip


def test_an_agency_an_officer_a_key_and_a_token(sign_in: SignIn, cast: Cast) -> None:
    adam = sign_in("adam")
    assert adam.post("/directory/agencies/", AGENCY).status_code == 302
    agency = Agency.objects.get(name="Court of Eastmark")
    assert (agency.country, "entered by Adam" in agency.provenance) == ("SE", True)
    lind = {"name": "Judge Lind", "post": "judge", "mail": "lind@eastmark.example", "login": "lind"}
    shown = words(adam.post(f"/directory/agencies/{agency.pk}/officers/", lind))
    password = re.search(r'class="secret[^"]*">([^<]+)<', shown)
    assert password
    officer = Officer.objects.get(agency=agency)
    assert officer.person is not None
    assert officer.person.check_password(password[1])
    key = recipient_of(generate_identity())
    sent = {"recipient": key, "provenance": "read out on the telephone"}
    assert "pinned" in words(adam.post(f"/directory/officers/{officer.pk}/key/", sent, follow=True))
    token = re.search(r'class="secret[^"]*">([^<]+)<', words(adam.post(f"/directory/officers/{officer.pk}/token/")))
    assert token
    assert officer_of_token(token[1]) == officer
    assert token[1] not in words(adam.get("/directory/"))


def test_an_address_outside_the_agencys_domain_is_refused_and_kept(sign_in: SignIn, cast: Cast) -> None:
    sent = {"name": "Mallory", "post": "", "mail": "mallory@westrnark.example", "login": "mallory"}
    answer = sign_in("adam").post(f"/directory/agencies/{cast.agency.pk}/officers/", sent)
    assert answer.status_code == 422
    assert "letter by letter" in words(answer)
    assert "mallory@westrnark.example" in words(answer)


def test_something_that_is_no_key_is_not_pinned(sign_in: SignIn, cast: Cast) -> None:
    before = cast.okafor.recipient
    sent = {"recipient": "age1nonsense", "provenance": "found in the demand"}
    assert sign_in("adam").post(f"/directory/officers/{cast.okafor.pk}/key/", sent).status_code == 422
    assert Officer.objects.get(pk=cast.okafor.pk).recipient == before


def test_a_revoked_officer_cannot_come_in(sign_in: SignIn, cast: Cast, desk: Desk) -> None:
    okafor = sign_in("okafor")
    address = f"/directory/officers/{cast.okafor.pk}/revoke/"
    assert sign_in("vera").get(address).status_code == 200
    assert Officer.objects.get(pk=cast.okafor.pk).revoked_at is None
    sign_in("vera").post(address)
    assert okafor.get("/portal/").status_code in (302, 403)


def test_a_token_is_given_by_a_button_and_never_by_a_link(sign_in: SignIn, cast: Cast) -> None:
    assert sign_in("adam").get(f"/directory/officers/{cast.okafor.pk}/token/").status_code == 405
