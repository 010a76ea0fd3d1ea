"""`duly disclose`: release a package; hand it out once where it leaves by another way than the portal."""

from pathlib import Path

import click

from duly.cases.lifecycle import State
from duly.cli.arguments import Deed, on_a_case
from duly.cli.command_for import handed_over
from duly.disclosure.deliver import disclose, fetch
from duly.disclosure.envelope import SUFFIX


class FileInTheWay(FileExistsError):
    """A file of that name is there already."""


def _refuse_to_overwrite(folder: Path, case: str) -> None:
    """Asked before the package is taken, since it can be taken once only."""
    known = sorted(path.name for path in folder.glob(f"{case}*"))
    if known:
        raise FileInTheWay(f"{folder} holds {', '.join(known)} already. Nothing was fetched. Choose another folder.")


@click.command()
@on_a_case
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path),
              help="Also fetch it, once, into this folder, to hand it over another way.")  # fmt: skip
def command(deed: Deed, folder: Path | None) -> None:
    """Release a package: every promise is checked again first. The officer downloads it once from the portal."""
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_to_overwrite(folder, deed.case.reference)
    if deed.case.state != State.DISCLOSED:
        disclose(deed.case, by=deed.by, at=deed.at, because=deed.because)
    if folder is None:
        deed.done(f"released. {handed_over(deed.case.reference)}")
        return
    name, locked, envelope = fetch(deed.case, by=deed.by, at=deed.at, because=deed.because)
    (folder / name).write_bytes(locked)
    (folder / f"{name}{SUFFIX}").write_bytes(envelope)
    deed.done(
        f"released, and written to {folder / name}. It was handed out; the portal has it no more.",
        file=str(folder / name),
    )
