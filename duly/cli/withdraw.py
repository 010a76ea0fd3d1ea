"""`duly withdraw`: record that the requester takes the demand back."""

import click

from duly.cli.arguments import Deed, on_a_case
from duly.review.withdraw import withdraw


@click.command()
@on_a_case
def command(deed: Deed) -> None:
    """End the case as withdrawn: nothing leaves any more, and the requester is told so."""
    withdraw(deed.case, by=deed.by, at=deed.at, because=deed.because)
    deed.done("withdrawn.")
