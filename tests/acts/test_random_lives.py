"""Whoever does whatever, in whichever order: nothing is disclosed without the whole road in its journal.

That is: proven, decided by one person, approved by another, collected, inspected and packed, in that order.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from duly.cases import journal
from duly.cases.lifecycle import Act, NotNow, State
from duly.cases.models import Case
from duly.cases.permissions import NotYours
from duly.cases.queries import NoSuchCase
from duly.collection.collect import collect
from duly.collection.examine import examine
from duly.disclosure.close import close
from duly.disclosure.deliver import RowsAreHeld, disclose, fetch, report_no_data
from duly.disclosure.lifecycle import NotThere
from duly.disclosure.models import Disclosure
from duly.disclosure.pack import NothingToPack, pack
from duly.intake.register import register
from duly.law.codec import facts_to_json
from duly.law.vocabulary import Reason
from duly.requesters.verification import Evidence, Factor
from duly.review.approve import NotApproved, approve
from duly.review.assess import assess
from duly.review.authenticate import NotProven, authenticate
from duly.review.challenge import challenge
from duly.review.challenge import rule as ruling
from duly.review.clarify import answer_clarification, clarify
from duly.review.decide import CannotGrant, decide
from duly.review.models import Decision
from duly.review.narrow import narrow
from duly.review.refuse import BindingOrder, refuse
from duly.review.reopen import reopen
from duly.review.review_rights import review_rights
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE, Actor
from duly.staff.duties import SamePerson
from duly.staff.models import Person
from tests.cast import NOON, Cast, Desk, facts
from tests.store_for_acts import CASEY, REX, about

# What an act may answer with a refusal. Anything else is a fault of the program and fails the test.
REFUSALS = (
    NotNow, NotYours, NoSuchCase, SamePerson, NotApproved, CannotGrant, NotProven, BindingOrder, NothingToPack,
    RowsAreHeld, NotThere,
)  # fmt: skip
ORDER = [
    Act.RECEIVE, Act.REGISTER, Act.AUTHENTICATE, Act.ASSESS, Act.DECIDE, Act.APPROVE, Act.COLLECT, Act.INSPECT,
    Act.PACKAGE, Act.DISCLOSE,
]  # fmt: skip
ASKED = facts(about(CASEY), about(REX, "2"))
STRAIGHT = {State.HELD: Act.REVIEW_RIGHTS, State.CLARIFYING: Act.ANSWER, State.CHALLENGED: Act.RULE}
ROAD = [
    State.RECEIVED, State.REGISTERED, State.AUTHENTICATED, State.ASSESSED, State.DECIDED, State.APPROVED,
    State.COLLECTED, State.INSPECTED, State.PACKAGED,
]  # fmt: skip
BY_THE_MACHINE = ORDER[ROAD.index(State.APPROVED) + 1 :]
Deed = Callable[[Case, dict[str, Any]], object]


def leads_on(here: State) -> Act:
    """What brings a case on from here."""
    return STRAIGHT.get(here) or (ORDER[ROAD.index(here) + 1] if here in ROAD else Act.FETCH)


def _evidence(at: datetime) -> list[Evidence]:
    found = ((Factor.CALL_BACK, "confirmed the file number"), (Factor.DIRECTORY_OFFICER, "stands in the directory"))
    return [Evidence(factor=factor, holds=True, words=words, at=at) for factor, words in found]


def _last_digest(case: Case) -> str:
    made = Decision.objects.filter(case=case).order_by("made_at").last()
    return made.digest if made else "0" * 64


def deeds(cast: Cast) -> dict[Act, Deed]:
    """Every act with arguments that are right as far as anybody at the desk could make them so."""
    grounds = dict.fromkeys(("1", "2"), (Reason.NOT_RELEVANT, "no"))
    return {
        Act.REGISTER: lambda case, who: register(case, ASKED, officer=cast.okafor, **who),
        Act.AUTHENTICATE: lambda case, who: authenticate(case, evidence=_evidence(who["at"]), **who),
        Act.ASSESS: lambda case, who: assess(case, **who),
        Act.REVIEW_RIGHTS: lambda case, who: review_rights(case, words="looked", **who),
        Act.DECIDE: lambda case, who: decide(case, **who),
        Act.APPROVE: lambda case, who: approve(case, digest=_last_digest(case), **who),
        Act.COLLECT: lambda case, who: collect(case, **who),
        Act.INSPECT: lambda case, who: examine(case, **who),
        Act.PACKAGE: lambda case, who: pack(case, **who),
        Act.DISCLOSE: lambda case, who: disclose(case, **who),
        Act.NARROW: lambda case, who: narrow(case, ASKED.items[:1], **who),
        Act.CLARIFY: lambda case, who: clarify(case, questions=[("", Reason.UNCLEAR, "Which?")], **who),
        Act.ANSWER: lambda case, who: answer_clarification(case, words="This.", facts=ASKED, **who),
        Act.CHALLENGE: lambda case, who: challenge(case, ground="conflict of laws", **who),
        Act.RULE: lambda case, who: ruling(case, upheld=True, words="upheld", **who),
        Act.REFUSE: lambda case, who: refuse(case, grounds=grounds, **who),
        Act.REPORT_NO_DATA: lambda case, who: report_no_data(case, **who),
        Act.FETCH: lambda case, who: fetch(case, **who),
        Act.WITHDRAW: lambda case, who: withdraw(case, **who),
        Act.REOPEN: lambda case, who: reopen(case, **who),
        Act.CLOSE: lambda case, who: close(case, **who),
    }


def shows_the_whole_road(case: Case) -> bool:
    """Whether the journal proves what a disclosure needs, read without the code that enforced it."""
    entries = journal.read(case)
    released = next(entry for entry in reversed(entries) if entry.act is Act.DISCLOSE)
    before = [entry for entry in entries if entry.seq <= released.seq]
    place = 0
    for act in ORDER:
        rounds = {released.round} if act not in ORDER[:3] else {entry.round for entry in before}
        found = [entry.seq for entry in before if entry.act is act and entry.round in rounds and entry.seq > place]
        if not found:
            return False
        place = found[-1] if act in (Act.DECIDE, Act.APPROVE) else found[0]
    own = [entry for entry in before if entry.round == released.round and entry.digest == released.digest]
    deciders = {entry.by for entry in own if entry.act is Act.DECIDE and entry.human}
    approvers = {entry.by for entry in own if entry.act is Act.APPROVE and entry.human}
    return bool(deciders) and bool(approvers) and deciders.isdisjoint(approvers)


def data_left(case: Case) -> bool:
    """Whether anything was released, as the tables say."""
    return case.state == State.DISCLOSED or Disclosure.objects.filter(case=case, released_at__isnull=False).exists()


def edited_facts_are_seen(case: Case, reference: str) -> None:
    """Edits the facts past Duly, sees the alarm that every act would raise, and puts them back."""
    as_read = case.facts_json
    case.facts_json = facts_to_json(replace(case.facts, reference=reference))
    case.save(update_fields=["facts_json"])
    with pytest.raises(journal.JournalBroken):
        journal.verified(Case.objects.get(pk=case.pk))  # every act asks this first
    case.facts_json = as_read
    case.save(update_fields=["facts_json"])


def lives(desk: Desk, cast: Cast, seen: Counter[str], everybody: Sequence[Actor]) -> type[RuleBasedStateMachine]:
    """One case, and people who try."""
    todo = deeds(cast)

    class Life(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.case = desk.received()
            self.at = NOON

        def attempt(self, act: Act, who: Actor) -> None:
            self.at += timedelta(minutes=1)
            seen["tried"] += 1
            try:
                todo[act](self.case, {"by": who, "at": self.at, "because": "tried"})
            except REFUSALS:
                seen["refused"] += 1
            self.case.refresh_from_db()

        @rule(who=st.sampled_from(everybody), again=st.integers(0, 2))
        def go_on(self, who: Actor, again: int) -> None:
            """What would lead on from here, by anybody; two of three times somebody who is likely to be let."""
            act = leads_on(State(self.case.state))
            self.attempt(act, MACHINE if act in BY_THE_MACHINE and again else who)

        @rule(act=st.sampled_from(sorted(todo)), who=st.sampled_from(everybody))
        def anything(self, act: Act, who: Actor) -> None:
            """Any act by anybody, whatever the state."""
            self.attempt(act, who)

        @rule()
        def edit_the_facts(self) -> None:
            """Somebody writes to the database past Duly."""
            if self.case.facts_json is not None:
                edited_facts_are_seen(self.case, f"edited at {self.at}")

        @invariant()
        def nothing_leaves_without_the_whole_road(self) -> None:
            case = getattr(self, "case", None)
            if case is None or not data_left(case):
                return
            seen["disclosed"] += 1
            assert shows_the_whole_road(case), [(e.act, e.by, e.round) for e in journal.read(case)]

    return Life


def with_many_hats(cast: Cast) -> None:
    """Roles alone keep nobody apart here: three people may do nearly everything."""
    for person in (cast.rosa, cast.arno, cast.vera):
        person.role_names = ["intake", "reviewer", "approver", "releaser", "supervisor"]
        person.save()


# Without shrinking, which would take minutes: the journal in the message tells the whole life anyway.
QUICK = settings(
    max_examples=50, stateful_step_count=45, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), print_blob=False, phases=[Phase.generate],
)  # fmt: skip


def test_no_order_of_acts_by_any_people_discloses_what_was_not_approved(desk: Desk, cast: Cast) -> None:
    with_many_hats(cast)
    seen: Counter[str] = Counter()
    everybody = [MACHINE, *(person.actor() for person in Person.objects.order_by("login"))]
    run_state_machine_as_test(lives(desk, cast, seen, everybody), settings=QUICK)
    assert seen["disclosed"] > 0, seen  # or nothing was tested
    assert seen["refused"] > seen["tried"] // 10, seen


def test_the_search_finds_a_planted_hole(desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the segregation of duties somebody approves her own decision, and the search says so."""

    def a_decision(case: Case, *, at: datetime) -> Decision:
        return Decision.objects.filter(case=case, round=case.round)[0]

    with_many_hats(cast)
    monkeypatch.setattr("duly.cases.advance.keep_apart", lambda *_: None)
    monkeypatch.setattr("duly.disclosure.deliver.require_approved", a_decision)
    for later_act in ("duly.collection.collect", "duly.collection.examine", "duly.disclosure.pack"):
        monkeypatch.setattr(f"{later_act}.require_approved", a_decision)
    few = [MACHINE, cast.rosa.actor(), cast.arno.actor()]
    with pytest.raises(AssertionError):
        run_state_machine_as_test(lives(desk, cast, Counter(), few), settings=settings(QUICK, max_examples=200))
