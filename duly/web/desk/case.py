"""One case on one screen: what was served, found, said and decided, and what is asked of the reader now."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from duly.cases import journal
from duly.cases.asked import Asked, asked_of, role_acts
from duly.cases.lifecycle import Act, State
from duly.cases.reading import (
    Case,
    FileSeen,
    NoSuchPaper,
    attachment_of,
    attempts_of,
    facts_of,
    letters_of,
    original_of,
    papers_of,
)
from duly.collection.reading import collections_of
from duly.disclosure.reading import packages_of
from duly.lib.clock import now
from duly.notices.reading import notices_of, secrecy_of
from duly.requesters.reading import seen
from duly.review.authenticate import verdict_of
from duly.review.reading import (
    clarifications_of,
    consultations_of,
    decision_of,
    findings_of,
    last_words_of_rules,
    rights_reviews_of,
)
from duly.staff.actors import Actor, Role
from duly.web.desk.opened import remember_opened
from duly.web.desk.public_log import log_rows
from duly.web.desk.urgency import urgency
from duly.web.doors import actor_of, case_or_404, for_desk
from duly.web.downloads import download
from duly.web.refusals import ALARMS


def _sections(case: Case, actor: Actor, at: datetime) -> Mapping[str, Callable[[], Any]]:
    """How each part of the page is read. Any of them can turn out to have been changed past Duly."""
    return {
        "facts": lambda: facts_of(case),
        "papers": lambda: papers_of(case),
        "officer": lambda: seen(case.officer) if case.officer else None,
        "findings": lambda: findings_of(case),
        "verdict": lambda: verdict_of(case, at=at) if case.state == State.REGISTERED else None,
        "rules": lambda: last_words_of_rules(case),
        "consultations": lambda: consultations_of(case),
        "rights_reviews": lambda: rights_reviews_of(case),
        "clarifications": lambda: clarifications_of(case),
        "decision": lambda: decision_of(case),
        "collections": lambda: collections_of(case),
        "packages": lambda: packages_of(case),
        "notices": lambda: notices_of(case),
        "secrecy": lambda: secrecy_of(case),
        "letters": lambda: letters_of(case),
        "attempts": lambda: attempts_of(case),
        "public_log": lambda: log_rows(case),
        "journal": lambda: journal.read(case),
        "asked": lambda: _asked(case, actor, at),
    }


def _asked(case: Case, actor: Actor, at: datetime) -> Asked:
    """What is asked of her; not to close a case whose package still waits for the officer."""
    asked = asked_of(actor, case)
    if not any(package.can_be_fetched(at) for package in packages_of(case)):
        return asked
    return replace(asked, acts=tuple(act for act in asked.acts if act is not Act.CLOSE))


def _read(sections: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Each part on its own, so that a fault in one hides no other; what does not hold together is said aloud, once."""
    shown: dict[str, Any] = {}
    alarms: dict[str, None] = {}
    for name, read in sections.items():
        try:
            shown[name] = read()
        except ALARMS as error:
            alarms[str(error)] = None
    return {**shown, "alarms": list(alarms)}


@for_desk
@require_safe
def case_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one case."""
    case, at, actor = case_or_404(request, reference), now(), actor_of(request)
    may_notify = Act.NOTIFY in role_acts(case.state, actor)
    context = {
        "case": case,
        "urgency": urgency(case.state, case.due_at, at),
        "may_notify": may_notify,
        "may_answer": may_notify and actor.has(Role.COUNSEL, Role.REVIEWER),
        **_read(_sections(case, actor, at)),
    }
    return render(request, "desk/case.html", context)


def _hand_out(
    request: HttpRequest, case: Case, find: Callable[[Case, uuid.UUID], FileSeen], which: uuid.UUID
) -> HttpResponse:
    try:
        found = find(case, which)
    except NoSuchPaper:
        raise Http404 from None
    except ALARMS as error:
        return render(request, "desk/damaged.html", {"case": case, "words": str(error)}, status=500)
    return download(found.name, found.data)


@for_desk
@require_http_methods(["GET", "POST"])
def paper_file(request: HttpRequest, reference: str, paper: uuid.UUID) -> HttpResponse:
    """The paper as served. Opened by the button of the approval page (POST), it counts as opened by this person."""
    answer = _hand_out(request, case_or_404(request, reference), original_of, paper)
    if request.method == "POST" and answer.status_code == 200:
        remember_opened(request, paper)
    return answer


@for_desk
@require_safe
def attachment_file(request: HttpRequest, reference: str, part: uuid.UUID) -> HttpResponse:
    """An attachment, byte for byte."""
    return _hand_out(request, case_or_404(request, reference), attachment_of, part)
