"""Enter a paper that came by post, fax or hand, or a saved mail: received and acknowledged, then registered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duly.intake.receive import receive
from duly.lib.clock import now
from duly.web.doors import actor_of, for_intake
from duly.web.forms.base import Sheet
from duly.web.forms.papers import PaperForm, paper_of
from duly.web.refusals import REFUSALS, words_of


@for_intake
def enter_paper(request: HttpRequest) -> HttpResponse:
    """Put one paper on the register."""
    sheet = Sheet(PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm())
    if request.method == "POST" and sheet.is_valid():
        data = sheet.form.cleaned_data
        try:
            case = receive(
                paper_of(data["paper"], "paper"),
                reply_to=data["reply_to"],
                by=actor_of(request),
                at=now(),
                because=data["because"],
            )
        except REFUSALS as error:
            sheet.refuse(words_of(error, actor_of(request)))
        else:
            messages.success(request, _("Received and acknowledged. Now say what the paper asks for."))
            return redirect("case", reference=case.reference)
    context = {"sheet": sheet, "form": sheet.form, "faults": sheet.faults()}
    return render(request, "desk/paper.html", context, status=422 if sheet.faults() else 200)
