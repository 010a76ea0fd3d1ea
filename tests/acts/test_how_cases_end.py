"""How cases end: no data in neutral words, exactly one outcome for each ending, and nothing left in the open."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from duly.api.v1.standing import standing_of
from duly.cases import journal
from duly.cases.lifecycle import NotNow, State
from duly.cases.models import Case, Letter
from duly.cases.reading import letters_to_officer
from duly.disclosure.close import NotHandedOut, close
from duly.disclosure.deliver import expire, fetch, report_no_data
from duly.disclosure.outcome import answered_as, outcome_of
from duly.law.facts import DemandFacts
from duly.law.vocabulary import Category, Outcome, Reason
from duly.notices.models import Notice
from duly.notices.send import confirm
from duly.review.challenge import challenge, rule
from duly.review.refuse import refuse
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import NOON, Cast, Desk, facts, later, voluntary
from tests.store_for_acts import (
    CASEY,
    CONTENT,
    IN_JUNE,
    JUNE,
    LISTED,
    NOBODY,
    REX,
    Road,
    about,
    acts_of,
    warrant,
)

INGRID = "@ingrid.berg:linden.example"


AFTER_EXPIRY = later(60 * 24 * 31)


def answered_without_data(road: Road, asked: DemandFacts) -> Case:
    case = road.inspected(asked)
    report_no_data(case, by=MACHINE, at=later(4), because="no granted row is held")
    return case


def of_account(identifier: str) -> DemandFacts:
    return warrant(about(identifier, categories=CONTENT, **JUNE))


def test_an_unknown_account_and_an_empty_one_get_the_same_letter_byte_for_byte(road: Road) -> None:
    """Ingrid has an account and wrote nothing in June."""
    letters, journals = [], []
    for identifier in (INGRID, NOBODY):
        case = answered_without_data(road, of_account(identifier))
        letter = Letter.objects.get(case=case, kind="no_data")
        letters.append(
            (letter.to, letter.subject.replace(case.reference, "D-"), letter.body.replace(case.reference, "D-"))
        )
        journals.append(acts_of(journal.read(case)))
        assert case.state == "no_data"
        assert identifier not in letter.body
    assert letters[0] == letters[1]
    assert journals[0] == journals[1]
    assert re.search("same for an\\s+identifier that is unknown", letters[0][2])


def test_the_requester_sees_the_same_standing_for_both(road: Road, cast: Cast) -> None:
    cases = [answered_without_data(road, of_account(identifier)) for identifier in (INGRID, NOBODY)]
    seen = [standing_of(case, later(5)).model_dump(exclude={"reference"}) for case in cases]
    assert seen[0] == seen[1]
    letters = [[(letter.kind, letter.written_at) for letter in letters_to_officer(case)] for case in cases]
    assert letters[0] == letters[1]


# ── outcomes ──


def _pending(road: Road, cast: Cast) -> Case:
    return road.packaged()


def _no_data(road: Road, cast: Cast) -> Case:
    return answered_without_data(road, facts(about(NOBODY)))


def _account_information(road: Road, cast: Cast) -> Case:
    return road.disclosed()


def _content(road: Road, cast: Cast) -> Case:
    return road.disclosed(warrant())


def _warrant_without_content(road: Road, cast: Cast) -> Case:
    """Content was granted and none is held; account information left."""
    return road.disclosed(warrant(about(INGRID, categories=frozenset({Category.SUBSCRIBER, Category.CONTENT}), **JUNE)))


def _refused(road: Road, cast: Cast) -> Case:
    case = road.desk.assessed(voluntary(criminal_investigation=False))
    grounds = {"1": (Reason.NOT_RELEVANT, "No criminal investigation is named.")}
    refuse(case, grounds=grounds, by=cast.actor("rosa"), at=NOON, because="not relevant")
    return case


def _withdrawn(road: Road, cast: Cast) -> Case:
    case = road.packaged()
    withdraw(case, by=cast.actor("ines"), at=later(5), because="the officer wrote")
    return case


def _quashed(road: Road, cast: Cast) -> Case:
    case, _ = road.desk.approved(facts(about(CASEY)))
    challenge(case, ground="Conflict of laws.", by=cast.actor("nora"), at=later(2), because="contested")
    rule(case, upheld=False, words="Quashed.", by=cast.actor("nora"), at=later(3), because="order of the court")
    return case


ENDINGS: list[tuple[Callable[[Road, Cast], Case], Outcome]] = [
    (_no_data, Outcome.NO_DATA),
    (_account_information, Outcome.DISCLOSED_NON_CONTENT),
    (_content, Outcome.DISCLOSED_CONTENT),
    (_warrant_without_content, Outcome.DISCLOSED_NON_CONTENT),
    (_refused, Outcome.REJECTED),
    (_withdrawn, Outcome.WITHDRAWN),
    (_quashed, Outcome.REJECTED),
]


@pytest.mark.parametrize(("end", "outcome"), ENDINGS)
def test_each_ending_has_one_outcome_and_keeps_it_when_the_case_is_closed(
    road: Road, cast: Cast, end: Callable[[Road, Cast], Case], outcome: Outcome
) -> None:
    case = end(road, cast)
    answered = case.state
    assert outcome_of(case) is outcome
    close(case, by=MACHINE, at=AFTER_EXPIRY, because="answered")
    assert (case.state, answered_as(case), outcome_of(case)) == ("closed", State(answered), outcome)


def test_an_open_case_is_pending_and_cannot_be_closed(road: Road, cast: Cast) -> None:
    case = _pending(road, cast)
    assert outcome_of(case) is Outcome.PENDING
    with pytest.raises(NotNow):
        close(case, by=MACHINE, at=later(6), because="done with it")


def test_a_notice_that_leaves_after_the_case_was_closed_does_not_change_its_outcome(desk: Desk, cast: Cast) -> None:
    case, _ = desk.approved(facts(about(CASEY)))
    run_once(later(2))
    case.refresh_from_db()
    with pytest.raises(NotHandedOut, match="was not fetched yet"):
        close(case, by=cast.actor("rosa"), at=later(3), because="answered")
    fetch(case, by=cast.actor("leo"), at=later(3), because="handed over on a stick")
    close(case, by=cast.actor("rosa"), at=later(3), because="answered")
    confirm(Notice.objects.get(case=case), by=cast.actor("vera"), at=later(4), because="no renewal came")
    run_once(later(5))
    assert journal.read(case)[-1].act == "notify"
    assert outcome_of(case) is Outcome.DISCLOSED_NON_CONTENT


# ── what lies on the disk ──


def rows_of_the_database(folder: Path) -> bytes:
    """Every byte of the SQLite file, freed pages too; on PostgreSQL every cell of every table."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "copy.db") as copy:
            connection.connection.backup(copy)
        copy.close()
        return (folder / "copy.db").read_bytes()
    with connection.cursor() as cursor:
        cells: list[Any] = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            cells += [cell for row in cursor.fetchall() for cell in row]
    return b"\n".join(bytes(c) if isinstance(c, (bytes, memoryview)) else str(c).encode() for c in cells)


def everything_on_disk(folder: Path) -> bytes:
    """The database, the objects, the letters, and whatever else lies there; but not the store itself."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in ("linden.db", "copy.db"))
    return b"\n".join([*(path.read_bytes() for path in files), rows_of_the_database(folder)])


@pytest.mark.django_db(transaction=True)
def test_after_a_whole_life_no_word_of_the_data_lies_in_the_open(desk: Desk, cast: Cast, tmp_path: Path) -> None:
    """The store itself holds them, and so does the package once it is opened; nothing of ours does."""
    wide = about(REX, categories=frozenset(Category), **JUNE)
    case, _ = desk.approved(warrant(wide, offence="wire fraud with barcode sheets"))
    run_once(later(2))
    case.refresh_from_db()
    words = ["Rex Holloway", "rex.holloway@post.example", REX, *IN_JUNE, "barcode-sheet-block-c.txt", "wire fraud with"]
    words += [account["display_name"] for account in LISTED.values() if len(account.get("display_name", "")) > 5]
    kept = everything_on_disk(tmp_path)
    assert case.reference.encode() in kept  # the search does find what lies in the open
    assert [word for word in words if word.encode() in kept] == []
    fetch(case, by=cast.actor("leo"), at=later(3), because="handed over")
    assert expire(case, at=later(4)) == 1
    run_once(later(5))
    kept = everything_on_disk(tmp_path)
    assert [word for word in words if word.encode() in kept] == []
    store = (tmp_path / "linden.db").read_bytes()
    assert [word for word in words[:4] if word.encode() not in store] == []


def test_the_letters_of_a_case_name_no_account_to_the_officer(desk: Desk, tmp_path: Path) -> None:
    desk.approved(warrant(secrecy=()))
    run_once(later(2))
    sent = [path.read_text("utf-8", "replace") for path in (tmp_path / "mail").rglob("*") if path.is_file()]
    assert any("ready" in text for text in sent)
    assert [word for word in (*IN_JUNE, "Rex Holloway", "rex@work.example") for text in sent if word in text] == []
