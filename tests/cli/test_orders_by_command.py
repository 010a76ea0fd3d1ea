"""Orders of secrecy and counsel's word on a notice, by command: each order is named by its id."""

import re
from pathlib import Path

import pytest

from duly.cases.models import Case
from duly.law.vocabulary import Answer, Authority, Category, Instrument
from duly.notices.models import Notice
from duly.review.approve import approve
from duly.review.consult import consult
from duly.review.decide import decide
from duly.worker import run_once
from tests.cast import NOON, Desk, facts, later
from tests.cli.command_line import duly
from tests.shop_store import ada

pytestmark = pytest.mark.django_db
BECAUSE = ("--because", "a test")


def record(reference: str, court: str, **ends: str) -> None:
    more = [word for name, day in ends.items() for word in (f"--{name}", day)]
    duly("notice", "secrecy", reference, "--basis", "18 U.S.C. 2705(b)", "--issued-by", court, "--starts",
         "2026-09-01", *more, *BECAUSE, as_="rosa")  # fmt: skip


def test_of_two_orders_with_one_basis_the_one_that_is_named_by_its_id_ends(desk: Desk) -> None:
    reference = desk.registered().reference
    record(reference, "court A")
    record(reference, "court B")
    listed = dict(re.findall(r"secrecy ([0-9a-f]{16}) under .*, (court [AB]),", duly("notice", "list", as_="rosa").out))
    assert sorted(listed.values()) == ["court A", "court B"]
    ended = ("--on", "2026-09-02", *BECAUSE)
    both = duly("notice", "ended", reference, "--order", "18 U.S.C. 2705(b)", *ended, as_="rosa", ok=False).err
    assert all(order in both for order in listed)
    (second,) = [order for order, court in listed.items() if court == "court B"]
    duly("notice", "ended", reference, "--order", second, *ended, as_="rosa")
    orders = duly("notice", "list", reference, "--json", as_="rosa").json()[0]["secrecy"]
    assert {order["issued_by"]: order["ended_by_court_on"] for order in orders} == {
        "court A": None,
        "court B": "2026-09-02",
    }


def test_an_order_that_nobody_knows_and_one_that_runs_backwards_are_sentences(desk: Desk) -> None:
    reference = desk.registered().reference
    said = duly("notice", "ended", reference, "--order", "0123456789", "--on", "2026-09-02", *BECAUSE, as_="rosa",
                ok=False)  # fmt: skip
    assert "has no secrecy order" in said.err
    said = duly("notice", "secrecy", reference, "--basis", "x", "--starts", "2026-09-02", "--ends", "2026-09-01",
                *BECAUSE, as_="rosa", ok=False)  # fmt: skip
    assert "ends before it starts" in said.err


@pytest.fixture
def unruled(desk: Desk, shop: Path) -> Case:
    """A Swedish court's order, of which no pack says whether the user may be told."""
    asked = facts(
        ada(), instrument=Instrument.COURT_ORDER, issuing_state="SE", authority=Authority.COURT,
        offence="bedrägeri, BrB 9:1",
    )  # fmt: skip
    case = desk.cleared(asked)
    consult(
        case, counsel="Nora", answers={("1", Category.SUBSCRIBER): Answer.SUFFICIENT}, grounds="RB 39 kap. 5 §.",
        by=desk.cast.actor("nora"), at=NOON, because="no pack speaks",
    )  # fmt: skip
    decision = decide(case, by=desk.cast.actor("rosa"), at=NOON, because="counsel allows it")
    approve(case, digest=decision.digest, by=desk.cast.actor("arno"), at=later(), because="read it")
    run_once(later(2))
    return case


@pytest.mark.parametrize(("word", "state"), [("permitted", "to_confirm"), ("forbidden", "barred")])
def test_counsels_word_on_a_notice(unruled: Case, word: str, state: str) -> None:
    said = ("notice", "counsel", unruled.reference, "--item", "1", "--counsel", "Nora", "--grounds", "RB 27:31")
    assert "Missing option" in duly(*said, *BECAUSE, as_="nora", ok=False).err
    assert "Only counsel records" in duly(*said, "--answer", word, *BECAUSE, as_="rosa", ok=False).err
    duly(*said, "--answer", word, *BECAUSE, as_="nora")
    assert Notice.objects.get(case=unruled).state == state
    assert "for item 7" in duly(*said[:4], "7", *said[5:], "--answer", word, *BECAUSE, as_="nora", ok=False).err
