"""The world of the demonstration: builds an instance of its own and plays every demand through it, from mail to package."""

import secrets
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, resources
from pathlib import Path

from duly.lib.signing import generate_key, write_key
from duly.lib.vault import create_root

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

[stores.chat]
map = "synapse"
url = "sqlite:///{store}"
parameters = {{ server_name = "linden.example" }}
"""

Tell = Callable[[str], None]


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
        """Write keys, store and duly.toml into a new directory; returns the path of duly.toml. Django is not needed yet."""
        self.directory = directory.resolve()
        keys, store = self.directory / "keys", self.directory / "store" / "homeserver.db"
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_root(keys / "root.key")
        write_key(generate_key(), keys / "signing.key")
        web = keys / "web.key"
        web.touch(mode=0o600)
        web.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        store.parent.mkdir(exist_ok=True)
        with resources.as_file(resources.files("duly_demo") / "store" / "homeserver.db") as recorded:
            shutil.copyfile(recorded, store)
        config = self.directory / "duly.toml"
        config.write_text(CONFIG.format(store=store), encoding="utf-8")
        return config

    def play(self, tell: Tell, extra: Path | None = None) -> tuple[Played, ...]:
        """Enrol everybody, then live each demand of the list, and of the folder `extra`, to its end.

        Needs Django set up on the instance that `build` made, with its database migrated.
        """
        # models can be imported only after Django is set up
        return import_module("duly_demo.play").play_all(self.directory, tell, extra)  # type: ignore[no-any-return]


def logins(directory: Path) -> list[dict[str, str]]:
    """The accounts of the demonstration in this directory: login, name, what they do, password."""
    return list(tomllib.loads((directory / "demo-logins.toml").read_text(encoding="utf-8"))["login"])
