"""Which command does which act, so that a person is told words that she can type."""

from collections.abc import Iterable, Mapping

from duly.cases.lifecycle import Act

COMMAND_FOR: Mapping[Act, str] = {
    Act.REGISTER: "register",
    Act.AUTHENTICATE: "authenticate",
    Act.RECORD_EVIDENCE: "authenticate",
    Act.ASSESS: "assess",
    Act.CONSULT: "consult",
    Act.REVIEW_RIGHTS: "review-rights",
    Act.NARROW: "narrow",
    Act.CLARIFY: "clarify",
    Act.ANSWER: "answer",
    Act.DECIDE: "decide",
    Act.APPROVE: "approve",
    Act.REFUSE: "refuse",
    Act.CHALLENGE: "challenge",
    Act.RULE: "rule",
    Act.WITHDRAW: "withdraw",
    Act.COLLECT: "collect",
    Act.INSPECT: "collect",
    Act.PACKAGE: "collect",
    Act.REPORT_NO_DATA: "collect",
    Act.DISCLOSE: "disclose",
    Act.FETCH: "disclose --to FOLDER",
    Act.REOPEN: "reopen",
    Act.NOTIFY: "notice confirm",
    Act.SEAL: "seal",
}
"""An act that is not here has no command: the machine does it, or the officer in the portal."""


def commands_of(acts: Iterable[Act]) -> tuple[str, ...]:
    """The commands for these acts, each once, in their order."""
    return tuple(dict.fromkeys(COMMAND_FOR[act] for act in acts if act in COMMAND_FOR))


def handed_over(reference: str) -> str:
    """How a released package reaches the officer."""
    return (
        "The officer downloads the package in the portal, once; or a releaser hands it over another way with "
        f"`duly disclose {reference} --to FOLDER --because REASON`."
    )
