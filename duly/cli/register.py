"""`duly register`: say what a paper asks for."""

from pathlib import Path

import click

from duly.cli.arguments import FILE, Deed, on_a_case, read_form
from duly.intake.register import register
from duly.requesters.directory import find_officer


@click.command()
@on_a_case
@click.option("--form", type=FILE, required=True, help="What the paper asks for, as a TOML form.")
@click.option("--officer", help="Who asks: login, mail address, name or id of an officer of the directory.")
def command(deed: Deed, form: Path, officer: str | None) -> None:
    """Read the form and put its facts on the register; from then on the rules can look at the demand."""
    named = None if officer is None else find_officer(officer)
    register(deed.case, read_form(form), officer=named, by=deed.by, at=deed.at, because=deed.because)
    deed.done("registered.")
