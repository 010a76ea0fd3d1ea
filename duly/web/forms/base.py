"""What all forms share: faults in one place, a reason for every act; and sheets made of several forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duly.web.forms.rows import Set, given_up


class DulyForm(forms.Form):
    """A form that says its faults itself, in an error summary, instead of leaving them to the browser."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class BecauseForm(DulyForm):
    """Every act has a reason."""

    because = forms.CharField(
        label=_("Why"),
        help_text=_("In a few words, for whoever reads the journal later."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": _("Say why, in a few words.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The reason stands last, whatever a form puts before it.
        self.fields["because"] = self.fields.pop("because")


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the error summary, and the field to which it leads ("" for the whole form)."""

    anchor: str
    words: str


def _faults_of(form: forms.BaseForm) -> Iterator[Fault]:
    for words in form.non_field_errors():
        yield Fault("", str(words))
    for field in form:
        anchor = f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)
        for words in field.errors:
            yield Fault(anchor, str(words))


class Sheet:
    """What one page sends: a form, and sets of rows that can grow by one without JavaScript (button `more`)."""

    def __init__(self, form: DulyForm, sets: Mapping[str, Set] | None = None) -> None:
        self.form = form
        self.sets = dict(sets or {})

    def is_valid(self) -> bool:
        """Check every part, so that all faults are told at once."""
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.sets.values())])

    def refuse(self, words: str | Promise) -> None:
        """Put the sentence with which an act said no at the top of the page."""
        self.form.add_error(None, str(words))

    def faults(self) -> list[Fault]:
        """All faults in the order of the page."""
        if not self.form.is_bound:
            return []
        found = list(_faults_of(self.form))
        for rows in self.sets.values():
            found += [Fault("", str(words)) for words in rows.non_form_errors()]
            found += [fault for row in rows.forms if not given_up(rows, row) for fault in _faults_of(row)]
        return found

    def hide_faults(self) -> None:
        """Show what was typed without judging it: the person is not done yet, she asked for one more row."""
        for form in (self.form, *(row for rows in self.sets.values() for row in rows.forms)):
            form._errors = ErrorDict()
            form.cleaned_data = {}
        for rows in self.sets.values():
            rows._non_form_errors = rows.error_class()  # type: ignore[attr-defined]
            rows._errors = [ErrorDict() for _row in rows.forms]  # type: ignore[attr-defined]

    @property
    def has_files(self) -> bool:
        return self.form.is_multipart()


def instant_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """An instant in UTC, to the minute or finer."""
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        error_messages={"invalid": _("Write a date and a time, such as 2026-03-01 00:00.")},
    )


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date, such as 2026-03-01.")},
    )


def long_text(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
