"""What a command prints: tables and sentences for people, JSON for machines, never both."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDE = 120


def console() -> Console:
    """Where people read. A file or a pipe gets plain text, wide enough that no number is cut."""
    terminal = sys.stdout.isatty()
    return Console(file=sys.stdout, width=None if terminal else WIDE, highlight=False, soft_wrap=False)


def progress() -> Progress:
    """A bar for long work. It goes to stderr, so that stdout stays clean for a machine."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def as_json(data: Any) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, default=str))


def say(*sentences: str) -> None:
    """Sentences for people."""
    for sentence in sentences:
        click.echo(sentence)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str, title: str | None = None) -> None:
    """A table for people, or the sentence `empty`."""
    shown = Table(*columns, title=title, title_justify="left", title_style="bold")
    for row in rows:
        shown.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    if not shown.row_count:
        say(empty)
        return
    console().print(shown)


def pairs(values: Mapping[str, object]) -> None:
    """Names and values, one a line."""
    width = max(len(name) for name in values)
    for name, value in values.items():
        say(f"{name:<{width}}  {value}")


def moment(at: datetime | None) -> str:
    """An instant for people: to the minute, and in UTC, which it says."""
    return "" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def stamp(at: datetime | None) -> str | None:
    """An instant for machines."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")
