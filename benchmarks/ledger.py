"""The ledger's speed: appends, proofs, the stand-alone verifier on large reports; beside pymerkle and tlog-scales.

Run: `python benchmarks/ledger.py`; prints lines of JSON. pymerkle and tlog-scales are compared where installed.
"""

import gc
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from duly.ledger import tiles
from duly.ledger.bundle import Period, complete, draft
from duly.ledger.checkpoint import Checkpoint
from duly.ledger.entries import Field, Kind, commit, row_key
from duly.ledger.epochs import Leaf, event_leaf, seal_epoch, statement_leaf
from duly.ledger.merkle import Frontier, Tree, leaf_hash, verify_inclusion
from duly.ledger.roots import account_leaf
from duly.ledger.rows import Account, Counted
from duly.ledger.signed_note import Signer

try:
    import pymerkle
except ImportError:
    pymerkle = None
try:
    from tlog_scales.writer import TilesWriter
except ImportError:
    TilesWriter = None

SMOKE = os.environ.get("DULY_BENCH") == "smoke"
LEAVES = 10_000 if SMOKE else 1_000_000
PROOFS = 1_000 if SMOKE else 50_000
OTHERS = 2_000 if SMOKE else 100_000
BATCH = 1_000
RUNS = 1 if SMOKE else 3
SIGNER = Signer("bench.example/log", bytes(32))
VERIFIER = Path(__file__).resolve().parents[1] / "verifier" / "verify.py"


def figure(name: str, value: float, unit: str, note: str) -> None:
    line = {"name": name, "value": round(value, 3 if value < 100 else 0), "unit": unit, "note": note}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of a few runs: the machine is shared, and noise only ever slows down."""
    times = []
    for _ in range(RUNS):
        gc.collect()
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def lines(count: int) -> list[bytes]:
    return [b"evt/v1 %044d\n" % number for number in range(count)]


def batches(entries: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [entries[at : at + BATCH] for at in range(0, len(entries), BATCH)]


def in_memory(entries: Sequence[bytes]) -> Tree:
    tree = Tree()
    for batch in batches(entries):
        tree.extend(batch)
    return tree


def durable(entries: Sequence[bytes], file: Path) -> None:
    """Each batch: its entries and the head, moved by compare-and-swap, in one transaction that is synced to disk."""
    with closing(sqlite3.connect(file, isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("PRAGMA synchronous=FULL")
        store.execute("CREATE TABLE leaf (at INTEGER PRIMARY KEY, entry BLOB, opening BLOB)")
        store.execute("CREATE TABLE head (size INTEGER, peaks BLOB)")
        store.execute("INSERT INTO head VALUES (0, ?)", [b""])
        frontier, opening = Frontier(), bytes(65)
        for batch in batches(entries):
            before = frontier.size
            store.execute("BEGIN IMMEDIATE")
            rows = [(before + at, entry, opening) for at, entry in enumerate(batch)]
            store.executemany("INSERT INTO leaf VALUES (?, ?, ?)", rows)
            for entry in batch:
                frontier.append(leaf_hash(entry))
            moved = store.execute(
                "UPDATE head SET size = ?, peaks = ? WHERE size = ?",
                [frontier.size, b"".join(frontier.peaks), before],
            )
            if moved.rowcount != 1:
                raise RuntimeError("The head moved under the sequencer: two of them run. Stop one.")
            store.execute("COMMIT")


def appends_and_proofs() -> None:
    entries = lines(LEAVES)
    note = f"{LEAVES} leaves of 52 bytes, batches of {BATCH}"
    figure("ledger: appends in memory", LEAVES / best(lambda: in_memory(entries)), "1/s", note)
    with tempfile.TemporaryDirectory() as folder:
        names = iter(range(RUNS))
        seconds = best(lambda: durable(entries, Path(folder, f"{next(names)}.sqlite3")))
    figure("ledger: durable appends", LEAVES / seconds, "1/s", note + "; SQLite WAL, synced, head by compare-and-swap")
    tree = in_memory(entries)
    step = LEAVES // PROOFS
    indices = range(0, LEAVES, step)
    figure(
        "ledger: inclusion proofs",
        len(indices) / best(lambda: [tree.inclusion(index) for index in indices]),
        "1/s",
        f"tree of {LEAVES}",
    )
    root = tree.root()
    paths = [(index, tree.leaf(index), tree.inclusion(index)) for index in indices]
    seconds = best(lambda: [verify_inclusion(leaf, index, LEAVES, path, root) for index, leaf, path in paths])
    figure("ledger: proofs verified", len(paths) / seconds, "1/s", f"tree of {LEAVES}, in the server")


def others() -> None:
    entries = lines(OTHERS)
    note = f"{OTHERS} leaves, the same machine and run"
    figure("ledger: appends in memory, small", OTHERS / best(lambda: in_memory(entries)), "1/s", note)
    with tempfile.TemporaryDirectory() as folder:
        names = iter(range(RUNS))
        seconds = best(lambda: tiles.write(Path(folder, str(next(names))), in_memory(entries), entries, b"head"))
    figure("ledger: durable appends to tiles", OTHERS / seconds, "1/s", note + "; one head, every file synced")
    if pymerkle is not None:
        trees = []

        def build() -> None:
            tree = pymerkle.InmemoryTree(algorithm="sha256")
            for entry in entries:
                tree.append_entry(entry)
            trees.append(tree)

        figure("pymerkle: appends in memory", OTHERS / best(build), "1/s", note)
        few = range(1, OTHERS, max(OTHERS // 200, 1))
        seconds = best(lambda: [trees[0].prove_inclusion(index) for index in few])
        figure("pymerkle: inclusion proofs", len(few) / seconds, "1/s", note)
    if TilesWriter is not None:
        with tempfile.TemporaryDirectory() as folder:
            names = iter(range(RUNS))
            seconds = best(lambda: scales(entries, Path(folder, str(next(names)))))
        figure("tlog-scales: durable appends to tiles", OTHERS / seconds, "1/s", note + "; one commit")


def scales(entries: Sequence[bytes], folder: Path) -> None:
    writer = TilesWriter.create(folder, "bench.example/log")
    for entry in entries:
        writer.add_leaf(entry)
    writer.commit([])


def report(cases: int, folder: Path) -> int:
    """Write a report of so many closed cases, one account each; returns the number of its rows."""
    countries, outcomes = ("BY", "DE", "FR", "PL", "US"), ("rejected", "no_data", "disclosed_non_content")
    events, facts = [], {}
    for number in range(cases):
        key = number.to_bytes(32, "big")
        values = {Field.COUNTRY: countries[number % 5], Field.OUTCOME: outcomes[number % 3]}
        closed = commit(key, 1, {Field.KIND: "close"} | values)
        events += [event_leaf(commit(key, 0, {Field.KIND: "open"}), -1), event_leaf(closed, number)]
        facts[number] = (row_key(key), closed.values, Account(account_leaf(key, "account"), number % 3 == 2))
    leaves: list[Leaf[int]] = seal_epoch(events, slots=16, random_bytes=os.urandom)
    counted = [
        Counted(leaf_index=at, kind=Kind.CLOSE, row_key=facts[e][0], values=facts[e][1], accounts=(facts[e][2],))
        for at, leaf in enumerate(leaves)
        if (e := -1 if leaf.event is None else leaf.event) >= 0
    ]
    tree = Tree(leaf.entry for leaf in leaves)
    end = len(leaves)
    made = draft(
        Period(
            report_id="bench",
            label="bench",
            today=date(2026, 7, 1),
            start=0,
            end=end,
            head_before=Checkpoint(SIGNER.name, 0, tree.root(0)).sign(SIGNER),
            head_after=Checkpoint(SIGNER.name, end, tree.root()).sign(SIGNER),
            tree=tree,
            entries=[leaf.entry for leaf in leaves],
            openings=[leaf.opening for leaf in leaves],
            counted=counted,
            log_key=SIGNER.vkey,
        )
    )
    statement: Leaf[int] = statement_leaf(made.report)
    tree.extend([statement.entry])
    head = Checkpoint(SIGNER.name, end + 1, tree.root()).sign(SIGNER)
    for path, data in complete(made, tree, end, end + 1, head).items():
        (folder / path).write_bytes(data)
    return sum(data.count(b"\n") for name, data in made.files.items() if name.startswith("ledger-"))


def verifier() -> None:
    for cases in (250, 1_000) if SMOKE else (25_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            rows = report(cases, Path(folder))
            command = [sys.executable, str(VERIFIER), "report", folder, "--log-key", str(SIGNER.vkey)]
            seconds = best(lambda command=command: subprocess.run(command, check=True, capture_output=True))
        note = f"{cases} closed cases, {rows} rows in four tables, {2 * cases} events; the whole process"
        figure(f"verify.py: report of {rows} rows", seconds, "s", note)


def main() -> None:
    appends_and_proofs()
    others()
    verifier()


if __name__ == "__main__":
    main()
