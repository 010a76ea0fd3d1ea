"""Where no rule says whether a user may be told, named counsel says so, and the journal keeps it."""

from datetime import date, timedelta

import pytest
from django.db import connection

from duly.cases import journal
from duly.cases.models import Case
from duly.law.facts import SecrecyFacts
from duly.law.vocabulary import Answer, Authority, Category, Instrument
from duly.notices.counsel import NotCounselsWord, counsel_on_notice
from duly.notices.models import Notice
from duly.notices.send import NotYet, confirm, wake
from duly.review.approve import approve
from duly.review.consult import consult
from duly.review.decide import decide
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import NOON, Cast, Desk, facts, later
from tests.shop_store import ada

WITHOUT_END = SecrecyFacts(basis="18 U.S.C. 2705(b)", issued_by="court A", starts=date(2026, 8, 1))

pytestmark = pytest.mark.usefixtures("shop")


def the_notice(case: Case) -> Notice:
    return Notice.objects.get(case=case)


def say_yes(case: Case, cast: Cast) -> None:
    confirm(the_notice(case), by=cast.actor("rosa"), at=later(4), because="looked at every channel: no renewal")


def counsel_is_asked(desk: Desk, cast: Cast, **changes: object) -> Case:
    """A Swedish court's order binds the provider, and no pack speaks for Sweden yet."""
    asked = facts(
        ada(), instrument=Instrument.COURT_ORDER, issuing_state="SE", authority=Authority.COURT,
        offence="bedrägeri, BrB 9:1", **changes,
    )  # fmt: skip
    case = desk.cleared(asked)
    consult(
        case, counsel="Nora", answers={("1", Category.SUBSCRIBER): Answer.SUFFICIENT}, grounds="RB 39 kap. 5 §.",
        by=cast.actor("nora"), at=NOON, because="no pack speaks",
    )  # fmt: skip
    decision = decide(case, by=cast.actor("rosa"), at=NOON, because="counsel allows it")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(), because="read it")
    run_once(later(2))
    assert the_notice(case).state == "ask_counsel"
    return Case.objects.get(pk=case.pk)


def answer(case: Case, cast: Cast, *, permitted: bool, by: str = "nora", outside: bool = False) -> None:
    counsel_on_notice(
        the_notice(case), permitted=permitted, counsel="Nora", grounds="RB 27 kap. 31 §.", outside=outside,
        by=cast.actor(by), at=later(3), because="no rule says it",
    )  # fmt: skip


def test_counsels_yes_lets_a_person_confirm_and_the_letter_leave(desk: Desk, cast: Cast) -> None:
    case = counsel_is_asked(desk, cast)
    answer(case, cast, permitted=True)
    assert the_notice(case).state == "to_confirm"
    say_yes(case, cast)
    assert run_once(later(5))["letter_user_notice"] == 1
    said = next(entry for entry in journal.read(case) if entry.details.get("counsel_on"))
    assert (said.details["permitted"], said.details["counsel"], said.human) == (True, "Nora", True)


def test_counsels_yes_does_not_lift_secrecy(desk: Desk, cast: Cast) -> None:
    case = counsel_is_asked(desk, cast, secrecy=(WITHOUT_END,))
    answer(case, cast, permitted=True)
    assert (the_notice(case).state, wake(NOON + timedelta(days=3650))) == ("waiting", 0)


def test_counsels_no_bars_the_notice_for_good(desk: Desk, cast: Cast) -> None:
    case = counsel_is_asked(desk, cast)
    answer(case, cast, permitted=False)
    assert the_notice(case).state == "barred"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_notice SET state='to_confirm'")
    with pytest.raises(NotYet, match="counsel has said no"):
        say_yes(case, cast)


def test_a_reviewer_records_only_outside_counsels_word_and_the_machine_none(desk: Desk, cast: Cast) -> None:
    case = counsel_is_asked(desk, cast)
    with pytest.raises(NotCounselsWord):
        answer(case, cast, permitted=True, by="rosa")
    with pytest.raises(NotCounselsWord):
        counsel_on_notice(
            the_notice(case), permitted=True, counsel=" ", grounds="x", by=cast.actor("nora"), at=later(3), because="x"
        )
    with pytest.raises(NotCounselsWord):
        counsel_on_notice(
            the_notice(case), permitted=True, counsel="Nora", grounds="x", outside=True, by=MACHINE, at=later(3),
            because="x",
        )  # fmt: skip
    answer(case, cast, permitted=True, by="rosa", outside=True)
    assert the_notice(case).state == "to_confirm"


def test_counsel_is_not_asked_where_a_rule_speaks(desk: Desk, cast: Cast) -> None:
    case, _ = desk.approved(facts(ada()))
    run_once(later(2))
    with pytest.raises(NotYet, match="only where no rule"):
        answer(case, cast, permitted=True)
