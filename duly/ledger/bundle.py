"""A report that strangers recompute: every file of it, made from logged events and nothing else.

Order: the period closes under a signed head; `draft` makes the files; the report's hash is logged after that head;
`complete` adds the proof of it. `verifier/verify.py` checks the result and imports nothing of this.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from types import MappingProxyType

from duly.ledger import policy
from duly.ledger.accounting import KINDS, account
from duly.ledger.entries import Field, Kind, statement_entry
from duly.ledger.merkle import Tree
from duly.ledger.proofs import consistency_text, prove
from duly.ledger.rows import (
    FIRST_REPORT,
    Counted,
    Ledger,
    Table,
    Unit,
    ledger,
    read_ledger,
    released_row,
    rows_of,
    sealed_row,
)
from duly.ledger.signed_note import VKey
from duly.lib.canonical_json import canonical, read_canonical

PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
PROOF_FILES = ("report.consistency", "report.json", "report.leaf", "report.tlog-proof")
SEALED, RELEASED = "ledger-sealed.tsv", "ledger-released.tsv"
SMALLEST_RELEASE = 10
NOTHING: Mapping[str, bytes] = MappingProxyType({})


class BundleError(ValueError):
    """Events that do not reconcile with the log: the report would not verify, so it is not made."""


@dataclass(frozen=True, slots=True)
class Previous:
    """The report before this one, as published: `report.json` and its sealed ledger."""

    report: bytes
    sealed: bytes

    @property
    def tree(self) -> dict[str, object]:
        """What it says; BundleError if it is no report."""
        tree = read_canonical(self.report)
        if not isinstance(tree, dict):
            raise BundleError("The previous report is no JSON object: give its report.json as published.")
        return dict(tree)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """All that a report is made from; `start` and `end` are leaf indices (end excluded), `today` decides on seals.

    `tree`, `entries` (all from leaf 0) and `openings` (those of start to end) come from the log; `counted` are the
    events of counting kinds in the range, `released` earlier sealed ones whose seal has lapsed; `files` are further
    files to publish (`verify.py`, pages) by path.
    """

    report_id: str
    label: str
    today: date
    start: int
    end: int
    head_before: bytes
    head_after: bytes
    tree: Tree
    entries: Sequence[bytes]
    openings: Sequence[bytes]
    counted: Sequence[Counted]
    log_key: VKey
    released: Sequence[Counted] = ()
    previous: Previous | None = None
    tables: Sequence[Table] = FIRST_REPORT
    erased: int = 0
    supersedes: str = ""
    files: Mapping[str, bytes] = field(default=NOTHING)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before it is logged: log `statement` after the period's head, then `complete` it."""

    report: bytes
    files: Mapping[str, bytes]
    tree: Mapping[str, object]

    @property
    def statement(self) -> bytes:
        """The 52-byte entry that stands for this report."""
        return statement_entry(self.report)


def quarter(day: date) -> str:
    """`2026Q3`."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def _sealed(period: Period, event: Counted) -> bool:
    return event.kind is Kind.CLOSE and event.values.get(Field.SEAL, "") >= quarter(period.today)


def _reconcile(period: Period, kinds: Sequence[str]) -> None:
    """Every leaf of a counting kind is one event given, and the other way round."""
    counting = {str(table.kind) for table in period.tables}
    logged = {(period.start + at, kind) for at, kind in enumerate(kinds) if kind in counting}
    given = Counter((event.leaf_index, str(event.kind)) for event in period.counted)
    if set(given) != logged or any(times > 1 for times in given.values()):
        wrong = sorted(set(given) ^ logged)[:3]
        raise BundleError(
            f"Logged and counted events differ (first: {wrong or 'one given twice'}): the totals would be false. "
            "Give each logged event of the period exactly once."
        )
    before = period.previous.tree["to"] if period.previous else 0
    if before != period.start:
        raise BundleError(f"The last report ends at leaf {before}, this one begins at {period.start}: close the gap.")


def _sealed_ledgers(period: Period) -> tuple[Ledger, Ledger, int]:
    """The sealed and the released ledger, and how many cases are newly sealed."""
    new = [sealed_row(event) for event in period.counted if _sealed(period, event)]
    before = read_ledger(period.previous.sealed) if period.previous else ledger(())
    lapsed = {sealed_row(event) for event in period.released}
    unknown, kept = lapsed - set(before.rows), [line for line in before.rows if line not in lapsed]
    if unknown or any(line.partition(b"\t")[0].decode() < quarter(period.today) for line in kept):
        raise BundleError("A seal has lapsed and is not released, or was never published: release exactly the lapsed.")
    early = sum(line.partition(b"\t")[0].decode() > quarter(period.today) for line in lapsed)
    if 0 < early < SMALLEST_RELEASE:
        raise BundleError(
            f"{early} seals would be released before their quarter: fewer than {SMALLEST_RELEASE} at once could be "
            "tied to one country. Wait for the quarter or for more."
        )
    released = ledger(released_row(event, period.tables[0].cell(event)) for event in period.released)
    return ledger([*kept, *new]), released, len(new)


def _table_summary(table: Table, rows: Ledger) -> dict[str, object]:
    domain = {dim: values if isinstance(values, str) else list(values) for dim, values in table.domain.items()}
    shape = {"dims": list(table.dims), "kind": str(table.kind), "unit": str(table.unit), "domain": domain}
    rollup = {dim: dict(targets) for dim, targets in table.rollup.items()}
    return {**shape, "rollup": rollup, **rows.summary()}


def _check_tables(period: Period, new_seals: int) -> None:
    for table in period.tables:
        if not PATH.fullmatch(table.id) or (new_seals and table.kind is not Kind.CLOSE):
            raise BundleError(f"Table {table.id} cannot hold sealed cases (kind {table.kind}): count them at `close`.")
    if period.tables[0].unit is not Unit.CASE:
        raise BundleError("The first table gives released cases their cell: put one in case unit first.")


def _ledgers(period: Period) -> tuple[dict[str, Ledger], Ledger, Ledger, int]:
    """Each table's ledger, the sealed and the released one, and the number newly sealed."""
    sealed, released, new_seals = _sealed_ledgers(period)
    _check_tables(period, new_seals)
    public = [event for event in period.counted if not _sealed(period, event)]
    tables = {table.id: ledger(rows_of(table, period.report_id, public)) for table in period.tables}
    return tables, sealed, released, new_seals


def _log_files(period: Period) -> dict[str, bytes]:
    """What shows that the period's entries are the log's."""
    files = {
        "accounting.bin": b"".join(period.openings),
        "entries": b"".join(period.entries[period.start : period.end]),
        "frontier": b"".join(period.tree.frontier(period.start).peaks),
        "checkpoint-from": period.head_before,
        "checkpoint-to": period.head_after,
        "consistency": consistency_text(period.tree.consistency(period.start, period.end)),
        "policy": policy.text_for(period.log_key),
    }
    if period.previous:
        files |= {"previous/report.json": period.previous.report, f"previous/{SEALED}": period.previous.sealed}
    return files


def _header(period: Period, counts: Counter[str]) -> dict[str, object]:
    pending = int(str(period.previous.tree["pending"])) if period.previous else 0
    return {
        "type": "duly/report/v1",
        "id": period.report_id,
        "period": period.label,
        "origin": period.log_key.name,
        "from": period.start,
        "to": period.end,
        "today": period.today.isoformat(),
        "prev": sha256(period.previous.report).hexdigest() if period.previous else "",
        "supersedes": period.supersedes,
        "mode": "exact",
        "kinds": [str(kind) for kind in KINDS],
        "accounted": dict(counts),
        "pending": pending + counts[Kind.OPEN] - counts[Kind.CLOSE],
        "erased": period.erased,
        "audit": {"k": 0},
    }


def draft(period: Period) -> Draft:
    """Make every file of the report that can exist before it is logged; BundleError if the events do not reconcile."""
    lines = period.entries[period.start : period.end]
    kinds = [account(line, opening) for line, opening in zip(lines, period.openings, strict=True)]
    _reconcile(period, kinds)
    ledgers, sealed, released, new_seals = _ledgers(period)
    files = {
        **{f"ledger-{name}.tsv": bytes(rows) for name, rows in ledgers.items()},
        SEALED: bytes(sealed),
        RELEASED: bytes(released),
        **_log_files(period),
        **period.files,
    }
    bad = [name for name in files if not PATH.fullmatch(name) or name in PROOF_FILES]
    if bad:
        raise BundleError(f"A report cannot hold a file named {bad[0]!r}: rename it.")
    tree = {
        **_header(period, Counter(kinds)),
        "tables": {table.id: _table_summary(table, ledgers[table.id]) for table in period.tables},
        "sealed": sealed.summary(),
        "released": released.summary(),
        "released_as": period.tables[0].id,
        "newly_sealed": new_seals,
        "files": {name: [len(data), sha256(data).hexdigest()] for name, data in files.items()},
    }
    return Draft(canonical(tree), files, tree)  # type: ignore[arg-type]  # a plain tree of JSON values


def complete(made: Draft, tree: Tree, index: int, size: int, head: bytes) -> dict[str, bytes]:
    """The whole bundle, path → bytes: `made` is logged at leaf `index` under the signed `head` of `size` entries."""
    end = int(str(made.tree["to"]))
    if index < end:
        raise BundleError(
            f"The report is logged at leaf {index}, inside its own period: log it after the closing head."
        )
    return {
        **made.files,
        "report.json": made.report,
        "report.leaf": made.statement,
        "report.tlog-proof": str(prove(tree, index, size, head)).encode(),
        "report.consistency": consistency_text(tree.consistency(end, size)),
    }
