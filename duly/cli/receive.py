"""`duly receive`: put a paper or a mail on the register and acknowledge it; with a form, also say what it asks for."""

import mimetypes
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import click

from duly.cases.queries import Case, visible_to
from duly.cli import output
from duly.cli.arguments import FILE, acting, json_option, read_form
from duly.cli.errors import ON_THE_REGISTER
from duly.intake.duplicates import AlreadyReceived
from duly.intake.read import MAIL
from duly.intake.receive import Paper, receive
from duly.intake.register import normalised, register
from duly.lib import clock
from duly.requesters.directory import Officer, find_officer
from duly.staff.actors import Actor


class OnTheRegister(ValueError):
    """The paper came before. Its case is named to whoever may see it, and to nobody else."""


def _receive(paper: Paper, officer: Officer | None, reply_to: str, by: Actor, at: datetime, because: str) -> Case:
    try:
        return receive(paper, officer=officer, reply_to=reply_to, by=by, at=at, because=because)
    except AlreadyReceived as error:
        known = visible_to(by).filter(pk=error.case.pk).exists()
        raise OnTheRegister(str(error) if known else ON_THE_REGISTER) from None


def _media_type(path: Path) -> str:
    if path.suffix.lower() == ".eml":
        return MAIL
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


@click.command()
@click.argument("file", type=FILE)
@click.option("--form", type=FILE, help="What the paper asks for, as a TOML form; it is then registered at once.")
@click.option(
    "--channel", type=click.Choice(["paper", "email"]), help="How it came. Default: email for .eml, else paper."
)
@click.option("--officer", help="Who lodged it: login, mail address, name or id of an officer of the directory.")
@click.option("--reply-to", default="", metavar="ADDRESS", help="Where the acknowledgement goes, if it is known.")
@click.option("--because", default="came in at the desk", show_default=True, help="Why, for the journal.")
@json_option
@acting
def command(
    file: Path,
    form: Path | None,
    channel: str | None,
    officer: str | None,
    reply_to: str,
    because: str,
    json_: bool,
    by: Actor,
) -> None:
    """Put FILE on the register.

    The original is locked and acknowledged before anything reads it. A faulty form is told before anything is kept.
    """
    facts = None if form is None else normalised(read_form(form))
    lodged_by = None if officer is None else find_officer(officer)
    data, media_type, at = file.read_bytes(), _media_type(file), clock.now()
    paper = Paper(
        data=data,
        name=file.name,
        media_type=media_type,
        channel=channel or ("email" if media_type == MAIL else "paper"),
    )
    case = _receive(paper, lodged_by, reply_to, by, at, because)
    if facts is not None:
        register(case, facts, officer=lodged_by, by=by, at=clock.now(), because=f"read off the paper by {by.name}")
    digest = sha256(data).hexdigest()
    if json_:
        output.as_json(
            {"reference": case.reference, "state": case.state, "sha256": digest, "received_at": output.stamp(at)}
        )
        return
    output.pairs({"Received": case.reference, "SHA-256": digest, "Time": output.moment(at), "State": case.state})
    if facts is None:
        output.say(f"Next: say what it asks for, with `duly register {case.reference} --form FORM.toml`.")
