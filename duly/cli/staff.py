"""`duly staff`: add, list and disable people."""

import secrets
from pathlib import Path

import click

from duly.cli import output
from duly.cli.altered import altered
from duly.cli.arguments import FILE, Word, acting, json_option
from duly.staff.actors import Actor, Role
from duly.staff.people import add_person, disable, everyone, person_of


@click.group(no_args_is_help=True)
def command() -> None:
    """People who work here, and what each may do."""


@command.command("add")
@click.argument("login")
@click.option("--name", required=True, help="As it stands on every act.")
@click.option("--role", "roles", type=Word(Role), multiple=True, required=True, help="What she may do. Repeat it.")
@click.option("--their-password-file", type=FILE, help="Her first password; without it one is made and shown once.")
@json_option
@acting
def add(
    login: str, name: str, roles: tuple[Role, ...], their_password_file: Path | None, json_: bool, by: Actor
) -> None:
    """Add a person. Her password is shown once: give it to her by a way that others do not read."""
    made = None if their_password_file is not None else secrets.token_urlsafe(15)
    password = made if their_password_file is None else their_password_file.read_text(encoding="utf-8").strip()
    person = add_person(login=login, name=name, roles=frozenset(roles), password=password, by=by)
    if json_:
        output.as_json({"login": person.login, "name": person.name, "roles": sorted(person.roles), "password": made})
        return
    output.say(f"{person.name} can sign in as {person.login}: {', '.join(sorted(person.roles))}.")
    if made is not None:
        output.say(f"Password, shown this once: {made}")


@command.command("list")
@json_option
def list_(json_: bool) -> None:
    """List everybody."""
    for words in altered():
        click.echo(words, err=True)  # beside the list, which is for machines too
    people = [
        {
            "login": p.login,
            "name": p.name,
            "roles": sorted(p.roles),
            "active": p.is_active,
            "password": p.has_usable_password(),
        }
        for p in everyone()
    ]
    if json_:
        output.as_json(people)
        return
    output.table(
        ["Login", "Name", "Roles", "Active"],
        ([p["login"], p["name"], ", ".join(p["roles"]), "yes" if p["active"] else "no"] for p in people),
        empty="Nobody is here yet.",
    )


@command.command("disable")
@click.argument("login")
@json_option
@acting
def disable_(login: str, json_: bool, by: Actor) -> None:
    """Take a person's access away at once. What she did stays on record."""
    disable(person_of(login), by=by)
    if json_:
        output.as_json({"login": login, "active": False})
        return
    output.say(f"{login} can no longer sign in.")
