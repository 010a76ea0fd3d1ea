"""Notices and the worker are played on the small shop as the only store."""

import pkgutil
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Path:
    """The shop's database file. What makes it has models in it, so it is looked up once Django is set up."""
    database: Path = pkgutil.resolve_name("tests.worker.shop_store:use_shop")(tmp_path, settings)
    return database
