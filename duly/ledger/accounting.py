"""The account of every leaf of a period: 65 bytes show it as padding, public statement, or event of one kind, no more.

Code 0 is a dummy (its 32 random bytes, 32 zeros), 1 a statement (64 zeros), 2 + i an event of the report's kind i
(salt of the kind, digest of the rest). The opening is stored with the leaf when sequenced: it outlives the case key.
"""

from duly.ledger.entries import (
    Committed,
    Entry,
    Field,
    Kind,
    dummy_commitment,
    event_commitment,
    field_digest,
    rest_digest,
)

OPENING_BYTES = 65
DUMMY, STATEMENT, FIRST_KIND = 0, 1, 2
KINDS = tuple(Kind)


class AccountingError(ValueError):
    """An opening that does not open its leaf."""


STATEMENT_OPENING = bytes([STATEMENT]) + bytes(64)


def open_dummy(nonce: bytes) -> bytes:
    """The opening of padding made from 32 random bytes."""
    return bytes([DUMMY]) + nonce + bytes(32)


def open_kind(event: Committed) -> bytes:
    """The opening that shows an event's kind and nothing else of it."""
    return bytes([FIRST_KIND + KINDS.index(event.kind)]) + event.salts[Field.KIND] + rest_digest(event.digests)


def kind_of(opening: bytes) -> Kind:
    """The kind that the opening of an event shows; AccountingError for one of padding or a statement."""
    if not FIRST_KIND <= opening[0] < FIRST_KIND + len(KINDS):
        raise AccountingError("This opening is not one of an event: padding and statements have no kind.")
    return KINDS[opening[0] - FIRST_KIND]


def account(line: bytes, opening: bytes) -> str:
    """What `opening` shows the log line to be: `dummy`, `statement` or a kind; AccountingError if it does not fit."""
    entry = Entry.parse(line)
    code, salt, rest = opening[0], opening[1:33], opening[33:]
    fits, name = False, "dummy"
    if code == STATEMENT:
        fits, name = entry.statement and opening == STATEMENT_OPENING, "statement"
    elif code == DUMMY:
        fits = rest == bytes(32) and entry.digest == dummy_commitment(salt)
    elif code < FIRST_KIND + len(KINDS):
        name = KINDS[code - FIRST_KIND]
        fits = entry.digest == event_commitment(field_digest(Field.KIND, salt, name), rest)
    if not fits or len(opening) != OPENING_BYTES or (entry.statement and name != "statement"):
        raise AccountingError(f"A leaf does not open as the {name} it is accounted as: the stored opening is damaged.")
    return name
