"""A date that comes near or passes is told to those who may know of it, each once, whatever the tables say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from duly.cases.models import Case, Letter
from duly.cases.secrecy import seal
from duly.cli.errors import words_for
from duly.intake.duplicates import AlreadyReceived
from duly.law.vocabulary import Reason
from duly.review.clarify import answer_clarification, clarify
from duly.staff.actors import Role
from duly.staff.models import Person
from duly.worker import run_once
from tests.cast import NOON, Cast, Desk, facts, later

HOUR = timedelta(hours=1)


def warned(at: datetime) -> int:
    return run_once(at)["escalate"]


def in_the_table(statement: str, *values: str | bytes | bool | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def written(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("written_at"))


def test_a_paper_that_nobody_registers_is_told_before_eight_hours_and_after(desk: Desk) -> None:
    case = desk.received()
    assert Case.objects.get(pk=case.pk).due_at == NOON + 8 * HOUR
    assert [warned(NOON + n * HOUR) for n in (1, 3, 4, 5, 8, 9, 48)] == [0, 0, 1, 0, 1, 0, 0]
    assert (len(written("escalation")), len(written("overdue"))) == (1, 1)


def test_registering_sets_the_real_date(desk: Desk) -> None:
    case = desk.registered(facts(return_date=date(2026, 9, 20)))
    assert Case.objects.get(pk=case.pk).due_at == datetime(2026, 9, 20, tzinfo=UTC)
    assert warned(NOON + 9 * HOUR) == 0


def test_a_date_is_told_once_before_it_and_once_after_it(desk: Desk) -> None:
    desk.registered(facts(return_date=date(2026, 9, 20)))
    due = datetime(2026, 9, 20, tzinfo=UTC)
    looks = (due - 25 * HOUR, due - 24 * HOUR, due - HOUR, due, due + HOUR, due + 500 * HOUR)
    assert [warned(at) for at in looks] == [0, 1, 0, 1, 0, 0]
    assert [letter.subject.split(":")[0] for letter in Letter.objects.exclude(kind="acknowledgement")] == [
        "Due soon", "Overdue",
    ]  # fmt: skip


def test_a_new_date_is_warned_of_anew(desk: Desk, cast: Cast) -> None:
    case, rosa = desk.registered(facts(return_date=date(2026, 9, 2))), cast.actor("rosa")
    assert warned(later(5)) == 1
    clarify(case, questions=[("", Reason.UNCLEAR, "Until when?")], by=rosa, at=later(6), because="unclear")
    changed = facts(return_date=date(2026, 9, 12))
    answer_clarification(case, words="A new date.", facts=changed, by=rosa, at=later(7), because="mail")
    assert [warned(datetime(2026, 9, day, tzinfo=UTC)) for day in (10, 11, 12)] == [0, 1, 1]


@pytest.mark.parametrize("kind", ["escalation", "overdue"])
def test_another_letter_whose_kind_was_edited_silences_nothing(desk: Desk, kind: str) -> None:
    desk.registered(facts(return_date=date(2026, 9, 3)))
    in_the_table("UPDATE cases_letter SET kind=%s", kind)
    assert warned(datetime(2026, 9, 3, tzinfo=UTC)) == 1


# ── sealed cases ──


def sealed(desk: Desk, cast: Cast, *people: Person) -> Case:
    case = desk.registered(facts(return_date=date(2026, 9, 2)))
    seal(case, people=people, by=cast.actor("vera"), at=NOON, because="its very existence is secret")
    return case


def test_the_shared_mailbox_learns_no_number_of_a_sealed_case(desk: Desk, cast: Cast, settings: Any) -> None:
    case = sealed(desk, cast)
    in_the_table("UPDATE cases_case SET sealed=%s", False)
    assert warned(later(5)) == 1
    (letter,) = written("escalation")
    assert letter.to == settings.DULY.provider.mail
    assert case.reference not in letter.subject + letter.body
    assert "those who were named for it know" in letter.body


def test_those_named_for_a_sealed_case_are_told_its_number_where_they_read_mail(desk: Desk, cast: Cast) -> None:
    def reviewer(login: str) -> Person:
        roles = frozenset({Role.REVIEWER})
        return Person.objects.create_person(login=login, name=login, roles=roles, password=None)

    named, gone, away = (reviewer(login) for login in ("uma@birch.example", "gus@birch.example", "uma@mallory.example"))
    reviewer("unnamed@birch.example")
    case = sealed(desk, cast, named, gone, away)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert warned(later(5)) == 1
    (letter,) = written("escalation")
    assert letter.to == "uma@birch.example"
    assert case.reference in letter.body


def test_where_nobody_looked_who_reads_no_number_is_said_for_a_paper_that_came_before(desk: Desk, cast: Cast) -> None:
    case, plain = desk.received(b"secret paper"), desk.received(b"plain paper")
    seal(case, people=[], by=cast.actor("vera"), at=NOON, because="secret")
    said = set()
    for paper in (b"secret paper", b"plain paper"):
        with pytest.raises(AlreadyReceived) as told:
            desk.received(paper)
        said.add(words_for(told.value))
    assert len(said) == 1, "the two would be told apart"
    (words,) = said
    assert words is not None and "on the register already" in words
    assert case.reference not in words and plain.reference not in words
