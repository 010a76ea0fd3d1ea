"""Narrow a demand: fewer items, fewer categories, a shorter period. It is judged again; what was decided is void."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.intake.register import normalised, put_facts
from duly.law.facts import DemandFacts, ItemFacts
from duly.ledger.entries import Kind
from duly.staff.actors import Actor


class Widened(ValueError):
    """The new items ask for more than the paper does."""


def _inside(narrow: ItemFacts, wide: ItemFacts) -> bool:
    starts_later = wide.start is None or (narrow.start is not None and narrow.start >= wide.start)
    ends_earlier = wide.end is None or (narrow.end is not None and narrow.end <= wide.end)
    return (
        narrow.identifier == wide.identifier
        and narrow.identifier_kind is wide.identifier_kind
        and narrow.categories <= wide.categories
        and (narrow.identification_only or not wide.identification_only)
        and starts_later
        and ends_earlier
    )


def narrowed(facts: DemandFacts, items: Sequence[ItemFacts]) -> DemandFacts:
    """The facts with these items instead. Raises Widened if one of them goes beyond the item of the same key."""
    wide = {item.key: item for item in facts.items}
    beyond = [item.key for item in items if item.key not in wide or not _inside(item, wide[item.key])]
    if beyond or not items:
        raise Widened(
            "Narrowing can only take away; these items go beyond the paper: "
            f"{', '.join(beyond) or 'none is left at all'}. "
            "To ask for more, the officer must send a new paper; to take everything away, refuse."
        )
    return replace(facts, items=tuple(items))


def narrow(case: Case, items: Sequence[ItemFacts], *, by: Actor, at: datetime, because: str) -> None:
    """Cut the scope down. Duties of this round are counted anew, and the rules are asked again."""
    with advance(case, Act.NARROW, by=by, at=at, because=because) as step:
        facts = normalised(narrowed(step.case.facts, items))
        put_facts(step, facts)
        step.publish(Kind.AMEND, {})
        step.new_round = True
