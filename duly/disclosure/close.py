"""Close a case that was answered: its outcome is final, is committed to the public log, and is counted in its period.

What is left (a notice that waits for its day) has clocks of its own.
"""

from datetime import datetime

from duly.cases.advance import advance
from duly.cases.lifecycle import Act, NotNow, State
from duly.cases.models import Case, PublicEvent
from duly.cases.secrecy import seal_of
from duly.disclosure.models import Disclosure, DisclosureState
from duly.disclosure.outcome import outcome_of, packages_that_left
from duly.ledger.entries import Field, Kind
from duly.staff.actors import Actor


def accounts_disclosed(case: Case) -> tuple[str, ...]:
    """The accounts of which data left, as each package found them when it was built."""
    return tuple(sorted({account for package in packages_that_left(case) for account in package.summary["accounts"]}))


def categories_disclosed(case: Case) -> tuple[str, ...]:
    """The categories of data that left, sorted."""
    return tuple(sorted({word for package in packages_that_left(case) for word in package.summary["categories"]}))


class NotHandedOut(NotNow):
    """The officer can still fetch her package."""


def _not_before_it_was_handed_out(case: Case, at: datetime) -> None:
    ready = Disclosure.objects.filter(
        case=case, round=case.round, state=DisclosureState.READY, expires_at__gt=at
    ).first()
    if case.state == State.DISCLOSED and ready is not None:
        raise NotHandedOut(
            f"The package of {case.reference} was not fetched yet and waits until {ready.expires_at:%Y-%m-%d}. The "
            "case closes by itself once it was fetched, or its time is over."
        )


def close(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Close the case: its outcome is final and is counted in the period of `at`."""
    with advance(case, Act.CLOSE, by=by, at=at, because=because) as step:
        outcome = outcome_of(step.case)
        _not_before_it_was_handed_out(step.case, at)
        step.details.update(answered_as=step.case.state, outcome=outcome.value)
        # a case that was reopened is counted once: its first closing stays, a later one amends it
        again = PublicEvent.objects.filter(case=step.case, kind=Kind.CLOSE.value).exists()
        step.publish(
            Kind.AMEND if again else Kind.CLOSE,
            {
                Field.OUTCOME: outcome.value,
                Field.DATA: ",".join(categories_disclosed(step.case)),
                Field.SEAL: seal_of(step.case),
            },
            disclosed=accounts_disclosed(step.case),
        )
