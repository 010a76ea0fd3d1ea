"""The log as rows: what waits for its epoch, every leaf in order, and the one head that only moves forward."""

import uuid
from typing import ClassVar

from django.db import models

from duly.lib.fields import LockedBytes, OpenBytes
from duly.lib.keyring import root_key
from duly.lib.vault import Key


class OfLog(models.Model):
    """A row of the log, locked under the instance's own key: openings must outlive the keys of cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def locking_key(self) -> Key:
        return root_key()

    def locking_owner(self) -> str:
        return "ledger"


class Waiting(OfLog):
    """An event that was committed with its act and is not in the log yet. `ref` is the id of the case's own row."""

    ref = models.UUIDField(unique=True)
    entry = OpenBytes(why="a salted commitment, made to be public")
    opening = LockedBytes()
    """65 bytes that show its kind (`accounting`); secret until the report of its period."""
    since = models.DateTimeField()


class Leaf(OfLog):
    """One leaf. `ref` is None for padding and for statements."""

    index = models.PositiveBigIntegerField(unique=True)
    entry = OpenBytes(why="the public log itself")
    opening = LockedBytes()
    ref = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("index",)


class Head(models.Model):
    """The head of the log; one row. It changes by compare-and-swap only, and never back."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField(default=0)
    peaks = OpenBytes(default=b"", why="hashes of the public log")
    checkpoint = OpenBytes(default=b"", why="the signed public head")
