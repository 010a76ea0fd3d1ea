"""`duly datamap`: show what is held in which category, or compare the map with the live store."""

from typing import Any

import click
from django.conf import settings

from duly.cli import output
from duly.cli.arguments import json_option
from duly.cli.map_draft import draft
from duly.collection.collect import open_stores
from duly.collection.connectors.sql.adapter import open_source
from duly.datamap.drift import Drift, drift
from duly.datamap.stores import DataMap


class Drifted(Exception):
    """A map names what its store does not have."""


@click.group(no_args_is_help=True)
def command() -> None:
    """The data maps: every column that may leave, with its category. What is not labelled can never leave.

    `draft` writes one to start from; docs/how-to/write-a-data-map.md in Duly's repository goes on to the first package.
    """


def _lines(datamap: DataMap) -> list[dict[str, Any]]:
    return [
        {
            "table": table.public, "column": column.public, "label": column.label.value,
            "leaves_as": None if column.category is None else column.category.value, "meaning": column.description,
        }
        for table in datamap.tables
        for column in table.columns
    ]  # fmt: skip


@command.command()
@json_option
def show(json_: bool) -> None:
    """List every labelled column of every store."""
    maps = {name: store.datamap() for name, store in sorted(settings.DULY.stores.items())}
    if json_:
        output.as_json(
            {name: {"digest": m.digest, "columns": _lines(m), "withheld": dict(m.withheld)} for name, m in maps.items()}
        )
        return
    if not maps:
        output.say(
            "No store is configured. Draft a map with `duly datamap draft URL`, and add a [stores.NAME] section to "
            "duly.toml."
        )
    for name, datamap in maps.items():
        output.table(
            ["Table", "Column", "Leaves as", "Meaning"],
            ([c["table"], c["column"], c["leaves_as"] or "never", c["meaning"]] for c in _lines(datamap)),
            empty="The map labels nothing.",
            title=f"{name}: {datamap.title}",
        )


def _drift_json(found: Drift) -> dict[str, list[str]]:
    return {
        "missing": [f"{ref.table}.{ref.column}" for ref in found.missing],
        "unlabelled": [f"{ref.table}.{ref.column}" for ref in found.unlabelled],
        "unmapped": list(found.unmapped),
    }


@command.command("draft")
@click.argument("url")
@click.option("--name", default="main", show_default=True, help="What the store is called in the map.")
@json_option
def draft_(url: str, name: str, json_: bool) -> None:
    """Print a data map for the store at URL that withholds everything, to be labelled. Nothing but names is read.

    URL is sqlite:////path/file.db (four strokes) or postgresql://user@host/database.
    """
    with open_source(url) as source:
        described = source.describe()
    if json_:
        output.as_json({table: sorted(columns) for table, columns in described.items()})
        return
    output.say(draft(name, described))


@command.command()
@json_option
def check(json_: bool) -> None:
    """Compare each map with its store. Exit code 1 if a map names what the store does not have."""
    found = {store.name: _drift_json(drift(store.datamap, store.source.describe())) for store in open_stores()}
    if json_:
        output.as_json(found)
    for name, lists in found.items() if not json_ else ():
        output.say(f"{name}:")
        output.say(
            *(f"  missing: {column}, which the map names and the store does not have" for column in lists["missing"])
        )
        output.say(*(f"  unlabelled: {column}; it can never leave" for column in lists["unlabelled"]))
        output.say(f"  {len(lists['unmapped'])} table(s) that the map does not know; nothing of them can leave")
    missing = [f"{name}: {column}" for name, lists in found.items() for column in lists["missing"]]
    if missing:
        raise Drifted(
            f"The data map and the store differ: {', '.join(missing)}. Collecting from these tables fails "
            "aloud, so nothing "
            "wrong leaves. Mend the map, then run this again."
        )
