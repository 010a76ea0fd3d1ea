"""Database columns of two kinds: locked ones, unreadable with the database alone, and open ones that say why.

A model with locked columns offers `locking_key() -> Key` and `locking_owner() -> str`; the row's own id is part of the
place to which each record is bound, so ids are UUIDs made before the row is saved.
"""

import json
from collections.abc import Callable
from typing import Any

from django.db import models

from duly.lib.vault import Key, Label


class Unopened(bytes):
    """A record as it came from the database: still locked."""


class _LockedAttribute:
    """Opens a locked column when it is first read; assigning replaces it with plain text to be locked on save."""

    def __init__(self, field: "LockedField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self.field.attname)
        if isinstance(value, Unopened):
            value = self.field.open_record(row, bytes(value))
            row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class LockedField(models.BinaryField):
    """A column that holds only ciphertext. Use one of the three kinds below."""

    to_bytes: Callable[[Any], bytes]
    from_bytes: Callable[[bytes], Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Django's hook: the attribute of the model opens what it reads."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _LockedAttribute(self))

    def place(self, row: Any) -> str:
        """Where a record of this column stands: owner, table, column, row. It is bound into the record."""
        return f"{row.locking_owner()}|{row._meta.db_table}|{self.column}|{row.pk}"

    def open_record(self, row: Any, record: bytes) -> Any:
        """The value in a locked record of `row`. Raises VaultError if it was altered or moved."""
        key: Key = row.locking_key()
        return type(self).from_bytes(key.unlock(record, label=Label.FIELD, place=self.place(row)))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Django's hook: a record stays locked until somebody reads the attribute."""
        return None if value is None else Unopened(bytes(value))

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Django's hook: a value that was set or opened is locked anew, one that nobody opened goes back as it came."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Unopened):
            return value
        key: Key = model_instance.locking_key()
        return key.lock(type(self).to_bytes(value), label=Label.FIELD, place=self.place(model_instance))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Django's hook: only locked bytes reach the database. Raises TypeError for anything else."""
        if value is not None and not isinstance(value, bytes):
            raise TypeError(f"{self.name} is a locked column: it cannot be searched or updated past its row.")
        return super().get_db_prep_value(value, connection, prepared)


class LockedText(LockedField):
    """Locked text."""

    to_bytes = staticmethod(lambda value: str(value).encode())
    from_bytes = staticmethod(lambda raw: raw.decode())


class LockedBytes(LockedField):
    """Locked bytes."""

    to_bytes = staticmethod(bytes)
    from_bytes = staticmethod(bytes)


class LockedJson(LockedField):
    """Locked JSON value."""

    to_bytes = staticmethod(lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True).encode())
    from_bytes = staticmethod(json.loads)


class _Open:
    """A column that may be read by whoever reads the database, and the sentence that says why that is harmless."""

    def __init__(self, *args: Any, why: str = "", **kwargs: Any) -> None:
        self.why = why
        super().__init__(*args, **kwargs)


class OpenChar(_Open, models.CharField):
    """Open text of limited length."""


class OpenJson(_Open, models.JSONField):
    """Open JSON value."""


class OpenBytes(_Open, models.BinaryField):
    """Open bytes: wrapped keys, digests, public keys."""
