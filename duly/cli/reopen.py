"""`duly reopen`: make a package anew that never reached the officer."""

import click

from duly.cli.arguments import Deed, on_a_case
from duly.review.reopen import reopen


@click.command()
@on_a_case
def command(deed: Deed) -> None:
    """Reopen a disclosed case, also a closed one. The old package can be fetched no more; decide and approve anew."""
    reopen(deed.case, by=deed.by, at=deed.at, because=deed.because)
    deed.done("reopened. Prove the requester again if it was closed; then assess, decide and approve as before.")
