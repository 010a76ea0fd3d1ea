"""What each act is called on a button, and in the journal once it was done; and what the machine tries at night."""

from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import Act
from duly.web.words import Label

TO_DO: Mapping[Act, Label] = {
    Act.RECEIVE: _("Enter a paper"),
    Act.READ: _("Read the mail"),
    Act.REGISTER: _("Register what the paper asks for"),
    Act.AUTHENTICATE: _("Confirm who asks"),
    Act.RECORD_EVIDENCE: _("Record evidence about who asks"),
    Act.ASSESS: _("Apply the rules"),
    Act.CONSULT: _("Record counsel's answer"),
    Act.REVIEW_RIGHTS: _("Review the rights of the person"),
    Act.NARROW: _("Narrow the scope"),
    Act.CLARIFY: _("Ask the requester back"),
    Act.ANSWER: _("Record the requester's answer"),
    Act.DECIDE: _("Decide what may leave"),
    Act.APPROVE: _("Approve the decision"),
    Act.REFUSE: _("Refuse the request"),
    Act.CHALLENGE: _("Contest the order"),
    Act.RULE: _("Record the ruling"),
    Act.WITHDRAW: _("Record a withdrawal"),
    Act.COLLECT: _("Collect the granted data"),
    Act.INSPECT: _("Inspect what was collected"),
    Act.PACKAGE: _("Build the package"),
    Act.REPORT_NO_DATA: _("Answer that no data are held"),
    Act.DISCLOSE: _("Release the package"),
    Act.FETCH: _("Download the package"),
    Act.NOTIFY: _("Tell the user"),
    Act.SEAL: _("Seal the case"),
    Act.REOPEN: _("Reopen the case"),
    Act.CLOSE: _("Close the case"),
}

DONE: Mapping[Act, Label] = {
    Act.RECEIVE: _("Received"),
    Act.READ: _("Mail read"),
    Act.REGISTER: _("Registered"),
    Act.AUTHENTICATE: _("Requester proven"),
    Act.RECORD_EVIDENCE: _("Evidence recorded"),
    Act.ASSESS: _("Rules applied"),
    Act.CONSULT: _("Counsel's answer recorded"),
    Act.REVIEW_RIGHTS: _("Rights reviewed"),
    Act.NARROW: _("Scope narrowed"),
    Act.CLARIFY: _("Asked back"),
    Act.ANSWER: _("Answer recorded"),
    Act.DECIDE: _("Decided"),
    Act.APPROVE: _("Approved"),
    Act.REFUSE: _("Refused"),
    Act.CHALLENGE: _("Contested"),
    Act.RULE: _("Ruling recorded"),
    Act.WITHDRAW: _("Withdrawn"),
    Act.COLLECT: _("Collected"),
    Act.INSPECT: _("Inspected"),
    Act.PACKAGE: _("Package built"),
    Act.REPORT_NO_DATA: _("Answered: no data"),
    Act.DISCLOSE: _("Package released"),
    Act.FETCH: _("Package downloaded"),
    Act.NOTIFY: _("User notice"),
    Act.SEAL: _("Sealed"),
    Act.REOPEN: _("Reopened"),
    Act.CLOSE: _("Closed"),
}

_UNPROMPTED: Mapping[str, Label] = {
    "packages_taken_away": _("Take fetched and expired packages away"),
    "notices_due": _("See whether a user may be told now"),
    "send_notice": _("Write to the user"),
    "escalate": _("Warn of the date"),
}
"""What the worker tries that is no act on a case: it is kept among the attempts under these names."""
LETTERS: Mapping[str, Label] = {
    "acknowledgement": _("acknowledgement"),
    "clarification": _("question to the requester"),
    "refusal": _("refusal"),
    "challenge": _("formal objection"),
    "withdrawal": _("confirmation of the withdrawal"),
    "no_data": _("answer that no data are held"),
    "package_ready": _("word that the package is ready"),
    "user_notice": _("notice to a user"),
    "escalation": _("warning of the date"),
    "overdue": _("warning of a date that has passed"),
}


def to_do(name: str) -> Label:
    """What is done, or tried, under this name. One that nobody knows stays as it is: no page breaks over a name."""
    if name in set(Act):
        return TO_DO[Act(name)]
    if name.startswith("letter_"):
        # `letter_KIND_` and seven hex digits of the letter's id; a long kind is cut off by the worker
        rest = name.removeprefix("letter_")
        kind = rest.rpartition("_")[0] or rest
        known = next((label for whole, label in LETTERS.items() if whole.startswith(kind)), kind)
        return _now("Send a letter: %(kind)s") % {"kind": known}
    return _UNPROMPTED.get(name, name)


def done(name: str) -> Label:
    """What the journal calls it."""
    return DONE[Act(name)] if name in set(Act) else name
