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

PEOPLE_NEEDED: Mapping[DutyPolicy, int] = {DutyPolicy.SOLO: 1, DutyPolicy.TWO: 2, DutyPolicy.FOUR: 4}
"""Distinct people for a case without flags."""


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


def too_few_people(policy: DutyPolicy, roles_held: Mapping[str, frozenset[Role]]) -> str:
    """A sentence that says why these people cannot keep the policy, or "" if they can.

    `roles_held` maps the id of each active person to her roles. One more than the policy's number is asked for, so that
    a case which the rights gate holds can still be answered.
    """
    workers = [person for person, roles in roles_held.items() if roles & CASE_ROLES]
    needed = PEOPLE_NEEDED[policy] + (policy is not DutyPolicy.SOLO)
    if len(workers) < needed:
        return (
            f"The duty policy “{policy}” needs {needed} people (a flagged case needs one more than an ordinary one), "
            f"and {len(workers)} can work on cases. Add people with `duly staff add`, or declare another policy in "
            "duly.toml."
        )
    for duty, role in ((Duty.DECIDE, Role.REVIEWER), (Duty.APPROVE, Role.APPROVER)):
        if not any(role in roles for roles in roles_held.values()):
            return f"Nobody holds the role “{role}”, so nobody can {duty}. Add one with `duly staff add`."
    return ""
