"""`duly report`: build the transparency report of a period, look at it, and let the public site show it."""

from datetime import datetime

import click
from rich.progress import Progress, SpinnerColumn, TextColumn

from duly.cli import output
from duly.cli.arguments import json_option
from duly.lib import clock
from duly.reports.build import build, folder, label_of, publish
from duly.reports.layouts.microsoft import HEADINGS, lines
from duly.reports.reading import report_of, reports


@click.group(no_args_is_help=True)
def command() -> None:
    """A report is built from the public log and nothing else, so that strangers can recompute every total."""


@command.command("build")
@click.option("--label", help="Name of the period. Default: the half-year of today, e.g. 2026H2.")
@json_option
def build_(label: str | None, json_: bool) -> None:
    """Close the period in the public log and build its report.

    Everything that was answered since the last report is counted. A report is never built again: corrections stand in
    the next one.
    """
    at: datetime = clock.now()
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), transient=True) as progress:
        task = progress.add_task("building")
        made = build(
            label or label_of(at.date()), until=at, at=at, tell=lambda what: progress.update(task, description=what)
        )
    where = folder(made.label)
    if json_:
        output.as_json({"label": made.label, "directory": str(where), "sha256": made.digest})
        return
    output.pairs({"Report": made.label, "Lies in": str(where), "SHA-256": made.digest})
    output.say(
        "Check it: python3 verify.py report . --log-key KEY   (in that folder; KEY is ledger/log.vkey)",
        f"Show it to the public: duly report publish {made.label}",
    )


@command.command("show")
@click.argument("label", required=False)
@json_option
def show(label: str | None, json_: bool) -> None:
    """Show the table of a report; without LABEL, the list of reports."""
    if label is None:
        rows = [[one.label, f"{one.start}–{one.end}", "yes" if one.published_at else "no"] for one in reports()]
        if json_:
            output.as_json([one.label for one in reports()])
            return
        output.table(["Report", "Leaves of the log", "Published"], rows, empty="No report was built yet.")
        return
    made = report_of(label)
    if json_:
        output.as_json(made)
        return
    names = list(HEADINGS)
    output.table(
        list(HEADINGS.values()), [[str(getattr(line, name)) for name in names] for line in lines(made)], empty=""
    )
    output.say(f"Pending, and not counted: {made['pending']}")


@command.command("publish")
@click.argument("label")
@json_option
def publish_(label: str, json_: bool) -> None:
    """Let the public site show a report."""
    made = publish(label, at=clock.now())
    if json_:
        output.as_json({"label": made.label, "published_at": output.stamp(made.published_at)})
        return
    output.say(f"{made.label} is published.")
