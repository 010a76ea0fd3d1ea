"""The first tables of collection."""

import django.db.models.deletion
import duly.lib.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_the_case"),
    ]

    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("round", models.PositiveIntegerField()),
                ("store", duly.lib.fields.OpenChar(max_length=60)),
                ("collected_at", models.DateTimeField()),
                ("inspected_at", models.DateTimeField(null=True)),
                ("decision_digest", duly.lib.fields.LockedText()),
                ("plan_digest", duly.lib.fields.LockedText()),
                ("plan_words", duly.lib.fields.LockedJson()),
                ("resolved", duly.lib.fields.LockedJson()),
                ("rows_object", duly.lib.fields.OpenChar(max_length=64)),
                ("kept_object", duly.lib.fields.OpenChar(blank=True, max_length=64)),
                ("counts", duly.lib.fields.LockedJson(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="collections", to="cases.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
