"""What a decision is bound to: if one of these things changes, the decision and its approval are void."""

from hashlib import sha256
from typing import Any

from django.conf import settings

from duly.cases.models import Case, Demand
from duly.law.tables import load_packs


class NoRecipient(ValueError):
    """There is nobody to whom a package could be locked."""


def recipient_of(case: Case) -> str:
    """The officer's age key as pinned in the directory; never one from the message."""
    officer = case.officer
    if officer is None or not officer.recipient:
        raise NoRecipient(
            "No age key is pinned for the officer of this case. Get it by an independent way, pin it in the directory "
            "(`duly directory pin`), then decide."
        )
    if officer.revoked_at is not None:
        raise NoRecipient(
            "The officer's entry was revoked; nothing can be locked to that key. Ask the agency for another officer."
        )
    return str(officer.recipient)


def bound_now(case: Case) -> dict[str, Any]:
    """Scope, instrument, recipient key, papers, versions of packs and data maps, as they are at this moment."""
    demands = Demand.objects.filter(case=case).order_by("arrived_at", "id")
    return {
        "case": case.reference,
        "round": case.round,
        "facts": sha256((case.facts_json or "").encode()).hexdigest(),
        "instrument": case.facts.instrument.value,
        "demands": [demand.digest.hex() for demand in demands],
        "recipient": recipient_of(case),
        "officer": str(case.officer_id),
        "packs": load_packs().versions(),
        "datamaps": {name: store.datamap().digest for name, store in sorted(settings.DULY.stores.items())},
        "duty_policy": settings.DULY.duties.policy.value,
    }
