"""No column of ours can hold words or bytes in the clear without saying why that does no harm."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from duly.lib.fields import LockedField, LockedText, OpenChar

# Columns that can only hold a number, an instant, a yes or no, or the id of another row.
HARMLESS = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.DurationField,
    models.ForeignKey,
    models.IntegerField,
    models.UUIDField,
)
# Columns that a library brought along, and why they may stay.
INHERITED = {"staff.Person.password": "Django's own: a salted password hash"}


def unlocked_columns(of: Iterable[type[models.Model]]) -> list[str]:
    """Columns that are neither locked, nor harmless, nor open with a reason of at least two words."""
    return [
        name
        for model in of
        for column in model._meta.local_concrete_fields
        if (name := f"{model._meta.label}.{column.name}") not in INHERITED and not _is_accounted_for(column)
    ]


def _is_accounted_for(column: "models.Field[object, object]") -> bool:
    if isinstance(column, (LockedField, *HARMLESS)):
        return True
    return len(str(getattr(column, "why", "")).split()) >= 2


def our_models() -> list[type[models.Model]]:
    """Every model of Duly's own apps, with the tables that Django makes for many-to-many relations."""
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("duly")]


def test_there_are_models_to_look_at() -> None:
    assert {"Case", "Demand", "JournalRow"} <= {model.__name__ for model in our_models()}


def test_no_column_of_ours_is_unlocked() -> None:
    assert unlocked_columns(our_models()) == []


def test_every_inherited_exception_still_exists() -> None:
    names = {f"{m._meta.label}.{column.name}" for m in our_models() for column in m._meta.local_concrete_fields}
    assert INHERITED.keys() <= names


@isolate_apps("duly.cases")
def test_a_planted_unlocked_column_is_seen() -> None:
    class Planted(models.Model):
        words = models.TextField()
        data = models.JSONField()
        raw = models.BinaryField()
        silent = OpenChar(max_length=5)
        locked = LockedText()
        spoken = OpenChar(max_length=5, why="a public code")
        when = models.DateTimeField()

        class Meta:
            app_label = "cases"

    seen = [name.rsplit(".", 1)[1] for name in unlocked_columns([Planted])]
    assert seen == ["words", "data", "raw", "silent"]
