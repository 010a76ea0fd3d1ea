"""One rule pack as values: its header and its rows, each with a citation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duly.law.conditions import When
from duly.law.vocabulary import Answer, Force, Instrument, NoticeRule, Reason


class PackKind(StrEnum):
    """Where a pack's authority comes from."""

    LAW = "law"
    POLICY = "policy"
    """The provider's own published policy: for voluntary disclosure stricter than the law, never laxer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row has: an id, a citation, when it was checked against the text, when it is in force, and where."""

    id: str
    cite: str
    checked: date | None
    """When a person last compared this row with the cited text; None: nobody has."""
    effective_from: date | None = None
    effective_to: date | None = None
    """Last day on which the row is in force, included."""
    when: When
    line: int
    """Line of the row in its file."""

    def in_force(self, on: date | None) -> bool:
        """A row with dates says nothing about an undated paper: silence, and so counsel is asked."""
        if self.effective_from is None and self.effective_to is None:
            return True
        if on is None:
            return False
        return (self.effective_from or date.min) <= on <= (self.effective_to or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Row):
    """May this category leave on this paper?"""

    answer: Answer
    reason: str
    ground: Reason | None = None
    """Canonical reason; there exactly where the answer is `deficient`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow(Row):
    """When an answer is due: whole days, hours, or the date on the face of the paper."""

    name: str
    days: int | None = None
    hours: int | None = None
    return_date: bool = False
    hold_until_due: bool = False
    """Data may not leave before the period is over (Reg. (EU) 2023/1543 art. 10(2))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow(Row):
    """May the user be told?"""

    rule: NoticeRule
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Binds(Row):
    """A demand of these kinds, from these States, binds a provider that is established in any of those."""

    states: frozenset[str]
    establishments: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One file of rules, exactly as it was read: the hash names the text that gave an answer."""

    id: str
    title: str
    version: int
    sha256: str
    kind: PackKind
    governs: frozenset[Force]
    states: frozenset[str]
    """Issuing States whose law this is; empty for a policy, which looks at every State."""
    instruments: frozenset[Instrument]
    rules: tuple[Rule, ...]
    clocks: tuple[ClockRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    binds: tuple[Binds, ...] = ()

    @property
    def version_label(self) -> str:
        """`<number>+<first 12 hex digits of the SHA-256 of the file>`."""
        return f"{self.version}+{self.sha256[:12]}"

    def speaks(self, state: str, instrument: Instrument, force: Force) -> bool:
        """True if this pack claims to know about such a demand at all."""
        here = self.kind is PackKind.POLICY or state in self.states
        return here and instrument in self.instruments and force in self.governs
