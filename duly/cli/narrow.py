"""`duly narrow`: cut a demand down."""

from collections.abc import Sequence
from dataclasses import replace

import click

from duly.cli.arguments import Deed, Line, on_a_case
from duly.cli.period import Period
from duly.law.facts import ItemFacts
from duly.law.vocabulary import Category
from duly.review.narrow import narrow


class NoSuchItem(LookupError):
    """The demand has no item of this key."""


def _narrowed(
    items: Sequence[ItemFacts],
    dropped: Sequence[str],
    lines: Sequence[tuple[str, Category]],
    periods: Sequence[Period],
    identification: Sequence[str],
) -> list[ItemFacts]:
    """The items that are left, each cut as asked; an item without any category is gone."""
    named = {*dropped, *identification, *(item for item, _ in lines), *(period.item for period in periods)}
    unknown = sorted(named - {item.key for item in items})
    if unknown:
        raise NoSuchItem(
            f"The demand has no item {', '.join(unknown)}; it has {', '.join(item.key for item in items)}."
        )
    left = []
    for item in items:
        categories = item.categories - {category for key, category in lines if key == item.key}
        if item.key in dropped or not categories:
            continue
        cut = replace(item, categories=categories)
        for period in periods:
            if period.item == item.key:
                cut = replace(cut, start=period.start, end=period.end)
        left.append(replace(cut, identification_only=True) if item.key in identification else cut)
    return left


@click.command()
@on_a_case
@click.option("--drop", "dropped", multiple=True, metavar="ITEM", help="Take a whole item away.")
@click.option("--drop-category", "lines", type=Line(), multiple=True, help="Take one category of an item away.")
@click.option(
    "--period", "periods", type=Period.Param(), multiple=True, help="Shorten a period: ITEM=START..END (end excluded)."
)
@click.option(
    "--identification-only", "identification", multiple=True, metavar="ITEM", help="Traffic only to identify the user."
)
def command(
    deed: Deed,
    dropped: tuple[str, ...],
    lines: tuple[tuple[str, Category], ...],
    periods: tuple[Period, ...],
    identification: tuple[str, ...],
) -> None:
    """Cut a demand down: it is judged again, and what was decided is void. Nothing can be added."""
    if not (dropped or lines or periods or identification):
        raise click.UsageError("Say what to take away: --drop, --drop-category, --period or --identification-only.")
    items = _narrowed(deed.case.facts.items, dropped, lines, periods, identification)
    narrow(deed.case, items, by=deed.by, at=deed.at, because=deed.because)
    deed.done("narrowed. The rules are asked again.", items=[item.key for item in items])
