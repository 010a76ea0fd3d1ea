"""Notices: the user is told when no secrecy binds, once, on a person's confirmation; never where the law forbids it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from duly.cases.models import Case, Letter
from duly.law.facts import DemandFacts, SecrecyFacts
from duly.law.vocabulary import Answer, Authority, Category, Instrument, Reason
from duly.notices.lifecycle import LIFE, NotYet
from duly.notices.models import Notice, NoticeState, SecrecyOrder
from duly.notices.secrecy_orders import end_order, orders_of, record_order
from duly.notices.send import confirm, ready_to_send, schedule_notices, send_notice, wake
from duly.review.approve import approve
from duly.review.assess import assess
from duly.review.authenticate import authenticate
from duly.review.clarify import answer_clarification, clarify
from duly.review.consult import consult
from duly.review.decide import decide
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import CALLED_BACK, IN_DIRECTORY, NOON, Cast, Desk, facts, later
from tests.store_for_acts import CASEY, JUNE, NOBODY, REX, Road, about, epoc, warrant

BASIS = "18 U.S.C. 2705(b), order in 26-mj-00218"
UNTIL_SEPTEMBER = SecrecyFacts(
    basis=BASIS, issued_by="District Court of Westmark", starts=date(2026, 8, 28), ends=date(2026, 9, 30)
)
WITHOUT_END = SecrecyFacts(basis=BASIS, issued_by="District Court of Westmark", starts=date(2026, 8, 28))
FREE = datetime(2026, 10, 1, 12, tzinfo=UTC)
"""30 September ends last at UTC-12."""
SECOND = timedelta(seconds=1)


def scheduled(road: Road, asked: DemandFacts | None = None) -> Case:
    case = road.disclosed(asked)
    schedule_notices(case, by=MACHINE, at=later(6), because="data left")
    return case


def the_notice(case: Case) -> Notice:
    return Notice.objects.get(case=case)


def state_of(case: Case) -> str:
    return str(the_notice(case).state)


def say_yes(case: Case, cast: Cast, at: datetime) -> None:
    confirm(the_notice(case), by=cast.actor("vera"), at=at, because="looked at every channel: no renewal")


def send(case: Case, at: datetime) -> None:
    send_notice(the_notice(case), by=MACHINE, at=at, because="confirmed")


def letters_to_users(case: Case) -> list[Letter]:
    return list(Letter.objects.filter(case=case, kind="user_notice"))


def test_a_confirmed_notice_leaves_once_and_says_in_words_what_was_given(road: Road, cast: Cast) -> None:
    case = scheduled(road, warrant(about(REX, categories=frozenset({Category.SUBSCRIBER, Category.CONTENT}), **JUNE)))
    assert state_of(case) == "to_confirm"
    say_yes(case, cast, later(7))
    send(case, later(8))
    [letter] = letters_to_users(case)
    assert letter.to == "rex.holloway@post.example"
    for words in ("account information", "content (what you wrote", "search warrant", "Prosecutor of Westmark", REX):
        assert words in letter.body
    assert "records of use" not in letter.body
    assert "forbidden by law" not in letter.body
    assert (state_of(case), the_notice(case).sent_at) == ("sent", later(8))
    with pytest.raises(NotYet):
        send(case, later(9))
    assert len(letters_to_users(case)) == 1


def test_the_worker_does_its_part_and_no_more(desk: Desk, cast: Cast, tmp_path: Path) -> None:
    case, _ = desk.approved(facts(about(CASEY)))
    for minute in (2, 3, 4):
        run_once(later(minute))
    assert (state_of(case), letters_to_users(case)) == ("to_confirm", [])
    case.refresh_from_db()
    say_yes(case, cast, later(5))
    assert [notice.case for notice in ready_to_send()] == [case]
    for minute in (6, 7):
        run_once(later(minute))
    [letter] = letters_to_users(case)
    mails = [path for path in (tmp_path / "mail").rglob("*") if path.is_file() and b"holder of" in path.read_bytes()]
    assert (letter.sent_at, len(mails)) == (later(6), 1)


def test_scheduling_twice_makes_one_notice(road: Road) -> None:
    case = scheduled(road)
    assert schedule_notices(case, by=MACHINE, at=later(7), because="again") == 0
    assert Notice.objects.filter(case=case).count() == 1


def test_only_accounts_whose_data_left_are_told(road: Road) -> None:
    case = scheduled(road, facts(about(CASEY), about(NOBODY, "2")))
    assert [notice.item for notice in Notice.objects.filter(case=case)] == ["1"]


def test_before_anything_left_nobody_is_told(road: Road) -> None:
    case = road.packaged()
    with pytest.raises(NotYet, match="Nothing has left"):
        schedule_notices(case, by=MACHINE, at=later(5), because="too soon")
    assert not Notice.objects.exists()


def test_under_an_epoc_the_authority_informs_and_we_never_do(road: Road, cast: Cast) -> None:
    case = scheduled(road, epoc())
    assert state_of(case) == "barred"
    with pytest.raises(NotYet, match="leaves it to the authority"):
        say_yes(case, cast, later(7))
    assert wake(later(60 * 24 * 3650)) == 0
    assert LIFE[NoticeState.BARRED] == frozenset()
    assert letters_to_users(case) == []


def test_where_no_row_speaks_counsel_is_asked_and_nobody_is_told(road: Road, desk: Desk, cast: Cast) -> None:
    """A Swedish court's order binds a provider established there, and no pack speaks for Sweden yet."""
    asked = facts(
        about(CASEY), instrument=Instrument.COURT_ORDER, issuing_state="SE", authority=Authority.COURT,
        offence="bedrägeri, BrB 9:1",
    )  # fmt: skip
    case = desk.cleared(asked)
    consult(
        case, counsel="Nora", answers={("1", Category.SUBSCRIBER): Answer.SUFFICIENT}, grounds="RB 39 kap. 5 §.",
        by=cast.actor("nora"), at=NOON, because="no pack speaks",
    )  # fmt: skip
    decision = decide(case, by=cast.actor("rosa"), at=NOON, because="counsel allows it")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(), because="read it")
    run_once(later(2))
    assert state_of(case) == "ask_counsel"
    case.refresh_from_db()
    with pytest.raises(NotYet, match="ask counsel"):
        say_yes(case, cast, later(3))


# ── secrecy ──


def test_a_notice_waits_for_the_end_of_the_order_at_its_latest_reading(road: Road, cast: Cast) -> None:
    case = scheduled(road, facts(about(CASEY), secrecy=(UNTIL_SEPTEMBER,)))
    assert (state_of(case), the_notice(case).not_before) == ("waiting", FREE)
    assert wake(FREE - SECOND) == 0
    with pytest.raises(NotYet, match="secrecy binds until 2026-10-01 12:00 UTC"):
        say_yes(case, cast, FREE - SECOND)
    assert wake(FREE) == 1
    say_yes(case, cast, FREE)
    send(case, FREE)
    assert "forbidden by law to tell you earlier" in letters_to_users(case)[0].body


def test_an_order_without_an_end_binds_until_a_court_ends_it(road: Road, cast: Cast) -> None:
    case = scheduled(road, facts(about(CASEY), secrecy=(WITHOUT_END,)))
    assert (state_of(case), the_notice(case).not_before) == ("waiting", None)
    assert wake(later(60 * 24 * 3650)) == 0
    with pytest.raises(NotYet, match="until a court ends it"):
        say_yes(case, cast, later(60 * 24 * 3650))
    ended = date(2026, 12, 1)
    nora = cast.actor("nora")
    end_order(case, BASIS, on=ended, by=nora, at=later(60), because="order of the court of 1 December")
    free = datetime(2026, 12, 2, 12, tzinfo=UTC)
    assert (wake(free - SECOND), wake(free), state_of(case)) == (0, 1, "to_confirm")


def test_ending_an_order_that_is_not_there_is_refused(road: Road, cast: Cast) -> None:
    case = scheduled(road, facts(about(CASEY), secrecy=(UNTIL_SEPTEMBER,)))
    with pytest.raises(LookupError, match="no secrecy order with the basis"):
        end_order(case, "another", on=date(2026, 9, 2), by=cast.actor("nora"), at=later(9), because="misread")


def renewed(case: Case, cast: Cast, at: datetime, ends: date | None = date(2026, 12, 31)) -> None:
    order = SecrecyFacts(basis="renewal", issued_by="District Court of Westmark", starts=date(2026, 9, 30), ends=ends)
    record_order(case, order, by=cast.actor("vera"), at=at, because="a renewal came by post")


def test_a_renewal_before_the_confirmation_sends_the_notice_back_to_wait(road: Road, cast: Cast) -> None:
    case = scheduled(road, facts(about(CASEY), secrecy=(UNTIL_SEPTEMBER,)))
    wake(FREE)
    renewed(case, cast, FREE + SECOND)
    assert state_of(case) == "waiting"
    with pytest.raises(NotYet, match="secrecy binds until 2027-01-01"):
        say_yes(case, cast, FREE + 2 * SECOND)
    assert wake(FREE + 3 * SECOND) == 0
    assert the_notice(case).not_before == datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert wake(datetime(2027, 1, 1, 12, tzinfo=UTC)) == 1


@pytest.mark.parametrize("ends", [date(2026, 12, 31), None], ids=["with an end", "without an end"])
def test_a_renewal_between_confirmation_and_sending_stops_it(road: Road, cast: Cast, ends: date | None) -> None:
    case = scheduled(road, facts(about(CASEY), secrecy=(UNTIL_SEPTEMBER,)))
    wake(FREE)
    say_yes(case, cast, FREE)
    [stale] = ready_to_send()
    renewed(case, cast, FREE + SECOND, ends)
    with pytest.raises(NotYet):
        send_notice(stale, by=MACHINE, at=FREE + 2 * SECOND, because="confirmed")
    assert (state_of(case), the_notice(case).confirmed_by, letters_to_users(case)) == ("waiting", None, [])
    assert ready_to_send() == []


def test_an_order_written_past_the_act_still_stops_the_letter(road: Road, cast: Cast) -> None:
    """The last look is at the orders themselves, not at the state of the notice."""
    case = scheduled(road)
    say_yes(case, cast, later(7))
    dates = {"starts": "2026-09-01", "ends": None}
    SecrecyOrder.objects.create(case=case, basis="raced", issued_by="a court", dates=dates, recorded_at=later(7))
    with pytest.raises(NotYet):
        send(case, later(8))
    assert (state_of(case), letters_to_users(case)) == ("confirmed", [])


def test_an_order_that_comes_with_an_answer_to_our_question_binds_too(desk: Desk, cast: Cast) -> None:
    """One order was recorded early; the clarified paper brings another, without an end."""
    case = desk.registered(facts(about(CASEY)))
    record_order(case, UNTIL_SEPTEMBER, by=cast.actor("rosa"), at=later(), because="came by post")
    asked, rosa = facts(about(CASEY), secrecy=(WITHOUT_END,)), cast.actor("rosa")
    clarify(case, questions=[("", Reason.UNCLEAR, "Which court?")], by=rosa, at=later(2), because="unclear")
    answer_clarification(case, words="See the order.", facts=asked, by=rosa, at=later(3), because="mail")
    authenticate(case, evidence=(CALLED_BACK, IN_DIRECTORY), by=cast.actor("ines"), at=later(4), because="called back")
    assess(case, by=MACHINE, at=later(5), because="authenticated")
    decision = decide(case, by=rosa, at=later(6), because="the rules allow it")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(7), because="read it")
    run_once(later(8))
    assert {order.ends for order in orders_of(case)} == {UNTIL_SEPTEMBER.ends, None}
    assert (state_of(case), the_notice(case).not_before) == ("waiting", None)
