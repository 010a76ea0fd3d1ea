"""Deliver: release a package on the approval that still stands, hand it out once, let it expire; or report no data."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from duly.cases import correspondence, journal, objects
from duly.cases.advance import advance
from duly.cases.lifecycle import Act, State
from duly.cases.models import Case
from duly.cases.public_events import release
from duly.collection.examine import kept_rows
from duly.disclosure.lifecycle import NotThere, move
from duly.disclosure.models import Disclosure, DisclosureState
from duly.lib import blobs
from duly.review import letters
from duly.review.assess import last_run
from duly.review.bound import NoRecipient, recipient_of
from duly.review.standing import NotApproved, require_approved
from duly.staff.actors import Actor, Role
from duly.staff.duties import DutyPolicy

# Doors name `NotThere` from here, beside the acts that raise it.
__all__ = ["NotThere", "RowsAreHeld", "TooEarly", "disclose", "expire", "fetch", "report_no_data"]


class RowsAreHeld(Exception):
    """A case with rows to give cannot be answered with “no data”."""


class TooEarly(Exception):
    """The law lets the data leave only later."""


def _not_too_early(case: Case, at: datetime) -> None:
    """EPOC with the enforcing authority notified: not before the end of day ten (Reg. 2023/1543 art. 10(2))."""
    run = last_run(case)
    if run is None:
        raise NotApproved(
            f"What the rules said of {case.reference} is gone, so it is not known when its data may leave."
        )
    for clock in run.result["clocks"]:
        if clock["not_before"] and at < datetime.fromisoformat(clock["not_before"]):
            raise TooEarly(
                f"{case.reference} may be released from {clock['not_before']} on, not before ({clock['cite']}). "
                "The machine releases it then; if the enforcing authority clears it earlier, record that as an answer."
            )


def disclose(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Release the package: everything is checked again in the same transaction that makes it fetchable."""
    with advance(case, Act.DISCLOSE, by=by, at=at, because=because) as step:
        decision = require_approved(step.case, at=at)
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
        correspondence.to_requester(
            step.case, kind="package_ready", about="Our answer", body=letters.package_ready(step.case, days), at=at
        )
        if package.event is not None:
            release(package.event, at)
        step.digest = decision.digest
        step.details.update(package.summary, recipient=recipient_of(step.case))


def fetch(case: Case, *, by: Actor, at: datetime, because: str) -> tuple[str, bytes, bytes]:
    """Hand the package out, once: `(file name, locked bytes, envelope)`. Raises NotThere, alike for every reason.

    The officer's own package only; a releaser may fetch it to hand it over another way.
    """
    with advance(case, Act.FETCH, by=by, at=at, because=because) as step:
        package = Disclosure.objects.filter(case=step.case, round=step.case.round, state=DisclosureState.READY).first()
        over = package is None or package.expires_at is None or at >= package.expires_at
        if package is None or over or _fetched_before(step.case) or _locked_to_another(step.case):
            raise NotThere(
                f"There is no package of {case.reference} to download: it was fetched already, or its time is over. "
                "If it did not reach you, write to the provider with this number: the case can be reopened there "
                "(`duly reopen`), and a new package made."
            )
        data = blobs.get(objects.directory(), package.object_id)
        package.fetched_at = at
        move(package, DisclosureState.FETCHED)
        step.details["by_releaser"] = by.has(Role.RELEASER)
    return package.name, data, package.envelope


def _fetched_before(case: Case) -> bool:
    """Whether the journal says so, whatever the table says."""
    return any(entry.act is Act.FETCH and entry.round == case.round for entry in journal.read(case))


def _locked_to_another(case: Case) -> bool:
    """Whether the officer's key was changed or revoked since: then the package is for a key that is hers no more."""
    released = [e for e in journal.read(case) if e.act is Act.DISCLOSE and e.round == case.round]
    try:
        return not released or released[-1].details["recipient"] != recipient_of(case)
    except NoRecipient:
        return True


def _is_over(package: Disclosure, case: Case, at: datetime) -> bool:
    if package.state == DisclosureState.BUILT:
        return package.round != case.round or case.state != State.PACKAGED
    if package.round != case.round:
        return True
    return package.state == DisclosureState.READY and package.expires_at is not None and at >= package.expires_at


def expire(case: Case, *, at: datetime) -> int:
    """Take away packages of this case that were fetched, whose time is over, or that will not be released any more.

    Returns how many files were deleted.
    """
    gone = 0
    with transaction.atomic():
        # locked as in every act: nobody packs, releases or fetches meanwhile
        locked = Case.objects.select_for_update().get(pk=case.pk)
        for package in Disclosure.objects.filter(case=locked).exclude(object_id=""):
            over = _is_over(package, locked, at)
            if over or package.state == DisclosureState.FETCHED:
                # the file goes before its name does: after a crash the row still says which one to delete
                blobs.delete(objects.directory(), package.object_id)
                package.object_id = ""
                if over:
                    move(package, DisclosureState.EXPIRED)
                else:
                    package.save()
                gone += 1
    return gone


def report_no_data(case: Case, *, by: Actor, at: datetime, because: str) -> None:
    """Answer that nothing is held: the same words for an unknown identifier and for one without granted rows."""
    with advance(case, Act.REPORT_NO_DATA, by=by, at=at, because=because) as step:
        require_approved(step.case, at=at)
        if kept_rows(step.case):
            raise RowsAreHeld(f"Granted rows are held for {case.reference}; pack them instead.")
        correspondence.to_requester(
            step.case, kind="no_data", about="Our answer", body=letters.no_data(step.case), at=at
        )
