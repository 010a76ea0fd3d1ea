"""Pages of the acts that decide: what would leave is shown before the decision, and read again before the approval."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import Act
from duly.cases.reading import Case, papers_of
from duly.law.vocabulary import Category, Reason
from duly.lib.clock import now
from duly.review.approve import approve
from duly.review.decide import CannotGrant, Refusal, decide
from duly.review.reading import Line, decision_of, last_words_of_rules, lines_of
from duly.review.refuse import refuse
from duly.staff.actors import Actor
from duly.web.desk.act_page import ActPage
from duly.web.desk.opened import opened_all
from duly.web.forms.acts import ApproveForm, RefuseForm
from duly.web.forms.base import BecauseForm, Sheet, long_text
from duly.web.words import choices, word


class DecideForm(BecauseForm):
    """For each line that could be refused by choice: a reason, or nothing."""

    def __init__(self, *args: Any, lines: tuple[Line, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.free = [line for line in lines if line.granted and not line.compelled]
        against = [(value, _now("Refuse: %(why)s") % {"why": why}) for value, why in choices(Reason)]
        for line in self.free:
            about = {"key": line.item, "category": word(line.category)}
            self.fields[f"reason-{line.key}"] = forms.ChoiceField(
                label=_now("Item %(key)s, %(category)s") % about,
                required=False,
                choices=[("", _("Grant it")), *against],
            )
            words = _now("Why, in words for the requester (item %(key)s, %(category)s)") % about
            self.fields[f"words-{line.key}"] = long_text(words, rows=2, required=False)
        self.fields["because"] = self.fields.pop("because")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.free:
            if data.get(f"reason-{line.key}") and not data.get(f"words-{line.key}"):
                self.add_error(f"words-{line.key}", _now("Say in words why this is refused."))
        return data

    def refused(self) -> dict[tuple[str, Category], Refusal]:
        """What is taken away beyond the rules."""
        data = self.cleaned_data
        return {
            (line.item, line.category): Refusal(
                reason=Reason(data[f"reason-{line.key}"]), words=data[f"words-{line.key}"]
            )
            for line in self.free
            if data[f"reason-{line.key}"]
        }


class Decide(ActPage):
    """What may leave, line by line."""

    act = Act.DECIDE
    template_name = "desk/decide.html"

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(DecideForm(data, lines=self._lines(case)))

    def _lines(self, case: Case) -> tuple[Line, ...]:
        try:
            return lines_of(case, at=now())
        except CannotGrant:
            return ()

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        form = cast(DecideForm, sheet.form)
        decide(case, refused=form.refused(), by=by, at=at, because=form.cleaned_data["because"])

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {"lines": self._lines(case), "rules": last_words_of_rules(case)}


class _OpenFirst(ApproveForm):
    """Refuses a yes of somebody who has not opened every paper of the case."""

    opened = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.opened:
            raise forms.ValidationError(
                _now("Open the paper first, and read it: you approve an answer to exactly this paper.")
            )
        return data


class Approve(ActPage):
    """Another person's yes to exactly one decision."""

    act = Act.APPROVE
    template_name = "desk/approve.html"

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        decision = decision_of(case)
        form = _OpenFirst(data, initial={"digest": decision.digest if decision else ""})
        form.opened = opened_all(request, [paper.id for paper in papers_of(case)])
        return Sheet(form)

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        data = sheet.form.cleaned_data
        approve(case, digest=data["digest"], by=by, at=at, because=data["because"])

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {"decision": decision_of(case), "opened": opened_all(request, [paper.id for paper in papers_of(case)])}


class Refuse(ActPage):
    """A voluntary request that is not answered with data."""

    act = Act.REFUSE
    danger = True
    intro = _("Only a voluntary request can be refused. A binding order is answered, asked back or contested.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(RefuseForm(data, items=[item.key for item in case.facts.items]))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        form = cast(RefuseForm, sheet.form)
        grounds = {item.key: form.ground_of(item.key) for item in case.facts.items}
        refuse(case, grounds=grounds, by=by, at=at, because=form.cleaned_data["because"])
