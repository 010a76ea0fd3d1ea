"""Mallory administers the database and holds no key of the instance."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection


@pytest.fixture
def mallory(db: None) -> Callable[..., None]:
    """`mallory("requesters_officer", officer.pk, recipient="age1…")`: one UPDATE past Duly, of one row."""

    def write(table: str, row: Any, **columns: Any) -> None:
        (name, value), *others = columns.items()
        assert not others, "one column at a time, so that each is seen to be covered"
        key = row.hex if connection.vendor == "sqlite" else row
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE {table} SET "{name}" = %s WHERE id = %s', [value, key])  # noqa: S608  names of ours
            assert cursor.rowcount == 1

    return write
