"""Rows that a database write alone cannot forge: a seal under the root key covers their open columns.

A key that packages are locked to, a role or a password must be searched for or read by a library, so it stands in an
open column; the seal is what makes it a right. It binds the columns to each other and to their row. What it cannot
show is that a whole row, seal and all, was put back to an older state of itself.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction

from duly.lib.vault import VaultError

log = logging.getLogger("duly.seals")


def _plain(value: Any) -> Any:
    """A column's value as JSON keeps it, alike before it is saved and after it was loaded."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (bytes, memoryview, bytearray)):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value)


class SealedRow(models.Model):
    """A row with a column `seal` over the columns named in `SEALED`.

    `save` makes the seal, also with `update_fields`. `QuerySet.update` and a write past Duly break it, and the next
    load sees that: the row is `altered`, says so in the log by its id only, and can never be saved again.
    """

    SEALED: ClassVar[tuple[str, ...]] = ()
    altered: bool = False
    """Whether a covered column, or the seal, was changed past Duly when this row was loaded."""
    seal: Any

    class Meta:
        abstract = True

    def make_seal(self, before: Any, columns: Mapping[str, Any]) -> Any:
        """The seal for these columns; `before` is the seal that the row bears now, empty for a new row."""
        raise NotImplementedError

    def seal_holds(self) -> bool:
        """Whether the seal is one of this instance for this row as it stands. Raises VaultError without a root key."""
        raise NotImplementedError

    def take_rights_away(self) -> None:
        """What an altered row loses as it is loaded; nothing unless a kind of row says so."""

    def broken(self) -> VaultError:
        """The error for whoever uses or saves the altered row: what happened, what it means, what to do."""
        raise NotImplementedError

    def columns(self) -> dict[str, Any]:
        """The covered columns, as JSON."""
        return {name: _plain(getattr(self, name)) for name in self.SEALED}

    @classmethod
    def from_db(cls, db: str | None, field_names: Iterable[str], values: Iterable[Any], **kwargs: Any) -> Self:
        """Django's hook: no row comes out of the database unchecked. Raises TypeError for a part of a sealed row."""
        row = super().from_db(db, field_names, values, **kwargs)  # type: ignore[arg-type]
        covered = {"seal", *cls.SEALED}
        missing = covered - row.__dict__.keys()
        if missing == covered:
            return row
        if missing:
            raise TypeError(f"{cls.__name__} bears a seal: load it whole, since a part of it proves nothing.")
        if not row.seal_holds():
            log.warning("%s %s was changed past Duly: its seal does not hold", cls._meta.label, row.pk)
            row.take_rights_away()
            row.altered = True
        return row

    def save(self, *, update_fields: Iterable[str] | None = None, using: str | None = None, **kwargs: Any) -> None:
        """Save and seal. Raises the error of `broken` for an altered row: saving it would make the forgery good.

        With `update_fields` the seal covers those of this object and the others as they are stored, so that an object
        which was loaded earlier takes nothing back that somebody else has changed since.
        """
        if self.altered:
            raise self.broken()
        if update_fields is None:
            self.seal = self.make_seal(self.seal, self.columns())
            super().save(using=using, **kwargs)
            return
        named = {self._meta.get_field(name).attname for name in update_fields}  # type: ignore[union-attr]
        if not named & {"seal", *self.SEALED}:
            super().save(using=using, update_fields=named, **kwargs)
            return
        with transaction.atomic(using=using):
            stored = type(self)._base_manager.using(using).select_for_update().get(pk=self.pk)
            if stored.altered:
                raise self.broken()
            mine = {name: value for name, value in self.columns().items() if name in named}
            self.seal = self.make_seal(stored.seal, {**stored.columns(), **mine})
            super().save(using=using, update_fields={*named, "seal"}, **kwargs)
