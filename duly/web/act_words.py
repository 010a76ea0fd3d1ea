"""What each act is called on a button, and in the journal once it was done."""

from collections.abc import Mapping

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
