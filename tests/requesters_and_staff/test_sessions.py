"""Whoever reads the table of sessions cannot walk in with what stands there."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from tests.cast import PASSWORD, Cast


def signed_in(login: str) -> Client:
    client = Client()
    answer = client.post("/sign-in/", {"username": login, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_a_key_out_of_the_table_opens_nothing(cast: Cast) -> None:
    rosa = signed_in("rosa")
    assert rosa.get("/desk/").status_code == 200
    (row,) = Session.objects.all()
    assert row.session_key != rosa.cookies[settings.SESSION_COOKIE_NAME].value
    mallory = Client()
    mallory.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert mallory.get("/desk/").status_code == 302


def test_signing_out_ends_the_session_for_the_cookie_too(cast: Cast) -> None:
    rosa = signed_in("rosa")
    cookie = rosa.cookies[settings.SESSION_COOKIE_NAME].value
    rosa.post("/sign-out/")
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert again.get("/desk/").status_code == 302


def test_signing_in_takes_a_new_key(cast: Cast) -> None:
    client = Client()
    client.get("/sign-in/")
    before = client.cookies.get(settings.SESSION_COOKIE_NAME)
    client.post("/sign-in/", {"username": "rosa", "password": PASSWORD})
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert before is None or before.value != after
