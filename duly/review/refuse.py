"""Refuse a voluntary request, item by item, with reasons; a binding order is answered or contested, never refused."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from duly.cases import correspondence
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.law.binding import force_of
from duly.law.tables import load_packs
from duly.law.vocabulary import Force, Outcome, Reason
from duly.ledger.entries import Field, Kind
from duly.review import letters
from duly.staff.actors import Actor


class BindingOrder(Exception):
    """A binding order cannot be refused."""


def refuse(case: Case, *, grounds: Mapping[str, tuple[Reason, str]], by: Actor, at: datetime, because: str) -> None:
    """Refuse. `grounds` maps each item's key to its reason and words; an item without one makes a ValueError."""
    with advance(case, Act.REFUSE, by=by, at=at, because=because) as step:
        facts = step.case.facts
        if force_of(facts, load_packs(), settings.DULY.provider.facts()) is Force.BINDING:
            raise BindingOrder(
                f"{case.reference} is a binding order: it is answered in full or in part, or contested before its "
                "court or authority (`duly challenge`), or asked back for a defect (`duly clarify`). It cannot be "
                "refused."
            )
        keys = {item.key for item in facts.items}
        missing, unknown = sorted(keys - grounds.keys()), sorted(grounds.keys() - keys)
        if missing or unknown:
            wrong = f"these have none: {', '.join(missing)}" if missing else f"there is no item {', '.join(unknown)}"
            raise ValueError(f"Give a reason for each item, and for no other; {wrong}.")
        points = [letters.Point(about=f"item {key}", words=words) for key, (_, words) in sorted(grounds.items())]
        correspondence.to_requester(
            step.case, kind="refusal", about="Our answer", body=letters.refusal(step.case, points), at=at
        )
        step.publish(Kind.DECIDE, {Field.OUTCOME: Outcome.REJECTED.value})
        step.details["grounds"] = {key: reason.value for key, (reason, _) in sorted(grounds.items())}
