"""The text of a pack, taken word by word: whatever is wrong is named with its file and line and how to mend it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, NoReturn

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_-]+)\s*\]\]?\s*(#.*)?$")
_WHERE = re.compile(r"\(at line (\d+), column \d+\)")


class PackError(ValueError):
    """A rule pack that cannot be trusted: nothing starts until it is mended."""

    def __init__(self, file: str, line: int, what: str, mend: str) -> None:
        super().__init__(f"{file}:{line}: {what}. No rule of any pack is used until this is mended. {mend}.")
        self.file, self.line, self.what, self.mend = file, line, what, mend


@dataclass(slots=True)
class Table:
    """One `[header]` or `[[row]]`; every key must be taken, so that no misspelt word is skipped quietly."""

    file: str
    name: str
    line: int
    values: dict[str, Any]
    lines: Mapping[str, int]
    known: set[str] = field(default_factory=set)

    def fail(self, what: str, mend: str, key: str = "") -> NoReturn:
        """Raise `PackError` at the line of `key`, or of the header."""
        raise PackError(self.file, self.lines.get(key, self.line), what, mend)

    def take(self, key: str, kind: type, default: object = ...) -> Any:
        """The value of `key`, of exactly this type; with no default it must be there (and not be blank)."""
        self.known.add(key)
        if key not in self.values:
            if default is ...:
                self.fail(f"[{self.name}] has no `{key}`", f"Add `{key} = …`")
            return default
        value = self.values.pop(key)
        if type(value) is not kind:
            self.fail(f"`{key}` is {value!r}, not a {kind.__name__}", f"Write a {kind.__name__}", key)
        if value == "":
            self.fail(f"`{key}` is empty", "Say it in words, or leave the row out", key)
        return value

    def take_date(self, key: str, *, false_is_none: bool = False) -> date | None:
        """A TOML date; `checked` may also be `false` and must be there."""
        self.known.add(key)
        value = self.values.pop(key, None)
        if false_is_none and value is False:
            return None
        if value is None and not false_is_none:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            mend = f"Write `{key} = 2026-11-24`" + (" or `false`" if false_is_none else "")
            self.fail(f"`{key}` is {'missing' if value is None else repr(value)}, not a date", mend, key)
        return value

    def word[E: StrEnum](self, key: str, vocabulary: type[E]) -> E:
        """One word of a closed list."""
        return self._word(key, self.take(key, str), vocabulary)

    def words[E: StrEnum](self, key: str, vocabulary: type[E]) -> frozenset[E]:
        """One or more words of a closed list, each written once."""
        return frozenset(self._word(key, value, vocabulary) for value in self.strings(key))

    def strings(self, key: str) -> list[str]:
        """A list of strings without repetition; must be there and not be empty."""
        found: list[str] = self.take(key, list)
        if not found or not all(isinstance(value, str) for value in found):
            self.fail(f"`{key}` must list at least one word", f'Write `{key} = ["…"]`', key)
        if len(set(found)) != len(found):
            self.fail(f"`{key}` says a word twice", "Keep one of them", key)
        return found

    def _word[E: StrEnum](self, key: str, value: str, vocabulary: type[E]) -> E:
        try:
            return vocabulary(value)
        except ValueError:
            known = [str(member) for member in vocabulary]
            near = get_close_matches(value, known, n=1)
            hint = f"Did you mean `{near[0]}`? " if near else ""
            self.fail(f"`{key}` says `{value}`, a word nobody knows", f"{hint}Use one of {', '.join(known)}", key)

    def close(self) -> None:
        """No key may be left over."""
        for key in self.values:
            near = get_close_matches(key, self.known, n=1)
            hint = f"Did you mean `{near[0]}`? " if near else ""
            self.fail(f"`{key}` is not a word of [{self.name}]", f"{hint}Known: {', '.join(sorted(self.known))}", key)


def read_tables(text: str, file: str) -> list[Table]:
    """Every header and row of the TOML text, in order, with the lines of its keys; `PackError` if it is no TOML."""
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        line = int(where.group(1)) if where else 1
        raise PackError(file, line, f"this is not TOML ({error})", "Mend the line") from error
    starts = _starts(text)
    tables: list[Table] = []
    for name, value in parsed.items():
        rows = value if isinstance(value, list) else [value]
        lines = [entry for entry in starts if entry[0] == name]
        if len(rows) != len(lines) or not all(isinstance(row, dict) for row in rows):
            raise PackError(file, 1, f"`{name}` is not written as plain tables", "Put every table under its own header")
        tables.extend(
            Table(file, name, start, dict(row), keys) for row, (_, start, keys) in zip(rows, lines, strict=True)
        )
    return sorted(tables, key=lambda table: table.line)


def _starts(text: str) -> list[tuple[str, int, dict[str, int]]]:
    """Each header's name, line, and the line of each key under it; `tomllib` itself tells no positions."""
    found: list[tuple[str, int, dict[str, int]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            found.append((header.group(2), number, {}))
        elif found and "=" in line:
            found[-1][2].setdefault(line.split("=", 1)[0].strip(), number)
    return found
