"""The first tables of disclosure."""

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
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("round", models.PositiveIntegerField()),
                (
                    "state",
                    duly.lib.fields.OpenChar(
                        choices=[
                            ("built", "Built"),
                            ("ready", "Ready"),
                            ("fetched", "Fetched"),
                            ("expired", "Expired"),
                        ],
                        max_length=10,
                    ),
                ),
                ("built_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("fetched_at", models.DateTimeField(null=True)),
                ("object_id", duly.lib.fields.OpenChar(blank=True, max_length=64)),
                ("name", duly.lib.fields.LockedText()),
                ("envelope", duly.lib.fields.LockedBytes()),
                ("manifest", duly.lib.fields.LockedBytes()),
                ("decision_digest", duly.lib.fields.LockedText()),
                ("summary", duly.lib.fields.LockedJson()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disclosures", to="cases.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
