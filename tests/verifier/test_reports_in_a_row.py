"""Reports follow one another without a gap: what came before is logged, adjoins, and hands its sealed cases on."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from duly.ledger.entries import statement_entry
from duly.lib.canonical_json import canonical
from tests.verifier.forge import judged, refused, relog, run, write
from vectors.world import FIRST_DAY, FRANCE, GERMANY, SECOND_DAY, World, world


def test_a_first_report_that_does_not_begin_with_the_log_is_refused(tmp_path: Path) -> None:
    """Else a provider could forget everything before, sealed cases too, and call the rest its first report."""

    made = World("forgetful")
    made.epoch(GERMANY)
    made.publish(made.period("2026H1", FIRST_DAY))
    made.epoch(FRANCE)
    second = made.publish(made.period("2026Q4", SECOND_DAY))
    start = json.loads(second["report.json"])["from"]

    def forget(report: dict) -> None:
        report["prev"] = ""

    directory = write(relog(second, made.signer, made.entries[:start], edit=forget), tmp_path)
    verdict = run("report", directory, "--log-key", made.signer.vkey)
    refused(verdict, "9 seals", "report.json", "does not begin at the log's first entry")


@pytest.mark.parametrize(
    "change", [{"to": 47}, {"to": 49}, {"origin": "transparency.huginn.example/2025"}], ids=["short", "long", "another"]
)
def test_a_previous_report_that_does_not_adjoin_is_refused_though_it_is_logged(
    change: dict[str, object], tmp_path: Path
) -> None:
    old = world().reports[0]["report.json"]
    bent = canonical(json.loads(old) | change)
    entries = world().reports[1]["entries"].replace(statement_entry(old), statement_entry(bent))
    assert entries != world().reports[1]["entries"]

    def point(report: dict) -> None:
        report["prev"] = sha256(bent).hexdigest()

    verdict = judged(tmp_path, 1, files={"entries": entries, "previous/report.json": bent}, edit=point)
    refused(verdict, "9 seals", "previous/report.json", "do not adjoin")


def test_another_sealed_ledger_than_the_last_published_one_is_refused(tmp_path: Path) -> None:
    """Else a sealed case could be lost by leaving it out of both."""
    rows = world().reports[1]["previous/ledger-sealed.tsv"].splitlines(keepends=True)
    verdict = judged(tmp_path, 1, files={"previous/ledger-sealed.tsv": b"".join(rows[1:])})
    refused(verdict, "9 seals", "previous/report.json", "the last sealed ledger is not the published one")


def test_cutting_a_seal_short_instead_of_releasing_the_case_is_refused(tmp_path: Path) -> None:
    """The case would surface a quarter early and alone."""
    rows = world().reports[1]["ledger-sealed.tsv"].splitlines(keepends=True)
    short = sorted(row.replace(b"2027Q2", b"2026Q4") for row in rows)
    verdict = judged(tmp_path, 1, files={"ledger-sealed.tsv": b"".join(short)})
    refused(verdict, "9 seals", "ledger-sealed.tsv", "a seal was shortened")
