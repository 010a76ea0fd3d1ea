"""Deliver: release a package on the approval that still stands, hand it out once, let it expire; or say that nothing is held."""

from datetime import datetime, timedelta

from django.conf import settings

from duly.cases import correspondence, objects
from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.cases.officers import address_of
from duly.collection.examine import kept_rows
from duly.disclosure.lifecycle import NotThere, move
from duly.disclosure.models import Disclosure, DisclosureState
from duly.lib import blobs
from duly.review import letters
from duly.review.assess import last_run
from duly.review.approve import NotApproved, require_approved
from duly.staff.actors import Actor, Role
from duly.staff.duties import DutyPolicy


class RowsAreHeld(Exception):
    """A case with rows to give cannot be answered with “no data”."""


class TooEarly(Exception):
    """The law lets the data leave only later."""


def _not_too_early(case: Case, at: datetime) -> None:
    """EPOC with the enforcing authority notified: not before the end of day ten (Reg. 2023/1543 art. 10(2))."""
    run = last_run(case)
    for clock in run.result["clocks"] if run else ():
        if clock["not_before"] and at < datetime.fromisoformat(clock["not_before"]):
            raise TooEarly(
                f"{case.reference} may be released from {clock['not_before']} on, not before ({clock['cite']}). "
                "The machine releases it then; if the enforcing authority clears it earlier, record that as an answer."
            )


def disclose(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Release the package: everything is checked again in the same transaction that makes it fetchable."""
    with advance(case, Act.DISCLOSE, by=by, at=at, because=because) as step:
        decision = require_approved(step.case)
        if settings.DULY.duties.policy is DutyPolicy.FOUR and not by.human:
            raise NotApproved("Under the duty policy “four” a releaser lets the package go: `duly disclose`.")
        package = Disclosure.objects.get(case=step.case, round=step.case.round, state=DisclosureState.BUILT)
        if package.decision_digest != decision.digest:
            raise NotApproved(
                f"The package of {case.reference} was built for another decision. Collect and pack again."
            )
        _not_too_early(step.case, at)
        days = settings.DULY.delivery.download_days
        package.released_at, package.expires_at = at, at + timedelta(days=days)
        move(package, DisclosureState.READY)
        correspondence.write(
            step.case, kind="package_ready", to=address_of(step.case), subject=f"Our answer: {case.reference}",
            body=letters.package_ready(step.case, days), at=at,
        )  # fmt: skip
        step.digest = decision.digest
        step.details.update(package.summary)


def fetch(case: Case, *, by: Actor, at: datetime, because: str) -> tuple[str, bytes, bytes]:
    """Hand the package out, once: `(file name, locked bytes, envelope)`. Raises NotThere, alike for every reason.

    The officer's own package only; a releaser may fetch it to hand it over another way.
    """
    with advance(case, Act.FETCH, by=by, at=at, because=because) as step:
        package = Disclosure.objects.filter(case=step.case, state=DisclosureState.READY).first()
        if package is None or package.expires_at is None or at >= package.expires_at:
            raise NotThere(
                f"There is no package of {case.reference} to download: it was fetched already, or its time is over. "
                "If it did not reach you, write to the provider with this number."
            )
        data = blobs.get(objects.directory(), package.object_id)
        package.fetched_at = at
        move(package, DisclosureState.FETCHED)
        step.details["by_releaser"] = by.has(Role.RELEASER)
    return package.name, data, package.envelope


def expire(case: Case, *, at: datetime) -> int:
    """Take away packages of this case whose time is over or that were fetched; returns how many files were deleted."""
    gone = 0
    for package in Disclosure.objects.filter(case=case).exclude(object_id=""):
        over = package.state == DisclosureState.READY and package.expires_at is not None and at >= package.expires_at
        if over or package.state == DisclosureState.FETCHED:
            blobs.delete(objects.directory(), package.object_id)
            package.object_id = ""
            package.save()
            if over:
                move(package, DisclosureState.EXPIRED)
            gone += 1
    return gone


def report_no_data(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Answer that nothing is held: the same words for an unknown identifier and for one without granted rows."""
    with advance(case, Act.REPORT_NO_DATA, by=by, at=at, because=because) as step:
        require_approved(step.case)
        if kept_rows(step.case):
            raise RowsAreHeld(f"Granted rows are held for {case.reference}; pack them instead.")
        correspondence.write(
            step.case, kind="no_data", to=address_of(step.case), subject=f"Our answer: {case.reference}",
            body=letters.no_data(step.case), at=at,
        )  # fmt: skip
