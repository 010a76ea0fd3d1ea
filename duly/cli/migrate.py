"""`duly migrate`: bring the database of an instance to the shape that this version of Duly needs."""

import click
from django.core.management import call_command

from duly.cli import output
from duly.cli.arguments import json_option


@click.command()
@json_option
def command(json_: bool) -> None:
    """Change the database to fit this version. Make a backup first (`duly backup`), and stop worker and server."""
    call_command("migrate", verbosity=0, interactive=False)
    if json_:
        output.as_json({"migrated": True})
        return
    output.say("The database fits this version of Duly.")
