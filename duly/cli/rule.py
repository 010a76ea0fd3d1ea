"""`duly rule`: record the ruling on a contested order."""

import click

from duly.cli.arguments import Deed, Text, on_a_case
from duly.review.challenge import rule


@click.command()
@on_a_case
@click.option("--upheld/--quashed", default=None, required=True, help="What was ruled.")
@click.option("--words", type=Text(), required=True, help="The ruling in words, with court and date.")
def command(deed: Deed, upheld: bool, words: str) -> None:
    """An upheld order is judged again and answered; a quashed one ends."""
    rule(deed.case, upheld=upheld, words=words, by=deed.by, at=deed.at, because=deed.because)
    deed.done("the ruling is recorded.")
