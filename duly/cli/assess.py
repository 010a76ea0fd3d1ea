"""`duly assess`: ask every rule."""

import click

from duly.cli import output
from duly.cli.arguments import Deed, on_a_case
from duly.review.assess import assess
from duly.review.reading import last_words_of_rules


@click.command()
@on_a_case
def command(deed: Deed) -> None:
    """Ask every rule of every pack, and keep each word with the version that said it. The worker does it too."""
    assess(deed.case, by=deed.by, at=deed.at, because=deed.because)
    run = last_words_of_rules(deed.case)
    result = {} if run is None else dict(run.result)
    if not deed.json_:
        output.table(
            ["Item", "Category", "Answer", "Why", "Source"],
            ([a["item"], a["category"], a["answer"], a["reason"], a["cite"]] for a in result["assessments"]),
            empty="No rule spoke.",
        )
        output.say(*(f"Defect: {defect['words']}" for defect in result["defects"]))
        output.say(*(f"Held: {words}" for words in result["gate"]["words"]))
    deed.done(f"assessed; the demand is {result['force']}.", assessment=result)
