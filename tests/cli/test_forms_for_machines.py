"""Every command that prints data prints it for machines too, as one JSON document."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from duly.cli import COMMANDS, main
from tests.cast import Cast
from tests.cli.command_line import duly, program

pytestmark = pytest.mark.django_db

NO_DATA = {"serve", "demo"}
"""They run until they are stopped, or play for a reader."""
WHERE = ("--provenance", "public register, 2026-09-01")


def _leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from _leaves(f"{name} {each}", inner)
    else:
        yield name, command


def test_no_command_that_prints_data_is_without_json() -> None:
    context = click.Context(main)
    found = (main.get_command(context, name) for name in COMMANDS)
    leaves = [leaf for name, command in zip(COMMANDS, found, strict=True) if command for leaf in _leaves(name, command)]
    silent = {name for name, command in leaves if not any("--json" in p.opts for p in command.params)}
    assert silent <= NO_DATA
    assert len(leaves) > len(COMMANDS)


def test_the_directory_answers_machines(cast: Cast) -> None:
    agency = duly("directory", "add-agency", "Court of Eastmark", "--country", "US", "--authority", "court",
                  "--domain", "eastmark.example", "--callback-number", "+1 202 555 0177", *WHERE, "--json",
                  as_="adam").json()  # fmt: skip
    assert agency["name"] == "Court of Eastmark"
    officer = duly("directory", "add-officer", "Clerk Hale", "--agency", agency["id"], "--post", "Clerk", "--mail",
                   "hale@eastmark.example", "--login", "hale", "--json", as_="adam").json()  # fmt: skip
    assert (officer["login"], len(officer["password"]) >= 12) == ("hale", True)
    pinned = duly("directory", "pin", "hale", "--key", cast.okafor.recipient, *WHERE, "--json", as_="adam").json()
    assert len(pinned["fingerprint"]) == 64
    assert duly("directory", "token", "hale", "--json", as_="adam").json()["token"].startswith("duly_")
    assert duly("directory", "revoke", "hale", "--json", as_="adam").json()["revoked_at"].endswith("Z")
    assert duly("staff", "disable", "leo", "--json", as_="adam").json() == {"login": "leo", "active": False}


def test_a_new_instance_and_its_backup_are_told_to_machines(tmp_path: Path) -> None:
    made = program("init", "oak", "--name", "Oak", "--host", "oak.example", "--countries", "SE", "--mail",
                   "legal@oak.example", "--json", cwd=tmp_path).json()  # fmt: skip
    assert (made["login"], made["instance"]) == ("admin", str(tmp_path / "oak" / "duly.toml"))
    assert made["public_key"].startswith("duly-ed25519:")
    there = {"DULY_CONFIG": made["instance"]}
    assert program("migrate", "--json", cwd=tmp_path, **there).json() == {"migrated": True}
    kept = program("backup", "copy", "--keys", "apart", "--json", cwd=tmp_path, **there).json()
    assert (kept["directory"], kept["keys"]) == (str(tmp_path / "copy"), str(tmp_path / "apart"))
    assert kept["files"] == len((tmp_path / "copy" / "SHA256SUMS").read_text(encoding="utf-8").splitlines())


def test_a_draft_of_a_data_map_withholds_every_table(cast: Cast, shop: Path, tmp_path: Path) -> None:
    described = json.loads(duly("datamap", "draft", f"sqlite:///{shop}", "--json").out)
    assert "card_number" in described["customer"]
    text = duly("datamap", "draft", f"sqlite:///{shop}", "--name", "shop").out
    assert "ada@shop.example" not in text, "only names are read"
    (tmp_path / "draft.toml").write_text(text, encoding="utf-8")
    datamap = pytest.importorskip("duly.datamap.read").load_map(tmp_path / "draft.toml")
    assert ({table for table, _ in datamap.withheld}, datamap.tables) == (set(described), ())
