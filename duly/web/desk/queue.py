"""The queue: every case that this person may see, the next due first."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duly.cases.asked import role_acts
from duly.cases.lifecycle import Act, State
from duly.cases.queries import queue_of
from duly.cases.reading import Case, facts_of
from duly.lib.clock import now
from duly.lib.vault import VaultError
from duly.staff.actors import Actor, Role
from duly.web.desk.urgency import ANSWERED, Urgency, urgency
from duly.web.doors import actor_of, for_desk
from duly.web.words import word

ON_A_PAGE = 50
_SHOWN_AS_NEXT = frozenset(
    {
        Act.REGISTER,
        Act.AUTHENTICATE,
        Act.REVIEW_RIGHTS,
        Act.DECIDE,
        Act.APPROVE,
        Act.COLLECT,
        Act.INSPECT,
        Act.PACKAGE,
        Act.DISCLOSE,
        Act.RULE,
        Act.ASSESS,
    }
)
"""Acts that lead on; where the actor may do one, the queue says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the queue."""

    reference: str
    state: str
    sealed: bool
    channel: str
    opened_at: datetime
    due_at: datetime | None
    urgency: Urgency
    instrument: str
    authority: str
    next_act: Act | None
    damaged: bool
    """What the case holds was changed past Duly; the page of the case says what."""


def _row(case: Case, actor: Actor, at: datetime) -> Row:
    try:
        facts, damaged = facts_of(case), False
    except VaultError:
        facts, damaged = None, True  # one bad row hides no other case
    able = [act for act in role_acts(case.state, actor) if act in _SHOWN_AS_NEXT]
    return Row(
        reference=case.reference,
        state=case.state,
        sealed=case.sealed,
        channel=case.channel,
        opened_at=case.opened_at,
        due_at=case.due_at,
        urgency=urgency(case.state, case.due_at, at),
        instrument=facts.instrument if facts else "",
        authority=f"{facts.authority_name} ({facts.issuing_state})" if facts else "",
        next_act=able[0] if able else None,
        damaged=damaged,
    )


@for_desk
def queue(request: HttpRequest) -> HttpResponse:
    """List, filter by state, search by number. What the person may not see is in no list, count or answer."""
    actor = actor_of(request)
    cases = queue_of(actor)
    shown = request.GET.get("state", "open")
    if shown == "open":
        cases = cases.exclude(state__in=[state.value for state in ANSWERED])
    elif shown in {state.value for state in State}:
        cases = cases.filter(state=shown)
    search = request.GET.get("search", "").strip()[:40]
    if search:
        cases = cases.filter(reference__icontains=search)
    page = Paginator(cases, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(case, actor, now()) for case in page.object_list],
        "page": page,
        "shown": shown,
        "search": search,
        "states": [(state.value, word(state)) for state in State],
        "may_enter_paper": actor.has(Role.INTAKE),
    }
    return render(request, "desk/queue.html", context)
