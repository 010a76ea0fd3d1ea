"""`duly migrate`: bring the database of an instance to the shape that this version of Duly needs."""

import click
from django.core.management import call_command

from duly.cli import output


@click.command()
def command() -> None:
    """Change the database to fit this version. Make a backup first (`duly backup`), and stop worker and server."""
    call_command("migrate", verbosity=0, interactive=False)
    output.say("The database fits this version of Duly.")
