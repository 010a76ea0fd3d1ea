"""`duly authenticate`: record what proves the requester, and weigh it."""

import click

from duly.cli.arguments import Assigned, Deed, Text, Word, on_a_case
from duly.requesters.directory import find_officer
from duly.requesters.verification import Evidence, Factor
from duly.review.authenticate import authenticate, record_evidence

_FINDING = Assigned(Word(Factor), Text())


@click.command()
@on_a_case
@click.option(
    "--found", type=_FINDING, multiple=True, help="A check that holds, e.g. call_back=“confirmed the file number”."
)
@click.option(
    "--failed", type=_FINDING, multiple=True, help="A check that failed. Then nothing is proven, only recorded."
)
@click.option("--officer", help="Who asks: login, mail address, name or id of an officer of the directory.")
def command(
    deed: Deed, found: tuple[tuple[Factor, str], ...], failed: tuple[tuple[Factor, str], ...], officer: str | None
) -> None:
    """Weigh the evidence for the requester of a case. A channel alone never proves a person."""
    evidence = [
        Evidence(factor=factor, holds=holds, words=words, at=deed.at)
        for findings, holds in ((found, True), (failed, False))
        for factor, words in findings
    ]
    if failed:
        record_evidence(deed.case, evidence, by=deed.by, at=deed.at, because=deed.because)
        deed.done("recorded. A check failed, so the requester is not proven: clear it, ask back, or refuse.")
        return
    named = None if officer is None else find_officer(officer)
    authenticate(deed.case, evidence=evidence, officer=named, by=deed.by, at=deed.at, because=deed.because)
    deed.done("the requester is proven.")
