"""`duly receipt`: what the requester of a case, or a user who was told, may hold to see that it is counted."""

from pathlib import Path

import click

from duly.cases.queries import Case, case_for
from duly.cli import output
from duly.cli.arguments import acting, json_option
from duly.disclosure.receipt import requester_receipt
from duly.notices.user_receipt import receipt_for_user
from duly.staff.actors import Actor


class NoReceipt(Exception):
    """The case has shown the log nothing yet."""


def _for_requester(case: Case) -> bytes:
    made = requester_receipt(case)
    if made is None:
        raise NoReceipt(f"{case.reference} has no event in the log's queue. It came before this instance kept a log.")
    return made


@click.command()
@click.argument("reference")
@click.option("--item", help="Key of an item: the receipt of that item's user, instead of the requester's.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Write it to this new file.")
@json_option
@acting
def command(reference: str, item: str | None, to: Path, json_: bool, by: Actor) -> None:
    """Write the receipt that the requester of a case may hold, or with --item that of a user who was told.

    It opens the holder's own part of the logged event and nothing else. Whoever holds it can have it checked with
    `verify.py receipt FILE DIRECTORY-OF-THE-REPORT`.

    A receipt can harm its holder: it shows whoever finds it that the case exists. Hand a user's over only if she asks
    for it, by a way that only she reads, and never to a mailbox or a device that may be in other hands.
    """
    case = case_for(by, reference)
    made = receipt_for_user(case, item) if item is not None else _for_requester(case)
    with to.open("xb") as file:
        file.write(made)
    if json_:
        output.as_json({"reference": case.reference, "file": str(to)})
        return
    output.say(f"Written to {to}.")
    if item is not None:
        output.say(
            "It can harm its holder: whoever finds it learns of the case. Let her see it first and choose whether to "
            "keep it; hand it over by a way that only she reads; then delete this file."
        )
