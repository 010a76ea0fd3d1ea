"""Segregation of duties: who may not be the same person, computed from what the journal says people did.

Three declared policies: `solo` (named in every decision and in the report), `two` (default) and `four`. A case that the
rights gate holds needs one person more than the policy says.
"""

from collections.abc import Mapping
from enum import StrEnum

from duly.staff.actors import CASE_ROLES, Actor, Role


class DutyPolicy(StrEnum):
    """How many people a disclosure needs."""

    SOLO = "solo"
    TWO = "two"
    FOUR = "four"


class Duty(StrEnum):
    """The four decisive things that people do in one round of a case, and the rights gate's extra look."""

    VERIFY = "verify"
    DECIDE = "decide"
    APPROVE = "approve"
    REVIEW_RIGHTS = "review_rights"
    RELEASE = "release"


_APART: Mapping[DutyPolicy, Mapping[Duty, frozenset[Duty]]] = {
    DutyPolicy.SOLO: {},
    DutyPolicy.TWO: {
        Duty.DECIDE: frozenset({Duty.APPROVE, Duty.REVIEW_RIGHTS}),
        Duty.APPROVE: frozenset({Duty.DECIDE, Duty.REVIEW_RIGHTS}),
        Duty.REVIEW_RIGHTS: frozenset({Duty.DECIDE, Duty.APPROVE}),
    },
    DutyPolicy.FOUR: {duty: frozenset(Duty) - {duty} for duty in Duty},
}


class SamePerson(PermissionError):
    """One person would fill two duties that the declared policy keeps apart."""


def keep_apart(policy: DutyPolicy, duty: Duty, actor: Actor, done: Mapping[Duty, frozenset[str]]) -> None:
    """Raise SamePerson if `actor` already did, in this round, a duty that must stay apart from `duty`.

    `done` maps each duty to the ids of those who did it, read from the journal and not from today's roles.
    """
    for other in sorted(_APART[policy].get(duty, frozenset())):
        if actor.id in done.get(other, frozenset()):
            raise SamePerson(
                f"{actor.name} already did “{other}” in this round, and the duty policy “{policy}” keeps that apart "
                f"from “{duty}”. Ask another person."
            )


def rights_review_by_person_needed(policy: DutyPolicy) -> bool:
    """Under `solo` there is no second person: named outside counsel's answer takes the place of the extra reviewer."""
    return policy is not DutyPolicy.SOLO


def _duties_of_people(policy: DutyPolicy) -> tuple[Duty, ...]:
    """Duties that the machine cannot do, in the order in which people are looked for."""
    extra = (Duty.REVIEW_RIGHTS,) if rights_review_by_person_needed(policy) else ()
    return (Duty.DECIDE, Duty.APPROVE, Duty.VERIFY, *((Duty.RELEASE,) if policy is DutyPolicy.FOUR else ()), *extra)


def left_without_anybody(
    policy: DutyPolicy, able: Mapping[Duty, frozenset[Role]], roles_held: Mapping[str, frozenset[Role]]
) -> tuple[Duty, ...]:
    """Duties of a flagged case for which nobody is left once the others are given to people as well as can be.

    Exact: people are moved between duties (augmenting paths) before a duty counts as empty. Arguments as below.
    """
    filled: dict[str, Duty] = {}

    def find(duty: Duty, asked: set[str]) -> bool:
        for person, roles in sorted(roles_held.items()):
            if person in asked or roles.isdisjoint(able[duty]):
                continue
            asked.add(person)
            if person not in filled or find(filled[person], asked):
                filled[person] = duty
                return True
        return False

    def somebody(duty: Duty) -> bool:
        if _APART[policy].get(duty):
            return find(duty, set())
        return any(roles & able[duty] for roles in roles_held.values())

    return tuple(duty for duty in _duties_of_people(policy) if not somebody(duty))


def too_few_people(
    policy: DutyPolicy, able: Mapping[Duty, frozenset[Role]], roles_held: Mapping[str, frozenset[Role]]
) -> str:
    """A sentence that says which duties nobody is left for, or "" if these people can keep the policy.

    `able` maps each duty to the roles that may do its act; `roles_held` the id of each active person to her roles. A
    case that the rights gate holds counts: it needs one person more than an ordinary one.
    """
    left = left_without_anybody(policy, able, roles_held)
    if not left:
        return ""
    apart = [duty for duty in _duties_of_people(policy) if _APART[policy].get(duty)]
    rule = f"wants a different person for each of {', '.join(apart)}" if apart else "still needs people"
    wanted = "; ".join(f"“{duty}” ({' or '.join(sorted(able[duty] & CASE_ROLES))})" for duty in left)
    return (
        f"The duty policy “{policy}” {rule}, in a case that the rights gate holds too, and nobody is left for: "
        f"{wanted}. Add people who hold such a role with `duly staff add`, or declare another policy in duly.toml."
    )
