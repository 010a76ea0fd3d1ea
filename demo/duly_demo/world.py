"""The world of the demonstration: an instance of its own, through which every demand is played from mail to package."""

import secrets
import shutil
from dataclasses import dataclass
from importlib import import_module, resources
from pathlib import Path

from rich.console import Console

from duly.lib.signing import generate_key, write_key
from duly.lib.vault import create_root
from duly_demo.cast import DEMO_PASSWORD, REQUESTERS, STAFF

CONFIG = """\
# The demonstration. Its logins are printed on the sign-in page, so it binds to this machine only.
mode = "demo"
database = "sqlite:///duly.sqlite3"
require_isolation = false

[provider]
name = "Linden Chat"
host = "127.0.0.1"
establishments = ["DE", "US"]
address = "Linden Chat, Lindenstraße 1, Berlin (invented)"
mail = "legal@linden.example"

[ledger]
origin = "transparency.linden.example/demands"

[stores.chat]
map = "synapse"
url = "sqlite:///{store}"
parameters = {{ server_name = "linden.example" }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one demand."""

    name: str
    title: str
    country: str
    reference: str
    instrument: str
    accounts: int
    given: int
    without_data: int
    rows: int
    categories: tuple[str, ...]
    outcome: str


class World:
    """Built once per directory; `play` lives the listed demands."""

    def __init__(self) -> None:
        self.directory = Path()

    def build(self, directory: Path) -> Path:
        """Write keys, store and duly.toml into a new directory; returns the latter's path. Django is not needed yet."""
        self.directory = directory.resolve()
        keys, store = self.directory / "keys", self.directory / "store" / "homeserver.db"
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_root(keys / "root.key")
        write_key(generate_key(), keys / "signing.key")
        write_key(generate_key(), keys / "log.key")
        web = keys / "web.key"
        web.touch(mode=0o600)
        web.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        store.parent.mkdir(exist_ok=True)
        with resources.as_file(resources.files("duly_demo") / "store" / "homeserver.db") as recorded:
            shutil.copyfile(recorded, store)
        config = self.directory / "duly.toml"
        config.write_text(CONFIG.format(store=store), encoding="utf-8")
        return config

    def play(self, console: Console, extra: Path | None = None) -> tuple[Played, ...]:
        """Enrol everybody, live each demand of the list, and of the folder `extra`, to its end; tell it on `console`.

        Needs Django set up on the instance that `build` made, with its database migrated.
        """
        # models can be imported only after Django is set up
        played: tuple[Played, ...] = import_module("duly_demo.play").play_all(self.directory, console, extra)
        return played

    def logins(self) -> list[tuple[str, str, str]]:
        """One login for each role: what they do, login, password."""
        staff = [(f"{one.name} {one.does}", one.login, DEMO_PASSWORD) for one in STAFF]
        return staff + [(f"{one.name}, officer, {one.agency}", one.login, DEMO_PASSWORD) for one in REQUESTERS]
