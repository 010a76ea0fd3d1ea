"""The first tables of requesters."""

import django.db.models.deletion
import duly.lib.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seal", duly.lib.fields.LockedJson()),
                ("name", duly.lib.fields.OpenChar(max_length=200)),
                ("country", duly.lib.fields.OpenChar(max_length=2)),
                (
                    "authority",
                    duly.lib.fields.OpenChar(
                        choices=[
                            ("court", "court"),
                            ("judge", "judge"),
                            ("investigating_judge", "investigating_judge"),
                            ("prosecutor", "prosecutor"),
                            ("police", "police"),
                            ("administrative", "administrative"),
                            ("security_service", "security_service"),
                            ("other", "other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("domain", duly.lib.fields.OpenChar(blank=True, max_length=253)),
                ("provenance", duly.lib.fields.LockedText()),
                ("callback_number", duly.lib.fields.LockedText()),
            ],
            options={
                "verbose_name_plural": "agencies",
                "constraints": [models.UniqueConstraint(fields=("country", "name"), name="one_agency_per_name")],
            },
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seal", duly.lib.fields.LockedJson()),
                ("name", duly.lib.fields.LockedText()),
                ("post", duly.lib.fields.LockedText()),
                ("mail", duly.lib.fields.LockedText()),
                ("recipient", duly.lib.fields.OpenChar(blank=True, max_length=200)),
                ("recipient_provenance", duly.lib.fields.LockedText()),
                ("pinned_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("token_digest", duly.lib.fields.OpenBytes(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="officers", to="requesters.agency"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officer",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
