"""Register: say what the paper asks for, as facts and items; from here on rules can look at it."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from duly.cases.advance import Step, advance
from duly.cases.correspondence import address_acknowledgement
from duly.cases.journal import digest_of
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.law.binding import force_of
from duly.law.codec import facts_to_json
from duly.law.deadlines import clocks
from duly.law.facts import DemandFacts, ItemFacts
from duly.law.tables import load_packs
from duly.lib.identifiers import IdentifierError, normalise
from duly.requesters.models import Officer
from duly.staff.actors import Actor


class Unregistrable(ValueError):
    """The facts cannot go on the register; the message lists every item to mend."""


def _normal(item: ItemFacts) -> ItemFacts:
    return replace(item, identifier=normalise(item.identifier_kind.value, item.identifier))


def normalised(facts: DemandFacts) -> DemandFacts:
    """The same facts, every identifier in its one normal form. Raises Unregistrable naming each item that has none."""
    items: list[ItemFacts] = []
    wrong: list[str] = []
    for item in facts.items:
        try:
            items.append(_normal(item))
        except IdentifierError as error:
            wrong.append(f"item {item.key}: {error}")
    keys = [item.key for item in facts.items]
    wrong += [
        f"item {key} stands twice: give each item a key of its own" for key in {k for k in keys if keys.count(k) > 1}
    ]
    if wrong:
        raise Unregistrable("The demand was not registered, and nothing is lost. " + "; ".join(wrong) + ".")
    return replace(facts, items=tuple(items))


def put_facts(step: Step, facts: DemandFacts) -> None:
    """Write the facts into the case of a step, with the date by which it is safe to have answered."""
    packs = load_packs()
    force = force_of(facts, packs, settings.DULY.provider.facts())
    due = clocks(facts, force, step.case.arrived_at, packs)
    step.case.facts_json = facts_to_json(facts)
    step.case.due_at = min((clock.safe_at for clock in due), default=None)
    step.details.update(items=len(facts.items), facts=digest_of(step.case.facts_json))


def register(case: Case, facts: DemandFacts, *, officer: Officer | None, by: Actor, at: datetime, because: str) -> None:
    """Record what the demand asks for, and which officer of the directory it names (None: one who is not in it yet)."""
    facts = normalised(facts)
    with advance(case, Act.REGISTER, by=by, at=at, because=because) as step:
        put_facts(step, facts)
        if officer is not None:
            step.case.officer = officer
            address_acknowledgement(step.case, officer.mail)
