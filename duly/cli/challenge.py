"""`duly challenge`: contest an order before its court or authority."""

import click

from duly.cli.arguments import Deed, Text, on_a_case
from duly.review.challenge import challenge


@click.command()
@on_a_case
@click.option("--ground", type=Text(), required=True, help="The ground of the objection, as the letter states it.")
def command(deed: Deed, ground: str) -> None:
    """Contest an order. What was decided is void; nothing is disclosed until the ruling."""
    challenge(deed.case, ground=ground, by=deed.by, at=deed.at, because=deed.because)
    deed.done(f"contested. When the ruling comes: `duly rule {deed.case.reference} --upheld` or `--quashed`.")
