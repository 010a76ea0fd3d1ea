"""`duly law`: show the rule packs, or check them. No instance is needed: the packs come with Duly."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from duly.cli import output
from duly.law.pack_rows import Pack
from duly.law.tables import load_packs

_folder = click.option(
    "--packs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another folder of packs than Duly's own.",
)
_json = click.option("--json", "json_", is_flag=True, help="Print JSON for machines.")


@click.group(no_args_is_help=True)
def command() -> None:
    """The rule packs: one row per rule, each with its citation. Where no row speaks, counsel is asked."""


def _rows(pack: Pack) -> tuple[Any, ...]:
    return (*pack.rules, *pack.clocks, *pack.notices, *pack.binds)


def _counts(pack: Pack) -> dict[str, Any]:
    rows = _rows(pack)
    return {
        "pack": pack.id, "title": pack.title, "version": pack.version_label, "kind": pack.kind.value,
        "states": sorted(pack.states), "instruments": sorted(pack.instruments), "rows": len(rows),
        "rules": dict(Counter(rule.answer.value for rule in pack.rules)), "clocks": len(pack.clocks),
        "notices": len(pack.notices), "binds": len(pack.binds),
        "unchecked": [row.id for row in rows if row.checked is None],
    }  # fmt: skip


@command.command()
@click.argument("pack", required=False)
@_folder
@_json
def show(pack: str | None, packs: Path | None, json_: bool) -> None:
    """List the packs, or every rule of one PACK."""
    loaded = load_packs(packs)
    if pack is None:
        counts = [_counts(each) for each in loaded.packs]
        if json_:
            output.as_json(counts)
            return
        output.table(
            ["Pack", "Title", "Version", "Rows"],
            ([c["pack"], c["title"], c["version"], c["rows"]] for c in counts),
            empty="There is no pack.",
        )
        return
    rules = loaded.by_id(pack).rules
    if json_:
        output.as_json(
            [{"id": r.id, "answer": r.answer, "reason": r.reason, "cite": r.cite, "checked": r.checked} for r in rules]
        )
        return
    output.table(
        ["Rule", "Answer", "Words for the requester", "Source", "Checked"],
        ([r.id, r.answer, r.reason, r.cite, r.checked or "by nobody"] for r in rules),
        empty="This pack has no rules of its own.",
    )


@command.command()
@_folder
@_json
def check(packs: Path | None, json_: bool) -> None:
    """Read every pack as the start does, and count what it covers. A fault is named with file, line and cure."""
    counts = [_counts(pack) for pack in load_packs(packs).packs]
    if json_:
        output.as_json(counts)
        return
    output.table(
        ["Pack", "Sufficient", "Deficient", "Ask counsel", "Clocks", "Notices", "Binds", "Unchecked"],
        (
            [
                c["pack"], *(c["rules"].get(a, 0) for a in ("sufficient", "deficient", "ask_counsel")),
                c["clocks"], c["notices"], c["binds"], len(c["unchecked"]),
            ]
            for c in counts
        ),
        empty="There is no pack.",
    )  # fmt: skip
    output.say("Every row is sound. “Unchecked” rows wait for a person to compare them with the cited text.")
