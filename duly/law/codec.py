"""The facts of a demand as JSON, and as a paper form in TOML: read strictly, written canonically."""

import json
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from duly.law.facts import DemandFacts, ItemFacts
from duly.law.facts_faults import FactsError, Problem, from_pydantic, of_meaning


class _Sheet(BaseModel):
    """Lends its strictness to the plain dataclasses inside."""

    model_config = ConfigDict(strict=True, extra="forbid")
    facts: DemandFacts


_PLAIN = TypeAdapter(DemandFacts)


def facts_from_json(text: str) -> DemandFacts:
    """Read facts; raises `FactsError` with *every* fault: what is wrong, where, what to do. Instants become UTC."""
    try:
        raw = json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except _RefusedError as error:
        raise FactsError((error.problem,)) from error
    except ValueError as error:
        raise FactsError((Problem("the whole text", f"this is not JSON: {error}", "mend it"),)) from error
    if not isinstance(raw, dict):
        raise FactsError((Problem("the whole text", "this is not an object", "begin with { and name the fields"),))
    return _facts(raw)


def facts_from_form(toml_text: str) -> DemandFacts:
    """Read the paper form (TOML; fields of `DemandFacts`, `[[items]]`, `[emergency]`, `[[secrecy]]`); as above."""
    try:
        raw = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise FactsError((Problem("the whole text", f"this is not TOML: {error}", "mend the line"),)) from error
    return _facts({key: _with_text_dates(value) for key, value in raw.items()})


def facts_to_json(facts: DemandFacts) -> str:
    """One text for one set of facts: keys and categories sorted, no spaces, instants in UTC with `Z`.

    Raises `FactsError` for facts that could not be read back: written down, they would stop everything that reads them.
    """
    problems = of_meaning(_PLAIN.dump_python(facts, mode="json"))
    if problems:
        raise FactsError(tuple(problems))
    plain = _PLAIN.dump_python(_in_utc(facts), mode="json")
    for item in plain["items"]:
        item["categories"].sort()
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _facts(raw: dict[str, Any]) -> DemandFacts:
    problems = of_meaning(raw)
    try:
        sheet = _Sheet.model_validate_json(json.dumps({"facts": raw}))
    except ValidationError as error:
        told = {problem.where for problem in problems}
        problems += [problem for problem in from_pydantic(error) if problem.where not in told]
        raise FactsError(tuple(problems)) from error
    if problems:
        raise FactsError(tuple(problems))
    return _in_utc(sheet.facts)


def _in_utc(facts: DemandFacts) -> DemandFacts:
    return replace(facts, items=tuple(_item_in_utc(item) for item in facts.items))


def _item_in_utc(item: ItemFacts) -> ItemFacts:
    start, end = (moment.astimezone(UTC) if moment else None for moment in (item.start, item.end))
    return replace(item, start=start, end=end)


def _with_text_dates(value: object) -> object:
    """TOML has dates of its own; JSON writes them as text."""
    if isinstance(value, dict):
        return {key: _with_text_dates(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_text_dates(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


class _RefusedError(ValueError):
    """JSON that a machine would let pass and two machines would read differently."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RefusedError(Problem(key, "this field is written twice", "keep one of them"))
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise _RefusedError(Problem("the whole text", f"{name} is no JSON number", "write a number, or leave it out"))
