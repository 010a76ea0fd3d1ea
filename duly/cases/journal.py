"""The private record: every act writes one row, locked under the case's journal key and chained to the row before it.

A row is bound to its case, its number and the chain before it, so that a row which was forged, moved, changed or cut
out is seen when the journal is read, by whoever reads it. Its head is also kept outside the database, so that rows cut
off its end are missed. Segregation of duties is computed from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction

from duly.cases import journal_head
from duly.cases.journal_head import JournalBroken
from duly.cases.lifecycle import Act
from duly.cases.models import Case, JournalRow
from duly.cases.permissions import DUTY_OF
from duly.lib.canonical_json import canonical, read_canonical
from duly.lib.vault import Label, VaultError
from duly.staff.actors import Actor
from duly.staff.duties import Duty

# Whoever reads a journal finds its error here.
__all__ = ["Entry", "JournalBroken", "digest_of", "done_in_round", "read", "verified", "write"]

START = sha256(b"duly journal v1\0").digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act as the journal keeps it."""

    seq: int
    round: int
    state: str
    """Where the act led."""
    act: Act
    by: str
    name: str
    human: bool
    at: datetime
    because: str
    digest: str
    """SHA-256 (hex) of what the act fixed, e.g. of a decision; "" where it fixed nothing."""
    details: Mapping[str, Any]


def _place(case: Case, seq: int, before: bytes) -> str:
    return f"{case.locking_owner()}|journal|{seq}|{before.hex()}"


def write(
    case: Case, *, act: Act, by: Actor, at: datetime, because: str, digest: str, details: Mapping[str, Any]
) -> JournalRow:
    """Append one row; called by `advance` inside the act's own transaction, with the case locked."""
    last = JournalRow.objects.filter(case=case).order_by("-seq").first()
    seq, before = (last.seq + 1, bytes(last.chain)) if last else (1, START)
    body: dict[str, Any] = {
        "round": case.round, "state": str(case.state), "act": act.value, "by": by.id, "name": by.name,
        "human": by.human, "at": at.isoformat(), "because": because, "digest": digest, "details": dict(details),
    }  # fmt: skip
    record = case.locking_key().lock(canonical(body), label=Label.JOURNAL, place=_place(case, seq, before))
    row = JournalRow.objects.create(case=case, seq=seq, record=record, chain=sha256(before + record).digest())
    transaction.on_commit(partial(journal_head.keep, case, seq, bytes(row.chain)))
    return row


def read(case: Case) -> tuple[Entry, ...]:
    """Every act of the case, in order. Raises JournalBroken at the first row that does not hold."""
    entries: list[Entry] = []
    chains: list[bytes] = []
    before = START
    for expected, row in enumerate(JournalRow.objects.filter(case=case).order_by("seq"), start=1):
        record = bytes(row.record)
        try:
            plain = case.locking_key().unlock(record, label=Label.JOURNAL, place=_place(case, expected, before))
        except VaultError as error:
            raise JournalBroken(
                f"Row {expected} of the journal of case {case.reference} was not written by Duly, or was moved or "
                "changed. Nothing is released from this case. Compare it with a backup and find out who can write to "
                "the database."
            ) from error
        before = sha256(before + record).digest()
        if row.seq != expected or bytes(row.chain) != before:
            raise JournalBroken(
                f"A row before row {row.seq} of the journal of case {case.reference} is missing or changed."
            )
        body = read_canonical(plain)
        entries.append(
            Entry(
                seq=expected,
                round=body["round"],
                state=body["state"],
                act=Act(body["act"]),
                by=body["by"],
                name=body["name"],
                human=body["human"],
                at=datetime.fromisoformat(body["at"]),
                because=body["because"],
                digest=body["digest"],
                details=body["details"],
            )
        )
        chains.append(before)
    journal_head.compare(case, chains)
    return tuple(entries)


def digest_of(facts_json: str | None) -> str:
    """What the journal keeps of the facts, so that older ones cannot be put back; "" before any were registered."""
    return sha256(facts_json.encode()).hexdigest() if facts_json is not None else ""


def verified(case: Case) -> tuple[Entry, ...]:
    """The journal, if the case stands where its last row says; else JournalBroken.

    State and round are open columns: whoever writes to the database could set them back to an approval made void.
    """
    entries = read(case)
    facts = [entry.details["facts"] for entry in entries if "facts" in entry.details]
    same_facts = digest_of(case.facts_json) == (facts[-1] if facts else "")
    if not entries or (str(case.state), case.round) != (entries[-1].state, entries[-1].round) or not same_facts:
        raise JournalBroken(
            f"Case {case.reference} does not stand where its journal says. Somebody wrote to the database past "
            "Duly. Nothing is done with this case: compare it with a backup."
        )
    return entries


def done_in_round(case: Case, entries: Iterable[Entry]) -> dict[Duty, frozenset[str]]:
    """Which people filled which duty, read from the journal and not from today's roles.

    Duties count in the present round; but whoever last proved the requester did so for the later rounds too.
    """
    done: dict[Duty, set[str]] = {}
    for entry in entries:
        duty = DUTY_OF.get(entry.act)
        if duty is None or not entry.human:
            continue
        if duty is Duty.VERIFY:
            done[duty] = {entry.by}
        elif entry.round == case.round:
            done.setdefault(duty, set()).add(entry.by)
    return {duty: frozenset(people) for duty, people in done.items()}
