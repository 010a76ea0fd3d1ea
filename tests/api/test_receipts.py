"""An officer's program gets our signed word with the first answer, and her receipt whenever it asks."""

import json

import pytest

from duly.ledger.acknowledgement import Acknowledgement
from duly.ledger.append import log_signer
from duly.ledger.receipts import Receipt
from tests.api.api_calls import Call, submission
from tests.cast import Cast, Desk

pytestmark = pytest.mark.django_db


def test_the_answer_to_a_demand_holds_our_signed_word(call: Call, token: str) -> None:
    first, again = (call("POST", "/demands", token, submission()).json() for _ in range(2))
    word = Acknowledgement.open(first["acknowledgement"].encode(), log_signer().vkey)
    assert word.deadline.isoformat() > first["received_at"]
    assert again["acknowledgement"] == first["acknowledgement"], "the same paper, the same word"


def test_a_paper_whose_facts_cannot_be_used_is_acknowledged_too(call: Call, token: str) -> None:
    answer = call("POST", "/demands", token, submission(instrument="pigeon"))
    assert answer.status_code == 202
    assert Acknowledgement.open(answer.json()["acknowledgement"].encode(), log_signer().vkey)


def test_a_receipt_is_about_the_commitment_that_was_acknowledged(call: Call, token: str) -> None:
    made = call("POST", "/demands", token, submission()).json()
    answer = call("GET", f"/demands/{made['reference']}/receipt", token)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Cache-Control"] == "no-store"
    receipt = Receipt.parse(answer.content)
    word = Acknowledgement.open(made["acknowledgement"].encode(), log_signer().vkey)
    assert receipt.entry.decode().split()[1] in made["acknowledgement"]
    assert receipt.opened["request_digest"][1] == made["sha256"]
    assert word.commitment
    assert "case_ref" in json.loads(answer.content)["closed"], "our number is for the officer and not for the receipt"


def test_a_foreign_receipt_and_an_absent_one_are_the_same_answer_byte_for_byte(
    call: Call, token: str, cast: Cast
) -> None:
    foreign = Desk(cast).received()
    answers = [call("GET", f"/demands/{number}/receipt", token) for number in (foreign.reference, "D-2222-2222", "%00")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert call("GET", f"/demands/{foreign.reference}/receipt").status_code == 401
