"""What changed in a store since its map was written: columns gone, and columns that nobody has labelled yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from duly.datamap.soundness import refs_of
from duly.datamap.stores import DataMap, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The difference between a map and a store; both empty means that they agree."""

    missing: tuple[Ref, ...]
    """The map names it and the store does not have it: collecting from that table fails aloud."""
    unlabelled: tuple[Ref, ...]
    """A mapped table has it and the map does not label it: it can never leave."""
    unmapped: tuple[str, ...]
    """Tables that the map neither labels nor withholds by name: nothing of them can leave."""


def drift(datamap: DataMap, description: Mapping[str, frozenset[str]]) -> Drift:
    """Compare a map with what `Source.describe` says of the store (table → names of its columns)."""
    named = {ref for table in datamap.tables for ref in refs_of(table)}
    for rule in datamap.identifiers:
        named |= {rule.ref, Ref(table=rule.ref.table, column=rule.account), *(e.ref for e in rule.where)}
        named |= set() if rule.time is None else {rule.time.ref}
    held = {Ref(table=table, column=column) for table, columns in description.items() for column in columns}
    mapped = {ref.table for ref in named}
    known = mapped | {table for table, _ in datamap.withheld}
    return Drift(
        missing=_sorted(named - held),
        unlabelled=_sorted({ref for ref in held - named if ref.table in mapped}),
        unmapped=tuple(sorted(set(description) - known)),
    )


def _sorted(refs: set[Ref]) -> tuple[Ref, ...]:
    return tuple(sorted(refs, key=lambda ref: (ref.table, ref.column)))
