"""`duly init`: an empty production instance: settings, keys, database, first administrator; nothing of the demo."""

import os
import pkgutil
import secrets
import shutil
import sys
from pathlib import Path
from typing import Any

import click
from django.core.management import call_command
from django.db import connections

from duly.cli import output
from duly.cli.instance import choose_instance, open_instance
from duly.cli.new_config import config_text
from duly.lib.signing import generate_key, public_text, write_key
from duly.lib.vault import create_root

_NEEDED = {
    "name": "Name of the provider, as letters print it",
    "host": "Public host name of this instance, e.g. demands.provider.example",
    "countries": "ISO countries with an establishment or representative, e.g. SE,US",
    "mail": "Address from which letters are sent",
}


class NotEmpty(Exception):
    """The folder holds something already."""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--name", help=_NEEDED["name"] + ".")
@click.option("--host", help=_NEEDED["host"] + ".")
@click.option("--countries", help=_NEEDED["countries"] + ".")
@click.option("--mail", help=_NEEDED["mail"] + ".")
@click.option("--database-file", type=click.Path(exists=True, dir_okay=False, path_type=Path, resolve_path=True),
              help="File with the URL of a PostgreSQL database; without it SQLite in DIRECTORY.")  # fmt: skip
@click.option(
    "--duty-policy",
    type=click.Choice(["solo", "two", "four"]),
    default="two",
    show_default=True,
    help="People for a disclosure.",
)
@click.option("--admin", default="admin", show_default=True, help="Login of the first administrator.")
@click.option("--admin-password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Her password; without it one is made and shown once.")  # fmt: skip
@click.option("--json", "json_", is_flag=True, help="Print JSON for machines.")
def command(
    directory: Path,
    name: str | None,
    host: str | None,
    countries: str | None,
    mail: str | None,
    database_file: Path | None,
    duty_policy: str,
    admin: str,
    admin_password_file: Path | None,
    json_: bool,
) -> None:
    """Make an empty production instance in DIRECTORY, which must be new or empty.

    There are no demo accounts in it and no data; the first administrator adds people, agencies and stores.
    """
    directory = directory.resolve()
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise NotEmpty(
            f"{directory} is not empty. Nothing was touched. Name a new folder; an instance is never written over."
        )
    answers = _ask({"name": name, "host": host, "countries": countries, "mail": mail})
    given: dict[str, Any] = {
        "mode": "production",
        "provider": {
            "name": answers["name"], "host": answers["host"], "mail": answers["mail"],
            "establishments": [name.strip().upper() for name in answers["countries"].split(",") if name.strip()],
        },
        "duties": {"policy": duty_policy},
    }  # fmt: skip
    if database_file is not None:
        given["database_file"] = database_file
    new = not directory.exists()
    try:
        signer = _write(directory, given)
        password = _fill(directory, admin, admin_password_file)
    except BaseException:
        # Half an instance would look like one: either all of it is there, or none.
        for path in [directory] if new else list(directory.iterdir()):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        raise
    if json_:
        output.as_json(
            {"instance": str(directory / "duly.toml"), "login": admin, "password": password, "public_key": signer}
        )
        return
    _say_what_is_there(directory, admin, password, signer)
    _say_what_is_next(directory, admin, duty_policy)


def _ask(answers: dict[str, str | None]) -> dict[str, str]:
    """What was not given is asked for at a terminal; elsewhere all of it is named at once."""
    missing = [name for name, value in answers.items() if not value]
    if missing and not sys.stdin.isatty():
        raise click.UsageError(
            f"These are needed: {', '.join(f'--{name}' for name in missing)}. See `duly init --help`."
        )
    return {name: value or click.prompt(_NEEDED[name]) for name, value in answers.items()}


def _write(directory: Path, given: dict[str, Any]) -> str:
    """The files; returns the public key with which this provider signs."""
    for folder in (directory, directory / "keys", directory / "objects", directory / "mail", directory / "static"):
        folder.mkdir(mode=0o700, exist_ok=True, parents=True)
        folder.chmod(0o700)
    create_root(directory / "keys" / "root.key")
    key = generate_key()
    write_key(key, directory / "keys" / "signing.key")
    write_key(generate_key(), directory / "keys" / "log.key")
    _write_private(directory / "keys" / "web.key", secrets.token_urlsafe(48) + "\n")
    _write_private(directory / "duly.toml", config_text(given))
    return public_text(key)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _fill(directory: Path, admin: str, password_file: Path | None) -> str | None:
    """The database and its first person; returns the password that was made, if one was."""
    choose_instance(str(directory))
    open_instance()
    call_command("migrate", verbosity=0, interactive=False)
    made = None if password_file is not None else secrets.token_urlsafe(15)
    password = made if password_file is None else password_file.read_text(encoding="utf-8").strip()
    # Django knows its rows only now that the instance is open, so this is looked up by name.
    pkgutil.resolve_name("duly.staff.people:add_first_administrator")(
        login=admin, name="Administrator", password=password
    )
    connections.close_all()
    return made


def _say_what_is_there(directory: Path, admin: str, password: str | None, signer: str) -> None:
    output.say(f"A new instance is in {directory}.", f"First administrator: {admin}")
    if password is not None:
        output.say(f"Password, shown this once: {password}")
    output.say(
        f"Public key that signs your packages; publish it: {signer}",
        "",
        "Keep a copy of keys/ apart from every backup of the rest: without root.key nothing can be read, "
        "and with it all can.",
        "",
    )


_PEOPLE = {
    "solo": (
        "  duly staff add LOGIN --name NAME --role intake --role reviewer --role approver",
    ),
    "two": (
        "  Three people, since whoever looks at a flagged case neither decides nor approves it; for example:",
        "  duly staff add rosa --name Rosa --role intake --role reviewer     takes in, proves the requester, decides",
        "  duly staff add arno --name Arno --role approver --role releaser   approves",
        "  duly staff add nora --name Nora --role counsel                    answers where no rule speaks, contests",
    ),
    "four": (
        "  Five people, since nobody fills two duties of a case; for example:",
        "  duly staff add ines --name Ines --role intake      takes in and proves the requester",
        "  duly staff add rosa --name Rosa --role reviewer    decides",
        "  duly staff add arno --name Arno --role approver    approves",
        "  duly staff add leo  --name Leo  --role releaser    lets the package go",
        "  duly staff add nora --name Nora --role counsel     looks at flagged cases, contests orders",
    ),
}  # fmt: skip
"""The fewest people with whom `duly check` is content, by duty policy."""


def _say_what_is_next(directory: Path, admin: str, policy: str) -> None:
    output.say("Next, in this order:")
    if shutil.which("duly") is None:
        output.say(f"  export PATH={Path(sys.executable).parent}:$PATH     so that your shell finds `duly`")
    output.say(
        f"  export DULY_CONFIG={directory / 'duly.toml'} DULY_AS={admin}",
        *_PEOPLE[policy],
        "  (An officer downloads her package in the portal; handing one over on a stick takes the role releaser.)",
        "  duly directory add-agency …; duly directory add-officer …; duly directory pin …",
        "  duly datamap draft sqlite:////path/to/store.db > map.toml     then label it, as "
        "docs/how-to/write-a-data-map.md says; for Synapse a map comes with Duly",
        "  add [stores.NAME] to duly.toml, then: duly datamap check",
        "  duly check     says what is still missing",
        "  duly serve     and, beside it: duly worker",
        "  Put a web server with TLS in front: it passes the host name on and sets X-Forwarded-Proto to https.",
    )
