"""`duly refuse`: refuse a voluntary request, item by item."""

import click

from duly.cli.arguments import Assigned, Deed, Ground, Text, on_a_case
from duly.law.vocabulary import Reason
from duly.review.refuse import refuse


@click.command()
@on_a_case
@click.option(
    "--ground", "grounds", type=Assigned(Text(), Ground()), multiple=True, help="ITEM=REASON:WORDS, for one item."
)
@click.option("--all", "for_all", type=Ground(), help="REASON:WORDS, for every item that has no ground of its own.")
def command(
    deed: Deed, grounds: tuple[tuple[str, tuple[Reason, str]], ...], for_all: tuple[Reason, str] | None
) -> None:
    """Refuse, with a reason for each item. A binding order cannot be refused: answer it, ask back, or contest it."""
    given = dict(grounds)
    if for_all is not None:
        given = {item.key: given.get(item.key, for_all) for item in deed.case.facts.items} | given
    refuse(deed.case, grounds=given, by=deed.by, at=deed.at, because=deed.because)
    deed.done("refused. The letter with the reasons goes out with the next run of the worker.")
