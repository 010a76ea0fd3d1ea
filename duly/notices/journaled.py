"""What the journal of a case says about its notices: who confirmed, what counsel said, which letter was written.

Pure: rows of the journal in, answers out. The tables beside it can be edited by whoever writes to the database; the
journal cannot, so whether a user may be told is asked here.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping

from duly.cases.journal import Entry
from duly.cases.lifecycle import Act


def about_notices(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The rows that the acts of `notices` wrote."""
    return (entry for entry in entries if entry.act is Act.NOTIFY)


def is_scheduled(entries: Iterable[Entry]) -> bool:
    """Whether it was settled which users of the case are to be told, if any."""
    return any("notices" in entry.details for entry in about_notices(entries))


def contact_of(entries: Iterable[Entry], item: str) -> str | None:
    """Where the store said that the user of an item is reached; "" for nowhere, None if no notice of it was made."""
    found = [entry.details["contacts"] for entry in about_notices(entries) if item in entry.details.get("contacts", ())]
    return found[-1][item] if found else None


def counsel_said(entries: Iterable[Entry], item: str) -> bool | None:
    """Counsel's last word on whether the user of an item may be told; None before counsel was asked."""
    said = [
        bool(entry.details["permitted"])
        for entry in about_notices(entries)
        if entry.human and entry.details.get("counsel_on") == item
    ]
    return said[-1] if said else None


def confirmed_by(entries: Iterable[Entry], item: str) -> Entry | None:
    """The row in which a person confirmed that no renewal came; None if secrecy, or a letter, came since."""
    confirmation: Entry | None = None
    for entry in about_notices(entries):
        if entry.details.get("secrecy") or entry.details.get("sent") == item:
            confirmation = None
        elif entry.human and entry.details.get("notice") == item:
            confirmation = entry
    return confirmation


def letters_written(entries: Iterable[Entry]) -> Mapping[uuid.UUID, str]:
    """Every letter to a user that was written under orders of secrecy known by now, with the item that it is about."""
    written: dict[uuid.UUID, str] = {}
    for entry in about_notices(entries):
        if entry.details.get("secrecy"):
            written.clear()
        elif letter := entry.details.get("letter"):
            written[uuid.UUID(letter)] = entry.details["sent"]
    return written


def letters_ever_written(entries: Iterable[Entry]) -> Mapping[uuid.UUID, str]:
    """Every letter to a user, with its item, whatever was recorded since."""
    return {
        uuid.UUID(entry.details["letter"]): entry.details["sent"]
        for entry in about_notices(entries)
        if "letter" in entry.details
    }
