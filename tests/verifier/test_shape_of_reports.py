"""A report that is logged and signed, and yet not of the shape in which its claims would mean anything, is refused."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.verifier.forge import judged, put, refused, relog, run, write
from vectors.make import held
from vectors.world import world


def test_a_report_in_a_second_spelling_is_refused_though_its_hash_is_logged(tmp_path: Path) -> None:
    """Two spellings of one report could be shown to two readers of two programs."""

    def spaced(report: dict) -> bytes:
        return json.dumps(report, sort_keys=True).encode()

    forged = relog(world().reports[0], world().signer, [], spell=spaced)
    verdict = run("report", write(forged, tmp_path), "--log-key", world().signer.vkey)
    refused(verdict, "1 files", "report.json", "not in its one spelling")


def test_a_table_of_outcomes_under_another_kind_of_event_is_refused(tmp_path: Path) -> None:
    """Else a table of nothing would make every zero claim true, and no holder's check would look into it."""

    def relabel(report: dict) -> None:
        report["tables"]["country-outcome"]["kind"] = "extend"

    verdict = judged(tmp_path, files={"ledger-country-outcome.tsv": b""}, edit=relabel)
    refused(verdict, "8 counting", "ledger-country-outcome.tsv", "when its case closes")


def test_a_report_without_a_table_of_closed_cases_supports_no_claim(tmp_path: Path) -> None:
    made = world()

    def none(report: dict) -> None:
        kept = report["tables"]["traffic-disclosed"]
        report["tables"] = {"other": kept | {"kind": "extend", "rows": 0, "cells": {}}}
        report["tables"]["other"] |= {"sha256": sha256(b"").hexdigest(), "root": sha256(b"").hexdigest()}
        report["released_as"] = "other"
        report["files"] = {name: [] for name in report["files"] if name.count("-") < 2}
        report["files"]["ledger-other.tsv"] = []

    forged = relog(made.reports[0], made.signer, [], files={"ledger-other.tsv": b""}, edit=none)
    gone = [name for name in forged if name.startswith("ledger-") and name.count("-") == 2]
    directory = write({name: data for name, data in forged.items() if name not in gone}, tmp_path / "forged")
    key = made.signer.vkey
    assert run("report", directory, "--log-key", key).passed
    refused(run("zero", directory, "DE|traffic", "--log-key", key), "13 zero", "report.json", "no table by case")
    mine = put("mine.json", tmp_path, held()["requester.json"])
    verdict = run("receipt", mine, directory, "--log-key", key)
    refused(verdict, "10 receipt", str(mine), "no table counts the cases closed")


def test_a_report_in_the_name_of_another_log_is_refused(tmp_path: Path) -> None:
    def rename(report: dict) -> None:
        report["origin"] = "transparency.muninn.example/2026"

    refused(judged(tmp_path, edit=rename), "2 key", "policy", "of another log than the key")


def test_a_head_of_another_size_than_the_period_says_is_refused(tmp_path: Path) -> None:
    later = world().head(16)
    refused(
        judged(tmp_path, files={"checkpoint-from": later}), "4 heads", "checkpoint-from", "the head is of 16 entries"
    )


def test_a_right_edge_of_another_log_is_refused(tmp_path: Path) -> None:
    edge = world().reports[1]["frontier"]
    for name, bent in (("zeros", bytes(len(edge))), ("short", edge[:-1]), ("long", edge + bytes(32))):
        (tmp_path / name).mkdir()
        refused(judged(tmp_path / name, 1, files={"frontier": bent}), "4 heads", "frontier", "of another head")
    refused(judged(tmp_path, files={"frontier": bytes(32)}), "4 heads", "frontier", "of another head")


def test_entries_that_are_not_those_of_the_signed_head_are_refused(tmp_path: Path) -> None:
    entries = world().reports[0]["entries"]
    first = entries[:52]
    for name, bent, why in (
        ("exchanged", entries[52:104] + first + entries[104:], "another root"),
        ("dropped", entries[52:], "their number"),
        ("added", entries + first, "their number"),
        ("misspelt", entries.replace(b"evt", b"EVT", 1), "a line is no entry"),
    ):
        (tmp_path / name).mkdir()
        refused(judged(tmp_path / name, files={"entries": bent}, same_log=True), "5 entries", "entries", why)


def test_openings_beyond_the_periods_leaves_are_refused(tmp_path: Path) -> None:
    accounting = world().reports[0]["accounting.bin"]
    files = {"accounting.bin": accounting + bytes(65)}
    refused(judged(tmp_path, files=files), "6 accounting", "accounting.bin", "not 65 bytes a leaf")


@pytest.mark.parametrize("change", [lambda kinds: kinds[:-1], lambda kinds: [*kinds, "close"], lambda kinds: kinds[1:]])
def test_a_list_of_kinds_that_lacks_one_or_names_one_twice_is_refused(
    change: Callable[[list[str]], list[str]], tmp_path: Path
) -> None:
    """Under a second “close” some closed cases could be accounted for and not counted."""

    def relabel(report: dict) -> None:
        report["kinds"] = change(report["kinds"])

    refused(judged(tmp_path, edit=relabel), "6 accounting", "accounting.bin", "a kind is missing or named twice")


def test_published_numbers_of_kinds_that_are_not_those_of_the_leaves_are_refused(tmp_path: Path) -> None:
    def lie(report: dict) -> None:
        report["accounted"]["dummy"] += 1

    refused(judged(tmp_path, edit=lie), "6 accounting", "accounting.bin", "others are published")


@pytest.mark.parametrize(
    "line",
    [b"BY|rejected\n", b"BY|rejected\t" + b"0" * 63 + b"\n", b"BY|rejected\t" + b"G" * 64 + b"\n", b"\t" + b"0" * 64],
)
def test_a_ledger_with_a_line_that_is_no_row_is_refused(line: bytes, tmp_path: Path) -> None:
    """Else a short line could hold a tag that `cut` and the holder read differently."""
    ledger = world().reports[0]["ledger-country-outcome.tsv"] + line
    verdict = judged(tmp_path, files={"ledger-country-outcome.tsv": ledger})
    refused(verdict, "7 ledgers", "ledger-country-outcome.tsv", "a line is no row")


@pytest.mark.parametrize(
    ("name", "why"), [("rows", "SHA-256 or number"), ("sha256", "SHA-256 or number"), ("root", "the root")]
)
def test_what_is_published_of_a_ledger_must_be_of_that_ledger(name: str, why: str, tmp_path: Path) -> None:
    def lie(report: dict) -> None:
        said = report["tables"]["traffic-disclosed"]
        said[name] = said[name] + 1 if name == "rows" else "0" * 64

    refused(judged(tmp_path, edit=lie), "7 ledgers", "ledger-traffic-disclosed.tsv", why)
