"""The search for leaks: every value of a whole Synapse database, but for what was granted, looked for in a text."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, create_engine, inspect, literal_column, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import quoted_name

SHORTEST = 6
FAR_OFF = 2100
"""Shorter values (`join`, `email`) are in any text by chance."""

SMALLEST_MOMENT = 1_000_000_000
"""From here on a number can be a moment, in seconds or milliseconds: it could leave as such, or as a date and time."""

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
        yield from _moments(value)
    elif isinstance(value, (dict, list)):
        yield from _leaves(value)
    elif isinstance(value, str):
        yield value
        if re.match(r"\s*[\[{]", value):
            try:
                yield from _leaves(json.loads(value))
            except ValueError:
                return


def _moments(number: int) -> Iterator[str]:
    """A number as it stands, and as the second or millisecond that it may be, to the second as RFC 3339 writes it."""
    yield str(number)
    for seconds in (number, number / 1000):
        try:
            at = datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if at.year < FAR_OFF:
            yield at.strftime("%Y-%m-%dT%H:%M:%S")


def _leaves(document: object) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, list):
        for part in document:
            yield from _leaves(part)
    elif isinstance(document, dict):
        for key, part in document.items():
            yield from (str(key), *_leaves(part))
