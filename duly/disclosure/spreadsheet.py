"""CSV in which no cell can become a formula, whatever a user once typed into a profile.

An apostrophe is put before = + - @ and their full-width forms wherever a spreadsheet could take them for the start of a
cell: at the beginning, after blanks, and after anything a careless import might split at. The JSON has the exact text.
"""

import re
from collections.abc import Iterable, Sequence

from duly.lib.canonical_json import canonical

type Scalar = str | int | float | bool | None

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the officer's local code page
_BLANK = r"[\s\u00a0\u200b-\u200f\u2060\ufeff\x00]"
_FORMULA = re.compile(rf"(^|[;,|\t\r\n\"'\x00]){_BLANK}*(?=[=+\-@＝＋－＠−﹢﹣﹦﹫])")
_LEADING_CONTROL = re.compile(r"^[\t\r\n\x00]")


def neutral(text: str) -> str:
    """`text` so that no spreadsheet evaluates any part of it. Idempotent."""
    marked = _FORMULA.sub(_with_apostrophe, text)
    return "'" + marked if _LEADING_CONTROL.match(marked) else marked


def cell(value: Scalar) -> str:
    """A JSON scalar as the text of one cell: null is empty, numbers and booleans as in JSON."""
    if value is None:
        return ""
    return neutral(value) if isinstance(value, str) else canonical(value).decode()


def sheet(heading: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> bytes:
    """A CSV file (RFC 4180: comma, every cell quoted, CRLF; UTF-8 with a byte order mark)."""
    lines = (",".join('"' + cell(value).replace('"', '""') + '"' for value in row) for row in [heading, *rows])
    return (BYTE_ORDER_MARK + "".join(line + "\r\n" for line in lines)).encode()


def _with_apostrophe(match: re.Match[str]) -> str:
    return match.group() if match.group().endswith("'") else match.group() + "'"
