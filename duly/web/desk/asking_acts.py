"""Pages of the acts that turn outward: ask back, take the answer, contest, record a ruling, withdraw; and seal."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import Act
from duly.cases.reading import Case, facts_of
from duly.cases.secrecy import seal
from duly.law.vocabulary import Reason
from duly.review.challenge import challenge, rule
from duly.review.clarify import answer_clarification, clarify
from duly.review.reading import clarifications_of
from duly.review.withdraw import withdraw
from duly.staff.actors import Actor
from duly.staff.reading import colleagues, people
from duly.web.desk.act_page import ActPage
from duly.web.forms.acts import Questions, RulingForm, SealForm, WordsForm
from duly.web.forms.base import BecauseForm, Sheet, long_text
from duly.web.forms.facts import DeskFactsForm, FactsSheet
from duly.web.forms.rows import kept


class Clarify(ActPage):
    """Ask the requester back."""

    act = Act.CLARIFY
    template_name = "desk/clarify.html"
    intro = _("A binding clock goes on running while you wait, unless the law says otherwise.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        items = [item.key for item in case.facts.items]
        rows = Questions(data, prefix="questions", form_kwargs={"items": items})
        return Sheet(BecauseForm(data), {"questions": rows})

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        questions = [
            (row.cleaned_data["item"], Reason(row.cleaned_data["reason"]), row.cleaned_data["words"])
            for row in kept(sheet.sets["questions"])
        ]
        clarify(case, questions=questions, by=by, at=at, because=sheet.form.cleaned_data["because"])


class AnswerSheetForm(DeskFactsForm):
    """The requester's words, and the facts as they stand after them."""

    words = long_text(_("What the requester answered"), _("In the requester's words."))


class Answer(ActPage):
    """Take the requester's answer."""

    act = Act.ANSWER
    template_name = "desk/answer.html"
    intro = _("The requester is authenticated anew after an answer. Change below only what the answer changes.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return FactsSheet(data, known=facts_of(case), form=AnswerSheetForm)

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        facts, data = cast(FactsSheet, sheet).facts(), sheet.form.cleaned_data
        changed = None if facts == facts_of(case) else facts
        answer_clarification(case, words=data["words"], facts=changed, by=by, at=at, because=data["because"])

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {"clarifications": clarifications_of(case)}


class Challenge(ActPage):
    """Contest an order formally."""

    act = Act.CHALLENGE
    danger = True
    intro = _("The objection goes to the requester. What was decided is void until the ruling.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(WordsForm(data, label=_("Ground of the objection"), help_text=_("It is sent as you write it.")))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        data = sheet.form.cleaned_data
        challenge(case, ground=data["words"], by=by, at=at, because=data["because"])


class Rule(ActPage):
    """What the court or authority said."""

    act = Act.RULE
    intro = _("An upheld order is judged again and answered; a quashed one ends.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(RulingForm(data))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        data = sheet.form.cleaned_data
        rule(case, upheld=data["upheld"] == "yes", words=data["words"], by=by, at=at, because=data["because"])


class Withdraw(ActPage):
    """The requester took the demand back."""

    act = Act.WITHDRAW
    danger = True
    intro = _("Nothing leaves any more after this, and the requester is told so. It cannot be undone.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        withdraw(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Seal(ActPage):
    """From now on only the named people know of the case."""

    act = Act.SEAL
    danger = True
    intro = _("Name enough people for every step that is left. It cannot be undone here.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(SealForm(data, people=colleagues()))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        data = sheet.form.cleaned_data
        seal(case, people=people(data["people"]), by=by, at=at, because=data["because"])
