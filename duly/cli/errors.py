"""Which errors are told to a person in a sentence, and which are faults of Duly that need their traceback."""

import traceback
from typing import Any

_PLAIN = (ValueError, LookupError, PermissionError)
ON_THE_REGISTER = (
    "This very paper is on the register already. Nothing was added. If you were named for its case, `duly cases` "
    "lists it; if it is a new demand, it needs a paper of its own."
)


def words_for(error: Exception) -> str | None:
    """The sentence to print, or None for a fault of the program: that one is shown in full, to be reported."""
    kind = type(error)
    if kind.__module__.startswith("django.db"):
        return (
            f"The database of this instance could not be used ({kind.__name__}: {_first_line(error)}). "
            "Nothing was changed. "
            "Run `duly check`: it says what is wrong with it."
        )
    if getattr(error, "case", None) is not None:
        # Nobody looked whether the reader may see that case: then she does not learn its number from a paper.
        return ON_THE_REGISTER
    if kind.__module__.startswith("duly") or (isinstance(error, _PLAIN) and _raised_by_duly(error)):
        return str(error) if not isinstance(error, KeyError) else str(error.args[0])
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}. Check the path, and that you may use it; nothing was changed."
    return None


def _raised_by_duly(error: Exception) -> bool:
    """Whether our own code said this; a ValueError out of a library is a fault of ours, not a word to a person."""
    frames = list(traceback.walk_tb(error.__traceback__))
    return bool(frames) and _module(frames[-1][0].f_globals).startswith("duly")


def _module(names: dict[str, Any]) -> str:
    return str(names.get("__name__", ""))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no details"])[0]
