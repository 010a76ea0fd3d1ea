"""Lodge a demand in three steps: send the paper (received at once), say what it asks for, check and send."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duly.cases.asked import role_acts
from duly.cases.lifecycle import Act
from duly.cases.reading import Case, papers_of
from duly.intake.receive import receive
from duly.intake.register import register
from duly.law.codec import facts_from_json, facts_to_json
from duly.law.facts import DemandFacts
from duly.law.facts_faults import FactsError
from duly.lib.clock import now
from duly.requesters.reading import officer_of
from duly.requesters.verification import Evidence, Factor
from duly.review.authenticate import record_evidence
from duly.staff.actors import MACHINE
from duly.web.doors import actor_of, case_or_404, for_officers
from duly.web.forms.base import Sheet
from duly.web.forms.facts import FactsForm, FactsSheet
from duly.web.forms.papers import LodgeForm, paper_of
from duly.web.forms.rows import one_more
from duly.web.refusals import REFUSALS, words_of


@for_officers
def lodge(request: HttpRequest) -> HttpResponse:
    """Step 1: the paper. From here on it is on the register, whatever happens to the browser."""
    sheet = Sheet(LodgeForm(request.POST, request.FILES) if request.method == "POST" else LodgeForm())
    if request.method == "POST" and sheet.is_valid():
        try:
            officer = officer_of(actor_of(request))
            case = receive(
                paper_of(sheet.form.cleaned_data["paper"], "portal"),
                officer=officer,
                reply_to=officer.mail,
                by=actor_of(request),
                at=now(),
                because="lodged in the portal",
            )
        except REFUSALS as error:
            sheet.refuse(words_of(error, actor_of(request)))
        else:
            return redirect("declare", reference=case.reference)
    context = {"sheet": sheet, "form": sheet.form, "faults": sheet.faults()}
    return render(request, "officer/lodge.html", context, status=422 if sheet.faults() else 200)


@for_officers
def declare(request: HttpRequest, reference: str) -> HttpResponse:
    """Steps 2 and 3: say what the paper asks for, check, send. Between them nothing is kept but in the page."""
    case = case_or_404(request, reference)
    if Act.REGISTER not in role_acts(case.state, actor_of(request)):
        return redirect("own-case", reference=case.reference)
    if request.method != "POST":
        return _form(request, case, FactsSheet(form=FactsForm))
    step = request.POST.get("step", "")
    if step in ("send", "change"):
        return _checked(request, case, send=step == "send")
    more = request.POST.get("more", "")
    sheet = FactsSheet(one_more(request.POST, more) if more else request.POST, form=FactsForm)
    if more:
        sheet.hide_faults()
        return _form(request, case, sheet)
    if not sheet.is_valid():
        return _form(request, case, sheet)
    return _check(request, case, sheet.facts())


def _form(request: HttpRequest, case: Case, sheet: Sheet) -> HttpResponse:
    faults = sheet.faults()
    context = {"case": case, "papers": papers_of(case), "sheet": sheet, "form": sheet.form, "faults": faults}
    return render(request, "officer/declare.html", context, status=422 if faults else 200)


def _check(request: HttpRequest, case: Case, facts: DemandFacts, problem: str = "") -> HttpResponse:
    context = {
        "case": case,
        "papers": papers_of(case),
        "facts": facts,
        "sealed": facts_to_json(facts),
        "problem": problem,
    }
    return render(request, "officer/check.html", context, status=409 if problem else 200)


def _checked(request: HttpRequest, case: Case, *, send: bool) -> HttpResponse:
    try:
        facts = facts_from_json(request.POST.get("facts", ""))
    except FactsError:
        return _form(request, case, FactsSheet(form=FactsForm))
    if not send:
        return _form(request, case, FactsSheet(known=facts, form=FactsForm))
    try:
        officer = officer_of(actor_of(request))
        register(
            case,
            facts,
            officer=officer,
            by=actor_of(request),
            at=now(),
            because="declared by the officer in the portal",
        )
    except REFUSALS as error:
        return _check(request, case, facts, problem=str(words_of(error, actor_of(request))))
    # What the account itself proves is kept at once; it is never enough alone.
    account = Evidence(
        factor=Factor.PORTAL_ACCOUNT, holds=True, words="Lodged in the portal by the officer's account.", at=now()
    )
    record_evidence(case, [account], by=MACHINE, at=now(), because="lodged in the portal")
    messages.success(request, _("Your demand is lodged. We write when we need something, or with our answer."))
    return redirect("own-case", reference=case.reference)
