"""The portal: an officer lodges, answers, withdraws and downloads, sees only her own, and learns of no account."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duly.cases.models import Case
from duly.disclosure.open import open_package
from duly.law.vocabulary import Reason
from duly.lib.clock import now
from duly.requesters.models import Officer
from duly.review.clarify import clarify
from duly.staff.actors import Role
from duly.staff.models import Person
from duly.web.officer.standing import standing
from tests.cast import OKAFORS_KEY, PASSWORD, Cast, Desk, facts, later
from tests.store_for_acts import CASEY, Road, about
from tests.web.browsers import SignIn, as_shown, faults, fresh, sheet, words


@pytest.fixture
def mallory(cast: Cast) -> str:
    """Another officer of the same agency."""
    person = Person.objects.create_person(
        login="mallory", name="Mallory", roles=frozenset({Role.OFFICER}), password=PASSWORD
    )
    Officer.objects.create(
        agency=cast.agency,
        person=person,
        name="Mallory",
        post="",
        mail="m@westmark.example",
        recipient_provenance="none",
    )
    return "mallory"


def send(client: Any, data: bytes = b"%PDF the order") -> Any:
    """Step 1."""
    return client.post("/portal/lodge/", {"paper": SimpleUploadedFile("order.pdf", data)}, follow=True)


def test_the_paper_is_on_the_register_before_anything_is_asked(sign_in: SignIn, cast: Cast) -> None:
    answer = send(sign_in("okafor"))
    case = Case.objects.get()
    assert (case.state, case.officer) == ("received", cast.okafor)
    assert case.demands.get().digest.hex() in words(answer)
    assert case.letters.get().to == "okafor@westmark.example"


def test_nothing_is_registered_before_the_answers_were_checked(sign_in: SignIn, cast: Cast) -> None:
    okafor = sign_in("okafor")
    send(okafor)
    case = Case.objects.get()
    checked = okafor.post(f"/portal/{case.reference}/declare/", sheet())
    assert "Check your answers" in words(checked)
    assert fresh(case).state == "received"
    seen = checked.context["sealed"]
    changed = okafor.post(f"/portal/{case.reference}/declare/", {"facts": seen, "step": "change"})
    assert "Mara@birch.example" in words(changed) or "Mara@Birch.example" in words(changed)
    okafor.post(f"/portal/{case.reference}/declare/", {"facts": seen, "step": "send"})
    assert fresh(case).state == "registered"
    assert [found.factor for found in case.findings.all()] == ["portal_account"]


def test_facts_that_were_changed_on_the_way_are_read_strictly(sign_in: SignIn, cast: Cast) -> None:
    okafor = sign_in("okafor")
    send(okafor)
    case = Case.objects.get()
    okafor.post(f"/portal/{case.reference}/declare/", {"facts": '{"instrument": "pigeon"}', "step": "send"})
    assert fresh(case).state == "received"


def test_an_officer_sees_her_own_demands_only(sign_in: SignIn, desk: Desk, mallory: str) -> None:
    case = desk.registered()
    other = sign_in(mallory)
    assert case.reference not in words(other.get("/portal/"))
    for tail in ("", "answer/", "withdraw/", "declare/"):
        there, nowhere = other.get(f"/portal/{case.reference}/{tail}"), other.get(f"/portal/D-2222-2222/{tail}")
        assert there.status_code == 404
        assert there.content == nowhere.content
    assert other.post(f"/portal/{case.reference}/package/").status_code == 404


def test_a_paper_that_another_officer_lodged_tells_no_number(sign_in: SignIn, desk: Desk, mallory: str) -> None:
    case = desk.received(b"%PDF the order")
    answer = send(sign_in(mallory))
    assert "on the register already" in words(answer)
    assert case.reference not in words(answer)


def test_every_step_between_registering_and_the_answer_looks_alike() -> None:
    alike = (
        "registered",
        "authenticated",
        "assessed",
        "held",
        "decided",
        "approved",
        "collected",
        "inspected",
        "packaged",
    )
    assert len({standing(state) for state in alike}) == 1
    assert standing("no_data") == standing("disclosed") == standing("refused")


@pytest.mark.parametrize("state", ["collected", "inspected", "packaged"])
def test_the_page_never_says_whether_something_is_held(sign_in: SignIn, road: Road, state: str) -> None:
    case = getattr(road, state)()
    okafor = sign_in("okafor")
    page = words(okafor.get(f"/portal/{case.reference}/"))
    assert "Being examined" in page
    tried = words(okafor.post(f"/portal/{case.reference}/package/"))
    assert f"“{state}”" not in tried
    assert "cannot be done with the demand as it stands now" in tried


def test_letters_to_a_user_are_never_shown_to_the_officer(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered()
    case.letters.create(
        kind="user_notice", written_at=now(), to="casey@mail.example", subject="A demand", body="we gave"
    )
    assert "casey@mail.example" not in words(sign_in("okafor").get(f"/portal/{case.reference}/"))
    assert "we gave" not in words(sign_in("okafor").get(f"/portal/{case.reference}/"))


def test_a_question_is_answered_once(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered()
    clarify(
        case, questions=[("1", Reason.UNCLEAR, "Whose?")], by=desk.cast.actor("rosa"), at=later(), because="two fit"
    )  # fmt: skip
    okafor = sign_in("okafor")
    assert "Whose?" in words(okafor.get(f"/portal/{case.reference}/"))
    shown = as_shown(okafor.get(f"/portal/{case.reference}/answer/"))
    said = {**shown, "words": "Mara's, of the invoice."}
    answer = okafor.post(f"/portal/{case.reference}/answer/", said)
    assert answer.status_code == 302, faults(answer)
    assert fresh(case).state == "registered"
    assert okafor.get(f"/portal/{case.reference}/answer/").status_code == 409


def test_a_demand_is_withdrawn_with_a_reason(sign_in: SignIn, desk: Desk) -> None:
    case, okafor = desk.registered(), sign_in("okafor")
    assert okafor.post(f"/portal/{case.reference}/withdraw/", {"words": ""}).status_code == 422
    assert okafor.post(f"/portal/{case.reference}/withdraw/", {"words": "the case was closed"}).status_code == 302
    assert fresh(case).state == "withdrawn"


def test_the_package_is_handed_out_once_and_by_post_only(
    sign_in: SignIn, road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = road.disclosed(facts(about(CASEY)))
    monkeypatch.setattr("duly.web.officer.cases.now", lambda: later(10))
    okafor = sign_in("okafor")
    assert okafor.get(f"/portal/{case.reference}/package/").status_code == 405
    assert "It can be downloaded once" in words(okafor.get(f"/portal/{case.reference}/"))
    answer = okafor.post(f"/portal/{case.reference}/package/")
    assert open_package(answer.content, OKAFORS_KEY).manifest.facts.case == case.reference
    again = okafor.post(f"/portal/{case.reference}/package/")
    assert again.status_code == 409
    assert "There is no package" in words(again)


def test_a_revoked_officer_lodges_nothing(sign_in: SignIn, cast: Cast) -> None:
    okafor = sign_in("okafor")
    cast.okafor.revoked_at = now()
    cast.okafor.save()
    assert "revoked" in words(send(okafor))
    assert not Case.objects.exists()
