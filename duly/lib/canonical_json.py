"""Canonical JSON (RFC 8785): one value has one spelling in bytes, so that its SHA-256 can stand for it.

Numbers: integers within ±(2^53 - 1), where every JSON reader agrees; finite floats in the shortest spelling of
ECMAScript. A float without a fraction reads back as an integer (1.0 is spelled 1). Larger integers belong into text.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

type JsonValue = bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None

MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1
_PLAIN_BELOW = 21  # ECMAScript writes no exponent below 10^21
_PLAIN_ABOVE = -6  # ... nor above 10^-7


class NotCanonicalError(ValueError):
    """A value has no canonical spelling, or bytes are not the canonical spelling of a value."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            f"{happened} So two readers could take it for two different things. "
            "Write the value again with Duly's canonical JSON; if it came from outside, ask the sender for it again."
        )


def canonical(value: JsonValue) -> bytes:
    """The one UTF-8 spelling of `value` (RFC 8785). Raises NotCanonicalError for what has none."""
    try:
        return _text(value, 0).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("A text holds half of a surrogate pair, which is no character.") from error


def digest(value: JsonValue) -> str:
    """SHA-256 of the canonical spelling, in lower-case hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read_canonical(data: bytes) -> Any:
    """The value spelled by `data`. Raises NotCanonicalError unless these are exactly its canonical bytes."""
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_object_once, parse_int=_integer, parse_constant=_no_constant
        )
    except NotCanonicalError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError("The bytes are not JSON in UTF-8, or nested too deeply.") from error
    if canonical(value) != data:
        raise NotCanonicalError("The JSON is valid but not in canonical form (order, spaces, escapes or numbers).")
    return value


def _text(value: JsonValue, depth: int) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return _number(value)
    if depth >= MAX_DEPTH:
        raise NotCanonicalError(f"The value is nested more than {MAX_DEPTH} deep.")
    if isinstance(value, Mapping):
        pairs = (f"{encode_basestring(key)}:{_text(value[key], depth + 1)}" for key in _sorted_keys(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_text(part, depth + 1) for part in value) + "]"
    raise NotCanonicalError(f"A value of type {type(value).__name__} has no place in JSON.")


def _sorted_keys(value: Mapping[str, JsonValue]) -> list[str]:
    """Keys in the order of their UTF-16 code units (RFC 8785 §3.2.3), which differs from Python's beyond U+FFFF."""
    for key in value:
        if not isinstance(key, str):
            raise NotCanonicalError(f"The key {key!r} is not a text.")
    return sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def _number(value: int | float) -> str:
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonicalError("An integer lies beyond ±(2^53 - 1), where JSON readers round; write it as a text.")
        return int.__repr__(value)
    if not math.isfinite(value):
        raise NotCanonicalError("A number is not finite (NaN or infinity).")
    return "0" if value == 0 else _ecmascript(value)


def _ecmascript(value: float) -> str:
    """Number::toString of ECMAScript (RFC 8785 §3.2.2.3). Python's repr has the same shortest digits."""
    sign, raw_digits, exponent = Decimal(float.__repr__(value)).as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - only NaN and infinity have another kind, and they are gone
    point = len(raw_digits) + exponent
    digits = "".join(map(str, raw_digits)).rstrip("0")
    if 0 < point <= _PLAIN_BELOW:
        whole, rest = digits[:point].ljust(point, "0"), digits[point:]
        text = f"{whole}.{rest}" if rest else whole
    elif _PLAIN_ABOVE < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
        text = f"{mantissa}e{point - 1:+d}"
    return "-" + text if sign else text


def _object_once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonicalError("An object names the same key twice.")
    return value


def _integer(digits: str) -> int | float:
    """A whole number too large for an integer can only have been written from a float."""
    number = int(digits)
    return number if abs(number) <= MAX_INTEGER else float(digits)


def _no_constant(name: str) -> None:
    raise NotCanonicalError(f"{name} is not a JSON number.")
