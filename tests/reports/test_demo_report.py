"""The demonstration's report reads as it does because of its demands, and a stranger finds no byte of it changed."""

import ast
import contextlib
import importlib.util
import io
import re
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

from duly.ledger.checkpoint import Checkpoint, open_checkpoint
from duly.ledger.entries import statement_entry
from duly.ledger.merkle import Tree
from duly.ledger.proofs import consistency_text, prove
from duly.ledger.signed_note import Signer, VKey
from duly.lib.canonical_json import canonical, read_canonical
from duly.reports.layouts.microsoft import Line, lines
from tests.ledger.test_go_agrees import checklog, judged
from tests.needs import TREE
from tests.reports.demo_played import Played, played
from tests.verifier.forge import VERIFIER, Verdict, write

__all__ = ["checklog"]
FILES = [
    "accounting.bin", "checkpoint-from", "checkpoint-to", "consistency", "entries", "frontier", "index.html",
    "ledger-accounts-disclosed.tsv", "ledger-accounts-specified.tsv", "ledger-country-outcome.tsv",
    "ledger-released.tsv", "ledger-sealed.tsv", "ledger-traffic-disclosed.tsv", "policy", "report.consistency",
    "report.json", "report.leaf", "report.tlog-proof", "table.csv", "table.json", "verify.py",
]  # fmt: skip
DEMANDS = TREE / "demo" / "duly_demo" / "demands"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played(tmp_path_factory.mktemp("demo") / "world")


@pytest.fixture(scope="module")
def bundle(demo: Played) -> dict[str, bytes]:
    where = demo.report.resolve()
    return {path.relative_to(where).as_posix(): path.read_bytes() for path in where.rglob("*") if path.is_file()}


def load_verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verifier_of_the_demo", VERIFIER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = load_verifier()


def checked(*words: object) -> Verdict:
    """The stand-alone verifier, called in this process because it is called a hundred times."""
    said, before = io.StringIO(), sys.argv
    sys.argv = ["verify.py", *map(str, words)]
    try:
        with contextlib.redirect_stdout(said):
            return Verdict(VERIFY.main() == 0, said.getvalue())
    finally:
        sys.argv = before


def row(world: Played, country: str) -> Line:
    report = read_canonical((world.report / "report.json").read_bytes())
    return next(line for line in lines(report) if line.country == country)


def test_belarus_reads_five_requests_thirty_five_accounts_and_no_content(demo: Played) -> None:
    belarus = row(demo, "BY")
    assert (belarus.requests, belarus.accounts_specified, belarus.content) == (5, 35, 0)
    assert belarus.accounts_disclosed < belarus.accounts_specified
    words = [re.split(r"[│┃]", line) for line in demo.text.splitlines() if re.match(r"│ BY +│", line)]
    assert [cell.strip() for cell in words[0][1:5]] == ["BY", "5", "35", "0"]
    assert "verified; signed by transparency.linden.example/demands+" in demo.text


def test_one_more_demand_from_belarus_and_it_reads_six(tmp_path: Path) -> None:
    extra = tmp_path / "more"
    extra.mkdir()
    fifth = (DEMANDS / "5-belarus-card-fraud-5.toml").read_text("utf-8")
    number = re.search(r'reference = "([^"]+)"', fifth)
    assert number
    (extra / "5b-belarus-again.toml").write_text(fifth.replace(number[1], "04-02/9999"), encoding="utf-8")
    more = played(tmp_path / "world", extra)
    belarus = row(more, "BY")
    assert belarus.requests == 6
    assert belarus.accounts_specified == 35 + fifth.count("[[items]]")
    assert belarus.content == 0


def totals_written_down(files: Iterator[Path]) -> list[str]:
    """Numbers of the demonstration's table that stand as literals in code: 35 anywhere, 5 beside a country."""
    found = []
    for path in files:
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and type(node.value) is int and node.value in (35, 39, 27):
                found.append(f"{path.name}:{node.lineno}: {node.value}")
        found += [f"{path.name}: {hit}" for hit in re.findall(r"(?:Belarus|\bBY\b)[^\n]{0,40}\b(?:5|35)\b", text)]
    return found


def test_no_total_of_the_table_stands_in_the_code(tmp_path: Path) -> None:
    code = [*(TREE / "duly").rglob("*.py"), *(TREE / "demo").rglob("*.py")]
    assert len(code) > 100
    assert totals_written_down(iter(code)) == []
    (tmp_path / "planted.py").write_text('TABLE = {"BY": (5, 35, 0)}\nACCOUNTS = 35\n')
    assert len(totals_written_down(iter([tmp_path / "planted.py"]))) >= 2


def test_every_receipt_and_acknowledgement_of_the_demonstration_verifies(demo: Played) -> None:
    papers = sorted((demo.directory / "receipts").glob("*.receipt.json")) + sorted(
        (demo.directory / "receipts").glob("*.ack")
    )
    assert len(papers) == 18
    for paper in papers:
        verdict = checked("receipt", paper, demo.report, "--log-key", demo.key)
        assert verdict.passed, verdict.text


def test_the_demonstrations_zero_claims_are_true_and_false_as_its_table_says(demo: Played) -> None:
    assert checked("zero", demo.report, "BY|disclosed_content", "--log-key", demo.key).passed
    assert not checked("zero", demo.report, "US|disclosed_content", "--log-key", demo.key).passed


@pytest.mark.needs("go")
def test_go_accepts_the_demonstrations_log_and_refuses_it_with_a_byte_flipped(
    demo: Played, checklog: Path, tmp_path: Path
) -> None:
    ledger = {
        path.relative_to(demo.directory / "ledger").as_posix(): path.read_bytes()
        for path in (demo.directory / "ledger").rglob("*")
        if path.is_file()
    }
    accepted = judged(checklog, write(ledger, tmp_path / "log"), demo.key)
    assert accepted.returncode == 0, accepted.stdout
    size = open_checkpoint(ledger["checkpoint"], VKey.parse(demo.key)).size
    for path in (f"tile/entries/000.p/{size}", f"tile/0/000.p/{size}", "checkpoint"):
        flipped = bytearray(ledger[path])
        flipped[len(flipped) // 2] ^= 1
        refused = judged(checklog, write(ledger | {path: bytes(flipped)}, tmp_path / "flipped"), demo.key)
        assert refused.returncode == 1 and "refused:" in refused.stdout, path


# Every file of a bundle that was really built.


def refused(bundle: dict[str, bytes], directory: Path, key: str, path: str) -> None:
    verdict = checked("report", write(bundle, directory), "--log-key", key)
    first = verdict.text.splitlines()[0]
    assert not verdict.passed, (path, verdict.text)
    named = first.partition(", file ")[2].partition(": ")[0]
    assert first.startswith("refused at check ") and path in named.split(" or "), (path, first)


def test_the_bundle_has_these_files_and_verifies(demo: Played, bundle: dict[str, bytes]) -> None:
    assert sorted(bundle) == FILES
    assert checked("report", demo.report, "--log-key", demo.key).passed
    assert bundle["verify.py"] == VERIFIER.read_bytes()


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "first byte": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "middle byte": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    "last byte": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    "cut": lambda data: data[:-1],
    "emptied": lambda data: b"",
    "longer": lambda data: data + b"x",
    "a line longer": lambda data: data + b"\n",
}


@pytest.mark.parametrize("path", FILES)
def test_a_changed_file_is_refused_by_name(demo: Played, bundle: dict[str, bytes], path: str, tmp_path: Path) -> None:
    for name, change in CHANGES.items():
        if bundle[path] or name.endswith("longer"):
            refused(bundle | {path: change(bundle[path])}, tmp_path / name.replace(" ", "-"), demo.key, path)


@pytest.mark.parametrize("path", FILES)
def test_a_lost_and_a_swapped_file_are_refused_by_name(
    demo: Played, bundle: dict[str, bytes], path: str, tmp_path: Path
) -> None:
    refused({name: data for name, data in bundle.items() if name != path}, tmp_path / "lost", demo.key, path)
    other = "policy" if path != "policy" else "entries"
    swapped = bundle | {path: bundle[other], other: bundle[path]}
    verdict = checked("report", write(swapped, tmp_path / "swapped"), "--log-key", demo.key)
    assert not verdict.passed and (f", file {path}" in verdict.text or f", file {other}" in verdict.text)


@pytest.mark.parametrize("path", ["extra.txt", ".hidden", "previous/report.json", "ledger-more.tsv"])
def test_an_added_file_is_refused_by_name(demo: Played, bundle: dict[str, bytes], path: str, tmp_path: Path) -> None:
    refused(bundle | {path: b"smuggled"}, tmp_path / "more", demo.key, path)


def test_a_bundle_that_mallory_signs_whole_is_consistent_and_fails_under_the_real_key(
    demo: Played, bundle: dict[str, bytes], tmp_path: Path
) -> None:
    """She has every file and makes a log of her own, with the same entries, under the same name."""
    report = read_canonical(bundle["report.json"])
    mallory = Signer(report["origin"], bytes(32))
    forged = signed_anew(bundle, mallory)
    directory = write(forged, tmp_path / "forged")
    loose = checked("report", directory)
    assert loose.passed and loose.text == f"consistent; signed by the unpinned key {mallory.vkey}\n"
    pinned = checked("report", directory, "--log-key", demo.key)
    assert not pinned.passed and "check 2 key, file policy" in pinned.text


def signed_anew(bundle: dict[str, bytes], signer: Signer) -> dict[str, bytes]:
    """The whole bundle under another key: heads, policy, list of files, and the leaf that logs it."""
    report = read_canonical(bundle["report.json"])
    end = report["to"]
    tree = Tree(bundle["entries"].splitlines(keepends=True))
    made = dict(bundle)
    for name, size in (("checkpoint-from", report["from"]), ("checkpoint-to", end)):
        made[name] = Checkpoint(signer.name, size, tree.root(size)).sign(signer)
    made["policy"] = f"log {signer.vkey}\nquorum none\n".encode()
    report["files"] = {name: [len(made[name]), sha256(made[name]).hexdigest()] for name in report["files"]}
    made["report.json"] = canonical(report)
    made["report.leaf"] = statement_entry(made["report.json"])
    tree.extend([made["report.leaf"]])
    size = len(tree)
    head = Checkpoint(signer.name, size, tree.root()).sign(signer)
    made["report.tlog-proof"] = str(prove(tree, end, size, head)).encode()
    made["report.consistency"] = consistency_text(tree.consistency(end, size))
    return made
