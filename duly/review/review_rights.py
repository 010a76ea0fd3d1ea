"""One more pair of eyes on a case that the rights gate held; under `solo`, outside counsel's answer stands in."""

from datetime import datetime

from django.conf import settings

from duly.cases.advance import advance
from duly.cases.lifecycle import Act
from duly.cases.models import Case
from duly.review.assess import outside_counsel_answered
from duly.review.models import RightsReview
from duly.staff.actors import Actor
from duly.staff.duties import rights_review_by_person_needed


class CounselFirst(Exception):
    """A one-person provider asks outside counsel before it lets a held case go on."""


def review_rights(case: Case, *, words: str, by: Actor, at: datetime, because: str) -> None:
    """Record what the extra reviewer saw and why the case may go on to a decision. It decides nothing by itself."""
    with advance(case, Act.REVIEW_RIGHTS, by=by, at=at, because=because) as step:
        alone = not rights_review_by_person_needed(settings.DULY.duties.policy)
        if alone and not outside_counsel_answered(step.case):
            raise CounselFirst(
                "This case is held, and under the duty policy “solo” there is no second person. "
                "Record outside counsel's answer first (`duly consult … --outside`)."
            )
        RightsReview.objects.create(case=step.case, round=step.case.round, at=at, by_id=by.id, words=words)
