"""What is wrong with a sheet of facts, said to a person: where, what, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from duly.law.countries import COUNTRIES, OFTEN_MEANT
from duly.law.facts import NO_STATE, UNKNOWN_STATE, DemandFacts, EmergencyFacts, ItemFacts, SecrecyFacts

FIELDS = {
    "": [field.name for field in fields(DemandFacts)],
    "items": [field.name for field in fields(ItemFacts)],
    "emergency": [field.name for field in fields(EmergencyFacts)],
    "secrecy": [field.name for field in fields(SecrecyFacts)],
}
SAMPLE = "2026-03-01T00:00:00Z"
LONGEST_KEY = 40
"""Characters of an item's key: it is a number or a short word, and it stands in tables of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault."""

    where: str
    """Path of the field, as `items[0].start`."""
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.do}."


class FactsError(ValueError):
    """The facts cannot be used. All faults are told at once; nothing was stored."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("The facts of the demand cannot be used.\n" + "\n".join(f"  {p}" for p in problems))
        self.problems = problems


def of_meaning(raw: dict[str, Any]) -> list[Problem]:
    """Faults that a type cannot see: countries, empty identifiers, keys twice, times without zone, periods reversed."""
    problems = [*_state(raw, "issuing_state", ()), *_state(raw, "on_behalf_of", (NO_STATE, UNKNOWN_STATE))]
    items = raw.get("items")
    keys: set[str] = set()
    for number, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            problems += _item(item, f"items[{number}]", keys)
    for number, order in enumerate(raw["secrecy"] if isinstance(raw.get("secrecy"), list) else []):
        if isinstance(order, dict) and _text(order.get("starts")) > _text(order.get("ends"), "~"):
            problems.append(Problem(f"secrecy[{number}].ends", "the order ends before it starts", "mend the dates"))
    return problems


def _item(item: dict[str, Any], where: str, keys: set[str]) -> Iterator[Problem]:
    for name in ("key", "identifier"):
        value = item.get(name)
        if isinstance(value, str) and not value.strip():
            yield Problem(f"{where}.{name}", "it is empty", "write what the paper says")
    if item.get("categories") == []:
        yield Problem(f"{where}.categories", "no category is named", "name subscriber, traffic or content")
    key = item.get("key")
    if isinstance(key, str):
        if len(key) > LONGEST_KEY:
            yield Problem(f"{where}.key", f"it has {len(key)} characters", f"give it {LONGEST_KEY} at most, like `1`")
        if key in keys:
            yield Problem(f"{where}.key", f"`{key}` is the key of another item", "give each item its own key")
        keys.add(key)
    moments = []
    for name in ("start", "end"):
        problem, moment = _moment(item.get(name), f"{where}.{name}")
        yield from problem
        moments.append(moment)
    start, end = moments
    if start and end and start >= end:
        yield Problem(f"{where}.end", "the period does not end after it begins", "mend the two instants")


def _moment(value: object, where: str) -> tuple[list[Problem], datetime | None]:
    if not isinstance(value, str):
        return [], None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return [Problem(where, f"`{value}` is no instant", f"write it like {SAMPLE}")], None
    if moment.tzinfo is None:
        return [Problem(where, f"`{value}` has no time zone", f"give a zone, like {SAMPLE} or +02:00")], None
    try:
        return [], moment.astimezone(UTC)
    except OverflowError:
        return [Problem(where, f"`{value}` lies outside the calendar", f"mend the year, like {SAMPLE}")], None


def _state(raw: dict[str, Any], name: str, words: tuple[str, ...]) -> Iterator[Problem]:
    value = raw.get(name)
    if not isinstance(value, str) or value in COUNTRIES or value in words:
        return
    meant = OFTEN_MEANT.get(value) or (value.upper() if value.upper() in COUNTRIES else "")
    also = f", or {' or '.join(words)}" if words else ""
    do = f"write {meant}" if meant else f"write two capital letters of ISO 3166-1, as in BY{also}"
    yield Problem(name, f"`{value}` is not a country", do)


def from_pydantic(error: ValidationError) -> list[Problem]:
    """The faults of type, in the same words as the others."""
    return [_of_type(detail) for detail in error.errors(include_url=False)]


def _of_type(detail: ErrorDetails) -> Problem:
    path = [part for part in detail["loc"][1:] if not (isinstance(part, str) and part.startswith("function-"))]
    where = _path(path)
    kind = detail["type"]
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return Problem(where, "this field is missing", "add it")
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        known = FIELDS.get(str(path[0]) if len(path) > 1 else "", [])
        near = get_close_matches(str(path[-1]), known, n=1)
        do = f"rename it to `{near[0]}`" if near else f"remove it; known are {', '.join(known)}"
        return Problem(where, "nobody knows this field", do)
    if kind in ("enum", "literal_error"):
        return Problem(where, f"`{detail['input']}` is not a word of the glossary", f"use {detail['ctx']['expected']}")
    return Problem(where, f"{detail['input']!r} does not fit here", _fits(detail["msg"]))


def _fits(message: str) -> str:
    return message.removeprefix("Input ").replace("should be", "it must be")


def _path(parts: list[int | str]) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the whole text"


def _text(value: object, otherwise: str = "") -> str:
    return value if isinstance(value, str) else otherwise
