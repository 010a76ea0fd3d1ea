"""An officer follows her demands and fetches the answer once; she sees her own, in neutral words, and nothing else."""

import base64
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from duly.cases.models import Case, JournalRow
from duly.disclosure.open import open_package
from duly.law.vocabulary import Reason
from duly.lib.clock import now
from duly.review.refuse import refuse
from duly.review.withdraw import withdraw
from duly.worker import run_once
from tests.api.api_calls import Call, submission
from tests.cast import OKAFORS_KEY, Cast, Desk, facts, later, voluntary
from tests.shop_store import ada

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(cast: Cast, shop: Path) -> Case:
    case, _ = Desk(cast).approved(facts(ada()))
    run_once(now())
    case.refresh_from_db()
    assert case.state == "disclosed"
    return case


def test_an_officer_lists_her_own_demands_the_last_first(call: Call, token: str) -> None:
    first, second = (call("POST", "/demands", token, submission(data)).json()["reference"] for data in (b"one", b"two"))
    listed = call("GET", "/demands", token).json()
    assert [demand["reference"] for demand in listed] == [second, first]
    assert set(listed[0]) == {"reference", "status", "received_at", "package_until"}


@pytest.mark.parametrize(
    "state", ["registered", "authenticated", "assessed", "held", "decided", "approved", "packaged", "challenged"]
)
def test_what_the_provider_thinks_of_a_demand_does_not_show(call: Call, token: str, cast: Cast, state: str) -> None:
    case = Desk(cast).registered()
    Case.objects.filter(pk=case.pk).update(state=state)
    assert call("GET", f"/demands/{case.reference}", token).json()["status"] == "in_review"


def test_a_refusal_and_no_data_stand_under_one_word(call: Call, token: str, cast: Cast) -> None:
    desk = Desk(cast)
    refused, empty = desk.assessed(voluntary()), desk.registered()
    refuse(refused, grounds={"1": (Reason.POLICY, "policy")}, by=cast.actor("rosa"), at=later(), because="policy")
    Case.objects.filter(pk=empty.pk).update(state="no_data")
    said = [call("GET", f"/demands/{case.reference}", token).json()["status"] for case in (refused, empty)]
    assert said == ["answered", "answered"]


def test_a_withdrawn_demand_says_so(call: Call, token: str, cast: Cast) -> None:
    case = Desk(cast).registered()
    withdraw(case, by=cast.actor("ines"), at=later(), because="the officer wrote so")
    assert call("GET", f"/demands/{case.reference}", token).json()["status"] == "withdrawn"


def test_an_absent_and_a_foreign_demand_are_the_same_answer_byte_for_byte(call: Call, token: str, cast: Cast) -> None:
    foreign = Desk(cast).received()
    numbers = (foreign.reference, "D-2222-2222", "%00", "x" * 300)
    calls = [(method, f"/demands/{n}{tail}") for n in numbers for method, tail in (("GET", ""), ("POST", "/package"))]
    answers = [call(method, path, token) for method, path in calls]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert "GET /api/v1/demands" in answers[0].json()["do"]


def test_a_package_is_fetched_once_and_opens_with_the_officers_key(call: Call, token: str, released: Case) -> None:
    standing = call("GET", f"/demands/{released.reference}", token).json()
    assert standing["status"] == "ready"
    assert datetime.fromisoformat(standing["package_until"]) > now()
    answer = call("POST", f"/demands/{released.reference}/package", token)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{released.reference}.age"'
    opened = open_package(answer.content, OKAFORS_KEY)
    assert [row.values["full_name"] for row in opened.rows] == ["Ada Brook"]
    assert released.reference.encode() in base64.b64decode(answer["Duly-Envelope"])
    again = call("POST", f"/demands/{released.reference}/package", token)
    assert (again.status_code, b"Ada" in again.content) == (404, False)
    assert call("GET", f"/demands/{released.reference}", token).json()["status"] == "answered"


def test_looking_at_a_package_takes_nothing_away(call: Call, token: str, released: Case) -> None:
    before = JournalRow.objects.count()
    assert call("GET", f"/demands/{released.reference}/package", token).status_code == 405
    assert JournalRow.objects.count() == before
    assert call("POST", f"/demands/{released.reference}/package", token).status_code == 200


def test_a_package_before_its_time_is_not_there(call: Call, token: str, cast: Cast) -> None:
    case = Desk(cast).registered()
    answer = call("POST", f"/demands/{case.reference}/package", token)
    assert answer.status_code == 409
    assert "registered" not in answer.content.decode(), "the words of our life cycle are ours"


def test_no_answer_may_be_kept_on_the_way(call: Call, token: str, released: Case) -> None:
    answers = [
        call("GET", "/demands", token),
        call("GET", f"/demands/{released.reference}", token),
        call("POST", "/demands", token, submission()),
        call("POST", f"/demands/{released.reference}/package", token),
        call("GET", "/demands/D-2222-2222", token),
    ]
    assert [answer["Cache-Control"] for answer in answers] == ["no-store"] * 5


def test_the_page_that_explains_the_api_loads_nothing_from_elsewhere(call: Call, db: None) -> None:
    page = call("GET", "/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert links
    assert all(link.startswith("/static/") for link in links), links


def test_the_description_for_machines_names_every_call(call: Call, db: None) -> None:
    described: dict[str, Any] = call("GET", "/openapi.json").json()
    calls = {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert calls == {
        ("get", "/api/v1/demands"), ("post", "/api/v1/demands"), ("get", "/api/v1/demands/{reference}"),
        ("post", "/api/v1/demands/{reference}/package"), ("get", "/api/v1/demands/{reference}/receipt"),
    }  # fmt: skip
    body = described["paths"]["/api/v1/demands"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert "instrument" in body["properties"]["facts"]["properties"]
    assert "$ref" not in str(body)
