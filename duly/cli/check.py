"""`duly check`: which promises this instance cannot keep, and how to mend each."""

from dataclasses import asdict

import click
from django.conf import settings

from duly.cli import output
from duly.cli.arguments import json_option
from duly.cli.promises import BrokenPromises, broken


@click.command()
@json_option
def command(json_: bool) -> None:
    """Look at keys, settings, disk, database, people, clock, isolation, rule packs and stores.

    Exit code 1 if one of them stops the start.
    """
    problems = broken()
    stopping = [problem for problem in problems if problem.stops]
    if json_:
        output.as_json({"ok": not stopping, "problems": [asdict(problem) for problem in problems]})
        raise click.exceptions.Exit(1 if stopping else 0)
    output.say(*(f"Note: {problem.about}: {problem.words}" for problem in problems if not problem.stops))
    if stopping:
        raise BrokenPromises(stopping)
    output.say(f"Everything that {settings.DULY.provider.name} promises with this instance can be kept.")
