"""`duly collect`: collect what was approved, inspect it and pack it, at once instead of with the worker."""

import click

from duly.cases.lifecycle import State
from duly.cli import output
from duly.cli.arguments import Deed, on_a_case
from duly.collection.collect import collect
from duly.collection.examine import examine
from duly.collection.reading import collections_of
from duly.disclosure.deliver import report_no_data
from duly.disclosure.pack import NothingToPack, pack


def _pack_or_report(deed: Deed) -> str:
    try:
        pack(deed.case, by=deed.by, at=deed.at, because=deed.because)
    except NothingToPack:
        report_no_data(deed.case, by=deed.by, at=deed.at, because=deed.because)
        return "nothing that was granted is held. The answer is “no data”."
    return f"collected, inspected and packed. Next: `duly disclose {deed.case.reference}`."


@click.command()
@on_a_case
def command(deed: Deed) -> None:
    """Run the approved plan over each store, inspect every row, and pack them; or answer that nothing is held."""
    with output.progress() as bar:
        task = bar.add_task("collecting", total=None)
        if deed.case.state not in (State.COLLECTED, State.INSPECTED):
            collect(deed.case, by=deed.by, at=deed.at, because=deed.because)
        bar.update(task, description="inspecting")
        if deed.case.state != State.INSPECTED:
            examine(deed.case, by=deed.by, at=deed.at, because=deed.because)
        bar.update(task, description="packing")
        sentence = _pack_or_report(deed)
    runs = [run for run in collections_of(deed.case) if run.of_this_round]
    stores = [
        {"store": run.store, "found": run.found, "not_found": run.not_found, "counts": dict(run.counts)} for run in runs
    ]
    if not deed.json_:
        output.table(
            ["Store", "Granted lines with an account", "without", "Rows kept"],
            ([run.store, run.found, run.not_found, run.counts.get("kept", 0)] for run in runs),
            empty="No store was asked.",
        )
    deed.done(sentence, stores=stores)
