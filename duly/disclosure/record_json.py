"""Frozen dataclasses to JSON and strictly back: every field, no other field, every value of its declared type."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from duly.lib.canonical_json import JsonValue


class RecordError(ValueError):
    """JSON does not have the shape of the record. The message says where."""


def as_json(value: Any) -> JsonValue:
    """The JSON of a record: enums by value, instants as RFC 3339 UTC, tuples as arrays."""
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    if isinstance(value, datetime):
        return instant_text(value)
    if value is None or isinstance(value, (str, int)):
        return str(value) if isinstance(value, str) else value
    raise RecordError(f"A value of type {type(value).__name__} has no place in a record.")


def from_json[R](record: type[R], value: JsonValue) -> R:
    """The record of type `record` in `value`. Raises RecordError for anything missing, unknown or of another type."""
    read: R = _read(record, value, record.__name__)
    return read


def instant_text(at: datetime) -> str:
    """RFC 3339 in UTC with Z. `at` must know its zone."""
    if at.tzinfo is None:
        raise RecordError("A time without a zone names no instant.")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(hint: Any, value: Any, where: str) -> Any:
    if isinstance(hint, UnionType):
        (kind,) = (part for part in get_args(hint) if part is not NoneType)
        return None if value is None else _read(kind, value, where)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise RecordError(f"{where} is not a list.")
        kind = get_args(hint)[0]
        return tuple(_read(kind, part, f"{where}[{index}]") for index, part in enumerate(value))
    if is_dataclass(hint):
        return _read_record(hint, value, where)
    return _read_scalar(hint, value, where)


def _read_record(record: Any, value: Any, where: str) -> Any:
    names = {field.name for field in fields(record)}
    if not isinstance(value, dict) or set(value) != names:
        raise RecordError(f"{where} does not have exactly the fields {', '.join(sorted(names))}.")
    hints = get_type_hints(record)
    return record(**{name: _read(hints[name], value[name], f"{where}.{name}") for name in names})


def _read_scalar(kind: Any, value: Any, where: str) -> Any:
    if kind is datetime:
        return _read_instant(value, where)
    if isinstance(value, str) and issubclass(kind, StrEnum):
        if value not in set(kind):
            raise RecordError(f"{where}: {value!r} is not a word of {kind.__name__}.")
        return kind(value)
    if type(value) is not kind:  # bool is an int to isinstance, and must not pass for one
        raise RecordError(f"{where} is not of type {kind.__name__}.")
    return value


def _read_instant(value: Any, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        if instant_text(at) == value:
            return at
    except (TypeError, ValueError):
        pass
    raise RecordError(f"{where} is not an instant in RFC 3339 with Z.")
