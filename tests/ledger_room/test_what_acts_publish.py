"""Eight kinds of event and no ninth: which act shows the public log which, and always in the act's own transaction."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from duly.cases import journal
from duly.cases.journal import Entry
from duly.cases.lifecycle import Act
from duly.cases.models import Case, PublicEvent
from duly.collection.collect import collect
from duly.collection.examine import examine
from duly.disclosure.close import close
from duly.disclosure.deliver import disclose, fetch
from duly.disclosure.pack import pack
from duly.intake.receive import Paper, receive
from duly.law.facts import DemandFacts, SecrecyFacts
from duly.law.vocabulary import Reason
from duly.ledger.entries import Kind
from duly.ledger.models import Waiting
from duly.notices.models import Notice
from duly.notices.secrecy_orders import end_order, record_order
from duly.notices.send import confirm, schedule_notices, send_notice, wake_case
from duly.review.approve import approve
from duly.review.assess import assess
from duly.review.clarify import answer_clarification, clarify
from duly.review.decide import decide
from duly.review.narrow import narrow
from duly.review.refuse import refuse
from duly.review.reopen import reopen
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE
from tests.cast import NOON, Cast, facts, later, voluntary
from tests.store_for_acts import CASEY, REX, Road, about

KIND_OF = {
    Act.RECEIVE: Kind.OPEN,
    Act.DECIDE: Kind.DECIDE,
    Act.REFUSE: Kind.DECIDE,
    Act.PACKAGE: Kind.DISCLOSE,  # committed to when the package is made, let into the log when it is released
    Act.NARROW: Kind.AMEND,
    Act.ANSWER: Kind.AMEND,
    Act.REOPEN: Kind.AMEND,
    Act.CLOSE: Kind.CLOSE,
}
GAG = SecrecyFacts(basis="18 U.S.C. 2705(b)", issued_by="District Court", starts=date(2026, 8, 1), ends=None)
NO = {"1": (Reason.NOT_RELEVANT, "No criminal investigation is named.")}
LATE = later(60 * 24 * 31)


def kind_of(entry: Entry) -> Kind | None:
    """What a row of the journal should have shown the log."""
    if entry.act is not Act.NOTIFY:
        return KIND_OF.get(entry.act)
    if "sent" in entry.details:
        return Kind.NOTIFY
    if "ended" in entry.details:
        return Kind.UNSEAL
    return Kind.EXTEND if entry.details.get("secrecy") and entry.human else None


def kinds(case: Case) -> list[str]:
    return list(PublicEvent.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def expected(case: Case) -> list[str]:
    """The kinds that the journal calls for: a case that was closed before is not closed a second time."""
    found = [kind.value for entry in journal.read(case) if (kind := kind_of(entry)) is not None]
    before = found.index("close") + 1 if "close" in found else len(found)
    return found[:before] + ["amend" if kind == "close" else kind for kind in found[before:]]


def packed(case: Case) -> None:
    """The machine's part from the approval up to the package."""
    collect(case, by=MACHINE, at=later(2), because="approved")
    examine(case, by=MACHINE, at=later(3), because="collected")
    pack(case, by=MACHINE, at=later(4), because="inspected")


def two_accounts() -> DemandFacts:
    return facts(about(CASEY), about(REX, key="2"))


def test_a_long_life_shows_every_kind_and_nothing_else(road: Road, cast: Cast) -> None:
    rosa, vera = cast.actor("rosa"), cast.actor("vera")
    case, _ = road.desk.decided(two_accounts())
    narrow(case, [case.facts.items[0]], by=rosa, at=later(1), because="Rex was a mistake")
    assess(case, by=MACHINE, at=later(1), because="narrowed")
    again = decide(case, by=rosa, at=later(1), because="as narrowed")
    approve(case, digest=again.digest, by=cast.actor("arno"), at=later(1), because="read")
    packed(case)
    disclose(case, by=MACHINE, at=later(5), because="packed")
    schedule_notices(case, by=MACHINE, at=later(6), because="data left")
    record_order(case, GAG, by=vera, at=later(7), because="a renewal came")
    end_order(case, GAG.basis, on=date(2026, 8, 30), by=vera, at=later(8), because="the court ended it")
    wake_case(case, later(9))
    confirm(Notice.objects.get(case=case), by=vera, at=later(9), because="no renewal came")
    send_notice(Notice.objects.get(case=case), by=MACHINE, at=later(9), because="confirmed")
    close(case, by=MACHINE, at=LATE, because="its time is over")
    assert kinds(case) == expected(case)
    assert set(kinds(case)) == {kind.value for kind in Kind}
    assert Waiting.objects.count() == len(kinds(case))


def test_a_refusal_and_an_answer_are_shown_too(road: Road, cast: Cast) -> None:
    case = road.desk.registered(voluntary(criminal_investigation=False))
    asking = [("", Reason.UNCLEAR, "Which investigation is it?")]
    clarify(case, questions=asking, by=cast.actor("rosa"), at=NOON, because="unclear")
    assert kinds(case) == ["open"]
    answer_clarification(case, words="None.", by=cast.actor("ines"), at=later(1), because="she wrote")
    refuse(case, grounds=NO, by=cast.actor("rosa"), at=later(2), because="not relevant")
    close(case, by=MACHINE, at=later(3), because="answered")
    assert kinds(case) == expected(case) == ["open", "amend", "decide", "close"]


def test_a_reopened_case_amends_and_does_not_close_a_second_time(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    fetch(case, by=cast.actor("leo"), at=later(6), because="on a stick")
    close(case, by=MACHINE, at=later(7), because="fetched")
    reopen(case, by=cast.actor("vera"), at=later(8), because="the stick is broken")
    withdraw(case, by=cast.actor("ines"), at=later(9), because="she needs it no more")
    close(case, by=MACHINE, at=later(10), because="answered")
    assert kinds(case) == expected(case)
    assert kinds(case)[-3:] == ["close", "amend", "amend"]


def test_a_package_that_never_leaves_lets_nothing_into_the_log(road: Road) -> None:
    case = road.packaged()
    assert kinds(case) == ["open", "decide", "disclose"]
    waiting = set(Waiting.objects.values_list("ref", flat=True))
    assert waiting == set(PublicEvent.objects.exclude(kind="disclose").values_list("pk", flat=True))
    disclose(case, by=MACHINE, at=later(5), because="packed")
    assert Waiting.objects.count() == 3


# Each story ends in an act whose journal row cannot be written.


def _receive(road: Road, cast: Cast) -> Callable[[], object]:
    paper = Paper(data=b"a paper", name="a.pdf", media_type="application/pdf", channel="paper")
    return lambda: receive(paper, by=cast.actor("ines"), at=NOON, because="by post")


def _decide(road: Road, cast: Cast) -> Callable[[], object]:
    case = road.desk.cleared()
    return lambda: decide(case, by=cast.actor("rosa"), at=NOON, because="the rules allow it")


def _refuse(road: Road, cast: Cast) -> Callable[[], object]:
    case = road.desk.assessed(voluntary(criminal_investigation=False))
    return lambda: refuse(case, grounds=NO, by=cast.actor("rosa"), at=NOON, because="not relevant")


def _narrow(road: Road, cast: Cast) -> Callable[[], object]:
    case, _ = road.desk.decided(two_accounts())
    return lambda: narrow(case, [case.facts.items[0]], by=cast.actor("rosa"), at=later(1), because="a mistake")


def _pack(road: Road, cast: Cast) -> Callable[[], object]:
    case = road.inspected()
    return lambda: pack(case, by=MACHINE, at=later(4), because="inspected")


def _disclose(road: Road, cast: Cast) -> Callable[[], object]:
    case = road.packaged()
    return lambda: disclose(case, by=MACHINE, at=later(5), because="packed")


def _extend(road: Road, cast: Cast) -> Callable[[], object]:
    case = road.disclosed()
    return lambda: record_order(case, GAG, by=cast.actor("vera"), at=later(7), because="a renewal came")


def _reopen(road: Road, cast: Cast) -> Callable[[], object]:
    case = road.disclosed()
    return lambda: reopen(case, by=cast.actor("rosa"), at=later(6), because="lost")


def _close(road: Road, cast: Cast) -> Callable[[], object]:
    case = road.disclosed()
    return lambda: close(case, by=MACHINE, at=LATE, because="over")


@pytest.mark.parametrize("story", [_receive, _decide, _refuse, _narrow, _pack, _disclose, _extend, _reopen, _close])
def test_an_act_that_fails_shows_the_log_nothing(
    road: Road, cast: Cast, story: Callable[[Road, Cast], Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    act = story(road, cast)
    before = PublicEvent.objects.count(), Waiting.objects.count()

    def full(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("duly.cases.advance.journal.write", full)
        with pytest.raises(OSError, match="full"):
            act()
    assert (PublicEvent.objects.count(), Waiting.objects.count()) == before
    act()
    assert (PublicEvent.objects.count(), Waiting.objects.count()) != before
