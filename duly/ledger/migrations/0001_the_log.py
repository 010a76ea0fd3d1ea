"""What the public log needs here."""

import duly.lib.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("peaks", duly.lib.fields.OpenBytes(default=b"")),
                ("checkpoint", duly.lib.fields.OpenBytes(default=b"")),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("index", models.PositiveBigIntegerField(unique=True)),
                ("entry", duly.lib.fields.OpenBytes()),
                ("opening", duly.lib.fields.LockedBytes()),
                ("ref", models.UUIDField(null=True, unique=True)),
            ],
            options={
                "ordering": ("index",),
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ref", models.UUIDField(unique=True)),
                ("entry", duly.lib.fields.OpenBytes()),
                ("opening", duly.lib.fields.LockedBytes()),
                ("since", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
