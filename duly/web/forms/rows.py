"""Sets of rows in a form: they grow by a button, a row is left out by a tick, and both work without JavaScript."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

MOST_ROWS = 200
if TYPE_CHECKING:
    Set = BaseFormSet[Any]
else:
    Set = BaseFormSet  # Django's class takes no parameter at run time


class RowSet(Set):
    """A set whose rows are left out rather than deleted: nothing is stored yet."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"] = forms.BooleanField(label=_("Leave this one out"), required=False)


def given_up(rows: Set, row: Any) -> bool:
    """Whether the person ticked that this row is to be left out."""
    return rows.can_delete and bool(row.is_bound and row.data.get(row.add_prefix("DELETE")))


def kept(rows: Set) -> list[Any]:
    """The rows of a valid set that say something: known ones, and new ones in which something was typed."""
    known = rows.initial_form_count()
    said = [row for number, row in enumerate(rows.forms) if number < max(known, rows.min_num) or row.has_changed()]
    return [row for row in said if not given_up(rows, row)]


def one_more(data: QueryDict, name: str) -> QueryDict:
    """The same data with one more row in the set `name`."""
    grown = data.copy()
    field = f"{name}-TOTAL_FORMS"
    count = grown.get(field, "0")
    grown[field] = str(min(int(count) + 1, MOST_ROWS)) if count.isdigit() else "1"
    return grown
