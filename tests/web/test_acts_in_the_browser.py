"""Acts through their pages: what is typed is done, a no is said at the top, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duly.cases.models import Case
from duly.law.vocabulary import Answer, Category, IdentifierKind, Reason
from duly.lib.clock import now
from duly.review.clarify import clarify
from duly.review.consult import consult
from duly.review.reading import decision_of
from tests.cast import Desk, facts, item, voluntary
from tests.web.browsers import MARA, SignIn, as_shown, faults, fresh, rows, sheet, words


def test_a_paper_by_post_is_received_and_acknowledged(sign_in: SignIn) -> None:
    paper = SimpleUploadedFile("fax.pdf", b"%PDF a fax", content_type="application/pdf")
    answer = sign_in("ines").post("/desk/paper/", {"paper": paper, "because": "came by post"}, follow=True)
    assert "fax.pdf" in words(answer)
    assert Case.objects.get().letters.get().kind == "acknowledgement"


def test_the_same_paper_twice_is_refused_aloud(sign_in: SignIn, desk: Desk) -> None:
    desk.received(b"the same")
    paper = SimpleUploadedFile("again.pdf", b"the same")
    answer = sign_in("ines").post("/desk/paper/", {"paper": paper, "because": "came again"})
    assert answer.status_code == 422
    assert "on the register already" in words(answer)
    assert "came again" in words(answer)


def test_registering_normalises_the_identifier(sign_in: SignIn, desk: Desk) -> None:
    case = desk.received()
    answer = sign_in("ines").post(f"/desk/{case.reference}/register/", sheet(officer=str(desk.cast.okafor.pk)))
    assert answer.status_code == 302, faults(answer)
    assert [one.identifier for one in fresh(case).facts.items] == ["mara@birch.example"]
    assert fresh(case).officer == desk.cast.okafor


def test_one_more_account_is_a_button_and_judges_nothing_yet(sign_in: SignIn, desk: Desk) -> None:
    case = desk.received()
    answer = sign_in("ines").post(f"/desk/{case.reference}/register/", sheet(more="items", reference=""))
    assert answer.status_code == 200
    assert "This was not done" not in words(answer)
    assert "items-1-identifier" in words(answer)
    assert "Mara@Birch.example" in words(answer)
    assert fresh(case).state == "received"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"issuing_state": "uk"}, "not a country"),
        ({"items-0-identifier": "no address"}, "not an e-mail address"),
        (
            {"items-0-start": "2026-03-02T00:00", "items-0-end": "2026-03-01T00:00"},
            "the period does not end after it begins",
        ),
        ({"behind": "other"}, "Name the State"),
        ({"reference": ""}, "This field is required"),
        ({"because": ""}, "Say why"),
    ],
)
def test_a_faulty_sheet_says_where_and_keeps_what_was_typed(
    sign_in: SignIn, desk: Desk, changes: dict[str, str], said: str
) -> None:
    case = desk.received()
    answer = sign_in("ines").post(f"/desk/{case.reference}/register/", sheet(**changes))
    assert answer.status_code == 422
    assert said in words(answer)
    assert "card fraud" in words(answer)
    assert fresh(case).state == "received"


def test_a_row_that_is_left_out_is_not_registered(sign_in: SignIn, desk: Desk) -> None:
    case = desk.received()
    wrong = {"identifier_kind": "email", "identifier": "oops", "DELETE": "on"}
    assert sign_in("ines").post(f"/desk/{case.reference}/register/", sheet(MARA, wrong)).status_code == 302
    assert len(fresh(case).facts.items) == 1


def test_a_channel_alone_does_not_prove_the_officer(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered()
    one = {"factor": "portal_account", "holds": "yes", "words": "lodged in the portal"}
    sent = {"officer": str(desk.cast.okafor.pk), "because": "looks fine", **rows("evidence", one)}
    answer = sign_in("ines").post(f"/desk/{case.reference}/authenticate/", sent)
    assert answer.status_code == 409
    assert "1 independent source" in words(answer)
    assert "lodged in the portal" in words(answer)
    assert fresh(case).state == "registered"


def test_who_decided_cannot_approve_and_is_told_why(sign_in: SignIn, desk: Desk) -> None:
    case = desk.decided()[0]
    desk.cast.rosa.role_names = ["reviewer", "approver"]
    desk.cast.rosa.save()
    client = sign_in("rosa")
    assert "Ask another person" in words(client.get(f"/desk/{case.reference}/approve/"))
    client.post(f"/desk/{case.reference}/papers/{case.demands.get().pk}/")
    decision = decision_of(case)
    assert decision is not None
    answer = client.post(f"/desk/{case.reference}/approve/", {"digest": decision.digest, "because": "my own"})
    assert answer.status_code == 409
    assert "my own" in words(answer)
    assert fresh(case).state == "decided"


def test_nobody_approves_without_opening_the_paper(sign_in: SignIn, desk: Desk) -> None:
    case, decision = desk.decided()
    client = sign_in("arno")
    sent = {"digest": decision.digest, "because": "read"}
    assert "Open the paper first" in words(client.post(f"/desk/{case.reference}/approve/", sent))
    client.get(f"/desk/{case.reference}/papers/{case.demands.get().pk}/")
    assert fresh(case).state == "decided"
    client.post(f"/desk/{case.reference}/papers/{case.demands.get().pk}/")
    assert client.post(f"/desk/{case.reference}/approve/", sent).status_code == 302
    assert fresh(case).state == "approved"


def test_an_approval_of_another_digest_is_refused(sign_in: SignIn, desk: Desk) -> None:
    case = desk.decided()[0]
    client = sign_in("arno")
    client.post(f"/desk/{case.reference}/papers/{case.demands.get().pk}/")
    answer = client.post(f"/desk/{case.reference}/approve/", {"digest": "0" * 64, "because": "read"})
    assert answer.status_code == 409
    assert fresh(case).state == "decided"


def test_a_voluntary_request_can_be_granted_in_part(sign_in: SignIn, desk: Desk) -> None:
    case = desk.assessed(voluntary(item("1"), item("2", "@rex:birch.example")))
    yes = {(key, Category.SUBSCRIBER): Answer.SUFFICIENT for key in ("1", "2")}
    consult(case, counsel="Nora", answers=yes, grounds="treaty", by=desk.cast.actor("nora"), at=now(), because="asked")
    sent = {"reason-2|subscriber": "not_relevant", "words-2|subscriber": "names a bystander", "because": "in part"}
    answer = sign_in("rosa").post(f"/desk/{case.reference}/decide/", sent)
    assert answer.status_code == 302, faults(answer)
    decision = decision_of(case)
    assert decision is not None
    assert [line["item"] for line in decision.granted] == ["1"]
    assert decision.refused[0]["words"] == "names a bystander"


def test_a_binding_order_is_not_refused(sign_in: SignIn, desk: Desk) -> None:
    case = desk.assessed()
    sent = {"reason": "policy", "words": "we would rather not", "because": "no"}
    answer = sign_in("rosa").post(f"/desk/{case.reference}/refuse/", sent)
    assert answer.status_code == 409
    assert "binding order" in words(answer)
    assert "we would rather not" in words(answer)


def test_each_item_may_be_refused_for_a_reason_of_its_own(sign_in: SignIn, desk: Desk) -> None:
    case = desk.assessed(voluntary(item("1"), item("2", "@rex:birch.example")))
    sent = {"reason": "policy", "words": "for all", "reason-2": "unclear", "words-2": "for the second", "because": "no"}
    assert sign_in("rosa").post(f"/desk/{case.reference}/refuse/", sent).status_code == 302
    body = case.letters.get(kind="refusal").body
    assert "item 1: for all" in body
    assert "item 2: for the second" in body


def test_narrowing_cannot_widen(sign_in: SignIn, desk: Desk) -> None:
    case = desk.assessed()
    row = {"key": "1", "categories": ["subscriber", "content"]}
    answer = sign_in("rosa").post(f"/desk/{case.reference}/narrow/", {"because": "less", **rows("items", row, known=1)})
    assert answer.status_code == 409
    assert "can only take away" in words(answer)


def test_questions_go_out_as_they_are_written(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered()
    asked = {"item": "1", "reason": "unclear", "words": "Which of the two accounts?"}
    sent = {"because": "two fit", **rows("questions", asked)}
    assert sign_in("rosa").post(f"/desk/{case.reference}/clarify/", sent).status_code == 302
    assert "Which of the two accounts?" in case.letters.get(kind="clarification").body


def test_counsel_answers_what_the_rules_leave_open(sign_in: SignIn, desk: Desk) -> None:
    case = desk.assessed(facts(issuing_state="NO"))
    page = words(sign_in("nora").get(f"/desk/{case.reference}/consult/"))
    assert "answer-1-subscriber" in page
    sent = {"counsel": "Nora", "grounds": "treaty of 1959", "answer-1-subscriber": "sufficient", "because": "asked"}
    assert sign_in("nora").post(f"/desk/{case.reference}/consult/", sent).status_code == 302
    shown = words(sign_in("rosa").get(f"/desk/{case.reference}/"))
    assert "Privileged: counsel's words" in shown.replace("&#x27;", "'")
    assert "treaty of 1959" in shown


def test_a_tampered_journal_is_an_alarm_and_no_crash(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered()
    case.journal.filter(seq=1).delete()
    answer = sign_in("rosa").get(f"/desk/{case.reference}/")
    assert answer.status_code == 200
    assert "does not hold together" in words(answer)


def test_what_a_sender_wrote_is_text_and_nothing_else(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered(facts(authority_name="<script>alert(1)</script>"))
    assert "<script>alert" not in words(sign_in("rosa").get(f"/desk/{case.reference}/"))


def test_an_html_paper_is_only_ever_saved(sign_in: SignIn, desk: Desk) -> None:
    case = desk.received(b"<script>alert(1)</script>")
    answer = sign_in("ines").get(f"/desk/{case.reference}/papers/{case.demands.get().pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_form_is_accepted_without_its_token(sign_in: SignIn, desk: Desk) -> None:
    case, honest = desk.registered(), sign_in("ines")
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = honest.cookies
    for address in (f"/desk/{case.reference}/withdraw/", "/desk/paper/", "/sign-out/", "/sign-in/"):
        answer = forged.post(address, {"because": "forged"})
        assert answer.status_code == 403, address
        assert "not accepted" in words(answer)
    assert fresh(case).state == "registered"


def test_the_extra_reviewer_lets_a_held_case_go_on(sign_in: SignIn, desk: Desk) -> None:
    case = desk.assessed(voluntary(on_behalf_of="RU"))
    assert fresh(case).state == "held"
    sent = {"words": "asked, and it is card fraud only", "because": "looked"}
    assert sign_in("vera").post(f"/desk/{case.reference}/review-rights/", sent).status_code == 302
    assert fresh(case).state == "assessed"


def test_an_answer_recorded_at_the_desk_may_change_nothing_else(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered(facts(item("1", "mara@birch.example", identifier_kind=IdentifierKind.EMAIL)))
    by = desk.cast.actor("rosa")
    clarify(case, questions=[("1", Reason.UNCLEAR, "Who?")], by=by, at=now() - timedelta(days=1), because="ask")
    page = sign_in("ines").get(f"/desk/{case.reference}/answer/")
    sent = {**as_shown(page), "words": "The account of Mara.", "because": "by phone"}
    answer = sign_in("ines").post(f"/desk/{case.reference}/answer/", sent)
    assert answer.status_code == 302, faults(answer)
    assert fresh(case).state == "registered"
    assert fresh(case).facts == case.facts
