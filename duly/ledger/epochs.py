"""What goes into the log at once: the events of an epoch, shuffled and padded, so that order and number say nothing.

Where demands are few the epoch is the whole reporting period: see `daily_allowed`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from duly.ledger.accounting import STATEMENT_OPENING, kind_of, open_dummy, open_kind
from duly.ledger.entries import KEY_BYTES, Committed, Kind, dummy_commitment, event_entry, statement_entry

RandomBytes = Callable[[int], bytes]
"""A cryptographic source: n → n fresh bytes (`secrets.token_bytes`)."""

WAITS_FOR_PERIOD = frozenset({Kind.DISCLOSE, Kind.NOTIFY, Kind.EXTEND, Kind.UNSEAL})
"""Kinds whose leaf must not show a date finer than the period: they are logged when the period closes."""

FEW_DEMANDS = 100
"""Below this number of demands a half-year, a daily epoch would undo the padding."""


class EpochError(ValueError):
    """An epoch that cannot be padded."""


@dataclass(frozen=True, slots=True)
class Leaf[K]:
    """One leaf to append: the public line, its opening (secret until its report), and whose it is (None: nobody's)."""

    entry: bytes
    opening: bytes
    event: K | None = None


def below(limit: int, random_bytes: RandomBytes) -> int:
    """An unbiased number from 0 to `limit` − 1, by rejection."""
    size = (limit.bit_length() + 7) // 8
    ceiling = (1 << 8 * size) // limit * limit
    while (draw := int.from_bytes(random_bytes(size), "big")) >= ceiling:
        pass
    return draw % limit


def shuffled[T](items: Iterable[T], random_bytes: RandomBytes) -> list[T]:
    """Fisher–Yates with a cryptographic source: every order is equally likely."""
    deck = list(items)
    for last in range(len(deck) - 1, 0, -1):
        chosen = below(last + 1, random_bytes)
        deck[last], deck[chosen] = deck[chosen], deck[last]
    return deck


def due[K](queue: Sequence[Leaf[K]], *, closing: bool) -> list[Leaf[K]]:
    """Those of the queued leaves that may be logged now; with `closing`, at the end of a period, all of them."""
    return [leaf for leaf in queue if closing or kind_of(leaf.opening) not in WAITS_FOR_PERIOD]


def daily_allowed(demands_a_half_year: int) -> bool:
    """Whether the epoch may be shorter than the reporting period."""
    return demands_a_half_year >= FEW_DEMANDS


def dummy_leaf[K](random_bytes: RandomBytes) -> Leaf[K]:
    """Padding."""
    nonce = random_bytes(KEY_BYTES)
    return Leaf(event_entry(dummy_commitment(nonce)), open_dummy(nonce))


def statement_leaf[K](document: bytes, event: K | None = None) -> Leaf[K]:
    """The leaf of a public document."""
    return Leaf(statement_entry(document), STATEMENT_OPENING, event)


def seal_epoch[K](events: Sequence[Leaf[K]], *, slots: int, random_bytes: RandomBytes) -> list[Leaf[K]]:
    """The leaves of an epoch: `events` and dummies up to a multiple of `slots` (never none), in random order."""
    if slots < 1:
        raise EpochError(f"An epoch of {slots} slots hides nothing: set the number of slots to at least 1.")
    padding = -len(events) % slots if events else slots
    return shuffled([*events, *(dummy_leaf(random_bytes) for _ in range(padding))], random_bytes)


def event_leaf[K](event: Committed, key: K) -> Leaf[K]:
    """The leaf of a committed event, and whose it is."""
    return Leaf(event.entry, open_kind(event), key)
