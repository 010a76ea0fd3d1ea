"""What each word of the glossary is called on a page, in the reader's language."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duly.cases.lifecycle import State
from duly.law.vocabulary import (
    Answer,
    Authority,
    Category,
    Danger,
    Force,
    IdentifierKind,
    Instrument,
    NoticeRule,
    Offence,
    Reason,
    RightsFlag,
    Threshold,
)
from duly.requesters.verification import Factor
from duly.staff.actors import Role

Label = str | Promise

_LABELS: tuple[Mapping[StrEnum, Label], ...] = (
    {
        State.RECEIVED: pgettext_lazy("state", "Received"),
        State.REGISTERED: pgettext_lazy("state", "Registered"),
        State.AUTHENTICATED: pgettext_lazy("state", "Requester proven"),
        State.ASSESSED: pgettext_lazy("state", "Assessed"),
        State.HELD: pgettext_lazy("state", "Held for a rights review"),
        State.CLARIFYING: pgettext_lazy("state", "Waiting for an answer"),
        State.CHALLENGED: pgettext_lazy("state", "Contested"),
        State.DECIDED: pgettext_lazy("state", "Decided"),
        State.APPROVED: pgettext_lazy("state", "Approved"),
        State.COLLECTED: pgettext_lazy("state", "Collected"),
        State.INSPECTED: pgettext_lazy("state", "Inspected"),
        State.PACKAGED: pgettext_lazy("state", "Packaged"),
        State.DISCLOSED: pgettext_lazy("state", "Disclosed"),
        State.NO_DATA: pgettext_lazy("state", "No data held"),
        State.REFUSED: pgettext_lazy("state", "Refused"),
        State.WITHDRAWN: pgettext_lazy("state", "Withdrawn"),
        State.QUASHED: pgettext_lazy("state", "Quashed"),
        State.CLOSED: pgettext_lazy("state", "Closed"),
    },
    {
        Role.INTAKE: _("intake"),
        Role.REVIEWER: _("reviewer"),
        Role.APPROVER: _("approver"),
        Role.RELEASER: _("releaser"),
        Role.COUNSEL: _("counsel"),
        Role.SUPERVISOR: _("supervisor"),
        Role.AUDITOR: _("auditor"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.OFFICER: _("officer of an agency"),
        Role.MACHINE: _("the machine"),
    },
    {
        Instrument.SUBPOENA: _("Subpoena"),
        Instrument.COURT_ORDER: _("Court order"),
        Instrument.SEARCH_WARRANT: _("Search warrant"),
        Instrument.EPOC: _("European Production Order (EPOC)"),
        Instrument.EPOC_PR: _("European Preservation Order (EPOC-PR)"),
        Instrument.MLA_REQUEST: _("Mutual legal assistance request"),
        Instrument.JUDICIAL_REQUEST: _("Request of a judicial authority"),
        Instrument.INFORMAL_REQUEST: _("Informal request"),
        Instrument.EMERGENCY_REQUEST: _("Emergency request"),
        Instrument.PRESERVATION_REQUEST: _("Preservation request"),
        Instrument.NATIONAL_SECURITY_LETTER: _("National security letter"),
        Instrument.DSA_ORDER: _("Order to provide information (DSA art. 10)"),
    },
    {
        Authority.COURT: _("Court"),
        Authority.JUDGE: _("Judge"),
        Authority.INVESTIGATING_JUDGE: _("Investigating judge"),
        Authority.PROSECUTOR: _("Prosecutor"),
        Authority.POLICE: _("Police"),
        Authority.ADMINISTRATIVE: _("Administrative authority"),
        Authority.SECURITY_SERVICE: _("Security service"),
        Authority.OTHER: _("Another body"),
    },
    {
        Category.SUBSCRIBER: _("Subscriber data (account information)"),
        Category.TRAFFIC: _("Traffic data"),
        Category.CONTENT: _("Content"),
    },
    {
        IdentifierKind.EMAIL: _("E-mail address"),
        IdentifierKind.PHONE: _("Phone number"),
        IdentifierKind.ACCOUNT_ID: _("Account number"),
        IdentifierKind.HANDLE: _("User name"),
        IdentifierKind.IP: _("IP address"),
        IdentifierKind.PAYMENT_ID: _("Payment identifier"),
        IdentifierKind.DEVICE_ID: _("Device identifier"),
    },
    {Force.BINDING: _("Binding"), Force.VOLUNTARY: _("Voluntary")},
    {
        Answer.SUFFICIENT: _("Sufficient"),
        Answer.DEFICIENT: _("Deficient"),
        Answer.ASK_COUNSEL: _("Ask counsel"),
    },
    {
        Offence.UNSTATED: _("Not stated"),
        Offence.ORDINARY: _("Ordinary offence"),
        Offence.EXPRESSION: _("Offence of expression"),
        Offence.POLITICAL: _("Political offence"),
    },
    {
        Danger.NONE: _("No emergency"),
        Danger.LIFE: _("Danger to life"),
        Danger.SERIOUS_INJURY: _("Danger of serious injury"),
        Danger.CRITICAL_INFRASTRUCTURE: _("Danger to critical infrastructure"),
    },
    {
        Threshold.NOT_STATED: _("Not stated"),
        Threshold.THREE_YEARS: _("Punishable by at least three years"),
        Threshold.LISTED_DIRECTIVE: _("Offence of a listed directive"),
        Threshold.TERRORISM: _("Terrorist offence"),
        Threshold.SENTENCE_EXECUTION: _("Execution of a sentence"),
    },
    {
        RightsFlag.THIRD_STATE: _("A third State stands behind"),
        RightsFlag.THIRD_STATE_UNKNOWN: _("Third State unknown"),
        RightsFlag.OFFENCE_UNSTATED: _("Offence not stated"),
        RightsFlag.OFFENCE_EXPRESSION: _("Offence of expression"),
        RightsFlag.OFFENCE_POLITICAL: _("Political offence"),
        RightsFlag.PROTECTED_PERSON: _("Protected person"),
        RightsFlag.MANY_ACCOUNTS: _("Many accounts"),
        RightsFlag.CONTENT: _("Content asked for"),
    },
    {
        NoticeRule.PERMITTED: _("The user may be told"),
        NoticeRule.AUTHORITY_INFORMS: _("The authority informs the user"),
        NoticeRule.ASK_COUNSEL: _("Ask counsel before telling the user"),
    },
    {
        Reason.WRONG_ENTITY: _("Addressed to another company"),
        Reason.NO_LEGAL_PROCESS: _("No legal process"),
        Reason.WRONG_INSTRUMENT: _("Wrong instrument for these data"),
        Reason.AUTHORITY_NOT_COMPETENT: _("Authority not competent"),
        Reason.OFFENCE_NOT_STATED: _("Offence not stated"),
        Reason.NOT_RELEVANT: _("Not relevant to an investigation"),
        Reason.OVER_BROAD: _("Over-broad"),
        Reason.UNCLEAR: _("Unclear"),
        Reason.WRONG_IDENTIFIER: _("Wrong or ambiguous identifier"),
        Reason.NOT_SIGNED: _("Not signed"),
        Reason.NOT_DATED: _("Not dated"),
        Reason.NEEDS_TREATY: _("Needs the treaty route"),
        Reason.REQUESTER_UNVERIFIED: _("Requester not verified"),
        Reason.EMERGENCY_NOT_SHOWN: _("Emergency not shown"),
        Reason.RIGHTS_GROUND: _("Human-rights ground"),
        Reason.THIRD_STATE: _("A third State stands behind"),
        Reason.POLICY: _("House policy"),
    },
    {
        Factor.MAIL_DOMAIN: _("Official mail domain"),
        Factor.PORTAL_ACCOUNT: _("Account in the portal"),
        Factor.API_TOKEN: _("API token"),
        Factor.DIRECTORY_OFFICER: _("Officer in our directory"),
        Factor.SUPERVISOR_CONFIRMATION: _("Confirmed by the officer's superior"),
        Factor.CALL_BACK: _("Call-back on the directory's number"),
        Factor.QUALIFIED_SIGNATURE: _("Qualified electronic signature"),
        Factor.OFFICIAL_CHANNEL: _("Official channel"),
    },
)

# Two enums can share a text (`Reason.THIRD_STATE`, `RightsFlag.THIRD_STATE`), so a label is found by type first.
_TABLES: Mapping[type[StrEnum], Mapping[StrEnum, Label]] = {type(next(iter(table))): table for table in _LABELS}
_KINDS = {kind.__name__: kind for kind in _TABLES}


def word(value: str, kind: str = "") -> Label:
    """The label of a member, or of a plain value of the enum named `kind`; a word that nobody knows stays as it is."""
    if not isinstance(value, StrEnum) and kind in _KINDS:
        try:
            value = _KINDS[kind](value)
        except ValueError:
            return value
    return _TABLES.get(type(value), {}).get(value, value) if isinstance(value, StrEnum) else value


def choices[Word: StrEnum](kind: type[Word], *, without: frozenset[Word] = frozenset()) -> list[tuple[str, Label]]:
    """Choices for a form, in the order of the glossary."""
    return [(member.value, word(member)) for member in kind if member not in without]


def kinds() -> tuple[type[StrEnum], ...]:
    """Every enum that has words here."""
    return tuple(_TABLES)
