"""Who acts: every act names one actor, and the journal keeps it."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be asked to do at the provider; `officer` and `machine` stand outside the staff."""

    INTAKE = "intake"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    RELEASER = "releaser"
    COUNSEL = "counsel"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    MACHINE = "machine"


CASE_ROLES = frozenset({Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.RELEASER, Role.COUNSEL, Role.SUPERVISOR})
"""Roles that work on cases."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the machine, as an act sees it."""

    id: str
    name: str
    roles: frozenset[Role]
    human: bool = True

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)


MACHINE = Actor(id="machine", name="Duly", roles=frozenset({Role.MACHINE}), human=False)
