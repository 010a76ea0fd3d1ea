"""`duly review-rights`: one more pair of eyes on a case that the rights gate held."""

import click

from duly.cli.arguments import Deed, Text, on_a_case
from duly.review.review_rights import review_rights


@click.command()
@on_a_case
@click.option("--words", type=Text(), required=True, help="What you saw, and why the case may go on.")
def command(deed: Deed, words: str) -> None:
    """Record the extra look. It decides nothing: another person decides, and a third approves."""
    review_rights(deed.case, words=words, by=deed.by, at=deed.at, because=deed.because)
    deed.done("the extra look is recorded.")
