"""Mallory may guess ten times in ten minutes; what she is told then tells nothing of who is here."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from duly.web.public import throttle, views
from duly.web.public.throttle import MOST_TRIES, SPAN, Throttle
from tests.cast import NOON, PASSWORD, Cast

TOO_MANY = "Too many tries. Wait ten minutes, then try again."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The time of the page, in a list of one."""
    at = [NOON]
    monkeypatch.setattr(views, "now", lambda: at[0])
    monkeypatch.setattr(views, "sign_in_tries", Throttle())
    return at


def tried(login: str, password: str, address: str = "192.0.2.7") -> list[str]:
    """The faults that the page shows; none where the way in was opened."""
    answer = Client(REMOTE_ADDR=address).post("/sign-in/", {"username": login, "password": password})
    return [] if answer.status_code == 302 else [str(fault.words) for fault in answer.context["faults"]]


@pytest.mark.parametrize("login", ["rosa", "nobody", " Rosa "])
def test_after_ten_tries_the_answer_is_the_same_whoever_is_guessed(cast: Cast, clock: list[Any], login: str) -> None:
    for _ in range(MOST_TRIES):
        assert "do not belong together" in tried(login, "guessed")[0]
    assert tried(login, "guessed") == [TOO_MANY]
    assert tried(login.strip().lower(), PASSWORD) == [TOO_MANY], "not even the right password is looked at"


def test_ten_minutes_later_the_right_password_opens(cast: Cast, clock: list[Any]) -> None:
    for _ in range(MOST_TRIES + 5):
        tried("rosa", "guessed")
    clock[0] = NOON + SPAN
    assert tried("rosa", PASSWORD) == []


def test_the_right_password_makes_earlier_slips_forgotten(cast: Cast, clock: list[Any]) -> None:
    for _ in range(3):
        for _slip in range(MOST_TRIES - 1):
            tried("rosa", "a slip")
        assert tried("rosa", PASSWORD) == []


def test_others_and_other_addresses_are_not_held_up(cast: Cast, clock: list[Any]) -> None:
    for _ in range(MOST_TRIES + 1):
        tried("rosa", "guessed")
    assert tried("arno", PASSWORD) == []
    assert tried("rosa", PASSWORD, address="198.51.100.4") == []


@given(st.lists(st.integers(0, 1200), max_size=60))
def test_no_ten_minutes_hold_more_than_ten_tries(seconds: list[int]) -> None:
    counted = Throttle()
    instants = [NOON + timedelta(seconds=second) for second in sorted(seconds)]
    passed = [at for at in instants if counted.take("rosa", at)]
    for start in passed:
        assert len([at for at in passed if start <= at < start + SPAN]) <= MOST_TRIES
    assert len(passed) >= min(len(instants), MOST_TRIES)


def test_guessing_many_logins_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_MOST_KEPT", 100)
    counted = Throttle()
    for number in range(1000):
        counted.take(number, NOON)
    assert len(counted._tries) == 100
