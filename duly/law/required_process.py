"""Does this paper reach this category of data? Every pack that speaks is heard, and the strictest answer wins."""

from collections.abc import Iterable, Iterator, Mapping

from duly.law.assessment import Assessment
from duly.law.binding import force_of
from duly.law.conditions import Situation, holds, item_situation, situation_of
from duly.law.facts import DemandFacts, ProviderFacts
from duly.law.tables import Pack, Packs
from duly.law.vocabulary import Answer, Category, Force

STRICTNESS = {Answer.SUFFICIENT: 0, Answer.ASK_COUNSEL: 1, Answer.DEFICIENT: 2}

type Part = tuple[str, Category]
"""Key of an item, and one category that it asks for."""


def assess(facts: DemandFacts, packs: Packs, provider: ProviderFacts) -> tuple[Assessment, ...]:
    """What the packs say of each category of each item; at least one assessment for each, in the order of the items.

    A binding demand is judged by the law of the issuing State alone. A voluntary one is judged by that law *and* by
    the house policy. Where no pack, or no row of a pack, speaks, the answer is to ask counsel, never yes.
    """
    force = force_of(facts, packs, provider)
    base = situation_of(facts, force)
    law = packs.law(facts.issuing_state, facts.instrument, force)
    policies = packs.policies() if force is Force.VOLUNTARY else ()
    found: list[Assessment] = []
    for item in facts.items:
        for category in sorted(item.categories, key=list(Category).index):
            situation = item_situation(base, item, category)
            found.extend(_policy_words(policies, facts, item.key, situation))
            found.extend(_law_words(law, facts, item.key, situation))
    return tuple(found)


def combined(assessments: Iterable[Assessment], consulted: Mapping[Part, Answer]) -> dict[Part, Answer]:
    """One answer for each part: the strictest one.

    Counsel's recorded answer takes the place of `ask_counsel`, and of nothing else: it never turns `deficient` into
    `sufficient`. A recorded `deficient` always counts. An answer for a part that was not assessed is ignored.
    """
    answers: dict[Part, Answer] = {}
    for said in assessments:
        part = (said.item, said.category)
        counsel = consulted.get(part)
        answer = counsel if counsel and said.answer is Answer.ASK_COUNSEL else said.answer
        heard = [answers.get(part, answer), answer, *([counsel] if counsel is Answer.DEFICIENT else [])]
        answers[part] = max(heard, key=STRICTNESS.__getitem__)
    return answers


def _policy_words(
    policies: Iterable[Pack], facts: DemandFacts, item: str, situation: Situation
) -> Iterator[Assessment]:
    spoke = False
    for pack in policies:
        spoke = True
        yield from _pack_words(pack, facts, item, situation)
    if not spoke and situation["force"] is Force.VOLUNTARY:
        yield _silence(item, situation, "No house policy is loaded: ask counsel.")


def _law_words(law: Iterable[Pack], facts: DemandFacts, item: str, situation: Situation) -> Iterator[Assessment]:
    spoke = False
    for pack in law:
        spoke = True
        yield from _pack_words(pack, facts, item, situation)
    if not spoke:
        paper = facts.instrument.replace("_", " ")
        yield _silence(item, situation, f"No rule for {facts.issuing_state} ({paper}): ask counsel.")


def _pack_words(pack: Pack, facts: DemandFacts, item: str, situation: Situation) -> Iterator[Assessment]:
    """The row that speaks: one, as overlaps are refused at load; two packs of one place may still differ."""
    if pack.speaks(facts.issuing_state, facts.instrument, Force(str(situation["force"]))):
        for row in pack.rules:
            if row.in_force(facts.issued_on) and holds(row.when, situation):
                yield Assessment(
                    item=item,
                    category=Category(str(situation["category"])),
                    answer=row.answer,
                    reason=row.reason,
                    cite=row.cite,
                    pack=pack.id,
                    version=pack.version_label,
                    row=row.id,
                    checked=row.checked is not None,
                    ground=row.ground,
                )
                return
    yield _silence(item, situation, f"{pack.title} has no rule for this: ask counsel.", pack)


def _silence(item: str, situation: Situation, reason: str, pack: Pack | None = None) -> Assessment:
    """No row speaks."""
    return Assessment(
        item=item,
        category=Category(str(situation["category"])),
        answer=Answer.ASK_COUNSEL,
        reason=reason,
        cite="no rule",
        pack=pack.id if pack else "",
        version=pack.version_label if pack else "",
        row="",
        checked=False,
    )
