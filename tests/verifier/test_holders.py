"""What passes the report's checks by design, and how a holder's own check catches it; and what holders cannot do."""

import json
from datetime import UTC, datetime
from pathlib import Path

from duly.ledger.acknowledgement import Acknowledgement
from duly.ledger.entries import Field, Kind, commit, row_key
from duly.ledger.rows import row, tag
from duly.ledger.signed_note import encode_base64
from tests.verifier.forge import Verdict, ledger_of, put, refused, relog, run, without, write
from vectors.make import held
from vectors.world import BELARUS, FIRST_DAY, FRANCE, GERMANY, POLAND, Case, World, world

ENTRY, OPENING = 52, 65


def holder(tmp_path: Path, receipt: bytes, *, files: dict[str, bytes]) -> Verdict:
    made = world()
    directory = write(relog(made.reports[0], made.signer, [], files=files), tmp_path / "forged")
    assert run("report", directory, "--log-key", made.signer.vkey).passed, (
        "the bundle itself must pass: that is the limit"
    )
    return run("receipt", put("receipt.json", tmp_path, receipt), directory, "--log-key", made.signer.vkey)


def test_limit_a_misfiled_case_passes_the_bundle_and_fails_its_holders_check(tmp_path: Path) -> None:
    rows = ledger_of("country-outcome")
    gone = next(line for line in rows if line.startswith(b"DE|disclosed_content"))
    moved = sorted(line.replace(b"disclosed_content", b"no_data") if line == gone else line for line in rows)
    verdict = holder(tmp_path, held()["requester.json"], files={"ledger-country-outcome.tsv": b"".join(moved)})
    refused(
        verdict,
        "11 counted",
        "ledger-country-outcome.tsv",
        "should be in cell DE|disclosed_content, it is in DE|no_data",
    )


def test_limit_a_case_swapped_for_an_invented_row_fails_its_holders_check(tmp_path: Path) -> None:
    rows = ledger_of("country-outcome")
    gone = next(line for line in rows if line.startswith(b"DE|disclosed_content"))
    swapped = sorted(row("BY|rejected", bytes(32)) if line == gone else line for line in rows)
    verdict = holder(tmp_path, held()["requester.json"], files={"ledger-country-outcome.tsv": b"".join(swapped)})
    refused(verdict, "11 counted", "ledger-country-outcome.tsv", "it is in no cell")


def test_limit_an_account_misfiled_as_not_disclosed_fails_its_holders_check(tmp_path: Path) -> None:
    rows = ledger_of("accounts-disclosed")
    moved = sorted(line.replace(b"DE|disclosed", b"DE|not_disclosed") for line in rows)
    verdict = holder(tmp_path, held()["requester.json"], files={"ledger-accounts-disclosed.tsv": b"".join(moved)})
    refused(verdict, "11 counted", "ledger-accounts-disclosed.tsv", "should be in cell DE|disclosed")


def test_limit_a_case_swapped_for_an_invented_sealed_row_fails_its_holders_check(tmp_path: Path) -> None:
    made = world()
    invented = sorted([*ledger_of("sealed"), row("2028Q1", bytes(32))])
    tables = [("country-outcome", "DE|disclosed_content"), ("traffic-disclosed", "DE|traffic")]
    files = {f"ledger-{name}.tsv": without(ledger_of(name), cell) for name, cell in tables}
    files["ledger-sealed.tsv"] = b"".join(invented)

    def lie(report: dict) -> None:
        report["newly_sealed"] += 1

    directory = write(relog(made.reports[0], made.signer, [], files=files, edit=lie), tmp_path / "forged")
    assert run("report", directory, "--log-key", made.signer.vkey).passed
    mine = put("receipt.json", tmp_path, held()["requester.json"])
    verdict = run("receipt", mine, directory, "--log-key", made.signer.vkey)
    refused(verdict, "11 counted", "ledger-country-outcome.tsv", "it is in no cell")


def test_limit_a_case_kept_off_the_log_leaves_a_report_that_passes(tmp_path: Path) -> None:
    """Nothing in the bundle can show it: only an acknowledgement, an exhibit, a user or the requester's own list."""
    quiet = World("quiet")
    quiet.epoch(*BELARUS[:4], GERMANY)
    directory = write(quiet.publish(quiet.period("2026H1", FIRST_DAY)), tmp_path)
    assert run("report", directory, "--log-key", quiet.signer.vkey).passed


def test_an_acknowledged_case_that_is_not_logged_is_proven_by_the_acknowledgement(tmp_path: Path) -> None:
    made = world()
    directory = write(made.reports[0], tmp_path / "report")
    broken = put("ack", tmp_path, held()["acknowledgement-broken"])
    verdict = run("receipt", broken, directory, "--log-key", made.signer.vkey)
    refused(verdict, "14 promise", str(broken), "due 2026-04-01")
    kept = put("kept", tmp_path, held()["acknowledgement"])
    assert run("receipt", kept, directory, "--log-key", made.signer.vkey).passed
    word = Acknowledgement.open(held()["acknowledgement-broken"], made.signer.vkey)
    assert word.omitted(made.reports[0]["entries"], at=datetime(2026, 4, 2, tzinfo=UTC))
    assert not word.omitted(made.reports[0]["entries"], at=datetime(2026, 3, 31, tzinfo=UTC))


def test_two_holders_cannot_be_shown_one_row(tmp_path: Path) -> None:
    """Two cases with one row key (the clash attack): the tag binds the leaf, so that one of the two finds no row."""
    made = World("clash")
    made.epoch(FRANCE, Case("FR-2", "FR", "disclosed_non_content", "subscriber"))
    places = {made.index(ref, Kind.CLOSE) for ref in ("FR-1", "FR-2")}
    shared = row_key(FRANCE.key)
    assert len({tag(shared, "2026H1", "country-outcome", place) for place in places}) == len(places)


def test_limit_invented_cases_are_counted(tmp_path: Path) -> None:
    made = World("flattering")
    made.epoch(GERMANY, *(Case(f"invented-{n}", "BY", "rejected") for n in range(3)))
    directory = write(made.publish(made.period("2026H1", FIRST_DAY)), tmp_path)
    verdict = run("report", directory, "--log-key", made.signer.vkey)
    assert verdict.passed and "country-outcome: BY|rejected  3" in verdict.text


# A lying user, a malicious requester.


def test_an_edited_field_of_a_receipt_is_refused(tmp_path: Path) -> None:
    directory = write(world().reports[0], tmp_path / "report")
    edited = put("receipt.json", tmp_path, held()["requester.json"].replace(b'"DE"', b'"BY"'))
    verdict = run("receipt", edited, directory, "--log-key", world().signer.vkey)
    refused(verdict, "10 receipt", str(edited), "a value was changed")


def test_an_invented_entry_is_refused(tmp_path: Path) -> None:
    directory = write(world().reports[0], tmp_path / "report")
    event = commit(bytes(32), 0, {Field.KIND: "close", Field.COUNTRY: "BY", Field.OUTCOME: "disclosed_content"})
    receipt = json.loads(held()["requester.json"])
    receipt |= {"entry": event.entry.decode(), "accounts": []}
    receipt["open"] = {name: [encode_base64(salt), event.values[name]] for name, salt in event.salts.items()}
    receipt["closed"] = {}
    del receipt["proof"]
    text = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    forged = put("receipt.json", tmp_path, text)
    verdict = run("receipt", forged, directory, "--log-key", world().signer.vkey)
    refused(verdict, "10 receipt", str(forged), "not in this report's period")


def test_an_account_that_is_not_the_cases_is_refused(tmp_path: Path) -> None:
    directory = write(world().reports[0], tmp_path / "report")
    other = held()["user.json"].replace(b"user-3-2@", b"user-3-9@")
    forged = put("receipt.json", tmp_path, other)
    verdict = run("receipt", forged, directory, "--log-key", world().signer.vkey)
    refused(verdict, "10 receipt", str(forged), "not among the case's accounts")


def test_an_altered_exhibit_is_answered_with_the_absence_text_only(tmp_path: Path) -> None:
    directory = write(world().reports[0], tmp_path / "report")
    sidecar = put("sidecar.json", tmp_path, held()["exhibit.sidecar.json"])
    altered = put("exhibit.csv", tmp_path, held()["exhibit.csv"].replace(b"nine", b"nice"))
    verdict = run("exhibit", altered, sidecar, directory, "--log-key", world().signer.vkey)
    refused(verdict, "12 exhibit", str(altered), "no such file")
    assert (
        "Nothing in this ledger shows that this provider disclosed this record. It may come from a seized device or "
        "another source; this says nothing about its authenticity."
    ) in verdict.text


def test_a_pending_case_is_logged_but_not_counted_yet(tmp_path: Path) -> None:
    directory = write(world().reports[0], tmp_path / "report")
    mine = put("receipt.json", tmp_path, bytes(world().requester_receipt(POLAND.ref, Kind.OPEN)))
    verdict = run("receipt", mine, directory, "--log-key", world().signer.vkey)
    assert verdict.passed and "logged: leaf" in verdict.text and "counted:" not in verdict.text
