"""Reads a SQL store through SQLAlchemy Core: names from the data map, values as bound parameters, never a write."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Self
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from duly.collection.connectors.source import ConnectorError, Query
from duly.collection.connectors.sql.statement import count_of, member, select_of
from duly.datamap.stores import Ref, Scalar

ROWS_AT_ONCE = 1000
SECONDS_TO_CONNECT = 10
SQLITE_EXAMPLE = "sqlite:////path/file.db"
POSTGRESQL_EXAMPLE = "postgresql://user@host/database"


class SqlSource:
    """A SQLite file or a PostgreSQL database, opened for reading only; a context that closes itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._engine.dispose()

    def describe(self) -> Mapping[str, frozenset[str]]:
        """As `Source.describe`."""
        with self._reading("its tables") as connection:
            held = inspect(connection)
            columns = held.get_multi_columns()
            return {name: frozenset(str(c["name"]) for c in found) for (_, name), found in columns.items()}

    def count(self, query: Query) -> int:
        """As `Source.count`."""
        with self._reading(query.table) as connection:
            return int(connection.execute(count_of(query, self._engine.dialect.name)).scalar_one())

    def stream(self, query: Query) -> Iterator[Mapping[str, Scalar]]:
        """As `Source.stream`; at most `ROWS_AT_ONCE` rows are in memory."""
        readers = [(wanted.name, member if wanted.take else _reader(wanted.ref)) for wanted in query.wanted]
        with self._reading(query.table) as connection:
            statement = select_of(query, self._engine.dialect.name)
            for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(statement):
                yield {name: read(value) for (name, read), value in zip(readers, row, strict=True)}

    @contextmanager
    def _reading(self, what: str) -> Iterator[Connection]:
        """A connection whose transaction cannot write, with failures in words and without any stored value."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as failure:
            raise ConnectorError(
                f"The store could not be read ({_cause(failure)}) while asking for {what}. Nothing of this collection "
                "may be used. Check that the store is up and that its tables still match the data map: duly datamap."
            ) from None  # the driver's own message may quote a stored value


def open_source(url: str) -> SqlSource:
    """Open `sqlite:////path/to/file` or `postgresql://user@host/database` for reading only.

    ConnectorError: the address is not one of these, or the file is not there. A server is first asked when it is read.
    """
    try:
        address = make_url(url)
        kind = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        raise ConnectorError(
            "The address of the store is not a database URL. Correct it in duly.toml: a SQLite file is "
            f"{SQLITE_EXAMPLE} (four strokes before the path), PostgreSQL is {POSTGRESQL_EXAMPLE}."
        ) from None
    if kind == "sqlite":
        return SqlSource(_sqlite(address))
    if kind == "postgresql":
        return SqlSource(_postgresql(address))
    raise ConnectorError(
        f"A store of kind '{kind}' cannot be read yet. Use a SQLite file ({SQLITE_EXAMPLE}) or PostgreSQL "
        f"({POSTGRESQL_EXAMPLE})."
    )


def _sqlite(address: URL) -> Engine:
    path = Path(address.database or "")
    if not path.is_file():
        raise ConnectorError(
            f"The store '{path}' is not a file, so nothing can be read. Check its path: the address of a SQLite file "
            f"is {SQLITE_EXAMPLE}, with four strokes before an absolute path."
        )
    uri = f"file:{quote(str(path.resolve()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=SECONDS_TO_CONNECT)

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def _postgresql(address: URL) -> Engine:
    """Every transaction begins READ ONLY, whatever the role may do."""
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": SECONDS_TO_CONNECT},
        execution_options={"postgresql_readonly": True},
    )


def _cause(failure: SQLAlchemyError) -> str:
    """What kind of failure, without the driver's text."""
    original = failure.orig if isinstance(failure, DBAPIError) else None
    state = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    name = type(original or failure).__name__
    return f"{name}, {state}" if state else name


def _reader(ref: Ref) -> Callable[[object], Scalar]:
    """What makes a cell of this column a part of an answer."""

    def read(value: object) -> Scalar:
        if value is None or isinstance(value, (str, int, float)):
            return value
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else str(value)
        raise ConnectorError(
            f"{ref.table}.{ref.column} holds a {type(value).__name__}, which has no form in an answer, so nothing of "
            "this collection may be used. Map a view that gives it as text, or label the column 'never'."
        )

    return read
