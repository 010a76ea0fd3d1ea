"""Record named counsel's answer where no pack speaks: for this case, with grounds and validity."""

from datetime import date, datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.law.vocabulary import Answer, Category
from duly.review.models import Consultation
from duly.staff.actors import Actor, Role


class NotCounsel(ValueError):
    """The answer has no counsel behind it, no grounds, or says nothing."""


def consult(
    case: Case,
    *,
    counsel: str,
    outside: bool = False,
    answers: dict[tuple[str, Category], Answer],
    grounds: str,
    valid_until: date | None = None,
    by: Actor,
    at: datetime,
    because: str,
) -> None:
    """Record what counsel answered for each item and category. A reviewer may record outside counsel's letter."""
    if not counsel.strip() or not grounds.strip():
        raise NotCounsel("Name counsel and give the grounds of the answer: an answer without both is not counsel's.")
    if not outside and not by.has(Role.COUNSEL):
        raise NotCounsel(
            "Only counsel records an answer of the provider's own counsel. Outside counsel's may be recorded by you."
        )
    if not answers or Answer.ASK_COUNSEL in answers.values():
        raise NotCounsel(
            "Give a yes (sufficient) or a no (deficient) for at least one item: counsel cannot ask counsel."
        )
    with advance(case, Act.CONSULT, by=by, at=at, because=because) as step:
        asked = {(item.key, category) for item in step.case.facts.items for category in item.categories}
        unknown = sorted(f"{item}/{category}" for item, category in answers if (item, category) not in asked)
        if unknown:
            raise NotCounsel(f"The demand does not ask for {', '.join(unknown)}. Check the item keys and categories.")
        for (item, category), answer in answers.items():
            Consultation.objects.create(
                case=step.case, round=step.case.round, at=at, counsel=counsel, outside=outside, item=item,
                category=category.value, answer=answer.value, grounds=grounds, valid_until=valid_until,
            )  # fmt: skip
        step.details["valid_until"] = valid_until.isoformat() if valid_until else ""
        step.details["outside"] = outside
        step.details["answers"] = sorted(
            [item, category.value, answer.value] for (item, category), answer in answers.items()
        )
