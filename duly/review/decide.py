"""Decide, item by item, what may leave and what is refused; the decision is canonical bytes with a digest."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.datamap.minimise import Grant
from duly.law.facts import ItemFacts
from duly.law.required_process import combined
from duly.law.vocabulary import Answer, Category, Force, IdentifierKind, Reason
from duly.ledger.entries import Field, Kind
from duly.lib.canonical_json import canonical, read_canonical
from duly.review.assess import assessments_of, consulted, counsel_valid_until, last_run
from duly.review.bound import bound_now
from duly.review.models import AssessmentRun, Decision
from duly.staff.actors import Actor

Key = tuple[str, Category]
"""Key of an item, and one category that it asks for."""


class CannotGrant(ValueError):
    """Something is granted that no rule and no counsel allows, or a binding order is cut without a ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One category of one item that does not leave, with its reason in words for the requester."""

    reason: Reason
    words: str
    cite: str = ""


def _run(case: Case) -> AssessmentRun:
    run = last_run(case)
    if run is None:
        raise CannotGrant("The rules were not asked in this round yet. Run `duly assess` first.")
    return run


def answers(case: Case, *, at: datetime) -> dict[Key, Answer]:
    """The strictest answer for each item and category of this round; counsel's answer settles `ask_counsel` only.

    Raises CannotGrant if the rules were not asked in this round.
    """
    return combined(assessments_of(_run(case)), consulted(case, at=at))


def _why_not(run: AssessmentRun, item: str, category: Category) -> Refusal:
    """The refusal that the rules themselves give, for what they do not allow."""
    against = [a for a in assessments_of(run) if (a.item, a.category) == (item, category)]
    worst = sorted(against, key=lambda a: (a.answer is not Answer.DEFICIENT, a.answer is not Answer.ASK_COUNSEL))[0]
    return Refusal(reason=worst.ground or Reason.UNCLEAR, words=worst.reason, cite=worst.cite)


_WAYS_OUT = {
    Force.VOLUNTARY: "Ask back (`duly clarify`), or refuse it with reasons (`duly refuse`).",
    Force.BINDING: "It binds, so it is never refused: ask back (`duly clarify`), or contest it (`duly challenge`).",
}


def _no_defects(run: AssessmentRun) -> None:
    if run.result["defects"]:
        listed = " ".join(f"({n}) {defect['words']}" for n, defect in enumerate(run.result["defects"], start=1))
        ways = _WAYS_OUT[Force(run.result["force"])]
        raise CannotGrant(f"The demand has defects, and nothing leaves on it as it is: {listed} {ways}")


def _check(force: Force, asked: Collection[Key], allowed: Mapping[Key, Answer], refused: Collection[Key]) -> None:
    for item, category in refused:
        if (item, category) not in asked:
            raise CannotGrant(
                f"The demand does not ask for item {item}, {category}, so it cannot be refused. Nothing was decided. "
                "Check the item keys and categories."
            )
        if force is Force.BINDING and allowed.get((item, category)) is Answer.SUFFICIENT:
            raise CannotGrant(
                f"Item {item}, {category}: a binding order compels this, and the rules find nothing against it. It "
                "cannot be refused by choice. Grant it, narrow with the issuer's consent, or contest it formally "
                "(`duly challenge`)."
            )
    silent = sorted(
        f"{item}/{category}" for item, category in asked if allowed.get((item, category)) is Answer.ASK_COUNSEL
    )
    if force is Force.BINDING and silent:
        raise CannotGrant(
            f"No rule says whether this binding order reaches {', '.join(silent)}. Ask counsel first (`duly consult`): "
            "a binding order is not cut down because we do not know."
        )


def _line(case: Case, item: ItemFacts, category: Category) -> dict[str, Any]:
    return {
        "clause": f"{case.reference}/{item.key}.{category.value}",
        "item": item.key,
        "identifier_kind": item.identifier_kind.value,
        "identifier": item.identifier,
        "category": category.value,
        "identification_only": item.identification_only and category is Category.TRAFFIC,
        "start": item.start.isoformat() if item.start else None,
        "end": item.end.isoformat() if item.end else None,
    }


def _denied(key: Key, why: Refusal) -> dict[str, Any]:
    return {"item": key[0], "category": key[1].value, "reason": why.reason.value, "words": why.words, "cite": why.cite}


def _body(case: Case, run: AssessmentRun, extra: Mapping[Key, Refusal], at: datetime) -> dict[str, Any]:
    """What the decision says, each category of each item on one side. Raises CannotGrant."""
    _no_defects(run)
    allowed = answers(case, at=at)
    asked = [(item, category) for item in case.facts.items for category in sorted(item.categories)]
    _check(Force(run.result["force"]), {(item.key, category) for item, category in asked}, allowed, extra)
    granted, denied = [], []
    for item, category in asked:
        key = (item.key, category)
        if allowed.get(key) is Answer.SUFFICIENT and key not in extra:
            granted.append(_line(case, item, category))
        else:
            denied.append(_denied(key, extra.get(key) or _why_not(run, *key)))
    if not granted:
        unasked = any(allowed.get((item.key, category)) is Answer.ASK_COUNSEL for item, category in asked)
        counsel = "No rule speaks for some of it: consult counsel first (`duly consult`). " if unasked else ""
        raise CannotGrant(f"Nothing would be granted. {counsel}{_WAYS_OUT[Force(run.result['force'])]}")
    return {
        "bound": bound_now(case),
        "granted": granted,
        "refused": denied,
        "counsel_valid_until": counsel_valid_until(case, at=at),
        "nonce": secrets.token_hex(16),
    }


def decide(
    case: Case,
    *,
    refused: Mapping[Key, Refusal] | None = None,
    by: Actor,
    at: datetime,
    because: str,
) -> Decision:
    """Grant what the rules, and counsel where they are silent, allow; refuse the rest with its reason.

    `refused` takes away more than the rules do (voluntary demands only). Raises CannotGrant if nothing would be granted
    (then refuse), if a binding order would be cut by choice, or if `refused` names what the demand does not ask for.
    """
    with advance(case, Act.DECIDE, by=by, at=at, because=because) as step:
        body = _body(step.case, _run(step.case), refused or {}, at)
        data = canonical(body)
        decision = Decision.objects.create(
            case=step.case,
            round=step.case.round,
            made_at=at,
            by_id=by.id,
            canonical=data,
            digest=sha256(data).hexdigest(),
        )
        step.publish(Kind.DECIDE, {Field.DATA: ",".join(sorted({line["category"] for line in body["granted"]}))})
        step.digest = decision.digest
        step.details.update(granted=[line["clause"] for line in body["granted"]], refused=len(body["refused"]))
    return decision


def grants_of(decision: Decision) -> tuple[Grant, ...]:
    """The granted lines of a decision as values for the plan."""
    return tuple(
        Grant(
            clause=line["clause"],
            item=line["item"],
            identifier_kind=IdentifierKind(line["identifier_kind"]),
            identifier=line["identifier"],
            category=Category(line["category"]),
            identification_only=line["identification_only"],
            start=datetime.fromisoformat(line["start"]) if line["start"] else None,
            end=datetime.fromisoformat(line["end"]) if line["end"] else None,
        )
        for line in read_canonical(decision.canonical)["granted"]
    )
