"""The transition table's promises, as searches over its graph."""

import pytest

from duly.cases.lifecycle import (
    LIFE,
    ON_THE_ROAD_TO_DATA,
    Act,
    NotNow,
    State,
    possible_acts,
    reachable_without,
    target,
    targets,
)
from duly.cases.permissions import MAY


@pytest.mark.parametrize("act", ON_THE_ROAD_TO_DATA)
def test_no_road_to_disclosed_skips(act: Act) -> None:
    assert State.DISCLOSED in reachable_without(Act.SEAL)
    assert State.DISCLOSED not in reachable_without(act)


def test_a_shortcut_planted_in_the_table_is_found() -> None:
    planted = (*LIFE, (State.ASSESSED, Act.PACKAGE, State.PACKAGED))
    assert State.DISCLOSED in reachable_without(Act.APPROVE, planted)
    assert State.DISCLOSED not in reachable_without(Act.APPROVE)


def test_a_held_case_is_decided_only_after_the_extra_review() -> None:
    without_review = tuple(row for row in LIFE if row[1] is not Act.REVIEW_RIGHTS)
    from_held = {after for before, _, after in without_review if before is State.HELD}
    assert State.DECIDED not in from_held
    assert State.ASSESSED not in from_held


def test_no_data_is_answered_only_on_what_was_approved_and_inspected() -> None:
    for act in (Act.APPROVE, Act.COLLECT, Act.INSPECT):
        assert State.NO_DATA not in reachable_without(act)


def test_every_state_can_be_reached_and_every_open_one_can_be_left() -> None:
    assert reachable_without(Act.RECEIVE) == frozenset(State)
    for state in set(State) - {State.CLOSED}:
        assert any(after is not state for before, _, after in LIFE if before is state), state


def test_nothing_leaves_a_closed_case_but_a_notice_and_reopened_it_goes_the_whole_road() -> None:
    assert set(possible_acts(State.CLOSED)) == {Act.NOTIFY, Act.REOPEN}
    assert targets(State.CLOSED, Act.REOPEN) == (State.REGISTERED,)


def test_every_act_of_the_table_has_people_who_may_do_it() -> None:
    for act in {act for _, act, _ in LIFE} | {Act.RECEIVE}:
        assert MAY[act], act


def test_changing_the_scope_after_approval_leads_back_before_the_rules() -> None:
    assert target(State.APPROVED, Act.NARROW) is State.AUTHENTICATED
    assert target(State.DECIDED, Act.NARROW) is State.AUTHENTICATED


def test_an_impossible_act_says_what_is_possible() -> None:
    with pytest.raises(NotNow, match=r"cannot “disclose”\. What can happen now: read, register"):
        target(State.RECEIVED, Act.DISCLOSE)
    with pytest.raises(NotNow, match="leads from “authenticated” to assessed or held"):
        target(State.AUTHENTICATED, Act.ASSESS)
