"""The first tables of cases."""

import django.db.models.deletion
import duly.lib.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("requesters", "0001_directory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", duly.lib.fields.OpenChar(max_length=20, unique=True)),
                (
                    "state",
                    duly.lib.fields.OpenChar(
                        choices=[
                            ("received", "received"),
                            ("registered", "registered"),
                            ("authenticated", "authenticated"),
                            ("assessed", "assessed"),
                            ("held", "held"),
                            ("clarifying", "clarifying"),
                            ("challenged", "challenged"),
                            ("decided", "decided"),
                            ("approved", "approved"),
                            ("collected", "collected"),
                            ("inspected", "inspected"),
                            ("packaged", "packaged"),
                            ("disclosed", "disclosed"),
                            ("no_data", "no_data"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("quashed", "quashed"),
                            ("closed", "closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("round", models.PositiveIntegerField(default=1)),
                ("sealed", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("channel", duly.lib.fields.OpenChar(max_length=20)),
                ("wrapped_key", duly.lib.fields.OpenBytes()),
                ("facts_json", duly.lib.fields.LockedText(null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="requesters.officer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("act", duly.lib.fields.OpenChar(max_length=30)),
                ("tried_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("error", duly.lib.fields.LockedText()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="cases.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="access", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sealed_cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Demand",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("arrived_at", models.DateTimeField()),
                ("object_id", duly.lib.fields.OpenChar(max_length=64)),
                ("digest", duly.lib.fields.LockedBytes()),
                ("fingerprint", duly.lib.fields.OpenBytes(unique=True)),
                ("size", models.PositiveBigIntegerField()),
                ("name", duly.lib.fields.LockedText()),
                ("media_type", duly.lib.fields.LockedText()),
                ("parsed", duly.lib.fields.LockedJson(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="demands", to="cases.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("object_id", duly.lib.fields.OpenChar(max_length=64)),
                ("digest", duly.lib.fields.LockedBytes()),
                ("size", models.PositiveBigIntegerField()),
                ("name", duly.lib.fields.LockedText()),
                ("media_type", duly.lib.fields.LockedText()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.case"
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.demand"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JournalRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("record", duly.lib.fields.OpenBytes()),
                ("chain", duly.lib.fields.OpenBytes()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="journal", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ("seq",),
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", duly.lib.fields.OpenChar(max_length=30)),
                ("written_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("to", duly.lib.fields.LockedText()),
                ("subject", duly.lib.fields.LockedText()),
                ("body", duly.lib.fields.LockedText()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="cases.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "received",
                            "registered",
                            "authenticated",
                            "assessed",
                            "held",
                            "clarifying",
                            "challenged",
                            "decided",
                            "approved",
                            "collected",
                            "inspected",
                            "packaged",
                            "disclosed",
                            "no_data",
                            "refused",
                            "withdrawn",
                            "quashed",
                            "closed",
                        ],
                    )
                ),
                name="a_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseaccess",
            constraint=models.UniqueConstraint(fields=("case", "person"), name="one_grant_per_person"),
        ),
        migrations.AddConstraint(
            model_name="journalrow",
            constraint=models.UniqueConstraint(fields=("case", "seq"), name="one_row_per_seq"),
        ),
    ]
