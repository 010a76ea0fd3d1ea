"""Forms of the acts at the desk: what each asks a person, beside the reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from duly.law.facts import ItemFacts
from duly.law.vocabulary import Answer, Category, Reason
from duly.requesters.verification import Factor
from duly.web.forms.base import BecauseForm, DulyForm, day_field, instant_field, long_text
from duly.web.forms.rows import RowSet
from duly.web.words import choices, word

_NOTHING = [("", _("Choose"))]


class EvidenceForm(DulyForm):
    """One finding about who asks."""

    factor = forms.ChoiceField(label=_("What was looked at"), choices=[*_NOTHING, *choices(Factor)])
    holds = forms.ChoiceField(
        label=_("What it showed"), choices=[*_NOTHING, ("yes", _("It holds")), ("no", _("It failed"))]
    )
    words = long_text(_("In words"), _("What exactly was seen or said, by whom, where the number came from."), rows=2)


Evidences = formset_factory(EvidenceForm, formset=RowSet, extra=1, can_delete=True, max_num=20, absolute_max=20)
FirstEvidence = formset_factory(
    EvidenceForm, formset=RowSet, extra=0, min_num=1, can_delete=True, max_num=20, absolute_max=20
)


class OfficerForm(BecauseForm):
    """Which officer of the directory asks."""

    officer = forms.ChoiceField(label=_("Officer in the directory"), required=False)

    def __init__(self, *args: Any, officers: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [("", _("Nobody who is in the directory yet")), *officers]  # type: ignore[attr-defined]


class WordsForm(BecauseForm):
    """An act that carries some sentences."""

    words = long_text(_("In words"))

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or self.fields["words"].label
        self.fields["words"].help_text = help_text


class RulingForm(WordsForm):
    """What the court or authority ruled."""

    upheld = forms.ChoiceField(
        label=_("The ruling"),
        widget=forms.RadioSelect,
        choices=[("yes", _("The order was upheld, in full or in part")), ("no", _("The order was quashed"))],
    )
    field_order = ("upheld", "words", "because")


class QuestionForm(DulyForm):
    """One question to the requester."""

    item = forms.ChoiceField(label=_("About"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), choices=[*_NOTHING, *choices(Reason)])
    words = long_text(_("The question"), _("It is sent as you write it."), rows=2)

    def __init__(self, *args: Any, items: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = [(key, _now("item %(key)s") % {"key": key}) for key in items]
        self.fields["item"].choices = [("", _("the whole demand")), *about]  # type: ignore[attr-defined]


Questions = formset_factory(
    QuestionForm, formset=RowSet, extra=0, min_num=1, can_delete=True, max_num=50, absolute_max=50
)


class RefuseForm(BecauseForm):
    """A ground for every item, and another one for those that differ."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[*_NOTHING, *choices(Reason)])
    words = long_text(
        _("In words, as the letter says it"), _("Goes to the requester. Never say whether an account exists.")
    )

    def __init__(self, *args: Any, items: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items) if len(items) > 1 else []
        for key in self.items:
            label = _now("Another reason for item %(key)s") % {"key": key}
            self.fields[f"reason-{key}"] = forms.ChoiceField(
                label=label, required=False, choices=[("", _("The same")), *choices(Reason)]
            )
            words = _now("In words, for item %(key)s") % {"key": key}
            self.fields[f"words-{key}"] = long_text(words, rows=2, required=False)
        self.fields["because"] = self.fields.pop("because")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for key in self.items:
            if data.get(f"reason-{key}") and not data.get(f"words-{key}"):
                self.add_error(f"words-{key}", _now("Give this reason in words too, for the letter."))
        return data

    def ground_of(self, item: str) -> tuple[Reason, str]:
        """The reason and the words for one item."""
        data = self.cleaned_data
        if data.get(f"reason-{item}"):
            return Reason(data[f"reason-{item}"]), data[f"words-{item}"]
        return Reason(data["reason"]), data["words"]


class ConsultForm(BecauseForm):
    """Counsel's answers, one for each item and category that is asked for."""

    counsel = forms.CharField(label=_("Name of counsel"), max_length=200)
    outside = forms.BooleanField(label=_("Outside counsel; I record the answer"), required=False)
    grounds = long_text(_("Grounds"), _("Privileged. Never sent to the requester."))
    valid_until = day_field(_("Valid until"), _("Empty if the answer does not lapse."))

    def __init__(self, *args: Any, items: Sequence[ItemFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [(item.key, category) for item in items for category in sorted(item.categories)]
        answers = [("", _("No answer")), *choices(Answer, without=frozenset({Answer.ASK_COUNSEL}))]
        for key, category in self.asked:
            label = _now("Item %(key)s: %(category)s") % {"key": key, "category": word(category)}
            self.fields[f"answer-{key}-{category}"] = forms.ChoiceField(label=label, required=False, choices=answers)
        asked = [f"answer-{key}-{category}" for key, category in self.asked]
        self.order_fields(["counsel", "outside", *asked, "grounds", "valid_until", "because"])

    def answers(self) -> dict[tuple[str, Category], Answer]:
        """What counsel said."""
        given = {(key, category): self.cleaned_data[f"answer-{key}-{category}"] for key, category in self.asked}
        return {asked: Answer(answer) for asked, answer in given.items() if answer}


class NarrowItemForm(DulyForm):
    """What remains of one item."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    categories = forms.MultipleChoiceField(
        label=_("Data that remain"), choices=choices(Category), widget=forms.CheckboxSelectMultiple
    )
    start = instant_field(_("From (UTC)"))
    end = instant_field(_("Until (UTC)"), _("This instant itself is no longer asked for."))
    identification_only = forms.BooleanField(label=_("Traffic data only to identify the user"), required=False)


NarrowItems = formset_factory(NarrowItemForm, formset=RowSet, extra=0, can_delete=True, max_num=200, absolute_max=200)


class SealForm(BecauseForm):
    """Who keeps seeing a sealed case."""

    people = forms.MultipleChoiceField(
        label=_("Who works on it"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You are one of them. For everybody else the case no longer exists."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]


class ApproveForm(BecauseForm):
    """A yes to one digest."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
