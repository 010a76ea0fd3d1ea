"""Pages about telling users: confirm a notice, record or end an order of secrecy, take counsel's word on a notice."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import Act
from duly.cases.reading import Case
from duly.notices.counsel import counsel_on_notice
from duly.notices.reading import NoSuchNotice, OrderSeen, notice_of, secrecy_of
from duly.notices.secrecy_orders import end_order, record_order
from duly.notices.send import Notice, confirm
from duly.staff.actors import Actor
from duly.web.desk.act_page import ActPage
from duly.web.forms.base import BecauseForm, Sheet
from duly.web.forms.notices import CounselOnNoticeForm, EndOfOrderForm, OrderForm


class _OfNotice(ActPage):
    act = Act.NOTIFY

    def notice(self, case: Case) -> Notice:
        """The notice that the address names. Raises Http404."""
        try:
            return notice_of(case, self.kwargs["notice"])
        except NoSuchNotice:
            raise Http404 from None


class ConfirmNotice(_OfNotice):
    """A person confirms that every channel was looked at and no renewal of the secrecy came."""

    title = _("Confirm that the user may be told")
    template_name = "desk/notice.html"

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        self.notice(case)
        return Sheet(BecauseForm(data))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> HttpResponse:
        confirm(self.notice(case), by=by, at=at, because=sheet.form.cleaned_data["because"])
        messages.success(self.request, _now("Confirmed. The letter goes out by itself, after one more check."))
        return redirect("case", reference=case.reference)

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {"item": self.notice(case).item, "secrecy": secrecy_of(case)}


class CounselOnNotice(_OfNotice):
    """Where no rule says whether the user may be told, named counsel does."""

    title = _("Record counsel's word on a notice")
    intro = _(
        "No rule says whether this user may be told. A yes lifts no order of secrecy; a no cannot be undone here."
    )

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        self.notice(case)
        return Sheet(CounselOnNoticeForm(data))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        data = sheet.form.cleaned_data
        counsel_on_notice(
            self.notice(case), permitted=data["permitted"] == "yes", counsel=data["counsel"], grounds=data["grounds"],
            outside=data["outside"], by=by, at=at, because=data["because"],
        )  # fmt: skip


class RecordOrder(ActPage):
    """A renewal, or a further order of secrecy."""

    act = Act.NOTIFY
    title = _("Record an order of secrecy")
    intro = _(
        "Every notice of this case that has not gone out waits again, and a letter that has not left is taken back."
    )

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(OrderForm(data))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        form = cast(OrderForm, sheet.form)
        record_order(case, form.order(), by=by, at=at, because=form.cleaned_data["because"])


class EndOrder(ActPage):
    """A court ended one order."""

    act = Act.NOTIFY
    title = _("Record that a court ended this order")
    template_name = "desk/end_order.html"

    def _order(self, case: Case) -> OrderSeen:
        found = [order for order in secrecy_of(case) if order.id == self.kwargs["order"]]
        if not found:
            raise Http404
        return found[0]

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        self._order(case)
        return Sheet(EndOfOrderForm(data))

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        form = cast(EndOfOrderForm, sheet.form)
        end_order(case, self._order(case).id, on=form.day, by=by, at=at, because=form.cleaned_data["because"])

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {"secrecy": [self._order(case)]}
