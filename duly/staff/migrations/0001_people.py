"""The first tables of staff."""

import duly.lib.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("login", duly.lib.fields.OpenChar(max_length=150, unique=True)),
                ("name", duly.lib.fields.OpenChar(max_length=150)),
                ("role_names", duly.lib.fields.OpenJson(default=list)),
                ("is_active", models.BooleanField(default=True)),
                ("seal", duly.lib.fields.OpenBytes()),
            ],
            options={
                "verbose_name_plural": "people",
            },
        ),
    ]
