"""Who may do what, as one page of prose.

Two questions are asked before every act: does the actor hold a role that may do it (the table below), and does the
journal show that she already did something in this round that must stay apart from it (`staff.duties`)? Whether she may
see the case at all is asked before both, in `cases.queries.visible_to`.
"""

from collections.abc import Mapping

from duly.cases.lifecycle import Act
from duly.staff.actors import Actor, Role
from duly.staff.duties import Duty

R = Role

MAY: Mapping[Act, frozenset[Role]] = {
    # A demand arrives through a door; the clerk at intake lodges paper, an officer her own, the machine mail.
    Act.RECEIVE: frozenset({R.INTAKE, R.OFFICER, R.MACHINE}),
    # The machine reads mail in a limited child; a person, or the officer herself, says what the demand asks for.
    Act.READ: frozenset({R.MACHINE}),
    Act.REGISTER: frozenset({R.INTAKE, R.REVIEWER, R.OFFICER, R.MACHINE}),
    # Intake looks at who asks; a supervisor can confirm.
    Act.RECORD_EVIDENCE: frozenset({R.INTAKE, R.REVIEWER, R.SUPERVISOR, R.MACHINE}),
    Act.AUTHENTICATE: frozenset({R.INTAKE, R.REVIEWER, R.SUPERVISOR}),
    # Rules are applied by the machine, or by a reviewer who does not want to wait for it.
    Act.ASSESS: frozenset({R.REVIEWER, R.COUNSEL, R.MACHINE}),
    Act.CONSULT: frozenset({R.COUNSEL, R.REVIEWER}),
    Act.REVIEW_RIGHTS: frozenset({R.REVIEWER, R.COUNSEL, R.SUPERVISOR}),
    # The reviewer decides what may leave; another person approves exactly that.
    Act.NARROW: frozenset({R.REVIEWER, R.COUNSEL}),
    Act.CLARIFY: frozenset({R.INTAKE, R.REVIEWER, R.COUNSEL}),
    Act.ANSWER: frozenset({R.INTAKE, R.REVIEWER, R.OFFICER}),
    Act.DECIDE: frozenset({R.REVIEWER, R.COUNSEL}),
    Act.APPROVE: frozenset({R.APPROVER, R.SUPERVISOR}),
    Act.REFUSE: frozenset({R.REVIEWER, R.COUNSEL}),
    Act.CHALLENGE: frozenset({R.COUNSEL}),
    Act.RULE: frozenset({R.COUNSEL}),
    Act.WITHDRAW: frozenset({R.INTAKE, R.REVIEWER, R.OFFICER}),
    # After approval the machine works; under the policy `four` a releaser lets the package go.
    Act.COLLECT: frozenset({R.RELEASER, R.MACHINE}),
    Act.INSPECT: frozenset({R.RELEASER, R.MACHINE}),
    Act.PACKAGE: frozenset({R.RELEASER, R.MACHINE}),
    Act.REPORT_NO_DATA: frozenset({R.RELEASER, R.MACHINE}),
    Act.DISCLOSE: frozenset({R.RELEASER, R.MACHINE}),
    Act.FETCH: frozenset({R.OFFICER, R.RELEASER}),
    Act.REOPEN: frozenset({R.REVIEWER, R.SUPERVISOR}),
    # Telling the user is confirmed by a person who made sure that no renewal came.
    Act.NOTIFY: frozenset({R.REVIEWER, R.COUNSEL, R.SUPERVISOR, R.MACHINE}),
    Act.SEAL: frozenset({R.REVIEWER, R.COUNSEL, R.SUPERVISOR}),
    Act.CLOSE: frozenset({R.REVIEWER, R.MACHINE}),
}

DUTY_OF: Mapping[Act, Duty] = {
    Act.AUTHENTICATE: Duty.VERIFY,
    Act.DECIDE: Duty.DECIDE,
    Act.APPROVE: Duty.APPROVE,
    Act.REVIEW_RIGHTS: Duty.REVIEW_RIGHTS,
    Act.DISCLOSE: Duty.RELEASE,
}
"""Acts that fill a duty which must be kept apart from others."""


class NotYours(PermissionError):
    """The actor holds no role that may do this."""


def refuse_unless_permitted(actor: Actor, act: Act) -> None:
    """Raise NotYours unless a role of the actor may do `act`. An act that is not in the table is nobody's."""
    allowed = MAY.get(act, frozenset())
    if not actor.has(*allowed):
        roles = ", ".join(sorted(allowed)) or "nobody"
        raise NotYours(
            f"{actor.name} may not “{act}”. It is for: {roles}. Ask one of them, or an administrator for the role."
        )
