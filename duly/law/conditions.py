"""The finite domain of the rules: everything that a row of a pack may depend on, and when two rows collide."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import product

from duly.law.competence import effective_authority
from duly.law.facts import DemandFacts, ItemFacts
from duly.law.vocabulary import Authority, Category, Danger, Force, Instrument, Threshold


class StatedDanger(StrEnum):
    """`Danger`, and that a demand states no emergency at all (`DemandFacts.emergency` is None)."""

    ABSENT = "absent"
    NONE = Danger.NONE.value
    LIFE = Danger.LIFE.value
    SERIOUS_INJURY = Danger.SERIOUS_INJURY.value
    CRITICAL_INFRASTRUCTURE = Danger.CRITICAL_INFRASTRUCTURE.value


YES_NO = (True, False)

type Value = StrEnum | bool
type When = Mapping[str, frozenset[Value]]
"""Condition name → the values that satisfy it. A name that is not there means: any value."""

DEMAND_DOMAIN: Mapping[str, tuple[Value, ...]] = {
    "force": tuple(Force),
    "instrument": tuple(Instrument),
    "authority": tuple(Authority),
    "danger": tuple(StatedDanger),
    "criminal_investigation": YES_NO,
    "duly_executed": YES_NO,
    "threshold": tuple(Threshold),
    "enforcing_authority_notified": YES_NO,
}
"""What clocks and notices may depend on: properties of the whole demand."""

ITEM_DOMAIN: Mapping[str, tuple[Value, ...]] = {
    **DEMAND_DOMAIN,
    "category": tuple(Category),
    "identification_only": YES_NO,
}
"""What rules may depend on: the demand, and one category of one item."""

type Situation = dict[str, Value]


def situation_of(facts: DemandFacts, force: Force) -> Situation:
    """The demand as one point of the domain; `authority` is the effective one, `duly_executed` is signed and dated."""
    return {
        "force": force,
        "instrument": facts.instrument,
        "authority": effective_authority(facts),
        "danger": StatedDanger.ABSENT if facts.emergency is None else facts.emergency.danger,
        "criminal_investigation": facts.criminal_investigation,
        "duly_executed": facts.signed and facts.issued_on is not None,
        "threshold": facts.threshold,
        "enforcing_authority_notified": facts.enforcing_authority_notified,
    }


def item_situation(base: Situation, item: ItemFacts, category: Category) -> Situation:
    """The same point, for one category of one item. Identification only is a property of traffic, never of content."""
    only = item.identification_only and category is Category.TRAFFIC
    return {**base, "category": category, "identification_only": only}


def holds(when: When, situation: Situation) -> bool:
    """True if every condition of a row is met."""
    return all(situation[name] in allowed for name, allowed in when.items())


def collide(a: When, b: When) -> bool:
    """True if some point of the domain satisfies both rows: exact, because each row is a box in a finite product."""
    return all(not a[name].isdisjoint(b[name]) for name in a.keys() & b.keys())


def points(domain: Mapping[str, tuple[Value, ...]], fixed: When) -> Iterator[Situation]:
    """Every point of the domain within `fixed`; tests use it to compare `collide` with counting, and to find gaps."""
    names = list(domain)
    spans = [[v for v in domain[n] if n not in fixed or v in fixed[n]] for n in names]
    for values in product(*spans):
        yield dict(zip(names, values, strict=True))
