"""What is known of a demand, as values: the only thing that a rule may look at.

Every rule in `law` takes these and nothing else. Countries are ISO 3166-1 alpha-2; instants are aware datetimes in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

from duly.law.vocabulary import Authority, Category, Danger, IdentifierKind, Instrument, Offence, Threshold

UNKNOWN_STATE = "unknown"
"""We asked, or should ask, whether a third State stands behind the request, and have no answer."""
NO_STATE = "none"
"""The requester declared that no other State stands behind the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """One identifier, the categories asked for, and a closed period; each gets its own answer."""

    key: str
    identifier_kind: IdentifierKind
    identifier: str
    categories: frozenset[Category]
    start: datetime | None = None
    """First instant of the period, included; None: the demand names no period."""
    end: datetime | None = None
    """End of the period, excluded."""
    identification_only: bool = False
    """Traffic records are asked for only to identify the user (Reg. 2023/1543 art. 3(10))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyFacts:
    """The elements of an emergency as stated by who asks; an empty one prompts a call, never a silent block."""

    danger: Danger
    who: str = ""
    harm: str = ""
    when: str = ""
    why_this_data: str = ""
    why_no_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecrecyFacts:
    """A non-disclosure order or statutory secrecy that came with the demand."""

    basis: str
    issued_by: str = ""
    starts: date
    ends: date | None = None
    """None: the order names no end, and so binds until a court ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFacts:
    """A demand as a person read it off the paper."""

    instrument: Instrument
    issuing_state: str
    authority: Authority
    authority_name: str
    reference: str
    items: tuple[ItemFacts, ...]
    validated_by: Authority | None = None
    signed: bool = False
    issued_on: date | None = None
    language: str = "en"
    addressed_to: str = ""
    offence: str = ""
    offence_kind: Offence = Offence.UNSTATED
    criminal_investigation: bool = False
    """There is a reasonable ground, on the paper, to believe that this concerns a criminal investigation."""
    threshold: Threshold = Threshold.NOT_STATED
    on_behalf_of: str = UNKNOWN_STATE
    """ISO country of the third State behind the request, NO_STATE if none is declared, or UNKNOWN_STATE."""
    protected_person: bool = False
    emergency: EmergencyFacts | None = None
    secrecy: tuple[SecrecyFacts, ...] = ()
    return_date: date | None = None
    """The date on the face of the paper by which an answer is due."""
    enforcing_authority_notified: bool = False
    """EPOC section K: the enforcing authority was notified, so data leave only at the end of day ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFacts:
    """What rules need to know of the provider that runs this instance."""

    name: str
    host: str
    establishments: frozenset[str]
    """ISO countries where the provider has an establishment or a legal representative ("EU" is derived, not listed)."""
