"""One act, one transaction, one journal row; and a journal that shows when somebody wrote past it."""

from datetime import datetime

import pytest
from django.db import connection, transaction

from duly.cases import journal
from duly.cases.advance import NoReason, advance
from duly.cases.lifecycle import Act, NotNow, State
from duly.cases.models import Case, JournalRow
from duly.cases.permissions import NotYours
from duly.intake.receive import Paper, receive
from duly.review.assess import assess
from duly.staff.actors import MACHINE
from duly.staff.duties import SamePerson
from tests.cast import NOON, Cast, Desk, facts, item, later


def test_each_act_writes_one_row_with_who_when_and_why(desk: Desk, cast: Cast) -> None:
    case, decision = desk.approved()
    rows = journal.read(case)
    assert [row.act for row in rows] == [
        Act.RECEIVE, Act.REGISTER, Act.AUTHENTICATE, Act.ASSESS, Act.DECIDE, Act.APPROVE,
    ]  # fmt: skip
    assert rows[-1].by == str(cast.arno.pk)
    assert rows[-1].at == later()
    assert rows[-1].because == "read the paper and the decision"
    assert rows[-1].digest == rows[-2].digest == decision.digest


def test_an_act_without_a_reason_does_nothing(desk: Desk) -> None:
    case = desk.authenticated()
    with pytest.raises(NoReason, match="needs a reason"):
        assess(case, by=MACHINE, at=NOON, because="  ")
    assert Case.objects.get(pk=case.pk).state == State.AUTHENTICATED


def test_nothing_is_received_without_a_reason(cast: Cast) -> None:
    paper = Paper(data=b"a paper", name="x.pdf", media_type="application/pdf", channel="paper")
    with pytest.raises(NoReason, match="needs a reason"):
        receive(paper, by=cast.actor("ines"), at=NOON, because=" ")
    assert not Case.objects.exists()


def test_an_act_that_fails_half_way_leaves_no_trace(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    with (
        pytest.raises(RuntimeError, match="power cut"),
        transaction.atomic(),
        advance(case, Act.WITHDRAW, by=cast.actor("ines"), at=NOON, because="the officer rang"),
    ):
        raise RuntimeError("power cut")
    assert Case.objects.get(pk=case.pk).state == State.REGISTERED
    assert [row.act for row in journal.read(case)] == [Act.RECEIVE, Act.REGISTER]


def test_the_clerk_may_not_decide_and_nobody_may_skip(desk: Desk, cast: Cast) -> None:
    case = desk.assessed()
    with pytest.raises(NotYours, match="Ines may not “decide”"):
        with advance(case, Act.DECIDE, by=cast.actor("ines"), at=NOON, because="in a hurry"):
            pass
    with pytest.raises(NotNow):
        with advance(case, Act.DISCLOSE, by=MACHINE, at=NOON, because="in a hurry"):
            pass


def test_who_decided_cannot_approve_even_with_a_new_role(desk: Desk, cast: Cast) -> None:
    case, _ = desk.decided()
    cast.rosa.role_names = ["reviewer", "approver"]
    cast.rosa.save()
    with pytest.raises(SamePerson, match="already did “decide”"):
        with advance(case, Act.APPROVE, by=cast.rosa.actor(), at=NOON, because="me again"):
            pass
    assert Case.objects.get(pk=case.pk).state == State.DECIDED


def test_an_instant_without_a_zone_is_refused(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    with pytest.raises(ValueError, match="no time zone"):
        with advance(case, Act.WITHDRAW, by=cast.actor("ines"), at=datetime(2026, 9, 1), because="withdrawn"):  # noqa: DTZ001
            pass


def _rewrite(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_row_that_was_changed_moved_or_cut_out_is_seen(desk: Desk) -> None:
    case, _ = desk.decided()
    rows = list(JournalRow.objects.filter(case=case).order_by("seq"))
    last = rows[-1]
    flipped = bytes(last.record[:-1]) + bytes([last.record[-1] ^ 1])
    JournalRow.objects.filter(pk=last.pk).update(record=flipped)
    with pytest.raises(journal.JournalBroken, match="Row 5"):
        journal.read(case)
    JournalRow.objects.filter(pk=last.pk).update(record=last.record)
    assert len(journal.read(case)) == len(rows)
    JournalRow.objects.filter(pk=rows[1].pk).delete()
    with pytest.raises(journal.JournalBroken, match="Row 2"):
        journal.read(case)


def test_rows_of_two_cases_cannot_be_exchanged(desk: Desk) -> None:
    one, _ = desk.decided(facts(item(identifier="@a:birch.example")))
    two, _ = desk.decided(facts(item(identifier="@b:birch.example")))
    theirs = JournalRow.objects.get(case=two, seq=5)
    JournalRow.objects.filter(case=one, seq=5).update(record=theirs.record, chain=theirs.chain)
    with pytest.raises(journal.JournalBroken):
        journal.read(one)


def test_nobody_reads_a_reason_or_a_name_in_the_database(desk: Desk) -> None:
    case, _ = desk.approved()
    for row in JournalRow.objects.filter(case=case):
        assert b"read the paper" not in bytes(row.record)
        assert b"Arno" not in bytes(row.record)
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts_json FROM cases_case")
        stored = bytes(cursor.fetchone()[0])
    assert b"mara" not in stored
    assert b"Westmark" not in stored


def test_the_database_itself_refuses_an_unknown_state(desk: Desk) -> None:
    case = desk.received()
    with pytest.raises(Exception, match="a_known_state"), transaction.atomic():
        _rewrite("UPDATE cases_case SET state = 'leaked' WHERE reference = %s", case.reference)
