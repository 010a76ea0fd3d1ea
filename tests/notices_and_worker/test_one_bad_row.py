"""One row that cannot be read, and one case that cannot go on, stop no other case, no letter and no worker."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection

from duly import worker
from duly.cases.correspondence import write
from duly.cases.lifecycle import Act, State
from duly.cases.models import Attempt, Case, Letter
from duly.collection.collect import open_stores
from duly.disclosure.close import close
from duly.disclosure.deliver import fetch
from duly.disclosure.models import Disclosure
from duly.law.facts import SecrecyFacts
from duly.lib.mail import DeliveryError
from duly.notices.models import Notice
from duly.worker import run_forever, run_once
from tests.cast import NOON, Cast, Desk, facts, later
from tests.shop_store import ada

UNTIL = SecrecyFacts(basis="x", starts=date(2026, 8, 1), ends=date(2026, 9, 10))
FREE = datetime(2026, 9, 11, 12, tzinfo=UTC)


def in_the_table(statement: str, *values: str | bytes | bool | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def acknowledged(desk: Desk, paper: bytes) -> Letter:
    case = desk.received(paper)
    letter = Letter.objects.get(case=case)
    letter.to = "okafor@westmark.example"
    letter.save()
    return letter


def test_one_letter_that_cannot_be_opened_stops_neither_the_others_nor_any_case(desk: Desk) -> None:
    bad, good, other = acknowledged(desk, b"one"), acknowledged(desk, b"two"), desk.authenticated()
    in_the_table('UPDATE cases_letter SET "to"=%s WHERE subject=%s', b"junk", raw_subject(bad))
    assert run_once(later(1))["failed"] == 1
    good.refresh_from_db()
    assert good.sent_at == later(1)
    assert fresh(other).state == "assessed"
    tried = Attempt.objects.get(case=bad.case)
    assert (tried.act, tried.next_at) == (f"letter_acknowledgement_{bad.pk.hex[:7]}", None)
    assert run_once(later(600))["failed"] == 0, "it is shown, and not tried for ever"


def raw_subject(letter: Letter) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, subject FROM cases_letter")
        return next(
            bytes(subject)
            for id_, subject in cursor.fetchall()
            if str(letter.pk).replace("-", "") in str(id_).replace("-", "")
        )


def test_a_letter_that_the_relay_refuses_for_good_is_shown_and_not_tried_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = acknowledged(desk, b"one")

    def refuse(*_: object, **__: object) -> None:
        raise DeliveryError("No such mailbox.", permanent=True)

    monkeypatch.setattr("duly.lib.mail.deliver_to_folder", refuse)
    assert run_once(later(1))["failed"] == 1
    assert run_once(later(200))["failed"] == 0
    assert Attempt.objects.get(case=letter.case).next_at is None


def test_a_letter_that_cannot_leave_holds_back_no_other_of_its_kind_in_the_case(desk: Desk) -> None:
    first = acknowledged(desk, b"one")
    write(first.case, kind=first.kind, to="other@westmark.example", subject="x", body="x", at=later(1))
    in_the_table('UPDATE cases_letter SET "to"=%s WHERE subject=%s', b"junk", raw_subject(first))
    done = run_once(later(2))
    assert (done["failed"], done["letter_acknowledgement"]) == (1, 1)


def test_a_letter_without_an_address_is_not_tried_at_all(desk: Desk) -> None:
    case = desk.received()
    assert run_once(later(1)) == Counter({"read": 1})
    assert not Attempt.objects.filter(case=case).exists()


def test_an_error_of_the_rows_of_one_case_is_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = desk.authenticated()

    def too_long(*_: object, **__: object) -> None:
        raise DataError("value too long for type character varying(40)")

    monkeypatch.setattr(worker, "TABLE", (worker.Row(State.AUTHENTICATED, Act.ASSESS, too_long, "x"),))
    assert run_once(later(1))["failed"] == 1
    assert Attempt.objects.filter(case=case, act="assess").exists()


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_no_failure_of_a_case(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    case = desk.authenticated()

    def away(*_: object, **__: object) -> None:
        raise kind("gone")

    monkeypatch.setattr(worker, "TABLE", (worker.Row(State.AUTHENTICATED, Act.ASSESS, away, "x"),))
    with pytest.raises(kind):
        run_once(later(1))
    assert not Attempt.objects.filter(case=case).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("gone"), ZeroDivisionError("mara@birch.example")])
def test_the_worker_survives_whatever_breaks_off_a_run_and_logs_its_kind_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    monkeypatch.setattr(worker, "PAUSE", timedelta(0))
    stop, looks = threading.Event(), []

    def run(at: datetime) -> Counter[str]:
        looks.append(at)
        if len(looks) == 2:
            stop.set()
        raise error

    monkeypatch.setattr(worker, "run_once", run)
    with caplog.at_level(logging.ERROR, logger="duly.worker"):
        run_forever(lambda: NOON, stop)
    assert len(looks) == 2
    assert type(error).__name__ in caplog.text
    assert str(error) not in caplog.text


def test_one_package_that_cannot_be_taken_away_stops_no_other(desk: Desk, shop: Path) -> None:
    cases = [desk.approved(facts(ada()))[0] for _ in range(2)]
    run_once(later(5))
    first = Disclosure.objects.get(case=cases[0])
    in_the_table("UPDATE disclosure_disclosure SET object_id='../../x' WHERE object_id=%s", first.object_id)
    run_once(later(5) + timedelta(days=31))
    assert Disclosure.objects.get(case=cases[1]).state == "expired"
    assert Attempt.objects.filter(case=cases[0], act="packages_taken_away").exists()


def test_one_case_whose_notices_cannot_be_looked_at_stops_no_other(desk: Desk, shop: Path) -> None:
    cases = [desk.approved(facts(ada(), secrecy=(UNTIL,)))[0] for _ in range(2)]
    run_once(later(5))
    in_the_table("UPDATE cases_case SET facts_json=%s WHERE reference=%s", b"junk", cases[0].reference)
    run_once(FREE)
    assert [Notice.objects.get(case=case).state for case in cases] == ["waiting", "to_confirm"]
    assert Attempt.objects.filter(case=cases[0], act="notices_due").exists()


# ── telling the user is settled before a case is closed ──


def store_away(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def away() -> Any:
        raise OSError("The store is away. Check its path.")

    monkeypatch.setattr("duly.notices.send.open_stores", away)
    return lambda: monkeypatch.setattr("duly.notices.send.open_stores", open_stores)


def fetched(case: Case, cast: Cast, at: datetime) -> None:
    assert cast.okafor.person is not None
    fetch(fresh(case), by=cast.okafor.person.actor(), at=at, because="fetched in the portal")


def test_a_fetched_case_stays_open_until_it_is_settled_who_is_told(
    desk: Desk, cast: Cast, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _ = desk.approved(facts(ada()))
    back = store_away(monkeypatch)
    run_once(later(5))
    fetched(case, cast, later(6))
    run_once(later(7))
    assert (fresh(case).state, Notice.objects.exists()) == ("disclosed", False)
    back()
    run_once(later(300))
    assert (fresh(case).state, Notice.objects.filter(case=case).count()) == ("closed", 1)


def test_a_case_that_a_person_closed_too_soon_is_told_about_all_the_same(
    desk: Desk, cast: Cast, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _ = desk.approved(facts(ada()))
    back = store_away(monkeypatch)
    run_once(later(5))
    over = 60 * 24 * 31  # minutes: the package was never fetched, and its time is over
    close(fresh(case), by=cast.actor("rosa"), at=later(over), because="answered")
    back()
    run_once(later(over + 300))
    assert Notice.objects.filter(case=case).count() == 1
    assert run_once(later(over + 301))["notify"] == 0
