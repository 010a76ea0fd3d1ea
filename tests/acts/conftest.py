"""The acts after approval are played on a provider that holds the recorded store of Linden Chat."""

import importlib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    """The store's file; objects and letters of the test lie beside it."""
    acts = importlib.import_module("tests.store_for_acts")  # it has models in it: only after Django is set up
    database: Path = acts.copy_store(tmp_path)
    settings.DULY = acts.holding(settings.DULY, tmp_path, chat=database)
    return database


@pytest.fixture
def road(desk: Any) -> Any:
    """Plays the machine's part up to a state: `road.packaged(facts)`."""
    return importlib.import_module("tests.store_for_acts").Road(desk)
