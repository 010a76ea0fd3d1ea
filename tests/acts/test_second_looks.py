"""What changed after somebody looked is looked at again: stale pages, keys, answers of counsel, people, rounds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from duly.cases import journal
from duly.cases.lifecycle import NotNow
from duly.cases.models import Case
from duly.cases.queries import NoSuchCase
from duly.cases.secrecy import seal
from duly.collection.collect import collect
from duly.collection.examine import examine
from duly.disclosure.deliver import disclose, fetch
from duly.disclosure.models import Disclosure
from duly.disclosure.pack import pack
from duly.law.vocabulary import Answer, Category, Reason, Threshold
from duly.requesters.directory import add_officer
from duly.requesters.verification import Evidence, Factor, Risk
from duly.review.approve import NotApproved, approve
from duly.review.assess import assess
from duly.review.authenticate import NotProven, authenticate, risk_of
from duly.review.challenge import challenge
from duly.review.clarify import answer_clarification, clarify
from duly.review.consult import NotCounsel, consult
from duly.review.decide import CannotGrant, decide
from duly.review.narrow import Widened, narrow
from duly.review.refuse import BindingOrder, refuse
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE, Actor
from duly.staff.duties import DutyPolicy, SamePerson
from duly.staff.people import disable
from duly.worker import run_once
from tests.cast import CALLED_BACK, IN_DIRECTORY, NOON, Cast, Desk, facts, item, later, voluntary
from tests.store_for_acts import CASEY, Road, about, epoc

SUBSCRIBER = ("1", Category.SUBSCRIBER)
UNCLEAR = [("", Reason.UNCLEAR, "Is it a subpoena?")]


def afresh(case: Case) -> Case:
    """The case as the next reader finds it."""
    return Case.objects.get(pk=case.pk)


def okafor(cast: Cast) -> Actor:
    """The officer, signed in."""
    assert cast.okafor.person is not None
    return cast.okafor.person.actor()


def counsel_says(case: Case, cast: Cast, answer: Answer, until: Any = None, at: Any = NOON, item_: str = "1") -> None:
    """Nora's answer for the account information of one item."""
    consult(
        case, counsel="Nora", answers={(item_, Category.SUBSCRIBER): answer}, grounds="As advised.", valid_until=until,
        by=cast.actor("nora"), at=at, because="asked",
    )  # fmt: skip


# ── a page that was opened before ──


def test_a_request_that_became_an_order_meanwhile_is_not_refused_from_an_old_page(desk: Desk, cast: Cast) -> None:
    case = desk.registered(voluntary())
    old_page = afresh(case)
    assert old_page.facts.issuing_state == "BY"
    clarify(case, questions=UNCLEAR, by=cast.actor("rosa"), at=NOON, because="unclear")
    answer_clarification(case, words="Yes.", facts=facts(), by=cast.actor("rosa"), at=NOON, because="it is one")
    with pytest.raises(BindingOrder):
        refuse(old_page, grounds={"1": (Reason.POLICY, "no")}, by=cast.actor("rosa"), at=later(), because="no")


def test_counsel_does_not_answer_for_an_item_that_was_taken_away_meanwhile(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary(item(), item("2", "@b:birch.example")))
    old_page = afresh(case)
    assert len(old_page.facts.items) == 2
    narrow(case, [item()], by=cast.actor("rosa"), at=NOON, because="a slip")
    assess(case, by=MACHINE, at=NOON, because="narrowed")
    with pytest.raises(NotCounsel, match="does not ask for 2/subscriber"):
        counsel_says(old_page, cast, Answer.SUFFICIENT, item_="2")


# ── counsel ──


def test_a_binding_order_is_not_cut_down_where_no_rule_speaks(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(facts(item(), item("2", "@b:birch.example"), issuing_state="SE"))
    counsel_says(case, cast, Answer.SUFFICIENT)
    with pytest.raises(CannotGrant, match="reaches 2/subscriber"):
        decide(case, by=cast.actor("rosa"), at=NOON, because="item 1 is clear")
    counsel_says(case, cast, Answer.DEFICIENT, item_="2")
    decide(case, by=cast.actor("rosa"), at=NOON, because="counsel said no to item 2")


def counselled(desk: Desk, cast: Cast) -> Case:
    """Approved on an answer of counsel that is valid for the day only."""
    case = desk.assessed(voluntary(about(CASEY)))
    counsel_says(case, cast, Answer.SUFFICIENT, until=NOON.date())
    decision = decide(case, by=cast.actor("rosa"), at=NOON, because="counsel said yes")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(), because="read")
    return case


@pytest.mark.parametrize("steps", range(4), ids=["to collect", "to inspect", "to pack", "to release"])
def test_when_counsels_answer_has_run_out_nothing_goes_on(desk: Desk, cast: Cast, steps: int) -> None:
    case = counselled(desk, cast)
    road: list[Callable[..., None]] = [collect, examine, pack, disclose]
    for act in road[:steps]:
        act(case, by=MACHINE, at=later(5), because="in time")
    with pytest.raises(NotApproved, match="valid until 2026-09-01"):
        road[steps](case, by=MACHINE, at=later() + timedelta(days=1), because="too late")
    run_once(later(60 * 24 * 3))
    assert afresh(case).state != "disclosed"


def test_an_answer_that_counsel_renewed_before_the_decision_counts_alone(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary(about(CASEY)))
    counsel_says(case, cast, Answer.SUFFICIENT, until=NOON.date())
    tomorrow = NOON + timedelta(days=1)
    counsel_says(case, cast, Answer.SUFFICIENT, at=tomorrow)
    decision = decide(case, by=cast.actor("rosa"), at=tomorrow, because="counsel renewed it")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=tomorrow, because="read")
    collect(case, by=MACHINE, at=tomorrow, because="approved")


def test_a_yes_that_counsel_took_back_does_not_return_when_the_no_runs_out(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary(about(CASEY)))
    counsel_says(case, cast, Answer.SUFFICIENT)
    counsel_says(case, cast, Answer.DEFICIENT, until=NOON.date(), at=later())
    with pytest.raises(CannotGrant):
        decide(case, by=cast.actor("rosa"), at=NOON + timedelta(days=1), because="the no ran out")


# ── second thoughts after the decision ──


def _contest(case: Case, cast: Cast) -> None:
    challenge(case, ground="a ground of art. 12", by=cast.actor("nora"), at=later(6), because="the authority objects")


def _narrow(case: Case, cast: Cast) -> None:
    narrow(case, case.facts.items, by=cast.actor("rosa"), at=later(6), because="looked again")


@pytest.mark.parametrize("act", [_contest, _narrow])
@pytest.mark.parametrize("state", ["collected", "inspected", "packaged"])
def test_until_data_left_an_order_is_contested_or_narrowed_and_the_approval_is_void(
    road: Road, cast: Cast, state: str, act: Callable[[Case, Cast], None]
) -> None:
    asked = epoc(enforcing_authority_notified=True, threshold=Threshold.THREE_YEARS)
    case: Case = getattr(road, state)(asked)
    act(case, cast)
    run_once(later(60 * 24 * 11))
    assert afresh(case).state in ("challenged", "assessed", "held")
    assert not Disclosure.objects.exclude(released_at=None).exists()


@pytest.mark.parametrize("stage", ["decided", "approved"])
def test_who_has_doubts_after_the_decision_still_asks_back(desk: Desk, cast: Cast, stage: str) -> None:
    case, decision = getattr(desk, stage)(facts(about(CASEY)))
    clarify(case, questions=UNCLEAR, by=cast.actor("rosa"), at=later(2), because="doubts")
    answer_clarification(case, words="Yes.", by=okafor(cast), at=later(3), because="answered")
    with pytest.raises(NotNow):
        approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(4), because="as before")
    run_once(later(9))
    assert (afresh(case).state, afresh(case).round) == ("registered", 2)


# ── people ──


def test_under_four_who_called_back_does_not_decide_in_a_later_round_either(
    desk: Desk, cast: Cast, settings: Any
) -> None:
    duties = settings.DULY.duties.model_copy(update={"policy": DutyPolicy.FOUR})
    settings.DULY = settings.DULY.model_copy(update={"duties": duties})
    cast.ines.role_names = ["intake", "reviewer"]
    cast.ines.save()
    case = desk.assessed()
    narrow(case, case.facts.items, by=cast.actor("ines"), at=NOON, because="the same items")
    assess(case, by=MACHINE, at=NOON, because="narrowed")
    with pytest.raises(SamePerson, match="verify"):
        decide(case, by=cast.actor("ines"), at=NOON, because="allowed")
    decide(case, by=cast.actor("rosa"), at=NOON, because="allowed")


def test_an_officer_answers_with_less_and_never_with_more(desk: Desk, cast: Cast) -> None:
    case = desk.authenticated(facts(item(), item("2", "@b:birch.example")))
    clarify(case, questions=UNCLEAR, by=cast.actor("rosa"), at=later(1), because="unclear")
    more = facts(item(), item("3", "@c:birch.example"))
    with pytest.raises(Widened):
        answer_clarification(case, words="Also her.", facts=more, by=okafor(cast), at=later(2), because="answered")
    assert afresh(case).state == "clarifying"
    answer_clarification(case, words="One.", facts=facts(item()), by=okafor(cast), at=later(3), because="answered")
    assert [one.key for one in afresh(case).facts.items] == ["1"]


def test_after_an_answer_the_old_evidence_proves_nothing(desk: Desk, cast: Cast) -> None:
    case = desk.authenticated()
    clarify(case, questions=UNCLEAR, by=cast.actor("rosa"), at=later(1), because="unclear")
    answer_clarification(case, words="Yes.", by=okafor(cast), at=later(2), because="answered")
    with pytest.raises(NotProven, match="0 independent"):
        authenticate(case, by=cast.actor("ines"), at=later(3), because="it was proven before")
    authenticate(case, evidence=(CALLED_BACK, IN_DIRECTORY), by=cast.actor("ines"), at=later(4), because="called again")


def test_who_was_not_named_for_a_sealed_case_does_nothing_to_it(desk: Desk, cast: Cast) -> None:
    case = desk.assessed()
    seal(case, people=[], by=cast.actor("vera"), at=NOON, because="grand jury")
    with pytest.raises(NoSuchCase):
        decide(case, by=cast.actor("rosa"), at=NOON, because="I know its number")
    assert "decide" not in [entry.act for entry in journal.read(case)]


def test_an_officer_fetches_and_withdraws_nothing_of_a_colleague(road: Road, cast: Cast) -> None:
    other = add_officer(
        cast.agency, name="Officer Brandt", post="Deputy", mail="brandt@westmark.example", login="brandt",
        password=None, by=cast.actor("adam"), at=NOON,
    )  # fmt: skip
    assert other.person is not None
    case = road.disclosed()
    with pytest.raises(NoSuchCase):
        fetch(case, by=other.person.actor(), at=later(6), because="the same office")
    waiting = road.desk.registered()
    with pytest.raises(NoSuchCase):
        withdraw(waiting, by=other.person.actor(), at=later(6), because="the same office")


@pytest.mark.parametrize("name", ["rosa", "arno"])
def test_an_account_that_was_disabled_after_its_word_releases_nothing(desk: Desk, cast: Cast, name: str) -> None:
    case, _ = desk.approved(facts(about(CASEY)))
    disable(getattr(cast, name), by=cast.actor("adam"))
    with pytest.raises(NotApproved, match="disabled since"):
        collect(case, by=MACHINE, at=later(2), because="approved")
    run_once(later(5))
    assert afresh(case).state == "approved"


@pytest.mark.parametrize(
    "asked", [facts(protected_person=True), facts(*(item(str(n), f"@u{n}:birch.example") for n in range(1, 7)))]
)
def test_who_asks_for_what_the_rights_gate_holds_is_proven_by_a_second_channel(
    desk: Desk, cast: Cast, asked: Any
) -> None:
    weak = (Evidence(factor=Factor.MAIL_DOMAIN, holds=True, words="Signed by the domain.", at=NOON), IN_DIRECTORY)
    assert (risk_of(facts()), risk_of(asked)) == (Risk.ORDINARY, Risk.HIGH)
    with pytest.raises(NotProven, match="At high risk"):
        authenticate(desk.registered(asked), evidence=weak, by=cast.actor("ines"), at=NOON, because="mail")
    authenticate(desk.registered(), evidence=weak, by=cast.actor("ines"), at=NOON, because="mail")
