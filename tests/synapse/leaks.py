"""The search for leaks: every value of a whole Synapse database, but for what was granted, looked for in a text."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, create_engine, inspect, literal_column, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import quoted_name

SHORTEST = 6
"""Shorter values (`join`, `email`) are in any text by chance."""

SMALLEST_MOMENT = 1_000_000_000
"""From here on a number is looked for as it stands (a moment in seconds or milliseconds).

Not as a date and time: many rows share a second. Periods have tests of their own, exact to the millisecond.
"""

type Granted = Iterable[str]


def values_outside(database: str, granted: Granted) -> set[str]:
    """Every text in every column of every table of the database at this URL, and every text inside JSON documents,
    that is at least SHORTEST long and not equal to a granted value."""
    return {value for value in every_value(database) if len(value) >= SHORTEST} - set(granted)


def leaks(text: str, outside: Iterable[str], granted: Granted) -> set[str]:
    """Which of the values stand in the text once the granted values are taken out of it, longest first."""
    rest = text
    for value in sorted({value for value in granted if value}, key=len, reverse=True):
        rest = rest.replace(value, "\n")
    return {value for value in outside if value in rest}


def every_value(database: str) -> set[str]:
    """Every text of the database, short ones too."""
    found: set[str] = set()
    engine = create_engine(_address(database), poolclass=NullPool)
    with engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            everything: Select[Any] = select(literal_column("*")).select_from(table(quoted_name(name, True)))
            rows: Iterable[Iterable[object]] = connection.execute(everything).all()
            for row in rows:
                for value in row:
                    found.update(_texts(value))
    return found


def _address(database: str) -> str:
    address = make_url(database)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return address.render_as_string(hide_password=False)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, (bytes, memoryview)):
        value = bytes(value).decode("utf-8", "replace")
    if isinstance(value, int) and value >= SMALLEST_MOMENT:
        yield str(value)
    elif isinstance(value, (dict, list)):
        yield from _leaves(value)
    elif isinstance(value, str):
        yield value
        if re.match(r"\s*[\[{]", value):
            try:
                yield from _leaves(json.loads(value))
            except ValueError:
                return


def _leaves(document: object) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, list):
        for part in document:
            yield from _leaves(part)
    elif isinstance(document, dict):
        for key, part in document.items():
            yield from (str(key), *_leaves(part))
