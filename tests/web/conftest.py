"""For tests of pages: the cast, each with a browser, at a provider whose store and objects lie in the test's folder."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def provider(tmp_path: Path, settings: Any) -> None:
    """Birch Messenger, established in Sweden and the US, with the recorded store."""
    acts = importlib.import_module("tests.store_for_acts")  # it has models in it: only after Django is set up
    home = settings.DULY.provider.model_copy(update={"establishments": frozenset({"SE", "US"})})
    whole = settings.DULY.model_copy(update={"provider": home})
    settings.DULY = acts.holding(whole, tmp_path, linden=acts.copy_store(tmp_path))


@pytest.fixture
def road(desk: Any) -> Any:
    """Plays the machine's part up to a state."""
    return importlib.import_module("tests.store_for_acts").Road(desk)


@pytest.fixture
def sign_in(cast: Any) -> Callable[[str], Client]:
    """`sign_in("rosa")`: a browser in which Rosa is signed in."""
    password = importlib.import_module("tests.cast").PASSWORD

    def enter(login: str) -> Client:
        client = Client()
        assert client.login(username=login, password=password)
        return client

    return enter
