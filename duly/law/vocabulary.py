"""The words of the field as closed lists: what is not a member here cannot be said anywhere in Duly.

Glossary: docs/explanation/glossary.md.
"""

from enum import StrEnum


class Instrument(StrEnum):
    """The kind of legal process."""

    SUBPOENA = "subpoena"
    COURT_ORDER = "court_order"
    SEARCH_WARRANT = "search_warrant"
    EPOC = "epoc"
    EPOC_PR = "epoc_pr"
    MLA_REQUEST = "mla_request"
    JUDICIAL_REQUEST = "judicial_request"
    """A request of a judicial authority, or one executed in an equivalent form, with no force here."""
    INFORMAL_REQUEST = "informal_request"
    EMERGENCY_REQUEST = "emergency_request"
    PRESERVATION_REQUEST = "preservation_request"
    NATIONAL_SECURITY_LETTER = "national_security_letter"
    DSA_ORDER = "dsa_order"


class Authority(StrEnum):
    """What kind of body issued, or validated, the instrument."""

    COURT = "court"
    JUDGE = "judge"
    INVESTIGATING_JUDGE = "investigating_judge"
    PROSECUTOR = "prosecutor"
    POLICE = "police"
    ADMINISTRATIVE = "administrative"
    SECURITY_SERVICE = "security_service"
    OTHER = "other"


class Category(StrEnum):
    """Category of data. Account information = `subscriber`."""

    SUBSCRIBER = "subscriber"
    TRAFFIC = "traffic"
    CONTENT = "content"


class IdentifierKind(StrEnum):
    """How an item names an account."""

    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT_ID = "account_id"
    HANDLE = "handle"
    IP = "ip"
    PAYMENT_ID = "payment_id"
    DEVICE_ID = "device_id"


class Force(StrEnum):
    """Whether the demand compels this provider."""

    BINDING = "binding"
    VOLUNTARY = "voluntary"


class Answer(StrEnum):
    """What a rule says."""

    SUFFICIENT = "sufficient"
    DEFICIENT = "deficient"
    ASK_COUNSEL = "ask_counsel"


class Offence(StrEnum):
    """How the offence behind a demand is described, as far as the rights gate needs it."""

    UNSTATED = "unstated"
    ORDINARY = "ordinary"
    EXPRESSION = "expression"
    POLITICAL = "political"


class Danger(StrEnum):
    """What an emergency threatens."""

    NONE = "none"
    LIFE = "life"
    SERIOUS_INJURY = "serious_injury"
    CRITICAL_INFRASTRUCTURE = "critical_infrastructure"


class Threshold(StrEnum):
    """On which ground the offence reaches the seriousness that traffic and content need (Reg. 2023/1543 art. 5(4))."""

    NOT_STATED = "not_stated"
    THREE_YEARS = "three_years"
    LISTED_DIRECTIVE = "listed_directive"
    TERRORISM = "terrorism"
    SENTENCE_EXECUTION = "sentence_execution"


class RightsFlag(StrEnum):
    """Why the rights gate holds a case for one more pair of eyes."""

    THIRD_STATE = "third_state"
    THIRD_STATE_UNKNOWN = "third_state_unknown"
    OFFENCE_UNSTATED = "offence_unstated"
    OFFENCE_EXPRESSION = "offence_expression"
    OFFENCE_POLITICAL = "offence_political"
    PROTECTED_PERSON = "protected_person"
    MANY_ACCOUNTS = "many_accounts"
    CONTENT = "content"


class NoticeRule(StrEnum):
    """What a rule says about telling the user."""

    PERMITTED = "permitted"
    AUTHORITY_INFORMS = "authority_informs"
    ASK_COUNSEL = "ask_counsel"


class Reason(StrEnum):
    """Canonical reasons for refusing, or asking back on, an item."""

    WRONG_ENTITY = "wrong_entity"
    NO_LEGAL_PROCESS = "no_legal_process"
    WRONG_INSTRUMENT = "wrong_instrument"
    AUTHORITY_NOT_COMPETENT = "authority_not_competent"
    OFFENCE_NOT_STATED = "offence_not_stated"
    NOT_RELEVANT = "not_relevant"
    OVER_BROAD = "over_broad"
    UNCLEAR = "unclear"
    WRONG_IDENTIFIER = "wrong_identifier"
    NOT_SIGNED = "not_signed"
    NOT_DATED = "not_dated"
    NEEDS_TREATY = "needs_treaty"
    REQUESTER_UNVERIFIED = "requester_unverified"
    EMERGENCY_NOT_SHOWN = "emergency_not_shown"
    RIGHTS_GROUND = "rights_ground"
    THIRD_STATE = "third_state"
    POLICY = "policy"


class Outcome(StrEnum):
    """Exactly one per case at cut-off."""

    PENDING = "pending"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    NO_DATA = "no_data"
    DISCLOSED_NON_CONTENT = "disclosed_non_content"
    DISCLOSED_CONTENT = "disclosed_content"
