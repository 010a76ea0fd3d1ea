"""Whoever writes to the database frees no notice: what binds, and who confirmed, is read from the journal."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from duly.cases import journal
from duly.cases.models import Attempt, Case, Letter
from duly.law.facts import DemandFacts, SecrecyFacts
from duly.notices.models import Notice, SecrecyOrder
from duly.notices.reading import secrecy_of
from duly.notices.secrecy_orders import (
    AmbiguousOrder,
    NoSuchOrder,
    OrderReversed,
    end_order,
    known_orders,
    record_order,
)
from duly.notices.send import NotYet, confirm, deliver, schedule_notices, send_notice, wake
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import NOON, Cast, Desk, facts, item, later
from tests.shop_store import ada

BASIS = "18 U.S.C. 2705(b)"
WITHOUT_END = SecrecyFacts(basis=BASIS, issued_by="court A", starts=date(2026, 8, 1))
SECOND_ORDER = SecrecyFacts(basis=BASIS, issued_by="court B", starts=date(2026, 8, 20))
RENEWAL = SecrecyFacts(basis="renewal", issued_by="court A", starts=date(2026, 9, 1))
FREE = datetime(2026, 9, 3, 12, tzinfo=UTC)
"""2 September ends last at UTC-12."""

pytestmark = pytest.mark.usefixtures("shop")


def in_the_table(statement: str, *values: str | bytes | bool | datetime) -> None:
    """What a person with the database, and without Duly, could do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def told_about(desk: Desk, asked: DemandFacts | None = None) -> Case:
    """A disclosed case with its notices made."""
    case, _ = desk.approved(asked or facts(ada()))
    run_once(later(5))
    return Case.objects.get(pk=case.pk)


def the_notice(case: Case) -> Notice:
    return Notice.objects.get(case=case)


def say_yes(case: Case, cast: Cast, at: datetime) -> None:
    confirm(the_notice(case), by=cast.actor("rosa"), at=at, because="looked at every channel: no renewal")


def letters_to_users(case: Case) -> list[Letter]:
    return list(Letter.objects.filter(case=case, kind="user_notice"))


def relay_down(settings: Any) -> None:
    delivery = settings.DULY.delivery.model_copy(update={"letters": "smtp", "smtp_host": "127.0.0.1", "smtp_port": 9})
    settings.DULY = settings.DULY.model_copy(update={"delivery": delivery})


def relay_up(settings: Any) -> None:
    delivery = settings.DULY.delivery.model_copy(update={"letters": "folder"})
    settings.DULY = settings.DULY.model_copy(update={"delivery": delivery})


# ── what is in the tables frees nobody ──


def test_a_state_that_says_confirmed_is_no_persons_word(desk: Desk) -> None:
    case = told_about(desk)
    in_the_table("UPDATE notices_notice SET state='confirmed'")
    assert run_once(later(7))["send_notice"] == 0
    assert letters_to_users(case) == []
    tried = Attempt.objects.get(case=case, act="send_notice")
    assert "nobody has confirmed it" in tried.error
    assert tried.next_at is None, "only a person can change that"


def test_a_notice_that_was_sent_is_not_sent_again_when_its_state_is_set_back(desk: Desk, cast: Cast) -> None:
    case = told_about(desk)
    say_yes(case, cast, later(6))
    run_once(later(7))
    in_the_table("UPDATE notices_notice SET state='confirmed'")
    run_once(later(8))
    assert len(letters_to_users(case)) == 1


def test_deleted_orders_bind_as_before_those_of_the_paper_and_those_recorded_later(desk: Desk, cast: Cast) -> None:
    for asked in (facts(ada(), secrecy=(WITHOUT_END,)), facts(ada())):
        case = told_about(desk, asked)
        if not asked.secrecy:
            record_order(case, RENEWAL, by=cast.actor("nora"), at=later(6), because="came by post")
        in_the_table("DELETE FROM notices_secrecyorder")
        assert wake(NOON + timedelta(days=3650)) == 0
        in_the_table("UPDATE notices_notice SET state='to_confirm'")
        with pytest.raises(NotYet, match="until a court ends it"):
            say_yes(case, cast, NOON + timedelta(days=3650))


def test_an_order_of_the_paper_binds_after_the_facts_were_replaced(desk: Desk, cast: Cast) -> None:
    case = told_about(desk, facts(ada(), secrecy=(WITHOUT_END,)))
    plain = Case.objects.get(pk=case.pk)
    plain.facts_json = plain.facts_json.replace(',"secrecy":[{', ',"secrecy":[],"x":[{').split(',"x":')[0] + "}"
    assert '"secrecy":[]' in plain.facts_json
    in_the_table("DELETE FROM notices_secrecyorder")
    assert [known.order for known in known_orders(case)] == [WITHOUT_END]
    case.facts_json = desk.registered(facts(ada())).facts_json
    case.save(update_fields=["facts_json"])
    assert [known.order for known in known_orders(Case.objects.get(pk=case.pk))] == [WITHOUT_END]


def test_a_row_of_the_table_has_no_date_that_could_be_read_or_changed(desk: Desk) -> None:
    told_about(desk, facts(ada(), secrecy=(WITHOUT_END,)))
    assert {column.name for column in SecrecyOrder._meta.local_concrete_fields} == {
        "id", "case", "basis", "issued_by", "dates", "recorded_at",
    }  # fmt: skip


def test_a_notice_cannot_be_turned_to_another_user(desk: Desk, cast: Cast) -> None:
    """Two users wait; a row that names the other's item would send his letter to her."""
    ben = ada(key="2", identifier="ben@shop.example")
    case = told_about(desk, facts(ada(), ben))
    for notice in Notice.objects.filter(case=case):
        confirm(notice, by=cast.actor("rosa"), at=later(6), because="no renewal")
    addressed = {notice.item: notice.contact for notice in Notice.objects.filter(case=case)}
    assert len(set(addressed.values())) == 2
    in_the_table("UPDATE notices_notice SET item='x' WHERE item='1'")
    in_the_table("UPDATE notices_notice SET item='1' WHERE item='2'")
    in_the_table("UPDATE notices_notice SET item='2' WHERE item='x'")
    run_once(later(7))
    assert letters_to_users(case) == []


# ── a letter in the outbox ──


@pytest.mark.parametrize("kind", ["user_notice", "no_data"])
def test_a_renewal_takes_back_a_letter_that_has_not_left(desk: Desk, cast: Cast, settings: Any, kind: str) -> None:
    """Also one whose kind was edited: which letters tell a user is the journal's word."""
    case = told_about(desk)
    say_yes(case, cast, later(6))
    relay_down(settings)
    run_once(later(7))
    in_the_table("UPDATE cases_letter SET kind=%s WHERE kind='user_notice'", kind)
    record_order(case, RENEWAL, by=cast.actor("nora"), at=later(8), because="came by post")
    relay_up(settings)
    run_once(later(90))
    assert not Letter.objects.filter(case=case, kind=kind, body__isnull=False).exists()
    notice = the_notice(case)
    assert (notice.state, notice.sent_at, notice.confirmed_by) == ("waiting", None, None)
    assert journal.read(case)[-1].details["taken_back"] == ["1"]
    end_order(case, "renewal", on=date(2026, 9, 2), by=cast.actor("nora"), at=later(91), because="ended")
    run_once(FREE)
    assert the_notice(case).state == "to_confirm", "and a person is asked anew"
    say_yes(case, cast, FREE)
    assert run_once(FREE)["letter_user_notice"] == 1


def test_a_letter_that_the_worker_holds_while_a_renewal_comes_does_not_leave(desk: Desk, cast: Cast) -> None:
    case = told_about(desk)
    say_yes(case, cast, later(6))
    send_notice(the_notice(case), by=MACHINE, at=later(7), because="confirmed")
    (held,) = letters_to_users(case)
    record_order(case, RENEWAL, by=cast.actor("nora"), at=later(8), because="came by post")
    assert deliver(held, at=later(9)) is False


def test_a_letter_to_a_user_that_survives_its_taking_back_does_not_leave_either(desk: Desk, cast: Cast) -> None:
    case = told_about(desk)
    say_yes(case, cast, later(6))
    send_notice(the_notice(case), by=MACHINE, at=later(7), because="confirmed")
    in_the_table("UPDATE cases_letter SET sent_at=%s WHERE kind='user_notice'", later(7))
    record_order(case, RENEWAL, by=cast.actor("nora"), at=later(8), because="came by post")
    in_the_table("UPDATE cases_letter SET sent_at=NULL, kind='no_data' WHERE kind='user_notice'")
    with pytest.raises(NotYet, match="secrecy was recorded since"):
        deliver(Letter.objects.get(case=case, kind="no_data"), at=later(9))


def test_a_letter_that_has_left_is_not_taken_back(desk: Desk, cast: Cast) -> None:
    case = told_about(desk)
    say_yes(case, cast, later(6))
    run_once(later(7))
    record_order(case, RENEWAL, by=cast.actor("nora"), at=later(8), because="came too late")
    assert the_notice(case).state == "sent"
    assert len(letters_to_users(case)) == 1


# ── a court ends one order ──


def of_two_courts(desk: Desk, cast: Cast) -> Case:
    case = told_about(desk, facts(ada(), secrecy=(WITHOUT_END,)))
    record_order(case, SECOND_ORDER, by=cast.actor("nora"), at=later(6), because="second order")
    return case


def test_where_two_orders_have_one_basis_nothing_is_ended_by_it(desk: Desk, cast: Cast) -> None:
    case = of_two_courts(desk, cast)
    with pytest.raises(AmbiguousOrder, match=r"court A.*court B"):
        end_order(
            case, BASIS, on=date(2026, 9, 2), by=cast.actor("nora"), at=later(7), because="court A ended its order"
        )
    assert [order.ended_by_court_on for order in secrecy_of(case)] == [None, None]


def test_ending_one_order_by_its_id_leaves_the_other(desk: Desk, cast: Cast) -> None:
    case, nora = of_two_courts(desk, cast), cast.actor("nora")
    first, second = secrecy_of(case)
    end_order(case, first.id[:8], on=date(2026, 9, 2), by=nora, at=later(7), because="court A ended its order")
    assert wake(FREE) == 0
    assert [order.ended_by_court_on for order in secrecy_of(case)] == [date(2026, 9, 2), None]
    end_order(case, second.id, on=date(2026, 9, 2), by=nora, at=later(8), because="court B too")
    assert (wake(FREE - timedelta(seconds=1)), wake(FREE)) == (0, 1)


def test_an_order_that_comes_once_more_after_its_end_binds_once_more(desk: Desk, cast: Cast) -> None:
    case, nora = told_about(desk, facts(ada(), secrecy=(WITHOUT_END,))), cast.actor("nora")
    end_order(case, BASIS, on=date(2026, 9, 2), by=nora, at=later(6), because="ended")
    record_order(case, WITHOUT_END, by=nora, at=later(7), because="the court of appeal restored it")
    assert wake(FREE) == 0


def test_no_order_is_ended_by_a_short_guess_or_a_stranger(desk: Desk, cast: Cast) -> None:
    case = told_about(desk, facts(ada(), secrecy=(WITHOUT_END,)))
    for words in (secrecy_of(case)[0].id[:4], "", "another"):
        with pytest.raises(NoSuchOrder):
            end_order(case, words, on=date(2026, 9, 2), by=cast.actor("nora"), at=later(7), because="misread")


def test_an_order_that_ends_before_it_starts_is_not_recorded(desk: Desk, cast: Cast) -> None:
    case = told_about(desk)
    order = SecrecyFacts(basis="x", starts=date(2026, 9, 2), ends=date(2026, 9, 1))
    with pytest.raises(OrderReversed):
        record_order(case, order, by=cast.actor("nora"), at=later(7), because="misread")


# ── scheduling ──


def test_of_two_that_schedule_at_once_the_second_makes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, shop: Path
) -> None:
    """The first is done while the second waits for the lock: it looks again once it has it."""
    case = told_about(desk)
    rows = len(journal.read(case))
    assert schedule_notices(case, by=MACHINE, at=later(6), because="late") == 0
    assert (Notice.objects.filter(case=case).count(), len(journal.read(case))) == (1, rows)


def test_an_item_that_gave_nothing_has_no_notice(desk: Desk) -> None:
    case = told_about(desk, facts(ada(), item("2", "@nobody:birch.example")))
    assert [notice.item for notice in Notice.objects.filter(case=case)] == ["1"]
