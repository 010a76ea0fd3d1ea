"""`duly approve`: approve exactly one decision, by its digest."""

import click

from duly.cli.arguments import Deed, on_a_case
from duly.review.approve import approve


@click.command()
@on_a_case
@click.option("--digest", required=True, help="SHA-256 of the decision that you read; `duly show` prints it.")
def command(deed: Deed, digest: str) -> None:
    """Approve the decision with this digest and no other. Any change afterwards voids it."""
    approve(deed.case, digest=digest, by=deed.by, at=deed.at, because=deed.because)
    deed.done("approved. The worker collects, inspects and packs it, or `duly collect` does it now.", digest=digest)
