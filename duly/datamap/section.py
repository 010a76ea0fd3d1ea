"""One section of a data map's TOML, read word by word: a word that nobody reads stops the map, with its place named."""

from collections.abc import Iterator, Mapping
from enum import StrEnum


class MapError(ValueError):
    """The data map cannot be used as it stands; nothing is collected until it is corrected."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what} Nothing can be collected with this data map. {remedy}")


class Section:
    """A TOML table with the place it came from; use it as a context, so that its end checks for unknown words."""

    def __init__(self, where: str, words: object) -> None:
        self.where = where
        if not isinstance(words, Mapping):
            raise MapError(where, "A table of keys is expected here.", "Write [section] or { key = value }.")
        self._left: dict[str, object] = {str(key): value for key, value in words.items()}

    def __enter__(self) -> "Section":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None and self._left:
            raise self.wrong(sorted(self._left)[0], "is not a word of a data map.", "Correct or remove it.")

    def wrong(self, key: str, what: str, remedy: str) -> MapError:
        """The error to raise about a key of this section."""
        return MapError(f"{self.where}, key '{key}'", f"'{key}' {what}", remedy)

    def has(self, key: str) -> bool:
        """Whether the key is there and not read yet."""
        return key in self._left

    def raw(self, key: str) -> object:
        """The value as it stands; MapError where the key is missing."""
        if key not in self._left:
            raise self.wrong(key, "is missing.", "Add it.")
        return self._left.pop(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty, unless a default is given and the key absent."""
        if default is not None and key not in self._left:
            return default
        value = self.raw(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "must be a text that is not empty.", "Write it in quotation marks.")
        return value

    def flag(self, key: str) -> bool:
        """true or false; absent means false."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false.", "Write it without quotation marks.")
        return value

    def number(self, key: str) -> int:
        """A whole number above nought."""
        value = self.raw(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(key, "must be a whole number above 0.", "Correct it.")
        return value

    def word[E: StrEnum](self, key: str, words: type[E], default: E | None = None) -> E:
        """One of a closed list of words."""
        if default is not None and key not in self._left:
            return default
        value = self.text(key)
        if value not in {str(word) for word in words}:
            known = ", ".join(words)
            raise self.wrong(key, f"cannot be '{value}'.", f"It is one of: {known}.")
        return words(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent means empty."""
        return tuple(self._text_of(key, part) for part in self._list(key))

    def _text_of(self, key: str, part: object) -> str:
        if not isinstance(part, str) or not part:
            raise self.wrong(key, "must list texts.", 'Write ["one", "two"].')
        return part

    def sections(self, key: str, name: str = "") -> Iterator["Section"]:
        """The sections under a key, each named by its `name` key where that is given."""
        for index, words in enumerate(self._list(key), start=1):
            label = words.get(name) if name and isinstance(words, Mapping) else None
            yield Section(f"{self.where}, [[{key}]] {label or f'number {index}'}", words)

    def section(self, key: str) -> "Section":
        """The one section under a key."""
        return Section(f"{self.where}, [{key}]", self.raw(key))

    def conditions(self, key: str) -> dict[str, tuple[str | int, ...]]:
        """Fixed conditions, `{ medium = "email" }` or `{ type = ["a", "b"] }`; absent means none."""
        if key not in self._left:
            return {}
        part = self.section(key)
        return {column: part.values(column) for column in list(part._left)}

    def values(self, key: str) -> tuple[str | int, ...]:
        """One value or a list of values, texts or whole numbers."""
        value = self.raw(key)
        listed = value if isinstance(value, list) else [value]
        if not listed or not all(isinstance(part, (str, int)) for part in listed):
            raise self.wrong(key, "must be a text, a whole number, or a list of them.", "Correct it.")
        return tuple(listed)

    def _list(self, key: str) -> list[object]:
        value = self._left.pop(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "must be a list.", f"Write [[{key}]] or {key} = [...].")
        return value
