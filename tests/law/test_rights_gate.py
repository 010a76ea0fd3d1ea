"""What makes a case wait for one more pair of eyes, and how a demand may be left."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from duly.law.facts import UNKNOWN_STATE, DemandFacts, EmergencyFacts
from duly.law.rights import Exit, exits, gate
from duly.law.vocabulary import Category, Danger, Force, Instrument, Offence, RightsFlag
from tests.law.papers import ACCOUNT, PAPER, demands, paper


def test_card_fraud_of_one_account_without_third_state_waits_for_nobody() -> None:
    found = gate(PAPER, many_accounts=5)
    assert (found.flags, found.extra_reviewers, found.words) == ((), 0, ())


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"on_behalf_of": "RU"}, RightsFlag.THIRD_STATE),
        ({"on_behalf_of": UNKNOWN_STATE}, RightsFlag.THIRD_STATE_UNKNOWN),
        ({"offence_kind": Offence.UNSTATED}, RightsFlag.OFFENCE_UNSTATED),
        ({"offence_kind": Offence.EXPRESSION}, RightsFlag.OFFENCE_EXPRESSION),
        ({"offence_kind": Offence.POLITICAL}, RightsFlag.OFFENCE_POLITICAL),
        ({"protected_person": True}, RightsFlag.PROTECTED_PERSON),
        (
            {"items": tuple(replace(ACCOUNT, key=str(n), identifier=f"u{n}@larch.example") for n in range(6))},
            RightsFlag.MANY_ACCOUNTS,
        ),
        ({"items": (replace(ACCOUNT, categories=frozenset({Category.CONTENT})),)}, RightsFlag.CONTENT),
    ],
)
def test_each_ground_holds_the_case_for_one_more_reviewer(changes: dict[str, Any], flag: RightsFlag) -> None:
    found = gate(replace(PAPER, **changes), many_accounts=5)
    assert (found.flags, found.extra_reviewers, len(found.words)) == ((flag,), 1, 1)


def test_five_accounts_are_not_more_than_five_and_one_account_twice_is_one() -> None:
    five = tuple(replace(ACCOUNT, key=str(n), identifier=f"u{n}@larch.example") for n in range(5))
    assert gate(paper(items=five), many_accounts=5).flags == ()
    assert gate(paper(items=(ACCOUNT, replace(ACCOUNT, key="2"))), many_accounts=1).flags == ()


def test_a_state_that_asks_for_itself_is_no_third_state() -> None:
    assert gate(paper(on_behalf_of="BY"), many_accounts=5).flags == ()


def test_an_unknown_third_state_holds_a_request_and_not_a_binding_warrant() -> None:
    warrant = paper(instrument=Instrument.SEARCH_WARRANT, issuing_state="US", on_behalf_of=UNKNOWN_STATE)
    assert gate(warrant, many_accounts=5, force=Force.BINDING).flags == ()
    assert gate(warrant, many_accounts=5, force=Force.VOLUNTARY).flags == (RightsFlag.THIRD_STATE_UNKNOWN,)


def test_a_declared_third_state_holds_a_binding_order_and_says_that_its_clock_runs() -> None:
    found = gate(paper(on_behalf_of="RU"), many_accounts=5, force=Force.BINDING)
    assert found.flags == (RightsFlag.THIRD_STATE,)
    assert "within its deadline" in found.words[-1]


def test_an_emergency_without_an_offence_is_not_held_for_that() -> None:
    edr = paper(
        instrument=Instrument.EMERGENCY_REQUEST,
        offence_kind=Offence.UNSTATED,
        emergency=EmergencyFacts(danger=Danger.LIFE),
    )
    assert gate(edr, many_accounts=5).flags == ()


@given(demands)
def test_one_more_reviewer_at_most_and_a_sentence_for_each_flag(facts: DemandFacts) -> None:
    for force in Force:
        found = gate(facts, many_accounts=1, force=force)
        assert found.extra_reviewers == (1 if found.flags else 0)
        assert len(found.flags) == len(found.words) == len(set(found.flags))


def test_a_binding_order_is_never_left_by_a_policy_refusal() -> None:
    assert Exit.POLICY_REFUSAL not in exits(Force.BINDING)
    assert {Exit.FORMAL_OBJECTION, Exit.COURT_CHALLENGE} <= exits(Force.BINDING)
    assert exits(Force.VOLUNTARY) == {Exit.FULL_PRODUCTION, Exit.PARTIAL_PRODUCTION, Exit.POLICY_REFUSAL}
