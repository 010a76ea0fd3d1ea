"""Collecting one account out of a SQLite store of five million rows, against the same statement by the bare driver.

Run: `.venv/bin/python benchmarks/collect_one_of_five_million.py`; prints lines of JSON. `--rows` changes the size.
The store is made in a temporary directory from a fixed seed; making it is not timed.
"""

import argparse
import json
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from duly.collection.connectors.sql.adapter import SqlSource, open_source
from duly.collection.gather import gather
from duly.collection.inspect import inspect_rows
from duly.collection.plan import plan
from duly.datamap.minimise import Grant
from duly.datamap.read import shipped_map
from duly.datamap.stores import DataMap
from duly.law.vocabulary import Category, IdentifierKind

START = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS_A_YEAR = 31_536_000
RUNS = 7
SMOKE = os.environ.get("DULY_BENCH") == "smoke"
SIGN_INS = """CREATE TABLE user_ips
              (user_id TEXT, access_token TEXT, device_id TEXT, ip TEXT, user_agent TEXT, last_seen BIGINT)"""
BARE = """SELECT ip, last_seen, user_agent, device_id, user_id FROM user_ips
          WHERE user_id = ? AND last_seen >= ? AND last_seen < ? ORDER BY last_seen LIMIT ?"""


def main() -> None:
    """Make the store, time both ways in turn, print the medians."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=50_000 if SMOKE else 5_000_000)
    words.add_argument("--accounts", type=int, default=50 if SMOKE else 5_000)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="duly-bench-") as directory:
        store = Path(directory) / "homeserver.db"
        make(store, asked.rows, asked.accounts)
        for figure in measured(store, asked.rows):
            sys.stdout.write(json.dumps(figure) + "\n")


def make(store: Path, rows: int, accounts: int) -> None:
    """Sign-ins as Synapse keeps them, with the index that it makes."""
    chance = random.Random(5)
    with closing(sqlite3.connect(store)) as held:
        held.execute("PRAGMA synchronous = OFF")
        held.execute("CREATE TABLE users (name TEXT, creation_ts BIGINT, UNIQUE (name))")
        held.execute(SIGN_INS)
        born = int((START - timedelta(days=365)).timestamp())
        held.executemany("INSERT INTO users VALUES (?, ?)", ((name(n), born) for n in range(accounts)))
        held.executemany("INSERT INTO user_ips VALUES (?, ?, ?, ?, ?, ?)", _sign_ins(chance, rows, accounts))
        held.execute("CREATE INDEX user_ips_last_seen ON user_ips (user_id, last_seen)")
        held.commit()


def name(number: int) -> str:
    """The account's Matrix id."""
    return f"@account{number}:linden.example"


def _sign_ins(chance: random.Random, rows: int, accounts: int) -> Iterator[tuple[str, str, str, str, str, int]]:
    start = int(START.timestamp()) * 1000
    for number in range(rows):
        who = number % accounts
        address = f"198.51.{chance.randrange(256)}.{chance.randrange(256)}"
        seen = start + chance.randrange(SECONDS_A_YEAR * 1000)
        yield name(who), f"syt_{number}", f"D{number % 7}", address, "Element/1.11", seen


def measured(store: Path, rows: int) -> Iterator[dict[str, str | float]]:
    """Medians of seconds over RUNS runs, the two ways in turn."""
    datamap = shipped_map("synapse", {"server_name": "linden.example"})
    only = replace(datamap, tables=tuple(table for table in datamap.tables if table.public == "sign_in"))
    grant = Grant(
        clause="D-1/1.traffic",
        item="1",
        identifier_kind=IdentifierKind.ACCOUNT_ID,
        identifier=name(17),
        category=Category.TRAFFIC,
        start=START,
        end=START + timedelta(days=365),
    )
    address = f"sqlite:///{quote(str(store))}"
    ours: list[float] = []
    checked: list[float] = []
    bare: list[float] = []
    with open_source(address) as source:
        for _ in range(RUNS):
            found = timed(ours, lambda: len(list(gather(plan([grant], only), source))))
            same = timed(bare, lambda: _bare(store, grant))
            kept = timed(checked, lambda: _inspected(grant, only, source))
            if not found == same == kept:
                raise SystemExit(f"The ways differ: {found}, {same} and {kept} rows.")
    took, bare_took = statistics.median(ours), statistics.median(bare)
    note = f"{found} of {rows:,} rows; bare driver {bare_took * 1000:.2f} ms"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield _figure("collect one account: plan and gather", took * 1000, "ms", note)
    yield _figure("collect one account: ratio to the bare driver", took / bare_took, "×", "same statement, same run")
    yield _figure(
        "collect one account: with inspection", statistics.median(checked) * 1000, "ms", "every row re-checked"
    )
    yield _figure("collect one account: peak memory", peak, "MB", "of the whole program")


def _figure(name: str, value: float, unit: str, note: str) -> dict[str, str | float]:
    return {"name": name, "value": round(value, 2), "unit": unit, "note": note}


def timed(seconds: list[float], way: Callable[[], int]) -> int:
    """Run one way and note how long it took; returns its number of rows."""
    began = time.perf_counter()
    rows = way()
    seconds.append(time.perf_counter() - began)
    return rows


def _bare(store: Path, grant: Grant) -> int:
    """What the least possible program would do: open, find the account, one statement, all rows."""
    start, end = (int(at.timestamp()) * 1000 for at in (grant.start, grant.end) if at is not None)
    with closing(sqlite3.connect(f"file:{quote(str(store))}?mode=ro", uri=True)) as held:
        [(account,)] = held.execute("SELECT name FROM users WHERE name = ?", (grant.identifier,)).fetchall()
        return len(held.execute(BARE, (account, start, end, 100_001)).fetchall())


def _inspected(grant: Grant, datamap: DataMap, source: SqlSource) -> int:
    result = inspect_rows(gather(plan([grant], datamap), source), [grant], datamap, source)
    if result.excess:
        raise SystemExit(f"Excess: {result.reasons}")
    return len(result.kept)


if __name__ == "__main__":
    main()
