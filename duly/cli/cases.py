"""`duly cases`: the cases that a person may see, the next due first."""

import click

from duly.cases.lifecycle import State
from duly.cases.queries import queue_of
from duly.cli import output
from duly.cli.arguments import Word, acting, json_option
from duly.staff.actors import Actor


@click.command()
@click.option("--state", type=Word(State), help="Only cases in this state.")
@json_option
@acting
def command(state: State | None, json_: bool, by: Actor) -> None:
    """List cases, the next due first. A sealed case is listed only for those who were named for it."""
    found = queue_of(by)
    if state is not None:
        found = found.filter(state=state)
    if json_:
        output.as_json(
            [
                {
                    "reference": case.reference, "state": case.state, "round": case.round, "channel": case.channel,
                    "sealed": case.sealed,
                    "opened_at": output.stamp(case.opened_at), "due_at": output.stamp(case.due_at),
                }
                for case in found
            ]
        )  # fmt: skip
        return
    output.table(
        ["Case", "State", "Due", "Received", "Channel"],
        (
            [case.reference, case.state, output.moment(case.due_at), output.moment(case.opened_at), case.channel]
            for case in found
        ),
        empty="There are no cases that you can see.",
    )
