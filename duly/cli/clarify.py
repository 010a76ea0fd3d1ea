"""`duly clarify`: ask back."""

import click

from duly.cli.arguments import Assigned, Deed, Ground, Text, on_a_case
from duly.law.vocabulary import Reason
from duly.review.clarify import clarify

WHOLE = "demand"


@click.command()
@on_a_case
@click.option("--ask", "asked", type=Assigned(Text(), Ground()), multiple=True, required=True,
              help="ITEM=REASON:QUESTION; write “demand” as the item for the whole paper.")  # fmt: skip
def command(deed: Deed, asked: tuple[tuple[str, tuple[Reason, str]], ...]) -> None:
    """Ask the requester. A date that binds us goes on running unless a row of its pack says otherwise."""
    questions = [("" if item == WHOLE else item, reason, words) for item, (reason, words) in asked]
    clarify(deed.case, questions=questions, by=deed.by, at=deed.at, because=deed.because)
    deed.done(f"{len(questions)} question(s) asked. When the answer comes: `duly answer {deed.case.reference}`.")
