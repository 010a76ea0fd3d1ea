"""What the public log needs here."""

import duly.lib.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("label", duly.lib.fields.OpenChar(max_length=40, unique=True)),
                ("start", models.PositiveBigIntegerField()),
                ("end", models.PositiveBigIntegerField()),
                ("built_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("digest", duly.lib.fields.OpenChar(max_length=64)),
            ],
            options={
                "ordering": ("end",),
            },
        ),
    ]
