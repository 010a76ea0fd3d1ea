"""What a provider who holds the log's key cannot do to a report: each tried with digests made to fit, signed anew.

The attacks that need witnesses to fail are not here; what passes by design is in test_holders.py.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from duly.ledger.checkpoint import Checkpoint
from duly.ledger.entries import Kind, dummy_commitment, event_entry, row_key
from duly.ledger.merkle import Tree
from duly.ledger.proofs import consistency_text, prove
from duly.ledger.rows import FIRST_REPORT, SEALED_REPORT, SEALED_TABLE, row, tag
from tests.verifier.forge import judged, ledger_of, put, refused, relog, run, without, write
from vectors.world import BELARUS, FIRST_DAY, FRANCE, GERMANY, SEALED, World, world

ENTRY, OPENING = 52, 65


def test_an_honest_report_that_the_forger_only_signs_anew_passes(tmp_path: Path) -> None:
    assert judged(tmp_path).passed
    assert judged(tmp_path / "second", 1).passed


def test_editing_a_published_total_is_refused(tmp_path: Path) -> None:
    def lie(report: dict) -> None:
        report["tables"]["country-outcome"]["cells"]["BY|rejected"] = 4

    verdict = judged(tmp_path, edit=lie)
    refused(verdict, "7 ledgers", "ledger-country-outcome.tsv", "not what the rows add up to")


def test_dropping_a_case_from_its_table_is_refused(tmp_path: Path) -> None:
    files = {"ledger-country-outcome.tsv": without(ledger_of("country-outcome"), "BY|rejected")}
    verdict = judged(tmp_path, files=files)
    refused(verdict, "8 counting", "ledger-country-outcome.tsv", "12 events, but 8 rows and 3 newly sealed")


def relabelled(code: int, salt: bytes, rest: bytes) -> dict[str, bytes]:
    """A case dropped from the table, its leaf accounted as something else."""
    at = world().index(BELARUS[0].ref, Kind.CLOSE) * OPENING
    accounting = world().reports[0]["accounting.bin"]
    return {
        "ledger-country-outcome.tsv": without(ledger_of("country-outcome"), "BY|rejected"),
        "ledger-traffic-disclosed.tsv": without(ledger_of("traffic-disclosed"), "BY|no_traffic"),
        "accounting.bin": accounting[:at] + bytes([code]) + salt + rest + accounting[at + OPENING :],
    }


def one_less_close(name: str) -> Callable[[dict], None]:
    def lie(report: dict) -> None:
        report["accounted"]["close"] -= 1
        report["accounted"][name] += 1
        report["pending"] += 1

    return lie


def test_dropping_a_case_and_relabelling_its_leaf_as_padding_is_refused(tmp_path: Path) -> None:
    verdict = judged(tmp_path, files=relabelled(0, bytes(32), bytes(32)), edit=one_less_close("dummy"))
    refused(verdict, "6 accounting", "accounting.bin", "does not open as dummy")


def test_dropping_a_case_and_relabelling_its_leaf_as_another_kind_is_refused(tmp_path: Path) -> None:
    at = world().index(BELARUS[0].ref, Kind.CLOSE) * OPENING
    opening = world().reports[0]["accounting.bin"][at : at + OPENING]
    decide = 2 + json.loads(world().reports[0]["report.json"])["kinds"].index("decide")
    files = relabelled(decide, opening[1:33], opening[33:])
    refused(
        judged(tmp_path, files=files, edit=one_less_close("decide")), "6 accounting", "accounting.bin", "open as decide"
    )


def test_dropping_a_case_and_calling_its_leaf_a_statement_is_refused(tmp_path: Path) -> None:
    def lie(report: dict) -> None:
        report["accounted"]["close"] -= 1
        report["accounted"]["statement"] = 1

    files = relabelled(1, bytes(32), bytes(32))
    refused(judged(tmp_path, files=files, edit=lie), "6 accounting", "accounting.bin", "does not open as statement")


def test_dropping_a_case_and_claiming_one_more_sealed_needs_a_sealed_row(tmp_path: Path) -> None:
    def lie(report: dict) -> None:
        report["newly_sealed"] += 1

    files = {
        "ledger-country-outcome.tsv": without(ledger_of("country-outcome"), "BY|rejected"),
        "ledger-traffic-disclosed.tsv": without(ledger_of("traffic-disclosed"), "BY|no_traffic"),
    }
    verdict = judged(tmp_path, files=files, edit=lie)
    refused(verdict, "9 seals", "ledger-sealed.tsv", "the number newly sealed is another")


def test_replacing_a_row_by_a_copy_of_another_is_refused(tmp_path: Path) -> None:
    rows = ledger_of("country-outcome")
    mine = [line for line in rows if line.startswith(b"BY|rejected")]
    copied = b"".join(sorted(mine[1] if line == mine[0] else line for line in rows))
    verdict = judged(tmp_path, files={"ledger-country-outcome.tsv": copied})
    refused(verdict, "7 ledgers", "ledger-country-outcome.tsv", "strict order")


def test_counting_one_case_in_two_cells_is_refused(tmp_path: Path) -> None:
    rows = ledger_of("country-outcome")
    mine = [line for line in rows if line.startswith(b"BY|rejected")]
    twice = b"".join(sorted(mine[1].replace(b"rejected", b"no_data") if line == mine[0] else line for line in rows))
    verdict = judged(tmp_path, files={"ledger-country-outcome.tsv": twice})
    refused(verdict, "7 ledgers", "ledger-country-outcome.tsv", "a tag stands twice")


def test_an_extra_row_without_a_logged_case_is_refused(tmp_path: Path) -> None:
    invented = sorted([*ledger_of("country-outcome"), row("BY|no_data", bytes(32))])
    verdict = judged(tmp_path, files={"ledger-country-outcome.tsv": b"".join(invented)})
    refused(verdict, "8 counting", "ledger-country-outcome.tsv", "12 events, but 10 rows")


def test_a_cell_that_the_table_cannot_have_is_refused(tmp_path: Path) -> None:
    moved = sorted(line.replace(b"BY|rejected", b"BY|misplaced") for line in ledger_of("country-outcome"))
    verdict = judged(tmp_path, files={"ledger-country-outcome.tsv": b"".join(moved)})
    refused(verdict, "7 ledgers", "ledger-country-outcome.tsv", "outside the dimensions")


def test_dropping_an_account_from_one_table_of_accounts_is_refused(tmp_path: Path) -> None:
    files = {"ledger-accounts-disclosed.tsv": without(ledger_of("accounts-disclosed"), "BY|not_disclosed")}
    refused(judged(tmp_path, files=files), "8 counting", "ledger-accounts-disclosed.tsv", "different numbers")


def test_hiding_a_pending_case_is_refused(tmp_path: Path) -> None:
    def lie(report: dict) -> None:
        report["pending"] = 0

    refused(judged(tmp_path, edit=lie), "8 counting", "report.json", "1 cases are pending")


def test_keeping_a_lapsed_seal_is_refused(tmp_path: Path) -> None:
    def later(report: dict) -> None:
        report["today"] = "2026-10-01"

    refused(judged(tmp_path, edit=later), "9 seals", "ledger-sealed.tsv", "a seal has lapsed")


def test_losing_a_sealed_case_between_two_reports_is_refused(tmp_path: Path) -> None:
    kept = [line for line in ledger_of("sealed", 1) if line not in ledger_of("sealed", 0)]
    verdict = judged(tmp_path, 1, files={"ledger-sealed.tsv": b"".join(kept)})
    refused(verdict, "9 seals", "ledger-sealed.tsv", "lost between the reports")


def test_changing_the_tag_of_a_sealed_case_is_refused(tmp_path: Path) -> None:
    rows = ledger_of("sealed", 1)
    swapped = sorted(row("2027Q2", bytes(32)) if line.startswith(b"2027Q2") else line for line in rows)
    verdict = judged(tmp_path, 1, files={"ledger-sealed.tsv": b"".join(swapped)})
    refused(verdict, "9 seals", "ledger-sealed.tsv", "lost between the reports")


def test_releasing_a_case_that_was_never_sealed_is_refused(tmp_path: Path) -> None:
    more = sorted([*ledger_of("released", 1), row("BY|no_data", bytes(32))])
    verdict = judged(tmp_path, 1, files={"ledger-released.tsv": b"".join(more)})
    refused(verdict, "9 seals", "ledger-sealed.tsv", "was not sealed")


def test_releasing_one_seal_early_is_refused_because_it_could_be_tied_to_a_country(tmp_path: Path) -> None:
    early = SEALED[2]
    stable = tag(row_key(early.key), SEALED_REPORT, SEALED_TABLE, world().index(early.ref, Kind.CLOSE))
    files = {
        "ledger-sealed.tsv": without(ledger_of("sealed", 1), "2027Q2"),
        "ledger-released.tsv": b"".join(sorted([*ledger_of("released", 1), row("US|no_data", stable)])),
    }
    refused(judged(tmp_path, 1, files=files), "9 seals", "ledger-sealed.tsv", "fewer than ten")


def test_a_report_that_leaves_out_a_stretch_of_the_log_is_refused(tmp_path: Path) -> None:
    def gap(report: dict) -> None:
        report["prev"] = ""

    refused(judged(tmp_path, 1, edit=gap), "8 counting", "report.json", "pending")


def test_another_previous_report_than_the_logged_one_is_refused(tmp_path: Path) -> None:
    old = json.loads(world().reports[0]["report.json"])
    old["erased"] = 1
    text = json.dumps(old, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def point(report: dict) -> None:
        report["prev"] = sha256(text).hexdigest()

    verdict = judged(tmp_path, 1, files={"previous/report.json": text}, edit=point)
    refused(verdict, "9 seals", "previous/report.json", "it is not logged")


def test_rewriting_an_entry_under_the_old_head_is_refused(tmp_path: Path) -> None:
    made = world().reports[0]
    entries = event_entry(dummy_commitment(bytes(32))) + made["entries"][ENTRY:]
    forged = relog(made, world().signer, [], files={"entries": entries})
    forged["checkpoint-to"] = made["checkpoint-to"]
    directory = write(forged, tmp_path)
    verdict = run("report", directory, "--log-key", world().signer.vkey)
    refused(verdict, "1 files", "checkpoint-to", "size or SHA-256")


def test_logging_the_report_in_a_fork_of_the_log_is_refused(tmp_path: Path) -> None:
    """A second log under the same key, with one entry exchanged: its head does not extend the period's."""
    made, signer = world().reports[0], world().signer
    forged = relog(made, signer, [])
    lines = [made["entries"][at : at + ENTRY] for at in range(0, len(made["entries"]), ENTRY)]
    fork = Tree([event_entry(dummy_commitment(bytes(32))), *lines[1:], forged["report.leaf"]])
    head = Checkpoint(signer.name, len(fork), fork.root()).sign(signer)
    forged["report.tlog-proof"] = str(prove(fork, len(lines), len(fork), head)).encode()
    forged["report.consistency"] = consistency_text(fork.consistency(len(lines)))
    verdict = run("report", write(forged, tmp_path), "--log-key", signer.vkey)
    refused(verdict, "4 heads", "report.consistency", "does not extend the earlier")


def test_a_value_that_the_roll_up_sends_elsewhere_is_refused_as_a_cell_of_its_own(tmp_path: Path) -> None:
    rolled = replace(FIRST_REPORT[0], rollup={"country": {"BY": "Other(Europe)", "DE": "Other(Europe)"}})
    made = World("rolled")
    made.epoch(*BELARUS[:2], GERMANY, FRANCE)
    honest = made.publish(made.period("2026H1", FIRST_DAY, tables=(rolled, *FIRST_REPORT[1:])))
    directory = write(honest, tmp_path / "honest")
    verdict = run("report", directory, "--log-key", made.signer.vkey)
    assert verdict.passed and "country-outcome: Other(Europe)|rejected  2" in verdict.text
    mine = put("receipt.json", tmp_path, bytes(made.requester_receipt("DE-1")))
    verdict = run("receipt", mine, directory, "--log-key", made.signer.vkey)
    assert verdict.passed and "country-outcome, cell Other(Europe)|disclosed_content" in verdict.text

    rows = [line.replace(b"Other(Europe)|r", b"BY|r") for line in honest["ledger-country-outcome.tsv"].splitlines(True)]
    forged = relog(honest, made.signer, [], files={"ledger-country-outcome.tsv": b"".join(sorted(rows))})
    verdict = run("report", write(forged, tmp_path / "forged"), "--log-key", made.signer.vkey)
    refused(verdict, "7 ledgers", "ledger-country-outcome.tsv", "outside the dimensions")


def test_a_report_logged_inside_its_own_period_is_refused(tmp_path: Path) -> None:
    """Else it could be swapped for another after the period's head was seen."""

    def early(report: dict) -> None:
        report["to"] += 1

    verdict = judged(tmp_path, edit=early)
    refused(verdict, "3 logged", "report.tlog-proof", "before the end of its own period")


def test_a_witness_quorum_or_an_audit_that_this_verifier_cannot_judge_is_not_waved_through(tmp_path: Path) -> None:
    policy = world().reports[0]["policy"].replace(b"quorum none", b"quorum witnesses")
    refused(judged(tmp_path, files={"policy": policy}), "2 key", "policy", "which is all that this verifier judges")

    def audited(report: dict) -> None:
        report["audit"] = {"k": 5}

    refused(judged(tmp_path / "a", edit=audited), "1 files", "report.json", "no audit draw")
