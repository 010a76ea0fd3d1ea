"""`duly directory`: agencies and officers, their pinned keys and tokens."""

import secrets
from dataclasses import asdict
from pathlib import Path

import click

from duly.cli import output
from duly.cli.altered import altered
from duly.cli.arguments import FILE, Word, acting, json_option
from duly.law.vocabulary import Authority
from duly.lib import clock
from duly.requesters.directory import add_agency, add_officer, find_agency, find_officer, issue_token, pin, revoke
from duly.requesters.reading import agencies
from duly.staff.actors import Actor

_provenance = click.option(
    "--provenance", required=True, help="Where this comes from: register, letter, call to a known number; with date."
)


@click.group(no_args_is_help=True)
def command() -> None:
    """Who may ask, and how we know. Nothing here is ever taken from a demand."""


@command.command("list")
@json_option
def list_(json_: bool) -> None:
    """List agencies and officers."""
    known = agencies()
    for words in altered():
        click.echo(words, err=True)  # beside the list, which is for machines too
    if json_:
        output.as_json([asdict(agency) for agency in known])
        return
    output.table(
        ["Agency", "Officer", "Login", "Key", "Token", "In use"],
        (
            [
                f"{agency.name} ({agency.country})", officer.name, officer.login,
                officer.fingerprint[:16] or "none pinned",
                "yes" if officer.has_token else "no", "no, revoked" if officer.revoked_at else "yes",
            ]
            for agency in known
            for officer in agency.officers
        ),
        empty="No officer is enrolled yet.",
    )  # fmt: skip
    without = [f"{agency.name} ({agency.country})" for agency in known if not agency.officers]
    output.say(*(f"{name} has no officer yet." for name in without))


@command.command("add-agency")
@click.argument("name")
@click.option("--country", required=True, help="Two capital letters of ISO 3166-1.")
@click.option("--authority", type=Word(Authority), required=True, help="What kind of body it is.")
@click.option("--domain", default="", help="Its mail domain.")
@click.option("--callback-number", required=True, help="Found independently of any demand.")
@_provenance
@json_option
@acting
def add_agency_(
    name: str, country: str, authority: Authority, domain: str, callback_number: str, provenance: str, json_: bool,
    by: Actor,
) -> None:  # fmt: skip
    """Enrol an agency."""
    agency = add_agency(
        name=name, country=country, authority=authority, domain=domain, callback_number=callback_number,
        provenance=provenance, by=by, at=clock.now(),
    )  # fmt: skip
    if json_:
        output.as_json({"id": str(agency.pk), "name": agency.name, "country": agency.country})
        return
    output.say(f"{agency} is in the directory.", "Next: `duly directory add-officer`.")


@command.command("add-officer")
@click.argument("name")
@click.option("--agency", required=True, help="Its name, or its id.")
@click.option("--post", required=True, help="Post or rank.")
@click.option("--mail", required=True, help="Address in the agency's domain.")
@click.option("--login", required=True, help="Login of the officer's account in the portal.")
@click.option("--their-password-file", type=FILE, help="First password; without it one is made and shown once.")
@json_option
@acting
def add_officer_(
    name: str, agency: str, post: str, mail: str, login: str, their_password_file: Path | None, json_: bool, by: Actor
) -> None:
    """Enrol an officer, with an account in the portal."""
    made = None if their_password_file is not None else secrets.token_urlsafe(15)
    password = made if their_password_file is None else their_password_file.read_text(encoding="utf-8").strip()
    officer = add_officer(
        find_agency(agency), name=name, post=post, mail=mail, login=login, password=password, by=by, at=clock.now()
    )
    if json_:
        output.as_json({"id": str(officer.pk), "name": officer.name, "login": login, "password": made})
        return
    output.say(f"{officer} is in the directory, with the login {login}.")
    if made is not None:
        output.say(f"Password, shown this once: {made}")
    output.say("Next: get the officer's age key by a second way and run `duly directory pin`.")


@command.command("pin")
@click.argument("officer")
@click.option("--key", required=True, help="The officer's public age key: age1…")
@_provenance
@json_option
@acting
def pin_(officer: str, key: str, provenance: str, json_: bool, by: Actor) -> None:
    """Pin the age key to which packages of OFFICER are locked."""
    print_ = pin(find_officer(officer), key, provenance=provenance, by=by, at=clock.now())
    if json_:
        output.as_json({"officer": officer, "fingerprint": print_})
        return
    output.say(
        f"Pinned. Fingerprint (SHA-256): {print_}",
        "Read it out to the officer on the number in the directory; both must agree.",
    )


@command.command("revoke")
@click.argument("officer")
@json_option
@acting
def revoke_(officer: str, json_: bool, by: Actor) -> None:
    """Take OFFICER out: no sign-in, no token, no package any more."""
    found, at = find_officer(officer), clock.now()
    revoke(found, by=by, at=at)
    if json_:
        output.as_json({"id": str(found.pk), "name": found.name, "revoked_at": output.stamp(at)})
        return
    output.say(f"{found} was revoked. Decisions that name this key are void.")


@command.command("token")
@click.argument("officer")
@json_option
@acting
def token_(officer: str, json_: bool, by: Actor) -> None:
    """Give OFFICER a new token for the API; the one before it is void."""
    token = issue_token(find_officer(officer), by=by, at=clock.now())
    if json_:
        output.as_json({"officer": officer, "token": token})
    else:
        output.say(token)
    click.echo("Shown this once: only its SHA-256 is kept. Hand it over by a way that others do not read.", err=True)
