"""A data map to start from: it withholds every table of a store, and holds the words to label each with."""

import json
from collections.abc import Iterator, Mapping

HEAD = """\
# Drafted from the store. As it stands nothing can leave: every table is withheld.
# To let a table answer demands, replace its [[withheld]] by the [[table]] below it (take the # away), say which column
# holds the account's key, and give each column one label: subscriber, traffic, content or never. What is left out of
# the map can never leave. A table with traffic or content needs its time: time = { column = "…", unit = "s" }, where
# the unit is s, ms, us (since 1970, UTC) or iso; that column then takes the same unit.
"""

IDENTIFIER = """\
# How a demand finds an account. One for each kind of identifier: email, phone, account_id, handle, ip, …
# [[identifier]]
# kind = "email"
# table = "TABLE"
# column = "the column that holds the address"
# account = "the column of the same table that holds the account's key"
"""


def draft(name: str, described: Mapping[str, frozenset[str]]) -> str:
    """The map as TOML; `described` is what `Source.describe` says: table → names of its columns."""
    store = (
        f'[store]\nname = {_quoted(name)}\ntitle = {_quoted(f"The store {name}")}\nkind = "sql"\n'
        "row_cap = 100000   # most rows that one answer may have; more is an error, never a cut\n"
    )
    tables = ("\n".join(_table(table, sorted(columns))) + "\n" for table, columns in sorted(described.items()))
    return "\n".join([HEAD, store, IDENTIFIER, *tables])


def _table(table: str, columns: list[str]) -> Iterator[str]:
    yield "[[withheld]]"
    yield f"table = {_quoted(table)}"
    yield 'why = "Nobody has said yet what it holds."'
    yield "# [[table]]"
    yield f"# name = {_quoted(table)}"
    yield f"# public = {_quoted(table)}"
    yield '# description = "What a row of it is."'
    yield '# account = "the column that holds the account\'s key"'
    for column in columns:
        yield "# [[table.column]]"
        yield f"# name = {_quoted(column)}"
        yield '# label = "never"'
        yield '# description = "What it is."'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
