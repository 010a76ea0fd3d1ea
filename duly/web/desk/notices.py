"""A person confirms, before a user is told, that every channel was looked at and no renewal of the secrecy came."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duly.lib.clock import now
from duly.notices.reading import NoSuchNotice, notice_of
from duly.notices.secrecy_orders import orders_of
from duly.notices.send import confirm
from duly.web.doors import actor_of, case_or_404, for_desk
from duly.web.forms.base import BecauseForm, Sheet
from duly.web.refusals import REFUSALS, words_of


@for_desk
def confirm_notice(request: HttpRequest, reference: str, notice: uuid.UUID) -> HttpResponse:
    """Confirm one notice of one case."""
    case = case_or_404(request, reference)
    try:
        waiting = notice_of(case, notice)
    except NoSuchNotice:
        raise Http404 from None
    sheet = Sheet(BecauseForm(request.POST if request.method == "POST" else None))
    if request.method == "POST" and sheet.is_valid():
        try:
            confirm(waiting, by=actor_of(request), at=now(), because=sheet.form.cleaned_data["because"])
        except REFUSALS as error:
            sheet.refuse(words_of(error, actor_of(request)))
        else:
            messages.success(request, _("Confirmed. The letter goes out by itself, after one more check."))
            return redirect("case", reference=case.reference)
    context = {
        "case": case,
        "item": waiting.item,
        "secrecy": orders_of(case),
        "sheet": sheet,
        "form": sheet.form,
        "faults": sheet.faults(),
    }
    return render(request, "desk/notice.html", context, status=422 if sheet.faults() else 200)
