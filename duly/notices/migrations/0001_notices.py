"""The first tables of notices."""

import django.db.models.deletion
import duly.lib.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_the_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("item", duly.lib.fields.OpenChar(max_length=40)),
                (
                    "state",
                    duly.lib.fields.OpenChar(
                        choices=[
                            ("waiting", "Waiting"),
                            ("to_confirm", "To Confirm"),
                            ("confirmed", "Confirmed"),
                            ("sent", "Sent"),
                            ("by_hand", "By Hand"),
                            ("ask_counsel", "Ask Counsel"),
                            ("barred", "Barred"),
                        ],
                        max_length=20,
                    ),
                ),
                ("not_before", models.DateTimeField(null=True)),
                ("contact", duly.lib.fields.LockedText()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="cases.case"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SecrecyOrder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("basis", duly.lib.fields.LockedText()),
                ("issued_by", duly.lib.fields.LockedText()),
                ("dates", duly.lib.fields.LockedJson()),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="secrecy_orders", to="cases.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
