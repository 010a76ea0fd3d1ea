"""`duly consult`: record named counsel's answer where no pack speaks."""

from datetime import datetime

import click

from duly.cli.arguments import Assigned, Deed, Line, Word, on_a_case
from duly.law.vocabulary import Answer, Category
from duly.review.consult import consult


@click.command()
@on_a_case
@click.option("--counsel", required=True, help="Name of counsel.")
@click.option("--outside", is_flag=True, help="Outside counsel, whose letter you record.")
@click.option("--answer", "answers", type=Assigned(Line(), Word(Answer)), multiple=True, required=True,
              help="Her answer for one line, e.g. 1/subscriber=sufficient. Repeat it.")  # fmt: skip
@click.option("--grounds", required=True, help="Why, in her words. Privileged: it never leaves.")
@click.option("--valid-until", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which the answer may be used.")
def command(
    deed: Deed,
    counsel: str,
    outside: bool,
    answers: tuple[tuple[tuple[str, Category], Answer], ...],
    grounds: str,
    valid_until: datetime | None,
) -> None:
    """Record counsel's answer: an assessment of this case only, never a row of a pack."""
    consult(
        deed.case,
        counsel=counsel,
        outside=outside,
        answers=dict(answers),
        grounds=grounds,
        valid_until=None if valid_until is None else valid_until.date(),
        by=deed.by,
        at=deed.at,
        because=deed.because,
    )
    deed.done(f"the answer of {counsel} is recorded.")
