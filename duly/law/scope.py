"""Is what is asked for particular: these accounts, these categories, from this instant to that one?"""

import re
from collections.abc import Iterator

from duly.law.facts import DemandFacts, ItemFacts
from duly.law.validity import Defect
from duly.law.vocabulary import Category, IdentifierKind, Instrument, Reason

_SWEEPING = re.compile(r"\b(any|all|every|each)\b", re.IGNORECASE)
_RANGE = re.compile(r"/\d{1,3}$|\s-\s|\.\.|\d-\d")


def scope_defects(facts: DemandFacts) -> tuple[Defect, ...]:
    """What is over-broad or unclear, item by item (house policy § 1; Reg. (EU) 2023/1543 art. 5(5))."""
    return tuple(defect for item in facts.items for defect in _item(item, _cite(facts)))


def _item(item: ItemFacts, cite: str) -> Iterator[Defect]:
    if not item.identifier.strip():
        words = "The item names no account."
        yield Defect(reason=Reason.UNCLEAR, words=words, cite=cite, item=item.key)
    elif _is_sweeping(item):
        words = f"`{item.identifier}` names a range or a class, not an account. Name each account by itself."
        yield Defect(reason=Reason.OVER_BROAD, words=words, cite=cite, item=item.key)
    if not item.categories:
        words = "The item says for no category of data that it is asked for."
        yield Defect(reason=Reason.UNCLEAR, words=words, cite=cite, item=item.key)
    yield from _period(item, cite)


def _period(item: ItemFacts, cite: str) -> Iterator[Defect]:
    closed = item.start is not None and item.end is not None
    wanted = [str(c) for c in (Category.TRAFFIC, Category.CONTENT) if c in item.categories]
    if item.start and item.end and item.start >= item.end:
        words = "The period ends before it begins."
        yield Defect(reason=Reason.UNCLEAR, words=words, cite=cite, item=item.key)
    elif item.categories == frozenset(Category) and item.start is None and item.end is None:
        words = "Any and all data of an account, for all time, is not particular. Say which data, from when to when."
        yield Defect(reason=Reason.OVER_BROAD, words=words, cite=cite, item=item.key)
    elif wanted and not closed:
        words = f"For {' and '.join(wanted)} data, give the first and the last instant, with the time zone."
        yield Defect(reason=Reason.OVER_BROAD, words=words, cite=cite, item=item.key)
    elif item.identifier_kind is IdentifierKind.IP and not closed:
        words = "An address names a user only together with a time. Give date, time, time zone and, if known, the port."
        yield Defect(reason=Reason.WRONG_IDENTIFIER, words=words, cite=cite, item=item.key)


def _is_sweeping(item: ItemFacts) -> bool:
    identifier = item.identifier.strip()
    if item.identifier_kind is IdentifierKind.IP:
        return bool(_RANGE.search(identifier)) or "*" in identifier
    if item.identifier_kind is IdentifierKind.EMAIL and identifier.startswith("@"):
        return True
    spoken = " " in identifier and bool(_SWEEPING.search(identifier))
    return spoken or "*" in identifier


def _cite(facts: DemandFacts) -> str:
    if facts.instrument in (Instrument.EPOC, Instrument.EPOC_PR):
        return "Reg. (EU) 2023/1543 art. 5(5), Annex I sections E, F"
    if facts.instrument is Instrument.SEARCH_WARRANT and facts.issuing_state == "US":
        return "U.S. Const. amend. IV (particularity)"
    return "law of the issuing State; House policy § 1"
