"""`duly seal`: make the very existence of a case a secret of a few named people."""

import click

from duly.cases.secrecy import seal
from duly.cli.arguments import Deed, Text, on_a_case
from duly.staff.people import person_of


@click.command()
@on_a_case
@click.option("--people", type=Text(), multiple=True, required=True, metavar="LOGIN",
              help="Who may still see it, beside you. Repeat it, or put commas between.")  # fmt: skip
def command(deed: Deed, people: tuple[str, ...]) -> None:
    """Seal a case: from now on only you and the people named see that it exists. Name all who must act on it."""
    logins = [login.strip() for part in people for login in part.split(",") if login.strip()]
    named = [person_of(login) for login in logins]
    seal(deed.case, people=named, by=deed.by, at=deed.at, because=deed.because)
    deed.done(
        f"sealed. Beside you only {', '.join(person.name for person in named)} can see it.",
        people=[person.login for person in named],
    )
