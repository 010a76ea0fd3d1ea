"""Which reports were built: where each begins and ends in the log, and whether it is published."""

import uuid
from typing import ClassVar

from django.db import models

from duly.lib.fields import OpenChar


class Report(models.Model):
    """One report. Its files lie in `reports/<label>` beside the log; they are the report, this row only finds them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = OpenChar(max_length=40, unique=True, why="name of a period, printed on the report")
    start = models.PositiveBigIntegerField()
    end = models.PositiveBigIntegerField()
    built_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    digest = OpenChar(max_length=64, why="SHA-256 of a public document")

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("end",)

    def __str__(self) -> str:
        return str(self.label)
