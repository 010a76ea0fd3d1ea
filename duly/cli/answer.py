"""`duly answer`: record the requester's answer to what we asked."""

from pathlib import Path

import click

from duly.cli.arguments import FILE, Deed, Text, on_a_case, read_form
from duly.review.clarify import answer_clarification


@click.command()
@on_a_case
@click.option("--words", type=Text(), required=True, help="What the requester answered.")
@click.option(
    "--form", type=FILE, help="The facts as they now stand, as a TOML form; without it they stay as they were."
)
def command(deed: Deed, words: str, form: Path | None) -> None:
    """Record the answer. It is a new text, so the requester is authenticated anew."""
    facts = None if form is None else read_form(form)
    answer_clarification(deed.case, words=words, facts=facts, by=deed.by, at=deed.at, because=deed.because)
    deed.done("the answer is recorded. Authenticate its sender.")
