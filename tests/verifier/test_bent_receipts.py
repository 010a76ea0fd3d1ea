"""A receipt that is not exactly of its shape, or shows another log than the report, is refused; so is a bent seal."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from duly.ledger.checkpoint import Checkpoint
from duly.ledger.entries import Kind, dummy_commitment, event_entry
from duly.ledger.merkle import Tree
from duly.ledger.proofs import prove
from duly.lib.canonical_json import canonical
from tests.verifier.forge import Verdict, ledger_of, put, refused, relog, run, write
from vectors.make import held
from vectors.world import GERMANY, world

KEY = world().signer.vkey


def checked(tmp_path: Path, receipt: bytes, number: int = 0) -> Verdict:
    directory = write(world().reports[number], tmp_path / "report")
    return run("receipt", put("receipt.json", tmp_path, receipt), directory, "--log-key", KEY)


def bent(change: Callable[[Any], None]) -> bytes:
    receipt = json.loads(held()["requester.json"])
    change(receipt)
    return canonical(receipt)


def another_type(receipt: Any) -> None:
    receipt["type"] = "duly/receipt/v2"


def open_and_closed(receipt: Any) -> None:
    receipt["closed"]["country"] = b64encode(bytes(32)).decode()


def one_field_more(receipt: Any) -> None:
    receipt["closed"]["reason"] = b64encode(bytes(32)).decode()


def a_byte_moved_to_its_neighbour(receipt: Any) -> None:
    """The hash is over the digests one after the other: a boundary that slides would leave it as it is."""
    first, second = (b64decode(receipt["closed"][name]) for name in ("case_ref", "seq"))
    receipt["closed"]["case_ref"] = b64encode(first[:-1]).decode()
    receipt["closed"]["seq"] = b64encode(first[-1:] + second).decode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (another_type, "it is no receipt"),
        (open_and_closed, "it is no receipt"),
        (one_field_more, "not the sixteen fields"),
        (a_byte_moved_to_its_neighbour, "not the sixteen fields"),
    ],
)
def test_a_receipt_of_another_shape_is_refused(change: Callable[[Any], None], why: str, tmp_path: Path) -> None:
    refused(checked(tmp_path, bent(change)), "10 receipt", str(tmp_path / "receipt.json"), why)


def fork(entry: bytes, at: int) -> str:
    """A proof, signed by the log's own key, of `entry` as leaf `at` of a log that nobody else was shown."""
    signer = world().signer
    lines = [event_entry(dummy_commitment(bytes([number] * 32))) for number in range(60)]
    lines[at] = entry
    tree = Tree(lines)
    return str(prove(tree, at, len(tree), Checkpoint(signer.name, len(tree), tree.root()).sign(signer)))


@pytest.mark.parametrize("at", [0, 59], ids=["in the period", "after the period"])
def test_a_receipt_out_of_a_fork_of_the_log_is_refused(at: int, tmp_path: Path) -> None:
    entry = json.loads(held()["requester.json"])["entry"].encode()
    assert world().index(GERMANY.ref, Kind.CLOSE) != at
    receipt = bent(lambda tree: tree.update(proof=fork(entry, at)))
    verdict = checked(tmp_path, receipt)
    refused(verdict, "10 receipt", str(tmp_path / "receipt.json"), "receipt and report show two logs")


def test_a_receipt_of_an_earlier_period_is_sent_to_its_own_report(tmp_path: Path) -> None:
    verdict = checked(tmp_path, held()["requester.json"], 1)
    refused(verdict, "10 receipt", str(tmp_path / "receipt.json"), "is of another period")


def test_limit_a_seal_prolonged_in_the_ledger_passes_the_bundle_and_fails_its_holders_check(tmp_path: Path) -> None:
    rows = sorted(row.replace(b"2027Q2", b"2029Q4") for row in ledger_of("sealed"))
    forged = relog(world().reports[0], world().signer, [], files={"ledger-sealed.tsv": b"".join(rows)})
    directory = write(forged, tmp_path / "forged")
    assert run("report", directory, "--log-key", KEY).passed
    mine = put("mine.json", tmp_path, held()["requester-sealed.json"])
    verdict = run("receipt", mine, directory, "--log-key", KEY)
    refused(verdict, "11 counted", "ledger-sealed.tsv", "the row should be in cell 2027Q2")


def test_an_acknowledgement_of_another_log_under_the_same_key_is_refused(tmp_path: Path) -> None:
    text = held()["acknowledgement"].decode().partition("\n\n")[0] + "\n"
    note = bytes(world().signer.sign(text.replace("huginn.example/2026", "huginn.example/2025")))
    refused(checked(tmp_path, note), "14 promise", str(tmp_path / "receipt.json"), "of another log")


def test_a_sidecar_of_another_kind_of_event_is_no_proof_of_disclosure(tmp_path: Path) -> None:
    directory = write(world().reports[0], tmp_path / "report")
    sidecar = json.loads(held()["exhibit.sidecar.json"])
    sidecar["type"] = "duly/exhibit/v2"
    places = put("file", tmp_path, held()["exhibit.csv"]), put("sidecar", tmp_path, canonical(sidecar))
    refused(run("exhibit", *places, directory, "--log-key", KEY), "12 exhibit", str(places[0]), "no such file")
