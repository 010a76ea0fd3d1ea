"""The instance that the tests run in: made in a temporary directory before Django reads its settings."""

import os
import secrets
from pathlib import Path

from duly.lib.signing import generate_key, write_key
from duly.lib.vault import create_root

CONFIG = """\
mode = "test"
database = "{database}"
require_isolation = false

[provider]
name = "Birch Messenger"
host = "birch.example"
establishments = ["SE", "US"]
mail = "legal@birch.example"
"""


def make_test_instance(directory: Path, database_url: str | None = None) -> Path:
    """Writes keys and a duly.toml under `directory` and returns the path of the latter.

    `database_url` is None for SQLite in the same directory, or a PostgreSQL URL.
    """
    keys = directory / "keys"
    create_root(keys / "root.key")
    write_key(generate_key(), keys / "signing.key")
    write_key(generate_key(), keys / "log.key")
    _write_secret(keys / "web.key", secrets.token_urlsafe(48))
    (directory / "static").mkdir()  # where the web server looks for static files that were collected
    config = directory / "duly.toml"
    config.write_text(CONFIG.format(database=database_url or "sqlite:///duly.sqlite3"), encoding="utf-8")
    return config


def _write_secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
