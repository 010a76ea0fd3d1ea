"""One case on one screen: what was served, found, said and decided, and what is asked of the reader now."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from duly.cases import journal
from duly.cases.asked import asked_of, role_acts
from duly.cases.journal import JournalBroken
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
from duly.lib.blobs import BlobError
from duly.lib.clock import now
from duly.lib.vault import VaultError
from duly.notices.reading import notices_of
from duly.notices.secrecy_orders import orders_of
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
from duly.staff.actors import Actor
from duly.web.desk.opened import remember_opened
from duly.web.desk.urgency import urgency
from duly.web.doors import actor_of, case_or_404, for_desk
from duly.web.downloads import download


def _judged(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """What rests on the journal and the directory. Where one does not hold together, an alarm stands in its place."""
    try:
        return {
            "officer": seen(case.officer) if case.officer else None,
            "journal": journal.read(case),
            "asked": asked_of(actor, case),
            "verdict": verdict_of(case, at=at) if case.state == State.REGISTERED else None,
            "decision": decision_of(case),
            "secrecy": orders_of(case),
        }
    except (JournalBroken, VaultError) as error:
        return {"alarm": str(error)}


def _said(case: Case) -> dict[str, Any]:
    return {
        "findings": findings_of(case),
        "rules": last_words_of_rules(case),
        "consultations": consultations_of(case),
        "rights_reviews": rights_reviews_of(case),
        "clarifications": clarifications_of(case),
    }


@for_desk
@require_safe
def case_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one case."""
    case, at = case_or_404(request, reference), now()
    facts = facts_of(case)
    context = {
        "case": case,
        "urgency": urgency(case.state, case.due_at, at),
        "facts": facts,
        "papers": papers_of(case),
        "attempts": attempts_of(case),
        "letters": letters_of(case),
        "collections": collections_of(case),
        "packages": packages_of(case),
        "notices": notices_of(case),
        "may_notify": Act.NOTIFY in role_acts(case.state, actor_of(request)),
        **_said(case),
        **_judged(case, actor_of(request), at),
    }
    return render(request, "desk/case.html", context)


def _hand_out(
    request: HttpRequest, case: Case, find: Callable[[Case, uuid.UUID], FileSeen], which: uuid.UUID
) -> HttpResponse:
    try:
        found = find(case, which)
    except NoSuchPaper:
        raise Http404 from None
    except (VaultError, BlobError) as error:
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
