"""An officer lodges a demand through the API: the paper first, then what it asks for; and every way to fail."""

import base64
import logging
from hashlib import sha256

import pytest
from django.apps import apps

from duly.cases.models import Attachment, Case, Demand, Letter
from duly.intake.read import original
from duly.intake.receive import Paper, receive
from duly.law.vocabulary import Authority
from duly.requesters.directory import add_agency, add_officer, issue_token, revoke
from duly.review.models import Finding
from tests.api.api_calls import PAPER, Call, submission
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def test_a_demand_is_received_acknowledged_and_registered(call: Call, token: str, cast: Cast) -> None:
    answer = call("POST", "/demands", token, submission())
    said = answer.json()
    assert answer.status_code == 201
    assert said["status"] == "in_review"
    assert said["sha256"] == sha256(PAPER).hexdigest()
    assert answer["Location"].endswith(f"/api/v1/demands/{said['reference']}")
    case = Case.objects.get(reference=said["reference"])
    assert (case.state, case.channel, case.officer) == ("registered", "api", cast.okafor)
    assert original(Demand.objects.get(case=case)) == PAPER
    assert Letter.objects.get(case=case, kind="acknowledgement").to == "okafor@westmark.example"


def test_the_token_counts_as_one_piece_of_evidence_and_never_as_proof(call: Call, token: str) -> None:
    said = call("POST", "/demands", token, submission()).json()
    assert [f.factor for f in Finding.objects.filter(case__reference=said["reference"])] == ["api_token"]
    assert Case.objects.get(reference=said["reference"]).state == "registered"


def test_faulty_facts_leave_the_acknowledged_paper_on_the_register(call: Call, token: str) -> None:
    answer = call("POST", "/demands", token, submission(issuing_state="Westmark", colour="red"))
    said = answer.json()
    assert answer.status_code == 202
    assert said["status"] == "received"
    assert {fault["where"] for fault in said["faults"]} == {"facts.issuing_state", "facts.colour"}
    assert all(fault["do"] for fault in said["faults"])
    case = Case.objects.get(reference=said["reference"])
    assert (case.state, case.facts_json) == ("received", None)
    assert Letter.objects.filter(case=case, kind="acknowledgement").exists()


def test_an_identifier_without_a_normal_form_is_named_and_the_paper_stays(call: Call, token: str) -> None:
    item = {"key": "1", "identifier_kind": "email", "identifier": "not an address", "categories": ["subscriber"]}
    answer = call("POST", "/demands", token, submission(items=[item]))
    assert answer.status_code == 202
    assert "item 1" in answer.json()["faults"][0]["what"]


def test_mended_facts_with_the_same_paper_register_the_same_case(call: Call, token: str) -> None:
    first = call("POST", "/demands", token, submission(issuing_state="Westmark")).json()
    second = call("POST", "/demands", token, submission())
    assert second.status_code == 200
    assert second.json()["reference"] == first["reference"]
    assert second.json()["status"] == "in_review"
    assert Case.objects.count() == 1


def test_the_same_paper_twice_is_one_demand(call: Call, token: str) -> None:
    first, second = (call("POST", "/demands", token, submission()) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["reference"] == second.json()["reference"]
    assert (Case.objects.count(), Letter.objects.count()) == (1, 1)


def test_another_officer_with_the_same_paper_learns_nothing_of_the_first(call: Call, token: str, cast: Cast) -> None:
    reference = call("POST", "/demands", token, submission()).json()["reference"]
    by = cast.actor("adam")
    agency = add_agency(
        name="Police of Eastmark", country="US", authority=Authority.POLICE, domain="eastmark.example",
        callback_number="+1 202 555 0177", provenance="public register", by=by, at=NOON,
    )  # fmt: skip
    other = add_officer(
        agency, name="Mallory", post="Deputy", mail="m@eastmark.example", login="mallory", password=None, by=by, at=NOON
    )
    stolen = issue_token(other, by=by, at=NOON)
    answer = call("POST", "/demands", stolen, submission())
    assert answer.status_code == 422
    assert reference not in answer.content.decode()
    assert "register" not in answer.content.decode()
    assert "legal@birch.example" in answer.json()["do"]
    absent, foreign = (call("GET", f"/demands/{number}", stolen) for number in ("D-2222-2222", reference))
    assert (absent.status_code, absent.content) == (foreign.status_code, foreign.content) == (404, foreign.content)


def test_a_paper_that_came_by_post_is_not_handed_to_whoever_uploads_it(call: Call, token: str, cast: Cast) -> None:
    paper = Paper(data=PAPER, name="a.pdf", media_type="application/pdf", channel="paper")
    receive(paper, by=cast.actor("ines"), at=NOON, because="came by post")
    assert call("POST", "/demands", token, submission()).status_code == 422


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b'{"paper": 1, "paper": 2}', "body"),
        (b'{"paper": NaN}', "body"),
        (b"[" * 100_000, "body"),
        (b"\xff\xfe", "body"),
        ({}, "paper"),
        ({"paper": {"name": "a", "media_type": "application/pdf"}, "facts": {}}, "paper.base64"),
        ({"paper": {"name": "a", "media_type": "application/pdf", "base64": "****"}, "facts": {}}, "paper.base64"),
        ({"paper": {"name": "a", "media_type": "a\r\nb", "base64": "QQ=="}, "facts": {}}, "paper.media_type"),
        ({"paper": {"name": "a", "media_type": "text/plain", "base64": "QQ=="}, "facts": {}, "odd": 1}, "odd"),
        ({"paper": {"name": "a", "media_type": "text/plain", "base64": "QQ=="}, "facts": []}, "facts"),
    ],
)
def test_without_a_usable_paper_nothing_is_kept_and_the_fault_is_named(
    call: Call, token: str, body: object, where: str
) -> None:
    answer = call("POST", "/demands", token, body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert where in [fault["where"] for fault in answer.json()["faults"]]
    assert answer.json()["do"]
    assert (Case.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_call_that_is_too_large_is_told_its_limit(call: Call, token: str, settings: pytest.FixtureRequest) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # type: ignore[attr-defined]
    answer = call("POST", "/demands", token, submission(b"x" * 2000))
    assert answer.status_code == 413
    assert "26,214,400 bytes" in answer.json()["detail"]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("token_of", ["nobody", "wrong", "revoked", "disabled", "basic"])
def test_every_token_that_opens_nothing_gets_the_same_answer(call: Call, token: str, cast: Cast, token_of: str) -> None:
    headers = {}
    if token_of == "revoked":
        revoke(cast.okafor, by=cast.actor("adam"), at=NOON)
    if token_of == "disabled":
        assert cast.okafor.person is not None
        cast.okafor.person.is_active = False
        cast.okafor.person.save()
    if token_of == "basic":
        headers["authorization"] = "Basic " + base64.b64encode(f"okafor:{token}".encode()).decode()
    sent = {"nobody": None, "wrong": token[:-1], "basic": None}.get(token_of, token)
    answer = call("GET", "/demands", sent, **headers)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="duly"')
    assert answer.json()["detail"] == "The call carries no token that is in use."
    assert "ask the provider" in answer.json()["do"]


def test_the_token_is_in_no_log_and_in_no_column(call: Call, token: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        call("POST", "/demands", token, submission())
        call("POST", "/demands", token, b"{")
        call("GET", "/demands/D-2222-2222", token)
        call("GET", "/demands", token[:-1])
    assert caplog.records
    assert token[:-1] not in caplog.text
    rows = [row for model in apps.get_models() for row in model._base_manager.values_list()]
    assert token not in str(rows)
    assert sha256(token.encode()).hexdigest() not in caplog.text


def test_a_new_token_voids_the_one_before(call: Call, token: str, cast: Cast) -> None:
    fresh = issue_token(cast.okafor, by=cast.actor("adam"), at=NOON)
    assert call("GET", "/demands", token).status_code == 401
    assert call("GET", "/demands", fresh).status_code == 200
