"""An officer's own demands: the list, one of them, answering a question, taking it back, and the one download."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duly.cases.asked import role_acts
from duly.cases.lifecycle import Act
from duly.cases.queries import visible_to
from duly.cases.reading import Case, facts_of, letters_to_officer, papers_of
from duly.disclosure.deliver import fetch
from duly.disclosure.reading import packages_of
from duly.law.facts import DemandFacts
from duly.lib.clock import now
from duly.lib.vault import VaultError
from duly.review.clarify import answer_clarification
from duly.review.reading import clarifications_of
from duly.review.withdraw import withdraw
from duly.web.doors import actor_of, case_or_404, for_officers
from duly.web.downloads import download
from duly.web.forms.base import Sheet
from duly.web.forms.facts import FactsForm, FactsSheet
from duly.web.forms.papers import AnswerForm, WithdrawForm
from duly.web.forms.rows import one_more
from duly.web.officer.standing import standing
from duly.web.refusals import REFUSALS, words_of


class AnswerFactsForm(FactsForm, AnswerForm):
    """The answer, and the facts as they stand after it."""


def _facts(case: Case) -> DemandFacts | None:
    """What the list says of a demand; nothing of one whose row was changed past Duly, which hides no other."""
    try:
        return facts_of(case)
    except VaultError:
        return None


@for_officers
@require_safe
def own_cases(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    rows = [
        {
            "reference": case.reference,
            "opened_at": case.opened_at,
            "standing": standing(case.state),
            "number": facts.reference if (facts := _facts(case)) else "",
            "instrument": facts.instrument if facts else "",
        }
        for case in visible_to(actor_of(request)).order_by("-opened_at")[:500]
    ]
    return render(request, "officer/list.html", {"rows": rows})


def _able(case: Case, request: HttpRequest) -> frozenset[Act]:
    return frozenset(role_acts(case.state, actor_of(request)))


@for_officers
@require_safe
def own_case(request: HttpRequest, reference: str) -> HttpResponse:
    """One demand: the receipt, where it stands, the letters, and what the officer can do."""
    case = case_or_404(request, reference)
    return _show(request, case, status=200)


def _show(request: HttpRequest, case: Case, *, status: int, problem: str = "") -> HttpResponse:
    able, at = _able(case, request), now()
    packages = [package for package in packages_of(case) if package.of_this_round]
    questions = [asked for asked in clarifications_of(case) if asked.answered_at is None]
    context = {
        "case": case,
        "facts": facts_of(case),
        "papers": papers_of(case),
        "standing": standing(case.state),
        "letters": letters_to_officer(case),
        "questions": questions,
        "package": next((package for package in packages if package.released_at), None),
        "ready": any(package.can_be_fetched(at) for package in packages),
        "may_declare": Act.REGISTER in able,
        "may_answer": Act.ANSWER in able,
        "may_withdraw": Act.WITHDRAW in able,
        "problem": problem,
    }
    return render(request, "officer/case.html", context, status=status)


@for_officers
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer what was asked back, and change the facts where the answer does."""
    case = case_or_404(request, reference)
    if Act.ANSWER not in _able(case, request):
        return _show(request, case, status=409, problem=_("There is no open question."))
    known = facts_of(case)
    data = request.POST if request.method == "POST" else None
    more = request.POST.get("more", "")
    sheet = FactsSheet(one_more(request.POST, more) if more else data, known=known, form=AnswerFactsForm)
    if more:
        sheet.hide_faults()
    elif data is not None and sheet.is_valid():
        try:
            changed = None if sheet.facts() == known else sheet.facts()
            _answer(case, request, sheet.form.cleaned_data["words"], changed, now())
        except REFUSALS as error:
            sheet.refuse(words_of(error, actor_of(request)))
        else:
            messages.success(request, _("Your answer was recorded."))
            return redirect("own-case", reference=case.reference)
    return _sheet_page(request, "officer/answer.html", case, sheet, questions=clarifications_of(case))


def _answer(case: Case, request: HttpRequest, words: str, facts: Any, at: datetime) -> None:
    answer_clarification(case, words=words, facts=facts, by=actor_of(request), at=at, because="answered in the portal")


def _sheet_page(request: HttpRequest, template: str, case: Case, sheet: Sheet, **more: Any) -> HttpResponse:
    faults = sheet.faults()
    context = {"case": case, "sheet": sheet, "form": sheet.form, "faults": faults, **more}
    return render(request, template, context, status=422 if faults else 200)


@for_officers
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a demand, after a page that says what follows."""
    case = case_or_404(request, reference)
    sheet = Sheet(WithdrawForm(request.POST if request.method == "POST" else None))
    if request.method == "POST" and sheet.is_valid():
        try:
            withdraw(case, by=actor_of(request), at=now(), because=sheet.form.cleaned_data["words"])
        except REFUSALS as error:
            sheet.refuse(words_of(error, actor_of(request)))
        else:
            messages.success(request, _("The demand was withdrawn."))
            return redirect("own-case", reference=case.reference)
    return _sheet_page(request, "officer/withdraw.html", case, sheet)


@for_officers
@require_POST
def package(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the package out, once."""
    case = case_or_404(request, reference)
    try:
        name, data, _envelope = fetch(case, by=actor_of(request), at=now(), because="downloaded in the portal")
    except REFUSALS as error:
        return _show(request, case, status=409, problem=str(words_of(error, actor_of(request))))
    return download(name, data)
