"""The rights gate: what makes a case wait for one more pair of eyes, and by which doors a demand may be left."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from duly.law.facts import NO_STATE, UNKNOWN_STATE, DemandFacts
from duly.law.vocabulary import Category, Force, Instrument, Offence, RightsFlag


class Exit(StrEnum):
    """How the answering of a demand may end."""

    FULL_PRODUCTION = "full_production"
    PARTIAL_PRODUCTION = "partial_production"
    FORMAL_OBJECTION = "formal_objection"
    """Annex III or a reasoned objection (Reg. (EU) 2023/1543 art. 10, 17), or its like elsewhere."""
    COURT_CHALLENGE = "court_challenge"
    POLICY_REFUSAL = "policy_refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsGate:
    """Why the case is held, and for how many more reviewers than the duty policy asks."""

    flags: tuple[RightsFlag, ...]
    extra_reviewers: int
    words: tuple[str, ...]
    """One sentence for each flag, in the same order."""


def gate(facts: DemandFacts, *, many_accounts: int, force: Force = Force.VOLUNTARY) -> RightsGate:
    """Flags of the demand; one more reviewer if there is any. More than `many_accounts` items are many.

    That nobody told us whether a third State stands behind is flagged for voluntary requests only: there the provider
    must know whom it serves. A hold never stops a clock: the deadline of a binding order stays where it is.
    """
    found = [*_third_state(facts, force), *_offence(facts), *_people(facts, many_accounts)]
    words = [sentence for _, sentence in found]
    if found and force is Force.BINDING:
        words[-1] += " The order binds: review within its deadline; leave only by production, objection or challenge."
    return RightsGate(flags=tuple(flag for flag, _ in found), extra_reviewers=int(bool(found)), words=tuple(words))


def exits(force: Force) -> frozenset[Exit]:
    """A binding order is never refused out of policy; a voluntary request is never in need of a court."""
    if force is Force.BINDING:
        return frozenset(Exit) - {Exit.POLICY_REFUSAL}
    return frozenset({Exit.FULL_PRODUCTION, Exit.PARTIAL_PRODUCTION, Exit.POLICY_REFUSAL})


def _third_state(facts: DemandFacts, force: Force) -> Iterator[tuple[RightsFlag, str]]:
    behind = facts.on_behalf_of
    if behind == UNKNOWN_STATE:
        if force is Force.VOLUNTARY:
            yield RightsFlag.THIRD_STATE_UNKNOWN, "It is not known whether a third State stands behind: ask."
    elif behind not in (NO_STATE, facts.issuing_state):
        yield (
            RightsFlag.THIRD_STATE,
            f"{facts.issuing_state} asks on behalf of {behind}: judge it as if {behind} asked.",
        )


def _offence(facts: DemandFacts) -> Iterator[tuple[RightsFlag, str]]:
    # An emergency needs no crime, so there is none to state (house policy § 4).
    emergency = facts.instrument is Instrument.EMERGENCY_REQUEST and facts.emergency is not None
    if facts.offence_kind is Offence.UNSTATED and not emergency:
        yield RightsFlag.OFFENCE_UNSTATED, "The offence is not stated, so nobody can say that it is not of opinion."
    elif facts.offence_kind is Offence.EXPRESSION:
        yield RightsFlag.OFFENCE_EXPRESSION, "The offence is one of expression."
    elif facts.offence_kind is Offence.POLITICAL:
        yield RightsFlag.OFFENCE_POLITICAL, "The offence is a political one."


def _people(facts: DemandFacts, many_accounts: int) -> Iterator[tuple[RightsFlag, str]]:
    if facts.protected_person:
        yield RightsFlag.PROTECTED_PERSON, "A protected person (press, lawyer, defender of rights) is concerned."
    accounts = len({(item.identifier_kind, item.identifier) for item in facts.items})
    if accounts > many_accounts:
        yield RightsFlag.MANY_ACCOUNTS, f"The demand names {accounts} accounts, more than {many_accounts}."
    if any(Category.CONTENT in item.categories for item in facts.items):
        yield RightsFlag.CONTENT, "The content of communications is asked for."
