"""A trust policy: which log keys are known, and which witnesses must have cosigned before a head counts.

Format: C2SP tlog-policy. A fresh installation has `quorum none`: nobody outside vouches, and the report says so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from duly.ledger.signed_note import NoteError, VKey

NONE = "none"


class PolicyError(ValueError):
    """A policy that cannot be read in one way only."""


@dataclass(frozen=True, slots=True)
class Group:
    """At least `threshold` of `members` (witnesses or earlier groups) must have cosigned."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses by name, groups by name, and the name that decides (`none`: no cosignature needed)."""

    logs: tuple[VKey, ...]
    witnesses: dict[str, VKey]
    groups: dict[str, Group]
    quorum: str

    def reached(self, cosigned: frozenset[VKey]) -> bool:
        """Whether the witnesses in `cosigned` satisfy the quorum."""

        def has(name: str) -> bool:
            if name in self.witnesses:
                return self.witnesses[name] in cosigned
            group = self.groups[name]
            return sum(map(has, group.members)) >= group.threshold

        return self.quorum == NONE or has(self.quorum)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a policy file; PolicyError names the line."""
        return _Reader().read(data, cls)


def text_for(key: VKey) -> bytes:
    """The policy of a log with no witnesses."""
    return f"log {key}\nquorum {NONE}\n".encode()


class _Reader:
    def __init__(self) -> None:
        self.logs: list[VKey] = []
        self.witnesses: dict[str, VKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorums: list[str] = []
        self.used: set[str] = set()

    def read[P](self, data: bytes, make: Callable[..., P]) -> P:
        verbs: dict[str, Callable[..., None]] = {
            "log": self.log,
            "witness": self.witness,
            "group": self.group,
            "quorum": self.quorum,
        }
        for number, line in enumerate(data.decode("latin-1").split("\n"), 1):
            words = re.split(r"[ \t]+", line.strip(" \t"))
            if words == [""] or words[0].startswith("#"):
                continue
            try:
                verbs[words[0]](*words[1:])
            except (KeyError, TypeError, ValueError, NoteError) as problem:
                raise PolicyError(
                    f"Line {number} of the policy makes no sense ({problem}): correct that line."
                ) from problem
        if len(self.quorums) != 1:
            raise PolicyError("A policy has exactly one `quorum` line: add it, or remove the others.")
        return make(tuple(self.logs), self.witnesses, self.groups, self.quorums[0])

    def _known(self, name: str) -> str:
        if name not in self.witnesses and name not in self.groups:
            raise ValueError(f"{name} is not defined above")
        return name

    def _fresh(self, name: str) -> str:
        if name in self.witnesses or name in self.groups or name == NONE:
            raise ValueError(f"{name} is defined twice")
        return name

    def log(self, vkey: str, _url: str = "") -> None:
        key = VKey.parse(vkey)
        if any(key.public == other.public for other in self.logs):
            raise ValueError("the same log key twice")
        self.logs.append(key)

    def witness(self, name: str, vkey: str, _url: str = "") -> None:
        key = VKey.parse(vkey)
        if any(key.public == other.public for other in self.witnesses.values()):
            raise ValueError("the same witness key twice")
        self.witnesses[self._fresh(name)] = key

    def group(self, name: str, threshold: str, *members: str) -> None:
        for member in members:
            if self._known(member) in self.used:
                raise ValueError(f"{member} counts twice")
            self.used.add(member)
        needed = {"any": 1, "all": len(members)}.get(threshold) or int(threshold)
        if not 1 <= needed <= len(members):
            raise ValueError(f"{needed} of {len(members)} cannot be reached")
        self.groups[self._fresh(name)] = Group(needed, members)

    def quorum(self, name: str) -> None:
        self.quorums.append(name if name == NONE else self._known(name))
