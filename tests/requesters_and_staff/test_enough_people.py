"""Whether a flagged case can reach its end with the people there are, whoever fills which duty."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.cases.permissions import DUTY_OF, MAY
from duly.staff.actors import CASE_ROLES, Actor, Role
from duly.staff.duties import (
    Duty,
    DutyPolicy,
    SamePerson,
    keep_apart,
    left_without_anybody,
    rights_review_by_person_needed,
    too_few_people,
)

ABLE = {duty: MAY[act] for act, duty in DUTY_OF.items()}
R = Role


def people(*roles: set[Role]) -> dict[str, frozenset[Role]]:
    """One person for each set of roles."""
    return {f"person {number}": frozenset(held) for number, held in enumerate(roles)}


@pytest.mark.parametrize(
    ("policy", "team"),
    [
        (DutyPolicy.SOLO, people({R.REVIEWER, R.APPROVER})),
        (DutyPolicy.TWO, people({R.INTAKE, R.REVIEWER}, {R.APPROVER, R.RELEASER}, {R.COUNSEL})),
        (DutyPolicy.TWO, people({R.REVIEWER}, {R.APPROVER}, {R.SUPERVISOR})),
        (DutyPolicy.FOUR, people({R.INTAKE}, {R.REVIEWER}, {R.APPROVER}, {R.RELEASER}, {R.COUNSEL})),
    ],
)
def test_the_fewest_people_with_the_right_roles_are_enough(
    policy: DutyPolicy, team: dict[str, frozenset[Role]]
) -> None:
    assert too_few_people(policy, ABLE, team) == ""
    for name in team:
        fewer = {other: roles for other, roles in team.items() if other != name}
        assert "duly staff add" in too_few_people(policy, ABLE, fewer), f"without {name}"


@pytest.mark.parametrize(
    ("policy", "team", "left"),
    [
        (DutyPolicy.TWO, people({R.INTAKE}, {R.REVIEWER}, {R.APPROVER}), Duty.REVIEW_RIGHTS),
        (DutyPolicy.TWO, people({R.REVIEWER}, {R.REVIEWER}, {R.COUNSEL}), Duty.APPROVE),
        (DutyPolicy.TWO, people({R.COUNSEL}, {R.COUNSEL}, {R.APPROVER}), Duty.VERIFY),
        (DutyPolicy.FOUR, people({R.INTAKE}, {R.REVIEWER}, {R.APPROVER}, {R.COUNSEL}, {R.COUNSEL}), Duty.RELEASE),
        (DutyPolicy.FOUR, people(set(CASE_ROLES), set(CASE_ROLES), set(CASE_ROLES), set(CASE_ROLES)),
         Duty.REVIEW_RIGHTS),
        (DutyPolicy.SOLO, people({R.REVIEWER}), Duty.APPROVE),
    ],
)  # fmt: skip
def test_the_duty_that_nobody_is_left_for_is_named(
    policy: DutyPolicy, team: dict[str, frozenset[Role]], left: Duty
) -> None:
    assert left_without_anybody(policy, ABLE, team) == (left,)
    assert f"“{left}”" in too_few_people(policy, ABLE, team)


def _can_be_done(policy: DutyPolicy, team: Mapping[str, frozenset[Role]]) -> bool:
    """By trying everybody in every duty, under the rule that the acts themselves ask."""
    duties = [Duty.VERIFY, Duty.DECIDE, Duty.APPROVE]
    duties += [Duty.REVIEW_RIGHTS] if rights_review_by_person_needed(policy) else []
    duties += [Duty.RELEASE] if policy is DutyPolicy.FOUR else []
    for chosen in product(sorted(team), repeat=len(duties)):
        done: dict[Duty, frozenset[str]] = {}
        try:
            for duty, person in zip(duties, chosen, strict=True):
                if team[person].isdisjoint(ABLE[duty]):
                    raise SamePerson
                keep_apart(policy, duty, Actor(id=person, name=person, roles=team[person]), done)
                done[duty] = frozenset({person})
        except SamePerson:
            continue
        return True
    return False


@given(
    policy=st.sampled_from(DutyPolicy),
    team=st.lists(st.frozensets(st.sampled_from(sorted(CASE_ROLES)), max_size=3), max_size=5),
)
def test_a_start_is_refused_exactly_when_no_way_of_sharing_the_work_exists(
    policy: DutyPolicy, team: list[frozenset[Role]]
) -> None:
    held = people(*(set(roles) for roles in team))
    assert (too_few_people(policy, ABLE, held) == "") == _can_be_done(policy, held)


def test_people_change_places_before_a_duty_counts_as_empty() -> None:
    # the supervisor comes first and could approve; only if she looks at the flagged case is there somebody for all
    team = {"a": frozenset({R.REVIEWER, R.SUPERVISOR}), "b": frozenset({R.REVIEWER}), "c": frozenset({R.SUPERVISOR})}
    assert left_without_anybody(DutyPolicy.TWO, ABLE, team) == ()
    # whoever decides first is the only one who can approve
    both = {"a": frozenset({R.REVIEWER, R.APPROVER}), "b": frozenset({R.REVIEWER}), "c": frozenset({R.COUNSEL})}
    assert left_without_anybody(DutyPolicy.TWO, ABLE, both) == ()
