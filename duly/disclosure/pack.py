"""Pack: turn the inspected rows of a case into one signed package that only the officer's key opens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from duly.cases import objects
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case, Demand
from duly.cases.public_events import account_of
from duly.collection.examine import kept_rows, runs_of
from duly.collection.row import Row
from duly.disclosure.exhibits import Exhibits
from duly.disclosure.manifest import Asked, Column, Facts, PackVersion, Refused, granted_lines
from duly.disclosure.models import Disclosure, DisclosureState
from duly.disclosure.package import build_package
from duly.law.vocabulary import Category
from duly.lib import blobs
from duly.lib.canonical_json import digest, read_canonical
from duly.lib.keyring import signing_key
from duly.review.decide import grants_of
from duly.review.models import Decision
from duly.review.standing import require_approved
from duly.staff.actors import Actor


class NothingToPack(Exception):
    """No granted row is held: the answer is a letter, not a package."""


def _dictionary() -> tuple[Column, ...]:
    maps = [store.datamap() for _, store in sorted(settings.DULY.stores.items())]
    columns = (
        Column(table=table.public, column=column.public, category=column.category, meaning=column.description)
        for datamap in maps
        for table in datamap.tables
        for column in table.columns
        if column.category is not None
    )
    return tuple(dict.fromkeys(columns))  # two stores of one kind have the same columns, described once


def _refused(body: Mapping[str, Any]) -> tuple[Refused, ...]:
    return tuple(
        Refused(item=line["item"], category=Category(line["category"]), reason=line["words"], cite=line["cite"])
        for line in body["refused"]
    )


def _plan_digest(case: Case) -> str:
    return digest([[run.store, run.plan_digest] for run in runs_of(case)])


def _facts(case: Case, decision: Decision, at: datetime) -> Facts:
    body = read_canonical(decision.canonical)
    demand, officer = case.facts, case.officer
    assert officer is not None  # noqa: S101  a decision has a recipient, so the case has an officer
    packs = sorted(body["bound"]["packs"].items())
    return Facts(
        case=case.reference,
        demand=demand.reference,
        demand_sha256=Demand.objects.filter(case=case).order_by("arrived_at")[0].digest.hex(),
        instrument=demand.instrument,
        provider=settings.DULY.provider.name,
        agency=officer.agency.name,
        recipient_name=officer.name,
        decision_digest=decision.digest,
        plan_digest=_plan_digest(case),
        packs=tuple(PackVersion(pack=name, version=version) for name, version in packs),
        made_at=at,
        asked=tuple(
            Asked(
                item=item.key, identifier_kind=item.identifier_kind, identifier=item.identifier, category=category,
                start=item.start, end=item.end,
            )
            for item in demand.items
            for category in sorted(item.categories)
        ),
        granted=granted_lines(grants_of(decision)),
        refused=_refused(body),
    )  # fmt: skip


def summary_of(case: Case, decision: Decision, rows: Sequence[Row]) -> dict[str, Any]:
    """Counts for the desk and the report: what was given, for how many items, and for how many nothing was held."""
    granted = {line["item"] for line in read_canonical(decision.canonical)["granted"]}
    given = {row.item for row in rows}
    return {
        "rows": len(rows),
        "categories": sorted({row.category.value for row in rows}),
        "items_given": sorted(given),
        "accounts": sorted({account_of(item) for item in case.facts.items if item.key in given}),
        "accounts_given": len(given),
        "accounts_without_data": len(granted - given),
        "accounts_refused": len({item.key for item in case.facts.items} - granted),
    }


def pack(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Build, sign and lock the package. Raises NothingToPack if no granted row is held."""
    with advance(case, Act.PACKAGE, by=by, at=at, because=because) as step:
        decision = require_approved(step.case, at=at)
        rows = kept_rows(step.case)
        if not rows:
            raise NothingToPack(
                f"No granted row is held for {case.reference}. Answer with `report no data`; no package is built."
            )
        recipient = read_canonical(decision.canonical)["bound"]["recipient"]
        summary = summary_of(step.case, decision, rows)
        exhibits = Exhibits(step.case, ",".join(summary["categories"]), at)
        made = build_package(
            _facts(step.case, decision, at),
            rows,
            columns=_dictionary(),
            recipient=recipient,
            signing_key=signing_key(),
            exhibits=exhibits,
        )
        Disclosure.objects.create(
            case=step.case,
            round=step.case.round,
            state=DisclosureState.BUILT,
            built_at=at,
            object_id=blobs.put(objects.directory(), made.locked),
            name=made.name,
            envelope=made.envelope,
            manifest=made.manifest_bytes,
            decision_digest=decision.digest,
            summary=summary,
            event=exhibits.event,
        )
        step.digest = decision.digest
        step.details["rows"] = len(rows)
