"""`duly decide`: decide, item by item, what may leave."""

import click

from duly.cli import output
from duly.cli.arguments import Assigned, Deed, Ground, Line, on_a_case
from duly.law.vocabulary import Category, Reason
from duly.review.decide import Refusal, decide
from duly.review.reading import decision_of


@click.command()
@on_a_case
@click.option("--refuse", "refused", type=Assigned(Line(), Ground()), multiple=True,
              help="Refuse a line that the rules allow, e.g. 2/subscriber=policy:outside our policy.")  # fmt: skip
def command(deed: Deed, refused: tuple[tuple[tuple[str, Category], tuple[Reason, str]], ...]) -> None:
    """Grant what the rules, and counsel where they are silent, allow; refuse the rest. Another person approves."""
    grounds = {line: Refusal(reason=reason, words=words) for line, (reason, words) in refused}
    decide(deed.case, refused=grounds, by=deed.by, at=deed.at, because=deed.because)
    made = decision_of(deed.case)
    assert made is not None  # noqa: S101  it was made one line above
    if not deed.json_:
        output.table(
            ["Item", "Category", "Answer", "Why"],
            [
                *([line["item"], line["category"], "granted", ""] for line in made.granted),
                *([line["item"], line["category"], "refused", line["words"]] for line in made.refused),
            ],
            empty="Nothing was decided.",
        )
        output.say(
            f"Digest: {made.digest}",
            f"Next: another person runs `duly approve {deed.case.reference} --digest {made.digest}`.",
        )
    deed.done("decided.", digest=made.digest, granted=list(made.granted), refused=list(made.refused))
