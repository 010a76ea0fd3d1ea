"""How long it takes to pack, sign and lock 10,000 rows, and to open and check them: JSON lines."""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from duly.disclosure.manifest import Column, Facts, Granted
from duly.disclosure.open import open_package
from duly.disclosure.package import build_package
from duly.disclosure.spreadsheet import Scalar
from duly.disclosure.tables import DisclosedRow
from duly.law.vocabulary import Category, IdentifierKind, Instrument
from duly.lib.age_keys import generate_identity, recipient_of
from duly.lib.signing import generate_key, public_text

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
CLAUSE = "D-bench/1.traffic"
COLUMNS = tuple(
    Column(table="sign_ins", column=name, category=Category.TRAFFIC, meaning=name)
    for name in ("at", "ip", "port", "agent")
)
GRANTED = Granted(
    clause=CLAUSE,
    item="1",
    identifier_kind=IdentifierKind.HANDLE,
    identifier="@vera:quill.example",
    category=Category.TRAFFIC,
    identification_only=False,
    start=MARCH,
    end=None,
)
FACTS = Facts(
    case="D-bench",
    demand="FK 12/2026",
    demand_sha256="ab" * 32,
    instrument=Instrument.COURT_ORDER,
    provider="Quill",
    agency="Polis of Merrow",
    recipient_name="Officer Okafor",
    decision_digest="cd" * 32,
    plan_digest="ef" * 32,
    packs=(),
    made_at=MARCH,
    asked=(),
    granted=(GRANTED,),
    refused=(),
)


def rows(count: int) -> Iterable[DisclosedRow]:
    """`count` rows of the size a sign-in log has."""
    first = DisclosedRow(clause=CLAUSE, item="1", category=Category.TRAFFIC, table="sign_ins", values={})
    for index in range(count):
        values: dict[str, Scalar] = {
            "at": f"2026-03-02T10:{index // 60 % 60:02}:{index % 60:02}Z",
            "ip": f"192.0.2.{index % 256}",
            "port": 1024 + index,
            "agent": "Mozilla/5.0 (X11; Linux x86_64) quill-desktop/3.1",
        }
        yield replace(first, values=values)


def main() -> None:
    """Measure once and print seconds, bytes and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100 if os.environ.get("DULY_BENCH") == "smoke" else 10_000)
    count = parser.parse_args().rows
    identity, key = generate_identity(), generate_key()
    collected = list(rows(count))
    started = time.perf_counter()
    package = build_package(FACTS, collected, columns=COLUMNS, recipient=recipient_of(identity), signing_key=key)
    built = time.perf_counter()
    opened = open_package(package.locked, identity, provider_key=public_text(key))
    checked = time.perf_counter()
    size = f"{count:,} rows, {len(package.locked) / 1e6:.2f} MB locked"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if len(opened.rows) != count:
        raise SystemExit(f"{len(opened.rows)} rows came out of {count}")
    for name, value, unit, note in (
        ("package: build, sign and lock", built - started, "s", size),
        ("package: open and check", checked - built, "s", size),
        ("package: peak memory", peak, "MB", "of the whole program"),
    ):
        sys.stdout.write(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "note": note}) + "\n")


if __name__ == "__main__":
    main()
