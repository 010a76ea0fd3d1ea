"""The end of the demonstration: the report of the period, its receipts, and a stranger who checks it with Python."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from duly.cases.models import Case
from duly.disclosure.receipt import requester_receipt
from duly.lib import clock
from duly.reports.build import build, folder, label_of, publish
from duly.reports.layouts.microsoft import HEADINGS, lines
from duly.reports.reading import log_key_text, report_of


class NotVerified(Exception):
    """The verifier did not accept what was just built."""


def report_and_check(directory: Path, console: Console, after: datetime) -> None:
    """Build and publish the report of the period, write receipts, and have `verify.py` check all of it.

    The story has dates of its own and ends before `after`; the clock of the machine may be behind them.
    """
    console.print("\n[bold]The report of the period, and a stranger who checks it[/bold]")
    now = clock.now()
    label, end = label_of(after.date()), max(now, after)
    build(label, until=end, at=end, tell=lambda what: console.print(f"   {what}", highlight=False))
    publish(label, at=now)
    link = directory / "report"
    link.symlink_to(folder(label).relative_to(directory), target_is_directory=True)
    for case in Case.objects.all():
        made = requester_receipt(case)
        if made is not None:
            (directory / "receipts" / f"{case.reference}.receipt.json").write_bytes(made)
    _table(console, report_of(label))
    for words in _checks(directory):
        console.print(f"   {words}", highlight=False, soft_wrap=True)


def _table(console: Console, report: dict[str, object]) -> None:
    table = Table(title=f"Government demands, {report['period']}", title_justify="left")
    for heading in HEADINGS.values():
        table.add_column(heading, justify="left" if heading == "Country" else "right")
    for line in lines(report):
        table.add_row(*(str(getattr(line, name)) for name in HEADINGS))
    console.print(table)


def _checks(directory: Path) -> list[str]:
    """What the stand-alone verifier says of the report and of one receipt, with the log's key pinned."""
    receipt = next(iter(sorted((directory / "receipts").glob("*.receipt.json"))))
    said = []
    for arguments in (["report", "report"], ["receipt", str(receipt.relative_to(directory)), "report"]):
        command = [sys.executable, "report/verify.py", *arguments, "--log-key", log_key_text()]
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotVerified(done.stdout + done.stderr)
        said.append(done.stdout.strip())
    return said
