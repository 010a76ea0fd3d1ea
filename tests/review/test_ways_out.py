"""The ways out that end without data, the questions we ask back, and who is proven."""

import pytest
from django.db import connection

from duly.cases.models import Case, Letter
from duly.law.vocabulary import Authority, Category, Instrument, Reason
from duly.requesters.models import Officer
from duly.requesters.verification import Evidence, Factor, Risk, weigh
from duly.review.approve import NotApproved, require_approved
from duly.review.authenticate import NotProven, authenticate, record_evidence
from duly.review.challenge import challenge, rule
from duly.review.clarify import answer_clarification, clarify
from duly.review.decide import CannotGrant, decide, grants_of
from duly.review.models import Finding
from duly.review.refuse import BindingOrder, refuse
from duly.review.withdraw import withdraw
from duly.staff.duties import SamePerson
from tests.cast import CALLED_BACK, IN_DIRECTORY, NOON, Cast, Desk, facts, item, later, voluntary

NO = {"1": (Reason.NOT_RELEVANT, "Nothing shows that this concerns a criminal investigation.")}


def test_a_voluntary_request_is_refused_item_by_item_with_reasons(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary(criminal_investigation=False))
    refuse(case, grounds=NO, by=cast.actor("rosa"), at=NOON, because="not relevant")
    letter = Letter.objects.get(case=case, kind="refusal")
    assert case.state == "refused"
    assert letter.to == "okafor@westmark.example"
    assert "item 1: Nothing shows" in letter.body
    assert "without looking up any account" in letter.body


def test_a_binding_order_is_never_refused(desk: Desk, cast: Cast) -> None:
    case = desk.assessed()
    with pytest.raises(BindingOrder, match="cannot be refused"):
        refuse(case, grounds=NO, by=cast.actor("rosa"), at=NOON, because="policy")
    assert Case.objects.get(pk=case.pk).state == "assessed"


def test_every_item_of_a_refusal_has_a_reason(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary(item("1"), item("2", "@b:birch.example")))
    with pytest.raises(ValueError, match="have none: 2"):
        refuse(case, grounds=NO, by=cast.actor("rosa"), at=NOON, because="no")


def test_a_binding_order_is_contested_and_the_ruling_decides(desk: Desk, cast: Cast) -> None:
    nora = cast.actor("nora")
    case, _ = desk.approved()
    challenge(
        case, ground="The order reaches data of another State's court.", by=nora, at=NOON, because="conflict of laws"
    )
    assert (case.state, case.round) == ("challenged", 2)
    rule(case, upheld=True, words="Denied, 3 September.", by=nora, at=later(), because="order of the court")
    assert case.state == "authenticated"
    challenge(case, ground="Unduly burdensome.", by=nora, at=NOON, because="second motion")
    rule(case, upheld=False, words="Quashed.", by=nora, at=later(), because="order of the court")
    assert case.state == "quashed"


def test_asking_back_waits_for_the_answer_and_authenticates_anew(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary())
    questions = [("1", Reason.THIRD_STATE, "Which authority asked you for this?"), ("", Reason.UNCLEAR, "Which court?")]
    clarify(case, questions=questions, by=cast.actor("rosa"), at=NOON, because="a third State may stand behind it")
    letter = Letter.objects.get(case=case, kind="clarification")
    assert "Which authority asked you" in letter.body
    assert "the demand: Which court?" in letter.body
    answer_clarification(
        case,
        words="For Westmark only.",
        facts=voluntary(reference="2"),
        by=cast.actor("ines"),
        at=later(),
        because="mail",
    )
    assert (case.state, case.facts.reference) == ("registered", "2")


def test_the_requester_can_take_it_back_until_data_left(desk: Desk, cast: Cast) -> None:
    case, _ = desk.approved()
    withdraw(case, by=cast.actor("ines"), at=NOON, because="the officer rang and wrote")
    assert case.state == "withdrawn"
    assert "disclosed nothing" in Letter.objects.get(case=case, kind="withdrawal").body


def test_a_mailbox_alone_proves_nobody(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    mailbox = Evidence(factor=Factor.MAIL_DOMAIN, holds=True, words="DKIM passes for westmark.example", at=NOON)
    with pytest.raises(NotProven, match=r"1 independent source.* Call back on the number in the directory"):
        authenticate(case, evidence=[mailbox], by=cast.actor("ines"), at=NOON, because="looks right")
    assert not Finding.objects.exists()


def test_mallory_with_a_stolen_badge_fails_the_call_back_and_stays_out(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    failed = Evidence(factor=Factor.CALL_BACK, holds=False, words="The desk knows no such file.", at=NOON)
    record_evidence(case, [failed], by=cast.actor("ines"), at=NOON, because="called back")
    with pytest.raises(NotProven, match="These checks failed: call_back"):
        authenticate(case, evidence=[IN_DIRECTORY], by=cast.actor("ines"), at=NOON, because="has a badge")


@pytest.mark.parametrize("turned", [False, True])
def test_a_call_that_failed_is_not_outvoted_by_one_of_the_same_instant(turned: bool) -> None:
    failed = Evidence(factor=Factor.CALL_BACK, holds=False, words="The desk knows no such file.", at=NOON)
    found = [failed, CALLED_BACK, IN_DIRECTORY]
    assert not weigh(reversed(found) if turned else found, risk=Risk.ORDINARY, at=NOON).proven


def test_old_evidence_proves_nothing_any_more(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    with pytest.raises(NotProven):
        authenticate(
            case, evidence=[CALLED_BACK, IN_DIRECTORY], by=cast.actor("ines"), at=later(31 * 24 * 60), because="late"
        )


def test_content_needs_a_second_channel(desk: Desk, cast: Cast) -> None:
    case = desk.registered(facts(item(categories=frozenset({Category.CONTENT}), start=NOON, end=later(5))))
    account = Evidence(factor=Factor.PORTAL_ACCOUNT, holds=True, words="signed in", at=NOON)
    with pytest.raises(NotProven, match="At high risk"):
        authenticate(case, evidence=[account, IN_DIRECTORY], by=cast.actor("ines"), at=NOON, because="portal")
    authenticate(case, evidence=[CALLED_BACK, IN_DIRECTORY], by=cast.actor("ines"), at=NOON, because="called back")
    assert case.state == "authenticated"


def test_who_keeps_the_officers_entry_proves_her_not(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    cast.okafor.kept_by(cast.actor("ines"))
    cast.okafor.save()
    with pytest.raises(SamePerson, match="keeps this officer's entry"):
        authenticate(case, evidence=[CALLED_BACK, IN_DIRECTORY], by=cast.actor("ines"), at=NOON, because="mine")
    evidence = [CALLED_BACK, IN_DIRECTORY]
    authenticate(case, evidence=evidence, by=cast.actor("vera"), at=NOON, because="called back")
    assert case.state == "authenticated"


def test_another_officer_put_in_after_the_proof_gets_nothing(desk: Desk, cast: Cast) -> None:
    case, _ = desk.decided()
    other = Officer.objects.create(
        agency=cast.agency, name="Mallory", post="x", mail="m@westmark.example", recipient=cast.okafor.recipient,
        recipient_provenance="x", pinned_at=NOON,
    )  # fmt: skip
    with connection.cursor() as cursor:
        stored = other.pk.hex if connection.vendor == "sqlite" else other.pk
        cursor.execute("UPDATE cases_case SET officer_id = %s WHERE reference = %s", [stored, case.reference])
    with pytest.raises(NotApproved):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_a_missing_period_for_what_is_refused_anyhow_stops_nothing(desk: Desk, cast: Cast) -> None:
    asked = item(categories=frozenset({Category.SUBSCRIBER, Category.CONTENT}))
    case, decision = desk.decided(facts(asked))
    assert [grant.category for grant in grants_of(decision)] == [Category.SUBSCRIBER]
    assert case.state == "decided"


def test_what_a_warrant_reaches_needs_its_period(desk: Desk, cast: Cast) -> None:
    asked = facts(
        item(categories=frozenset({Category.CONTENT})), instrument=Instrument.SEARCH_WARRANT, authority=Authority.JUDGE
    )
    case = desk.cleared(asked)
    with pytest.raises(CannotGrant, match="first and the last instant"):
        decide(case, by=cast.actor("rosa"), at=NOON, because="it is a warrant")


def test_what_to_do_fits_the_force_of_the_paper(desk: Desk, cast: Cast) -> None:
    rosa = cast.actor("rosa")
    content = item(categories=frozenset({Category.CONTENT}), start=NOON, end=later(5))
    for asked, advice, never in (
        (facts(content), "challenge", "duly refuse"),
        (voluntary(content), "duly refuse", "contest"),
    ):
        with pytest.raises(CannotGrant) as told:
            decide(desk.cleared(asked), by=rosa, at=NOON, because="nothing to grant")
        assert advice in str(told.value)
        assert never not in str(told.value)


def test_a_challenge_says_what_the_order_does_not_reach(desk: Desk, cast: Cast) -> None:
    case = desk.cleared(facts(item(categories=frozenset({Category.CONTENT}), start=NOON, end=later(5))))
    challenge(case, ground="A subpoena reaches no content.", by=cast.actor("nora"), at=NOON, because="2703")
    letter = Letter.objects.get(case=case, kind="challenge")
    assert "item 1, content data: " in letter.body
    assert "18 U.S.C. 2703" in letter.body
