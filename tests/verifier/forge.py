"""What the verifier's tests share: run it as a stranger would, forge reports as a provider with the log's key could."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from duly.ledger.checkpoint import Checkpoint
from duly.ledger.entries import statement_entry
from duly.ledger.merkle import Tree, root_of
from duly.ledger.proofs import consistency_text, prove
from duly.ledger.signed_note import Signer
from duly.lib.canonical_json import canonical
from vectors.world import world

VERIFIER = Path(__file__).resolve().parents[2] / "verifier" / "verify.py"


@dataclass(frozen=True)
class Verdict:
    passed: bool
    text: str


def run(*words: object) -> Verdict:
    """Run the stand-alone verifier in a bare interpreter: isolated mode, no site packages."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == "", done.stderr
    assert done.returncode in (0, 1)
    return Verdict(done.returncode == 0, done.stdout)


def write(bundle: Mapping[str, bytes], directory: Path) -> Path:
    for path, data in bundle.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)
    return directory


def put(name: str, directory: Path, data: bytes) -> Path:
    """Write one file; returns its path."""
    (directory / name).write_bytes(data)
    return directory / name


def ledger_summary(data: bytes) -> dict[str, object]:
    rows = data.splitlines(keepends=True)
    cells = Counter(row.partition(b"\t")[0].decode() for row in rows)
    return {"rows": len(rows), "sha256": sha256(data).hexdigest(), "root": root_of(rows).hex(), "cells": dict(cells)}


def relog(
    bundle: Mapping[str, bytes],
    signer: Signer,
    before: list[bytes],
    *,
    files: Mapping[str, bytes] | None = None,
    edit: Callable[[dict], None] = lambda report: None,
    spell: Callable[[dict], bytes] = canonical,
    same_log: bool = False,
) -> dict[str, bytes]:
    """The report a cheating provider would publish: `files` changed, every digest made to fit, logged and signed anew.

    `before` holds the log's entries up to the report's period; the period's own come from the bundle, as
    changed unless `same_log` keeps the log as it was.
    """
    changed = dict(bundle) | dict(files or {})
    report = json.loads(changed["report.json"])
    for name, said in (*report["tables"].items(), ("sealed", report["sealed"]), ("released", report["released"])):
        said.update(ledger_summary(changed[f"ledger-{name}.tsv"]))
    entries = (bundle if same_log else changed)["entries"]
    lines = [*before, *(entries[at : at + 52] for at in range(0, len(entries), 52))]
    tree = Tree(lines)
    start, end = len(before), len(lines)
    changed["checkpoint-to"] = Checkpoint(signer.name, end, tree.root()).sign(signer)
    changed["consistency"] = consistency_text(tree.consistency(start, end))
    edit(report)
    for name in report["files"]:
        report["files"][name] = [len(changed[name]), sha256(changed[name]).hexdigest()]
    text = spell(report)
    tree.extend([statement_entry(text), b"evt/v1 padding"])
    size = len(tree)
    head = Checkpoint(signer.name, size, tree.root()).sign(signer)
    changed["report.json"], changed["report.leaf"] = text, statement_entry(text)
    changed["report.tlog-proof"] = str(prove(tree, end, size, head)).encode()
    changed["report.consistency"] = consistency_text(tree.consistency(end, size))
    return changed


def ledger_of(name: str, number: int = 0) -> list[bytes]:
    return world().reports[number][f"ledger-{name}.tsv"].splitlines(keepends=True)


def without(rows: list[bytes], cell: str) -> bytes:
    """The ledger without one row of `cell`."""
    gone = next(line for line in rows if line.startswith(cell.encode() + b"\t"))
    return b"".join(line for line in rows if line != gone)


def refused(verdict: Verdict, check: str, file: str, why: str) -> None:
    assert not verdict.passed, verdict.text
    assert verdict.text.startswith(f"refused at check {check}, file {file}: "), verdict.text
    assert why in verdict.text.splitlines()[0], verdict.text


def judged(
    tmp_path: Path,
    number: int = 0,
    *,
    files: dict[str, bytes] | None = None,
    edit: Callable[[dict], None] = lambda report: None,
    same_log: bool = False,
) -> Verdict:
    """The verifier's word on report `number`, forged and signed by the provider itself, pinned to its key."""
    made = world()
    before = made.entries[: json.loads(made.reports[number]["report.json"])["from"]]
    forged = relog(made.reports[number], made.signer, before, files=files, edit=edit, same_log=same_log)
    return run("report", write(forged, tmp_path / "forged"), "--log-key", made.signer.vkey)
