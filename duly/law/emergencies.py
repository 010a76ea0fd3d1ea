"""The elements of a voluntary emergency disclosure: an empty one prompts a call, never a silent block."""

from dataclasses import dataclass

from duly.law.facts import DemandFacts, EmergencyFacts
from duly.law.vocabulary import Danger, Force, Instrument

CITE = "House policy § 4; compare 18 U.S.C. 2702(b)(8), (c)(4)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """An element that is missing, and what to ask on the phone."""

    element: str
    """Name of the field of `EmergencyFacts`."""
    ask: str
    cite: str = CITE


QUESTIONS = {
    "danger": "Is anybody's life in danger, or is serious injury threatened? A crime alone is not enough.",
    "who": "Who is in danger?",
    "harm": "What harm is threatened?",
    "when": "How soon, and how do you know?",
    "why_this_data": "How will these data help to avert it?",
    "why_no_order": "Why can an order not be had in time?",
}


def is_emergency(facts: DemandFacts) -> bool:
    """True if the demand claims an emergency, whether or not it shows one."""
    return facts.instrument is Instrument.EMERGENCY_REQUEST or facts.emergency is not None


def missing_elements(facts: DemandFacts, force: Force) -> tuple[Prompt, ...]:
    """What to ring back and ask. Nothing is asked of a binding order: it is answered as ordered."""
    if force is Force.BINDING or not is_emergency(facts):
        return ()
    stated = facts.emergency or EmergencyFacts(danger=Danger.NONE)
    missing = [name for name in QUESTIONS if name != "danger" and not getattr(stated, name).strip()]
    if stated.danger not in (Danger.LIFE, Danger.SERIOUS_INJURY):
        missing.insert(0, "danger")
    return tuple(Prompt(element=name, ask=QUESTIONS[name]) for name in missing)
