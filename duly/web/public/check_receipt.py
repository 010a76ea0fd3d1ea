"""“Check your receipt”: the program that anybody runs at home, run here on what is brought; nothing of it is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from duly.lib.clock import now
from duly.reports.check import Brought, Busy, CannotCheck, Verdict, check_exhibit, check_paper
from duly.reports.reading import published
from duly.web.downloads import safe_name
from duly.web.forms.base import Sheet
from duly.web.forms.proofs import CheckForm
from duly.web.public.commands import commands
from duly.web.public.reports import report_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """Ask for the paper, and show word for word what the program says of it."""
    labels = [str(report.label) for report in published(now())]
    sent = request.method == "POST"
    initial = {"report": request.GET.get("report", "")}
    form = CheckForm(request.POST, request.FILES, labels=labels) if sent else CheckForm(labels=labels, initial=initial)
    sheet, verdict, status = Sheet(form), None, 200
    if sent and sheet.is_valid():
        try:
            verdict = _verdict(request, form.cleaned_data)
        except CannotCheck as problem:
            sheet.refuse(str(problem))
            status = 503 if isinstance(problem, Busy) else 500
    elif sent:
        status = 422
    context = {
        "sheet": sheet, "form": form, "faults": sheet.faults(), "labels": labels, "verdict": verdict,
        "against": form.cleaned_data["report"] if verdict else "", "commands": commands(),
    }  # fmt: skip
    return render(request, "public/check.html", context, status=status)


def _verdict(request: HttpRequest, sent: dict[str, Any]) -> Verdict:
    report = report_or_404(sent["report"])
    paper = Brought(sent["paper"], _called(request, "paper"))
    if sent["exhibit"] is None:
        return check_paper(report, paper)
    return check_exhibit(report, Brought(sent["exhibit"], _called(request, "exhibit")), paper)


def _called(request: HttpRequest, field: str) -> str:
    upload = request.FILES[field]
    name = getattr(upload, "name", None)
    return safe_name(name) if name else _("your file")
