"""What holders keep: a requester's and a user's receipt, the sidecars of a package, and what each of them shows."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from duly.cases.models import Case, Letter
from duly.disclosure.receipt import requester_receipt, user_receipt
from duly.law.vocabulary import Answer, Category
from duly.ledger.receipts import Receipt, Sidecar
from duly.lib.canonical_json import read_canonical
from tests.cast import voluntary
from tests.ledger_room.test_our_signed_word import note_in
from tests.reports.building import (
    END,
    NEXT_END,
    answered,
    checked,
    half_held,
    refused,
    reported,
    with_content,
    withdrawn,
    without_data,
)
from tests.store_for_acts import CASEY, NOBODY, Road, opened
from tests.verifier.forge import put

ABSENCE = "Nothing in this ledger shows that this provider disclosed this record. It may come from a seized device"
CASEYS, NOBODYS = f"account_id {CASEY}", f"account_id {NOBODY}"


def receipt_of(case: Case, folder: Path) -> Path:
    made = requester_receipt(case)
    assert made is not None
    Receipt.parse(made)
    return put("mine.json", folder, made)


def test_a_requesters_receipt_shows_his_case_logged_and_counted_in_every_table(road: Road, tmp_path: Path) -> None:
    case = answered(road, half_held())
    refused(road)
    directory = reported()
    verdict = checked("receipt", receipt_of(case, tmp_path), directory)
    assert verdict.passed, verdict.text
    said = verdict.text.splitlines()
    assert sorted(line for line in said if line.startswith("counted: ")) == [
        "counted: accounts-disclosed, cell US|disclosed",
        "counted: accounts-disclosed, cell US|not_disclosed",
        "counted: accounts-specified, cell US|disclosed_non_content",
        "counted: accounts-specified, cell US|disclosed_non_content",
        "counted: country-outcome, cell US|disclosed_non_content",
        "counted: traffic-disclosed, cell US|no_traffic",
    ]
    digest = case.demands.get().digest.hex()
    assert any(line.endswith(f"request_digest: {digest}") for line in said)


def test_a_receipt_from_before_the_epoch_has_no_proof_and_is_found_by_its_entry(road: Road, tmp_path: Path) -> None:
    case = answered(road)
    early = requester_receipt(case)
    assert early is not None and b'"proof"' not in early
    directory = reported()
    late = requester_receipt(case)
    assert late is not None and b'"proof"' in late
    claims = [checked("receipt", put("r.json", tmp_path, made), directory) for made in (early, late)]
    assert claims[0].passed and claims[0].text == claims[1].text


def test_a_receipt_in_the_wrong_report_is_refused_rather_than_called_uncounted(road: Road, tmp_path: Path) -> None:
    case = answered(road)
    reported()
    later = reported("2027H1", NEXT_END)
    verdict = checked("receipt", receipt_of(case, tmp_path), later)
    assert not verdict.passed and "is of another period: use the report that holds it" in verdict.text


def test_an_open_case_has_a_receipt_that_shows_it_logged(road: Road, tmp_path: Path) -> None:
    case = road.desk.received()
    directory = reported()
    verdict = checked("receipt", receipt_of(case, tmp_path), directory)
    assert verdict.passed and "kind: open" in verdict.text and "counted:" not in verdict.text


@pytest.mark.parametrize("ended", [refused, without_data, withdrawn], ids=lambda ended: ended.__name__)
def test_every_way_out_has_a_receipt_that_verifies(road: Road, tmp_path: Path, ended: object) -> None:
    assert callable(ended)
    case = ended(road)
    verdict = checked("receipt", receipt_of(case, tmp_path), reported())
    assert verdict.passed and "counted: country-outcome" in verdict.text


def test_a_users_receipt_is_about_her_account_and_no_other(road: Road, tmp_path: Path) -> None:
    case = answered(road, half_held())
    directory = reported()
    made = user_receipt(case, CASEYS)
    assert made is not None
    assert NOBODY.encode() not in made and b"request_digest" not in json.dumps(read_canonical(made)["open"]).encode()
    verdict = checked("receipt", put("hers.json", tmp_path, made), directory)
    assert verdict.passed
    assert "counted: accounts-disclosed, cell US|disclosed" in verdict.text
    assert "not_disclosed" not in verdict.text
    theirs = user_receipt(case, NOBODYS)
    assert theirs is not None
    assert "cell US|not_disclosed" in checked("receipt", put("theirs.json", tmp_path, theirs), directory).text


def test_there_is_no_users_receipt_before_the_case_is_closed_or_for_a_stranger(road: Road) -> None:
    open_case = road.disclosed()
    assert user_receipt(open_case, CASEYS) is None
    assert user_receipt(answered(road), "account_id @stranger:linden.example") is None


@pytest.mark.parametrize("old", [b'"US"', b'"disclosed_non_content"', b'"disclosed":true'])
def test_a_receipt_with_one_value_changed_is_refused(road: Road, tmp_path: Path, old: bytes) -> None:
    case = answered(road)
    directory = reported()
    made = requester_receipt(case)
    assert made is not None and old in made
    new = {b'"US"': b'"BY"', b'"disclosed_non_content"': b'"rejected"', b'"disclosed":true': b'"disclosed":false'}[old]
    verdict = checked("receipt", put("bent.json", tmp_path, made.replace(old, new)), directory)
    assert not verdict.passed
    assert "check 10 receipt" in verdict.text or "check 11 counted" in verdict.text


def test_the_acknowledgement_of_each_letter_is_kept_by_the_report(road: Road, tmp_path: Path) -> None:
    case = refused(road)
    directory = reported(at=END)
    note = note_in(Letter.objects.get(case=case, kind="acknowledgement").body)
    verdict = checked("receipt", put("note", tmp_path, note), directory)
    assert verdict.passed and verdict.text.startswith("logged: as acknowledged, by 2027-01-02")


# Exhibits, out of a package that the officer opened.


def exhibits(case: Case, tmp_path: Path) -> dict[str, tuple[bytes, bytes]]:
    """Data file → its bytes and its sidecar's, as they lie in the package that Officer Okafor opens."""
    files = opened(case, tmp_path).files
    data = [path for path in files if path.startswith("data/")]
    assert data
    return {path: (files[path], files[f"exhibits/{path.removeprefix('data/')}.sidecar.json"]) for path in data}


def test_each_file_of_an_opened_package_is_shown_to_be_what_was_disclosed(road: Road, tmp_path: Path) -> None:
    case = road.disclosed(with_content())
    found = exhibits(case, tmp_path)
    assert len(found) >= 2
    directory = reported()
    for data, sidecar in found.values():
        Sidecar.parse(sidecar).check(data)
        places = put("file", tmp_path, data), put("sidecar", tmp_path, sidecar)
        verdict = checked("exhibit", *places, directory)
        assert verdict.passed and verdict.text.startswith("logged: this file is one of those disclosed in the event")


def test_an_altered_file_is_answered_with_the_words_of_absence(road: Road, tmp_path: Path) -> None:
    data, sidecar = next(iter(exhibits(road.disclosed(), tmp_path).values()))
    directory = reported()
    mark = put("sidecar", tmp_path, sidecar)
    for bent in (data + b" ", data[:-1], data.replace(b"a", b"b", 1), b""):
        verdict = checked("exhibit", put("file", tmp_path, bent), mark, directory)
        assert not verdict.passed and ABSENCE in verdict.text and "check 12 exhibit" in verdict.text


def test_a_sidecar_of_another_file_of_the_same_package_does_not_help(road: Road, tmp_path: Path) -> None:
    (one, _), (_, other), *_ = exhibits(road.disclosed(with_content()), tmp_path).values()
    verdict = checked("exhibit", put("file", tmp_path, one), put("sidecar", tmp_path, other), reported())
    assert not verdict.passed and ABSENCE in verdict.text


def test_a_package_that_was_packed_and_never_released_proves_nothing(road: Road, tmp_path: Path) -> None:
    data, sidecar = next(iter(exhibits(road.packaged(), tmp_path).values()))
    directory = reported()
    verdict = checked("exhibit", put("file", tmp_path, data), put("sidecar", tmp_path, sidecar), directory)
    assert not verdict.passed and ABSENCE in verdict.text


def test_a_sidecar_names_neither_the_case_nor_the_account(road: Road, tmp_path: Path) -> None:
    case = road.disclosed()
    for _, sidecar in exhibits(case, tmp_path).values():
        assert case.reference.encode() not in sidecar and CASEY.encode() not in sidecar
        assert set(read_canonical(sidecar)["receipt"]["open"]) == {"kind", "manifest_root"}


# The zero claim.


def test_no_content_for_belarus_is_true_while_none_left(road: Road) -> None:
    refused(road)
    answered(road, with_content())
    directory = reported()
    verdict = checked("zero", directory, "BY|disclosed_content")
    assert verdict.passed
    assert verdict.text.startswith(
        "No logged, unsealed case of period 2026H2 is in cell BY|disclosed_content; 0 sealed"
    )
    assert not checked("zero", directory, "US|disclosed_content").passed


def everything_is_sufficient(case: Case, at: datetime) -> dict[tuple[str, Category], Answer]:
    return {(item.key, category): Answer.SUFFICIENT for item in case.facts.items for category in item.categories}


def test_one_disclosure_of_content_to_belarus_makes_the_claim_fail(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another world: its rules let go what Rex wrote, for the asking."""
    monkeypatch.setattr("duly.review.decide.answers", everything_is_sufficient)
    case = answered(road, voluntary(*with_content().items))
    directory = reported()
    verdict = checked("zero", directory, "BY|disclosed_content")
    assert case.facts.issuing_state == "BY"
    assert not verdict.passed
    assert "check 13 zero, file ledger-country-outcome.tsv: 1 rows are in cell BY|disclosed_content" in verdict.text
    assert checked("report", directory).passed
