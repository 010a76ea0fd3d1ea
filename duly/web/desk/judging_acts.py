"""Pages of the acts that judge a demand: apply the rules, record counsel, review rights, narrow."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import Act
from duly.cases.reading import Case
from duly.law.vocabulary import Category
from duly.review.assess import assess
from duly.review.consult import consult
from duly.review.narrow import narrow
from duly.review.reading import last_words_of_rules
from duly.review.review_rights import review_rights
from duly.staff.actors import Actor
from duly.web.desk.act_page import ActPage
from duly.web.forms.acts import ConsultForm, NarrowItems, WordsForm
from duly.web.forms.base import BecauseForm, Sheet
from duly.web.forms.rows import kept


class Assess(ActPage):
    """Apply the rules by hand."""

    act = Act.ASSESS
    intro = _("The machine does this by itself after the requester is proven; do it here if you do not want to wait.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        assess(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Consult(ActPage):
    """Counsel's answer where no rule speaks."""

    act = Act.CONSULT
    intro = _(
        "Counsel's answer settles only what the rules leave to counsel. It is privileged and never leaves this desk."
    )

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(ConsultForm(data, items=case.facts.items))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        form = cast(ConsultForm, sheet.form)
        consult(
            case,
            counsel=form.cleaned_data["counsel"],
            outside=form.cleaned_data["outside"],
            answers=form.answers(),
            grounds=form.cleaned_data["grounds"],
            valid_until=form.cleaned_data["valid_until"],
            by=by,
            at=at,
            because=form.cleaned_data["because"],
        )


class ReviewRights(ActPage):
    """The extra pair of eyes."""

    act = Act.REVIEW_RIGHTS
    template_name = "desk/rights.html"
    intro = _("You look at this as one more person. You decide nothing by it; it lets the case go on to a decision.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        label = _("What you saw, and why the case may go on")
        return Sheet(WordsForm(data, label=label))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        data = sheet.form.cleaned_data
        review_rights(case, words=data["words"], by=by, at=at, because=data["because"])

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {"rules": last_words_of_rules(case)}


class Narrow(ActPage):
    """Take something away from the scope."""

    act = Act.NARROW
    template_name = "desk/narrow.html"
    intro = _("Narrowing only takes away. The demand is judged again, and any decision and approval are void.")

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        initial = [
            {
                "key": item.key,
                "categories": sorted(item.categories),
                "start": item.start,
                "end": item.end,
                "identification_only": item.identification_only,
            }
            for item in case.facts.items
        ]
        rows = NarrowItems(data, prefix="items", initial=initial)
        known = {item.key: item for item in case.facts.items}
        for row in rows.forms:
            row.item = known.get(str(row["key"].value()))  # the page names it
        return Sheet(BecauseForm(data), {"items": rows})

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        known = {item.key: item for item in case.facts.items}
        items = [
            replace(
                known[row.cleaned_data["key"]],
                categories=frozenset(Category(name) for name in row.cleaned_data["categories"]),
                start=row.cleaned_data["start"],
                end=row.cleaned_data["end"],
                identification_only=row.cleaned_data["identification_only"],
            )
            for row in kept(sheet.sets["items"])
            if row.cleaned_data["key"] in known
        ]
        narrow(case, items, by=by, at=at, because=sheet.form.cleaned_data["because"])
