"""`duly demo`: play nine demands in a world of its own; with --serve, then open that world in the browser."""

import fcntl
import shutil
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

import click
from django.core.management import call_command
from django.db import connections
from rich.console import Console

from duly.cli import output
from duly.cli.address import refuse_address
from duly.cli.instance import choose_instance, open_instance
from duly.cli.side_by_side import run_side_by_side

PLAYED = "played"
"""Written last, so that a world whose play was cut short is played anew."""


class World(Protocol):
    """What stands under the entry point group `duly.worlds`: the product knows nothing else of its demonstration."""

    def build(self, directory: Path) -> Path:
        """Make the world's files in an empty folder; returns its duly.toml. Django is not set up yet."""
        ...

    def play(self, console: Console) -> None:
        """Play every demand, in the instance that is open now."""
        ...

    def logins(self) -> list[tuple[str, str, str]]:
        """One login for each role: role, login, password."""
        ...


class NoWorld(Exception):
    """There is no world to play, or its folder is somebody else's."""


def load_world() -> World:
    """The world named `demo`. Raises NoWorld."""
    for found in entry_points(group="duly.worlds", name="demo"):
        world: World = found.load()()
        return world
    raise NoWorld("No demo world is installed with this Duly. Install Duly again, from its wheel or its repository.")


def _clear(directory: Path) -> None:
    """Make room for a new world. Only a demo is ever removed."""
    if not directory.exists() or not any(directory.iterdir()):
        return
    try:
        mode = tomllib.loads((directory / "duly.toml").read_text(encoding="utf-8")).get("mode")
    except (OSError, tomllib.TOMLDecodeError):
        mode = None
    if mode != "demo":
        raise NoWorld(
            f"{directory} is not empty, and it is not a demo. Nothing was touched. Name another folder with "
            "--directory."
        )
    with open(directory / "worker.lock", "w", encoding="utf-8") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoWorld(
                f"The demo in {directory} is being served right now. Nothing was touched. Stop it first (Ctrl-C where "
                "it was started), or name another folder with --directory."
            ) from None
        shutil.rmtree(directory)


def _play(world: World, directory: Path) -> None:
    _clear(directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    choose_instance(str(world.build(directory)))
    open_instance()
    call_command("migrate", verbosity=0, interactive=False)
    world.play(output.console())
    (directory / PLAYED).touch()
    connections.close_all()


@click.command()
@click.option("--directory", type=click.Path(file_okay=False, path_type=Path), default=Path("var/demo"),
              show_default=True,              help="Where the world lies.")  # fmt: skip
@click.option(
    "--serve", is_flag=True, help="Then open it in the browser. A world that is there already is kept as it is."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port for --serve.")
def command(directory: Path, serve: bool, port: int) -> None:
    """Play nine demands, each lived to its end: Belarus, an unnamed third State, an EPOC, a subpoena and a warrant.

    Everybody in it is fictional. Without --serve a world that was played before is played anew.
    """
    directory, world = directory.resolve(), load_world()
    if serve:
        refuse_address("demo", "127.0.0.1", port)
    if not serve or not (directory / PLAYED).exists():
        _play(world, directory)
    if not serve:
        output.say(
            f"What was left is under {directory}: packages, mail, receipts, ledger, report.",
            "See it in the browser: duly demo --serve",
        )
        return
    choose_instance(str(directory))

    def ready() -> None:
        output.table(["Role", "Login", "Password"], world.logins(), empty="", title=f"http://127.0.0.1:{port}/")
        output.say("Stop: Ctrl-C", f"Begin anew: stop it, then remove {directory}")

    run_side_by_side([["serve", "--port", str(port), "--workers", "1"], ["worker"]], port=port, ready=ready)
