"""Who confirms a notice, where it goes, and where a person has to hand it over."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from duly.cases import journal
from duly.cases.models import Case, Letter
from duly.cases.permissions import NotYours
from duly.disclosure.deliver import disclose
from duly.law.facts import DemandFacts
from duly.law.vocabulary import IdentifierKind
from duly.notices.lifecycle import LIFE, NotYet, move
from duly.notices.models import Notice, NoticeState
from duly.notices.send import confirm, ready_to_send, schedule_notices, send_notice
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import Cast, facts, item, later
from tests.store_for_acts import CASEY, Road


def scheduled(road: Road, asked: DemandFacts | None = None) -> Case:
    case = road.disclosed(asked)
    schedule_notices(case, by=MACHINE, at=later(6), because="data left")
    return case


def the_notice(case: Case) -> Notice:
    return Notice.objects.get(case=case)


def say_yes(case: Case, cast: Cast) -> None:
    confirm(the_notice(case), by=cast.actor("vera"), at=later(7), because="looked at every channel: no renewal")


def send(case: Case) -> None:
    send_notice(the_notice(case), by=MACHINE, at=later(8), because="confirmed")


def test_a_person_confirms_and_not_the_machine_nor_intake(road: Road, cast: Cast) -> None:
    case = scheduled(road)
    with pytest.raises(NotYet, match="only by a person"):
        confirm(the_notice(case), by=MACHINE, at=later(7), because="looks due")
    with pytest.raises(NotYours):
        confirm(the_notice(case), by=cast.actor("ines"), at=later(7), because="looks due")
    with pytest.raises(NotYet):
        send(case)
    say_yes(case, cast)
    assert (the_notice(case).confirmed_by, the_notice(case).state) == (cast.vera, "confirmed")
    assert journal.read(case)[-1].by == str(cast.vera.pk)


def without_addresses(store: Path) -> None:
    with sqlite3.connect(store) as database:
        database.execute("DELETE FROM user_threepids WHERE user_id = ?", [CASEY])
    database.close()


def test_where_no_address_is_known_a_person_hands_the_letter_over(
    road: Road, cast: Cast, store: Path, tmp_path: Path
) -> None:
    without_addresses(store)
    case = scheduled(road)
    assert the_notice(case).contact == ""
    say_yes(case, cast)
    send(case)
    [letter] = Letter.objects.filter(case=case, kind="user_notice")
    run_once(later(9))
    letter.refresh_from_db()
    assert (the_notice(case).state, letter.to, letter.sent_at) == ("by_hand", "", None)
    assert not [path for path in (tmp_path / "mail").rglob("*.eml") if b"holder of" in path.read_bytes()]


def test_an_address_that_the_demand_names_is_used_only_where_the_store_knows_none(road: Road, store: Path) -> None:
    by_mail: Any = item("1", "casey@work.example", identifier_kind=IdentifierKind.EMAIL)
    assert the_notice(scheduled(road, facts(by_mail))).contact == "casey.dunmore@letters.example"


@pytest.mark.parametrize("here", list(NoticeState))
def test_a_notice_takes_no_step_that_is_not_in_its_table(road: Road, here: NoticeState) -> None:
    notice = the_notice(scheduled(road))
    for there in set(NoticeState) - LIFE[here]:
        notice.state = here
        with pytest.raises(NotYet):
            move(notice, there)


def test_sending_without_confirming_is_no_road(road: Road) -> None:
    assert all(NoticeState.SENT not in LIFE[state] for state in set(NoticeState) - {NoticeState.CONFIRMED})
    case = road.packaged()
    disclose(case, by=MACHINE, at=later(5), because="packed")
    assert ready_to_send() == []
