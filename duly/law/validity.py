"""What makes an order defective on its face, before anybody asks what it reaches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from duly.law.binding import NATIONAL_ORDERS
from duly.law.facts import DemandFacts, ProviderFacts
from duly.law.vocabulary import Instrument, Reason

EARLIEST_ZONE = timedelta(hours=14)
"""In Kiribati it is already tomorrow: a paper is dated in the future only if its day has begun nowhere."""

NO_OFFENCE_NEEDED = frozenset({Instrument.EMERGENCY_REQUEST, Instrument.PRESERVATION_REQUEST, Instrument.DSA_ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing that is wrong with the paper, in words that can be printed to whoever sent it."""

    reason: Reason
    words: str
    cite: str
    item: str = ""
    """Key of the item, or "" where the whole paper is meant."""


def defects(facts: DemandFacts, provider: ProviderFacts, at: datetime) -> tuple[Defect, ...]:
    """Everything wrong on the face of the paper as of `at` (aware). What to do about it is a person's decision."""
    return (
        *_execution(facts, at),
        *_addressee(facts, provider),
        *_contents(facts, provider),
    )


def _execution(facts: DemandFacts, at: datetime) -> Iterator[Defect]:
    if not facts.signed:
        yield Defect(
            reason=Reason.NOT_SIGNED,
            words="The paper is not signed. Send one that is signed or sealed by the authority that issued it.",
            cite=_form(facts, "Reg. (EU) 2023/1543 Annex I sections I, J", "House policy § 1"),
        )
    if facts.issued_on is None:
        yield Defect(
            reason=Reason.NOT_DATED,
            words="The paper bears no date of issue. Send one that does.",
            cite=_form(facts, "Reg. (EU) 2023/1543 Annex I section I", "House policy § 1"),
        )
    elif facts.issued_on > (at.astimezone(UTC) + EARLIEST_ZONE).date():
        yield Defect(
            reason=Reason.NOT_DATED,
            words=f"The paper is dated {facts.issued_on.isoformat()}, a day that has not come yet. Confirm the date.",
            cite=_form(facts, "Reg. (EU) 2023/1543 art. 10(6)", "House policy § 1"),
        )


def _addressee(facts: DemandFacts, provider: ProviderFacts) -> Iterator[Defect]:
    if not facts.addressed_to.strip():
        yield Defect(
            reason=Reason.WRONG_ENTITY,
            words=f"The paper names no addressee. Address it to {provider.name}.",
            cite=_form(facts, "Reg. (EU) 2023/1543 art. 7(1), Annex I section B", "law of the issuing State"),
        )
    elif _legal_name(provider.name) not in _legal_name(facts.addressed_to):
        yield Defect(
            reason=Reason.WRONG_ENTITY,
            words=f"The paper is addressed to {facts.addressed_to}, not to {provider.name}, who holds the data.",
            cite=_form(facts, "Reg. (EU) 2023/1543 art. 7(1), Annex I section B", "law of the issuing State"),
        )


def _contents(facts: DemandFacts, provider: ProviderFacts) -> Iterator[Defect]:
    if not facts.items:
        yield Defect(
            reason=Reason.UNCLEAR,
            words="The paper names no account. Say whose data are asked for, by an identifier of our service.",
            cite=_form(facts, "Reg. (EU) 2023/1543 art. 5(5), Annex I section E", "House policy § 1"),
        )
    if not facts.reference.strip() or not facts.authority_name.strip():
        yield Defect(
            reason=Reason.UNCLEAR,
            words="The paper lacks a file reference or the name of the authority. Send both.",
            cite=_form(facts, "Reg. (EU) 2023/1543 Annex I section A", "House policy § 1"),
        )
    if not facts.offence.strip() and _offence_needed(facts, provider):
        yield Defect(
            reason=Reason.OFFENCE_NOT_STATED,
            words="The paper does not state the offence. Name it, and the provision of law.",
            cite=_form(facts, "Reg. (EU) 2023/1543 art. 5(5), Annex I section G", "House policy § 3"),
        )


def _offence_needed(facts: DemandFacts, provider: ProviderFacts) -> bool:
    """A subpoena, order or warrant of our own State need not tell us the offence; an emergency needs no crime."""
    at_home = facts.instrument in NATIONAL_ORDERS and facts.issuing_state in provider.establishments
    return not at_home and facts.instrument not in NO_OFFENCE_NEEDED


def _legal_name(name: str) -> str:
    """Letters and digits only, folded: `Acme GmbH` and `ACME, GmbH` are one name; a substring check follows."""
    return "".join(character for character in name.casefold() if character.isalnum())


def _form(facts: DemandFacts, european: str, other: str) -> str:
    return european if facts.instrument in (Instrument.EPOC, Instrument.EPOC_PR) else other
