"""One page for one act: show the form, check it, do the act; a no is shown at the top and nothing typed is lost."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from duly.cases.asked import refuse_unless_asked
from duly.cases.lifecycle import Act
from duly.cases.reading import Case, papers_of
from duly.lib.clock import now
from duly.staff.actors import Actor
from duly.web import act_words
from duly.web.doors import actor_of, case_or_404, for_desk
from duly.web.forms.base import BecauseForm, Sheet
from duly.web.forms.rows import one_more
from duly.web.refusals import ALARMS, REFUSALS, words_of
from duly.web.words import Label


@method_decorator(for_desk, name="dispatch")
class ActPage(View):
    """The shape of every act's page; a subclass says which act, which sheet, and how the act is called."""

    act: ClassVar[Act]
    template_name: ClassVar[str] = "desk/act.html"
    title: ClassVar[Label] = ""
    """What the page is called, if not as its act is."""
    intro: ClassVar[Any] = ""
    danger: ClassVar[bool] = False
    """The act ends something, so its button looks like it."""

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        """The forms of this act, filled with `data` if there is any."""
        return Sheet(BecauseForm(data))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> HttpResponse | None:
        """Do the act with what a valid sheet says; an own answer instead of going back to the case, or None."""
        raise NotImplementedError

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def refuse_unless_asked(self, actor: Actor, case: Case, at: datetime) -> None:
        """Raise one of REFUSALS where the act would answer so anyhow: then no form is shown."""
        refuse_unless_asked(actor, case, self.act)

    def get(self, request: HttpRequest, reference: str, **_which: object) -> HttpResponse:
        """Show the empty form, or why the act cannot be done now."""
        case = case_or_404(request, reference)
        try:
            self.refuse_unless_asked(actor_of(request), case, now())
            sheet = self.sheet(request, case, None)
            beside = self.context(request, case, now())
        except REFUSALS as error:
            return self._not_now(request, case, error)
        return self._show(request, case, sheet, beside)

    def post(self, request: HttpRequest, reference: str, **_which: object) -> HttpResponse:
        """Check the form and do the act."""
        case = case_or_404(request, reference)
        more = request.POST.get("more", "")
        try:
            if case.facts_json is None:
                # before the demand was read, most acts have no form to fill: their items are not known
                self.refuse_unless_asked(actor_of(request), case, now())
            sheet = self.sheet(request, case, one_more(request.POST, more) if more else request.POST)
        except REFUSALS as error:
            return self._not_now(request, case, error)
        if more:
            sheet.hide_faults()
            return self._show(request, case, sheet)
        if not sheet.is_valid():
            return self._show(request, case, sheet, status=422)
        try:
            answer = self.do(case, sheet, by=actor_of(request), at=now())
        except REFUSALS as error:
            sheet.refuse(words_of(error, actor_of(request), state=case.state))
            return self._show(request, case, sheet, status=409)
        if answer is not None:
            return answer
        messages.success(request, _("Done, and recorded in the journal."))
        return redirect("case", reference=case.reference)

    def _not_now(self, request: HttpRequest, case: Case, error: Exception) -> HttpResponse:
        why = words_of(error, actor_of(request), state=case.state)
        return render(request, "desk/not_now.html", {"case": case, "title": self._title(), "why_not": why}, status=409)

    def _title(self) -> Label:
        return self.title or act_words.to_do(self.act)

    def _beside(self, request: HttpRequest, case: Case) -> dict[str, Any]:
        try:
            return self.context(request, case, now())
        except ALARMS:
            return {}  # the act says so itself, and nothing typed is lost

    def _show(
        self, request: HttpRequest, case: Case, sheet: Sheet, beside: dict[str, Any] | None = None, status: int = 200
    ) -> HttpResponse:
        context = {
            "case": case,
            "papers": papers_of(case),
            "title": self._title(),
            "intro": self.intro,
            "danger": self.danger,
            "sheet": sheet,
            "form": sheet.form,
            "faults": sheet.faults(),
            **(self._beside(request, case) if beside is None else beside),
        }
        return render(request, self.template_name, context, status=status)
