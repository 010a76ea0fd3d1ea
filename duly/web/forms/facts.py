"""What a paper asks for, as a person reads it off: the form of `law.facts`, with its items and secrecy orders."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from duly.law.codec import facts_from_json, facts_to_json
from duly.law.facts import NO_STATE, UNKNOWN_STATE, DemandFacts
from duly.law.facts_faults import FactsError
from duly.law.vocabulary import Authority, Category, Danger, IdentifierKind, Instrument, Offence, Threshold
from duly.lib.identifiers import IdentifierError, normalise
from duly.web.forms.base import BecauseForm, DulyForm, Sheet, day_field, instant_field
from duly.web.forms.rows import MOST_ROWS, RowSet, kept
from duly.web.words import choices

_OTHER = "other"
_EMERGENCY = ("who", "harm", "when", "why_this_data", "why_no_order")


def _country(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2,
        widget=forms.TextInput(attrs={"class": "short", "autocapitalize": "characters", "spellcheck": "false"}),
        **options,
    )


class FactsForm(DulyForm):
    """Everything but the items and the secrecy orders; officers fill it in about their own paper."""

    instrument = forms.ChoiceField(label=_("Kind of paper"), choices=[("", _("Choose")), *choices(Instrument)])
    reference = forms.CharField(label=_("File number on the paper"), max_length=200)
    authority = forms.ChoiceField(label=_("Kind of authority"), choices=[("", _("Choose")), *choices(Authority)])
    authority_name = forms.CharField(label=_("Name of the authority"), max_length=200)
    issuing_state = _country(_("State of the authority"), help_text=_("Two letters of ISO 3166-1, such as SE."))
    validated_by = forms.ChoiceField(
        label=_("Validated by"),
        required=False,
        choices=[("", _("Nobody")), *choices(Authority)],
        help_text=_("If a court, judge or prosecutor validated a paper of the police."),
    )
    signed = forms.BooleanField(label=_("The paper is signed or sealed"), required=False)
    issued_on = day_field(_("Date on the paper"))
    return_date = day_field(_("Answer due by"), _("Only if the paper names a day."))
    language = forms.CharField(
        label=_("Language of the paper"), max_length=8, initial="en", widget=forms.TextInput(attrs={"class": "short"}),
        help_text=_("Such as en, de or be."),
    )  # fmt: skip
    addressed_to = forms.CharField(
        label=_("Addressed to"), max_length=200, required=False, help_text=_("The company, as the paper names it.")
    )
    offence = forms.CharField(
        label=_("Offence"), max_length=1000, required=False, help_text=_("In the words of the paper, with its section.")
    )
    offence_kind = forms.ChoiceField(label=_("Sort of offence"), choices=choices(Offence))
    criminal_investigation = forms.BooleanField(
        label=_("The paper gives reasonable ground to believe that this concerns a criminal investigation"),
        required=False,
    )
    threshold = forms.ChoiceField(
        label=_("Seriousness"),
        choices=choices(Threshold),
        help_text=_("Counts for European orders for traffic data or content."),
    )
    behind = forms.ChoiceField(
        label=_("Does another State stand behind the request?"),
        initial=UNKNOWN_STATE,
        widget=forms.RadioSelect,
        choices=[
            (NO_STATE, _("No, and the paper says so")),
            (UNKNOWN_STATE, _("The paper does not say")),
            (_OTHER, _("Yes, this State:")),
        ],
    )
    behind_state = _country(_("That other State"), required=False, help_text=_("Two letters, only after “Yes”."))
    protected_person = forms.BooleanField(
        label=_("It concerns the press, a lawyer, a defender of human rights or another protected person"),
        required=False,
    )
    enforcing_authority_notified = forms.BooleanField(
        label=_("The enforcing authority was notified (EPOC, section K)"), required=False
    )
    danger = forms.ChoiceField(label=_("Emergency"), choices=choices(Danger))
    who = forms.CharField(label=_("Who is in danger"), max_length=1000, required=False)
    harm = forms.CharField(label=_("Of what"), max_length=1000, required=False)
    when = forms.CharField(label=_("When, and why at once"), max_length=1000, required=False)
    why_this_data = forms.CharField(label=_("How these data avert it"), max_length=1000, required=False)
    why_no_order = forms.CharField(label=_("Why there is no order"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("issuing_state", "behind_state"):
            data[name] = str(data.get(name, "")).upper()
        if data.get("behind") == _OTHER and not data["behind_state"]:
            self.add_error("behind_state", _now("Name the State, or choose another answer."))
        return data

    def raw(self) -> dict[str, Any]:
        """The facts as plain JSON values, without items and secrecy."""
        data = self.cleaned_data
        behind = data["behind_state"] if data["behind"] == _OTHER else data["behind"]
        plain = (
            "instrument",
            "reference",
            "authority",
            "authority_name",
            "issuing_state",
            "signed",
            "language",
            "addressed_to",
            "offence",
            "offence_kind",
            "criminal_investigation",
            "threshold",
            "protected_person",
            "enforcing_authority_notified",
        )
        emergency = {"danger": data["danger"], **{name: data[name] for name in _EMERGENCY}}
        return {
            **{name: data[name] for name in plain},
            "validated_by": data["validated_by"] or None,
            "issued_on": data["issued_on"].isoformat() if data["issued_on"] else None,
            "return_date": data["return_date"].isoformat() if data["return_date"] else None,
            "on_behalf_of": behind,
            "emergency": emergency if data["danger"] != Danger.NONE else None,
        }


class DeskFactsForm(BecauseForm, FactsForm):
    """The same at the desk, where each act has a reason."""


class ItemForm(DulyForm):
    """One identifier, the categories asked for, and a period."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    identifier_kind = forms.ChoiceField(
        label=_("Named by"), choices=choices(IdentifierKind), initial=IdentifierKind.EMAIL
    )
    identifier = forms.CharField(
        label=_("Identifier"), max_length=400, help_text=_("Exactly as on the paper."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Data asked for"), choices=choices(Category), widget=forms.CheckboxSelectMultiple
    )
    start = instant_field(_("From (UTC)"), _("First instant of the period; empty if none is named."))
    end = instant_field(_("Until (UTC)"), _("This instant itself is no longer asked for."))
    identification_only = forms.BooleanField(label=_("Traffic data only to identify the user"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("identifier") and data.get("identifier_kind"):
            try:
                normalise(data["identifier_kind"], data["identifier"])
            except IdentifierError as error:
                self.add_error("identifier", str(error))
        return data

    def raw(self) -> dict[str, Any]:
        """The item as plain JSON values; without a key, which its place in the set gives."""
        data = self.cleaned_data
        return {
            "identifier_kind": data["identifier_kind"],
            "identifier": data["identifier"],
            "categories": data["categories"],
            "start": data["start"].isoformat() if data["start"] else None,
            "end": data["end"].isoformat() if data["end"] else None,
            "identification_only": data["identification_only"],
        }


class SecrecyForm(DulyForm):
    """A non-disclosure order or statutory secrecy that came with the paper."""

    basis = forms.CharField(label=_("Legal basis"), max_length=400)
    issued_by = forms.CharField(label=_("Ordered by"), max_length=200, required=False)
    starts = day_field(_("Binds from"))
    ends = day_field(_("Until"), _("Empty if the order names no end: then it binds until a court ends it."))

    def clean_starts(self) -> Any:
        if not self.cleaned_data["starts"]:
            raise forms.ValidationError(_now("Give the day from which the secrecy binds."))
        return self.cleaned_data["starts"]

    def raw(self) -> dict[str, Any]:
        """The order as plain JSON values."""
        data = self.cleaned_data
        ends = data["ends"].isoformat() if data["ends"] else None
        return {
            "basis": data["basis"],
            "issued_by": data["issued_by"],
            "starts": data["starts"].isoformat(),
            "ends": ends,
        }


_FEW: Any = {"too_few_forms": _("Name at least one account.")}
_Items = formset_factory(
    ItemForm,
    formset=RowSet,
    extra=0,
    min_num=1,
    validate_min=True,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)
_Secrecy = formset_factory(SecrecyForm, formset=RowSet, extra=0, can_delete=True, max_num=20, absolute_max=20)


def _values(facts: DemandFacts) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    plain = json.loads(facts_to_json(facts))
    behind = plain.pop("on_behalf_of")
    known = behind in (NO_STATE, UNKNOWN_STATE)
    emergency = plain.pop("emergency") or {"danger": Danger.NONE.value}
    values = {**plain, **emergency, "behind": behind if known else _OTHER, "behind_state": "" if known else behind}
    items = [
        {**item, "start": facts.items[n].start, "end": facts.items[n].end} for n, item in enumerate(plain["items"])
    ]
    return values, items, plain["secrecy"]


class FactsSheet(Sheet):
    """The whole sheet of facts; `facts()` gives them once it is valid."""

    form: FactsForm

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        known: DemandFacts | None = None,
        form: type[FactsForm] = DeskFactsForm,
    ) -> None:
        values, items, secrecy = _values(known) if known else ({}, [], [])
        super().__init__(
            form(data, initial=values),
            {
                "items": _Items(data, prefix="items", initial=items, error_messages=_FEW),
                "secrecy": _Secrecy(data, prefix="secrecy", initial=secrecy),
            },
        )
        self._facts: DemandFacts | None = None

    def is_valid(self) -> bool:
        """Fields first, then what only the whole can tell; a fault of the law's codec is put beside its field."""
        if not super().is_valid():
            return False
        try:
            self._facts = facts_from_json(json.dumps(self.raw()))
        except FactsError as error:
            for problem in error.problems:
                self._place(problem.where, f"{problem.what}; {problem.do}.")
            return False
        return True

    def raw(self) -> dict[str, Any]:
        """The facts as plain JSON values. Items are numbered by their place unless they have a key already."""
        items = []
        taken = {row.cleaned_data["key"] for row in kept(self.sets["items"])}
        numbers = (str(n) for n in range(1, 1000) if str(n) not in taken)
        for row in kept(self.sets["items"]):
            items.append({"key": row.cleaned_data["key"] or next(numbers), **row.raw()})
        return {**self.form.raw(), "items": items, "secrecy": [row.raw() for row in kept(self.sets["secrecy"])]}

    def _place(self, where: str, words: str) -> None:
        found = re.fullmatch(r"(items|secrecy)\[(\d+)\]\.(\w+)", where)
        row = kept(self.sets[found[1]])[int(found[2])] if found else self.form
        name = found[3] if found else {"on_behalf_of": "behind_state"}.get(where, where.removeprefix("emergency."))
        if name in row.fields:
            row.add_error(name, words)
        else:
            self.form.add_error(None, f"{where}: {words}")

    def facts(self) -> DemandFacts:
        """The facts of a valid sheet."""
        if self._facts is None:
            raise ValueError("The sheet was not checked, or has faults: ask is_valid() first.")
        return self._facts
