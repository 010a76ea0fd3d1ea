"""What the public log needs here."""

import django.db.models.deletion
import duly.lib.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_the_case"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("kind", duly.lib.fields.OpenChar(max_length=10)),
                ("at", models.DateTimeField()),
                ("values", duly.lib.fields.LockedJson()),
                ("accounts", duly.lib.fields.LockedJson()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="public_events", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "seq"), name="one_public_event_per_seq")],
            },
        ),
    ]
