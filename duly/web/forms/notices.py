"""Forms about telling users: an order of secrecy, its end, and counsel's word on one notice."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duly.law.facts import SecrecyFacts
from duly.web.forms.base import BecauseForm, day_field, long_text


def _needed_day(label: Any, help_text: Any = "") -> forms.DateField:
    field = day_field(label, help_text)
    field.required = True
    return field


class OrderForm(BecauseForm):
    """A renewal or a further order."""

    basis = forms.CharField(label=_("Under what"), max_length=200, help_text=_("Such as 18 U.S.C. 2705(b)."))
    issued_by = forms.CharField(label=_("Court or authority"), max_length=200, required=False)
    starts = _needed_day(_("First day"))
    ends = day_field(_("Last day"), _("Empty if it names none: then it binds until a court ends it."))
    field_order = ("basis", "issued_by", "starts", "ends", "because")

    def order(self) -> SecrecyFacts:
        """What was typed."""
        data = self.cleaned_data
        return SecrecyFacts(basis=data["basis"], issued_by=data["issued_by"], starts=data["starts"], ends=data["ends"])


class EndOfOrderForm(BecauseForm):
    """The day on which a court ended an order."""

    on = _needed_day(_("Day on which the court ended it"))
    field_order = ("on", "because")

    @property
    def day(self) -> date:
        """What was typed."""
        typed: date = self.cleaned_data["on"]
        return typed


class CounselOnNoticeForm(BecauseForm):
    """Yes or no of named counsel, with grounds."""

    permitted = forms.ChoiceField(
        label=_("Counsel's answer"),
        widget=forms.RadioSelect,
        choices=[("yes", _("The user may be told")), ("no", _("The user may not be told, ever"))],
    )
    counsel = forms.CharField(label=_("Name of counsel"), max_length=200)
    outside = forms.BooleanField(label=_("Outside counsel; I record the answer"), required=False)
    grounds = long_text(_("Grounds"), _("Privileged. Never sent to the requester."))
    field_order = ("permitted", "counsel", "outside", "grounds", "because")
