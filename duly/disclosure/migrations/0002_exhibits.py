"""What the public log needs here."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_public_events"),
        ("disclosure", "0001_packages"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosure",
            name="event",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="package", to="cases.publicevent"
            ),
        ),
    ]
