"""`duly open`: the officer's side: open a package and check all that it says of itself. No instance and no Django."""

from pathlib import Path

import click

from duly.cli import output
from duly.disclosure.open import OpenedPackage, open_package

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _summary(opened: OpenedPackage, folder: Path) -> dict[str, object]:
    facts = opened.manifest.facts
    refused = [
        {"item": r.item, "category": r.category.value, "reason": r.reason, "cite": r.cite} for r in facts.refused
    ]
    return {
        "case": facts.case, "demand": facts.demand, "provider": facts.provider, "rows": len(opened.rows),
        "folder": str(folder),
        "signer": opened.signer, "pinned": opened.pinned, "signature": opened.words(),
        "refused": refused,
    }  # fmt: skip


@click.command()
@click.argument("package", type=_FILE)
@click.option("--key", type=_FILE, required=True, help="Your secret age key: the file that age-keygen wrote.")
@click.option("--provider-key", help="The provider's public key (duly-ed25519:…), from a source that you trust.")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where it is unpacked."
)
@click.option("--json", "json_", is_flag=True, help="Print JSON for machines.")
def command(package: Path, key: Path, provider_key: str | None, folder: Path, json_: bool) -> None:
    """Open PACKAGE with your key, check it, and unpack it into a new folder.

    Nothing is written before everything was checked: lock, digests, signature, and each row's clause.
    """
    opened = open_package(package.read_bytes(), key.read_text(encoding="utf-8"), provider_key=provider_key)
    summary = _summary(opened, opened.write(folder))
    if json_:
        output.as_json(summary)
        return
    output.pairs(
        {
            "Case": summary["case"],
            "Your reference": summary["demand"],
            "From": summary["provider"],
            "Rows": summary["rows"],
            "Unpacked into": summary["folder"],
        }
    )
    output.say(
        opened.words(), *(f"Not given: item {r.item}, {r.category}: {r.reason}" for r in opened.manifest.facts.refused)
    )
