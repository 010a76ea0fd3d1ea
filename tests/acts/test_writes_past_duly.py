"""Somebody who can write to the database, and holds no key, gets nothing out of Duly and changes nothing unseen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from duly.cases import journal, journal_head
from duly.cases.journal import JournalBroken
from duly.cases.lifecycle import Act
from duly.cases.models import Case, JournalRow
from duly.collection.collect import collect
from duly.collection.models import Collection
from duly.disclosure.deliver import disclose
from duly.law.vocabulary import Answer, Category, Threshold
from duly.requesters.verification import Evidence, Factor
from duly.review.approve import NotApproved, require_approved
from duly.review.assess import assess
from duly.review.authenticate import NotProven, authenticate, record_evidence
from duly.review.challenge import challenge
from duly.review.consult import consult
from duly.review.decide import CannotGrant, decide
from duly.review.models import AssessmentRun, Consultation, Finding
from duly.review.narrow import narrow
from duly.review.review_rights import CounselFirst, review_rights
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE
from duly.staff.duties import DutyPolicy
from duly.worker import run_once
from tests.cast import IN_DIRECTORY, NOON, Cast, Desk, facts, later, voluntary
from tests.store_for_acts import CASEY, REX, about, epoc, warrant

SUBSCRIBER = ("1", Category.SUBSCRIBER)


def afresh(case: Case) -> Case:
    """The case as the next reader finds it."""
    return Case.objects.get(pk=case.pk)


def put_back(case: Case, state: str, round_: int) -> None:
    """What an UPDATE can do to the open columns of a case."""
    Case.objects.filter(pk=case.pk).update(state=state, round=round_)


# ── where a case stands ──


def _withdrawn(case: Case, cast: Cast) -> None:
    withdraw(case, by=cast.actor("ines"), at=later(2), because="the officer took it back")


def _contested(case: Case, cast: Cast) -> None:
    challenge(case, ground="void for vagueness", by=cast.actor("nora"), at=later(2), because="counsel")


@pytest.mark.parametrize("ended", [_withdrawn, _contested])
def test_an_ended_case_set_back_to_its_approval_collects_nothing(
    desk: Desk, cast: Cast, ended: Callable[[Case, Cast], None]
) -> None:
    case, _ = desk.approved(facts(about(CASEY)))
    ended(case, cast)
    put_back(case, "approved", 1)
    with pytest.raises(JournalBroken, match="does not stand where its journal says"):
        collect(afresh(case), by=MACHINE, at=later(3), because="approved")
    run_once(later(5))
    assert (afresh(case).state, Collection.objects.count()) == ("approved", 0)


def test_a_scope_that_was_narrowed_is_not_brought_back_with_its_round(desk: Desk, cast: Cast) -> None:
    case, _ = desk.approved(facts(about(CASEY), about(REX, "2")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts_json FROM cases_case WHERE reference = %s", [case.reference])
        wide = bytes(cursor.fetchone()[0])
    narrow(case, [about(CASEY)], by=cast.actor("rosa"), at=later(2), because="item 2 was a slip")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET facts_json = %s WHERE reference = %s", [wide, case.reference])
    put_back(case, "approved", 1)
    with pytest.raises(JournalBroken):
        require_approved(afresh(case), at=later(3))


def test_a_state_set_forward_does_not_spare_the_proof_of_who_asks(desk: Desk) -> None:
    case = desk.registered(facts(about(CASEY)))
    put_back(case, "authenticated", 1)
    with pytest.raises(JournalBroken):
        assess(afresh(case), by=MACHINE, at=NOON, because="authenticated")


# ── the end of a journal ──


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """What is done within is committed, so that the heads of the journals are kept."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def cut_the_end(case: Case, rows: int) -> None:
    """DELETE of the last rows, and an UPDATE that sets the case to where the rest of the journal says."""
    JournalRow.objects.filter(pk__in=[row.pk for row in JournalRow.objects.filter(case=case)][-rows:]).delete()
    put_back(case, "approved", 1)


def test_a_journal_without_its_end_is_broken(desk: Desk, cast: Cast, committed: Any) -> None:
    with committed():
        case, _ = desk.approved(facts(about(CASEY)))
        withdraw(case, by=cast.actor("ines"), at=later(2), because="taken back")
    journal.verified(afresh(case))
    cut_the_end(case, 1)
    with pytest.raises(JournalBroken, match="has lost its end"):
        journal.read(afresh(case))
    run_once(later(5))
    assert Collection.objects.count() == 0


def test_nor_is_another_end_written_in_its_place(desk: Desk, cast: Cast, committed: Any) -> None:
    with committed():
        case, _ = desk.approved(facts(about(CASEY)))
        withdraw(case, by=cast.actor("ines"), at=later(2), because="taken back")
    cut_the_end(case, 1)
    journal.write(case, act=Act.SEAL, by=MACHINE, at=NOON, because="forged", digest="", details={})
    with pytest.raises(JournalBroken, match="has lost its end, or it was rewritten"):
        journal.read(afresh(case))


def test_a_head_of_another_case_is_no_head(desk: Desk, committed: Any, tmp_path: Path) -> None:
    with committed():
        case, other = desk.registered(), desk.registered()
    heads = tmp_path / "heads"
    (heads / str(case.pk)).write_bytes((heads / str(other.pk)).read_bytes())
    with pytest.raises(JournalBroken, match="head of the journal"):
        journal.read(afresh(case))


def test_a_head_that_a_crash_left_behind_stops_nobody(desk: Desk, cast: Cast, committed: Any) -> None:
    with committed():
        case, _ = desk.approved(facts(about(CASEY)))
    withdraw(case, by=cast.actor("ines"), at=later(2), because="taken back")  # its head is not kept here
    assert journal.verified(afresh(case))[-1].act == "withdraw"


def test_a_later_head_is_not_overwritten_by_an_earlier_one(desk: Desk, cast: Cast, committed: Any) -> None:
    with committed():
        case = desk.registered()
    first, second = JournalRow.objects.filter(case=case)
    journal_head.keep(case, first.seq, bytes(first.chain))
    second.delete()
    put_back(case, "received", 1)
    with pytest.raises(JournalBroken, match="had 2 rows"):
        journal.read(afresh(case))


# ── what counsel and the rules said, and what proved the requester ──


def test_counsels_no_is_not_turned_into_a_yes(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary())
    consult(
        case, counsel="Nora", answers={SUBSCRIBER: Answer.DEFICIENT}, grounds="The offence carries death there.",
        by=cast.actor("nora"), at=NOON, because="asked",
    )  # fmt: skip
    Consultation.objects.update(answer="sufficient")
    with pytest.raises(CannotGrant, match="Nothing would be granted"):
        decide(afresh(case), by=cast.actor("rosa"), at=NOON, because="does counsel say yes?")


def test_own_counsel_is_not_turned_into_counsel_from_outside(desk: Desk, cast: Cast, settings: Any) -> None:
    duties = settings.DULY.duties.model_copy(update={"policy": DutyPolicy.SOLO})
    settings.DULY = settings.DULY.model_copy(update={"duties": duties})
    case = desk.assessed(warrant(protected_person=True))
    consult(
        case, counsel="Nora", answers={("1", Category.CONTENT): Answer.SUFFICIENT}, grounds="Sound.",
        by=cast.actor("nora"), at=NOON, because="asked",
    )  # fmt: skip
    Consultation.objects.update(outside=True)
    with pytest.raises(CounselFirst):
        review_rights(afresh(case), words="alone", by=cast.actor("rosa"), at=NOON, because="held")


NOBODY_KNOWS_HER = Evidence(factor=Factor.CALL_BACK, holds=False, words="Nobody there knows her.", at=NOON)


@pytest.mark.parametrize(
    "write",
    [lambda: Finding.objects.update(holds=True), lambda: Finding.objects.all().delete()],
    ids=["called good", "deleted"],
)
def test_a_call_back_that_failed_stays_failed(desk: Desk, cast: Cast, write: Callable[[], object]) -> None:
    case = desk.registered()
    record_evidence(case, [NOBODY_KNOWS_HER], by=cast.actor("ines"), at=NOON, because="called")
    write()
    again = [Evidence(factor=Factor.QUALIFIED_SIGNATURE, holds=True, words="Valid.", at=NOON), IN_DIRECTORY]
    with pytest.raises(NotProven, match="checks failed"):
        authenticate(afresh(case), evidence=again, by=cast.actor("ines"), at=NOON, because="enough")


def test_without_what_the_rules_said_nothing_is_released_early(desk: Desk) -> None:
    case, _ = desk.approved(epoc(enforcing_authority_notified=True, threshold=Threshold.THREE_YEARS))
    run_once(later(5))
    AssessmentRun.objects.all().delete()
    with pytest.raises(NotApproved, match="not known when its data may leave"):
        disclose(afresh(case), by=MACHINE, at=later(6), because="packed")
    run_once(later(10))
    assert afresh(case).state == "packaged"


def test_nor_does_an_older_word_of_the_rules_stand_in(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(facts(about(CASEY), about(REX, "2")))
    narrow(case, [about(CASEY)], by=cast.actor("rosa"), at=later(), because="looked again")
    assess(case, by=MACHINE, at=later(2), because="authenticated")
    AssessmentRun.objects.filter(round=2).delete()
    AssessmentRun.objects.update(round=2)
    with pytest.raises(CannotGrant, match="not asked in this round"):
        decide(afresh(case), by=cast.actor("rosa"), at=later(3), because="allowed")
