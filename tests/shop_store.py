"""A small real store for tests that collect: the shop that comes with the SQL connector, in a SQLite file."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from duly.instance import Store
from duly.law.facts import ItemFacts
from duly.law.vocabulary import IdentifierKind
from tests.cast import item
from tests.needs import TREE

SAMPLES = TREE / "duly" / "collection" / "connectors" / "sql" / "samples"


def make_shop(folder: Path) -> Path:
    """Makes shop.db and its data map under `folder`; returns the database."""
    shutil.copy(SAMPLES / "shop.toml", folder / "shop.toml")
    database = folder / "shop.db"
    with sqlite3.connect(database) as connection:
        connection.executescript((SAMPLES / "shop.sql").read_text(encoding="utf-8"))
    connection.close()
    return database


def ada(**changes: Any) -> ItemFacts:
    """An account that the shop holds."""
    return item(**{"identifier_kind": IdentifierKind.EMAIL, "identifier": "ada@shop.example", **changes})


def use_shop(tmp_path: Path, settings: Any) -> Path:
    """The instance of the tests, with the shop as its only store; returns the shop's database file."""
    database = make_shop(tmp_path)
    store = Store(map=str(tmp_path / "shop.toml"), url=f"sqlite:///{database}")
    settings.DULY = settings.DULY.model_copy(update={"stores": {"shop": store}, "directory": tmp_path})
    return database
