"""Public pages of the report, its files and the log: what they show, what they claim, and what cannot be had."""

import io
import re
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from duly.reports.build import folder, publish
from duly.reports.layouts.microsoft import HEADINGS
from duly.reports.reading import log_key_text
from duly.web.public.report_words import COLUMNS
from tests.cast import later
from tests.reports_played import LABEL, reported
from tests.store_for_acts import Road
from tests.web.browsers import words

pytestmark = pytest.mark.django_db
PAGE, CHECK = f"/reports/{LABEL}/", "/reports/check/"


@pytest.fixture
def stranger() -> Client:
    """Somebody who is not signed in."""
    return Client()


def text_of(answer: Any) -> str:
    """The page without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def body(answer: Any) -> bytes:
    """What a file that is sent in pieces holds."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# ── the report ──


def test_a_report_that_waits_and_one_that_never_was_are_the_same_page(stranger: Client, road: Road) -> None:
    reported(road, public=False)
    for tail in ("", "chart.svg", "report.zip", "files/report.json"):
        waits, absent = stranger.get(PAGE + tail), stranger.get(f"/reports/2031H1/{tail}")
        assert (waits.status_code, absent.status_code) == (404, 404), tail
        assert waits.content == absent.content
    assert "No report was published yet." in words(stranger.get("/reports/"))
    publish(LABEL, at=later(61))
    for tail in ("", "chart.svg", "report.zip", "files/report.json"):
        assert stranger.get(PAGE + tail).status_code == 200, tail


def test_the_table_has_the_numbers_of_the_ledgers(stranger: Client, road: Road) -> None:
    reported(road)
    shown = stranger.get(PAGE).context
    table = {row["country"]: [number for _, number in row["cells"]] for row in [*shown["rows"], shown["total"]]}
    #                     requests, accounts, content, non-content, none, rejected, withdrawn, disclosed, traffic
    assert table == {
        "BY": [1, 1, 0, 0, 0, 1, 0, 0, 0],
        "US": [2, 2, 1, 1, 0, 0, 0, 2, 0],
        "Total": [3, 3, 1, 1, 0, 1, 0, 2, 0],
    }
    assert "1 request was pending" in words(stranger.get(PAGE))
    assert LABEL in words(stranger.get("/reports/"))


def test_the_page_has_every_column_of_the_layout() -> None:
    assert list(COLUMNS) == list(HEADINGS)[1:]


def test_the_zero_claim_is_word_for_word_what_the_verifier_prints(stranger: Client, road: Road) -> None:
    reported(road)
    page = text_of(stranger.get(PAGE))
    command = [sys.executable, "verify.py", "zero", ".", "BY|disclosed_content", "--log-key", log_key_text()]
    done = subprocess.run(command, cwd=folder(LABEL), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] in page
    assert "US|disclosed_content" not in page, "content went to the US"


@pytest.mark.parametrize("word", ["witness", "audited", "complete", "tamper", "guarantee"])
def test_the_page_claims_no_more_than_it_may(stranger: Client, road: Road, word: str) -> None:
    reported(road)
    for address in ("/reports/", PAGE, CHECK):
        assert word not in text_of(stranger.get(address)).lower(), address


def test_every_file_of_the_bundle_can_be_had_as_it_lies(stranger: Client, road: Road) -> None:
    reported(road)
    page = words(stranger.get(PAGE))
    lying = {path.relative_to(folder(LABEL)).as_posix(): path for path in folder(LABEL).rglob("*") if path.is_file()}
    assert {"report.json", "table.csv", "index.html", "verify.py", "ledger-country-outcome.tsv"} <= set(lying)
    for name, path in lying.items():
        address = f"{PAGE}files/{name}"
        answer = stranger.get(address)
        assert f'href="{address}"' in page
        assert body(answer) == path.read_bytes()
        assert answer["Content-Disposition"].startswith("attachment"), name
        assert "max-age" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["../../keys/log.key", "..%2f..%2fkeys%2flog.key", "/etc/passwd", "previous", "report.json/", ".", "%00", "lost"],
)
def test_nothing_beside_the_bundle_can_be_had(stranger: Client, road: Road, path: str) -> None:
    reported(road)
    assert stranger.get(f"{PAGE}files/{path}").status_code == 404


def test_a_link_in_the_folder_leads_nowhere(stranger: Client, road: Road) -> None:
    reported(road)
    (folder(LABEL) / "key.txt").symlink_to("/etc/passwd")
    assert stranger.get(f"{PAGE}files/key.txt").status_code == 404
    assert b"key.txt" not in stranger.get(PAGE).content


def test_the_archive_verifies_when_unpacked_and_is_the_same_each_time(
    stranger: Client, road: Road, tmp_path: Path
) -> None:
    reported(road)
    first, second = (body(stranger.get(f"{PAGE}report.zip")) for _ in range(2))
    assert first == second
    zipfile.ZipFile(io.BytesIO(first)).extractall(tmp_path / "out")
    place = tmp_path / "out" / f"report-{LABEL}"
    command = [sys.executable, "verify.py", "report", ".", "--log-key", log_key_text()]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "recomputable" in done.stdout


def test_the_chart_draws_by_attributes_alone(stranger: Client, road: Road) -> None:
    reported(road)
    answer = stranger.get(f"{PAGE}chart.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert b"style" not in answer.content
    assert b"<script" not in answer.content
    assert answer.content.count(b"<rect") == 4 + 3, "the legend, and a bar for each outcome that occurs"


def test_a_report_may_be_found_by_search_engines_and_a_desk_not(stranger: Client, road: Road) -> None:
    reported(road)
    assert b"noindex" not in stranger.get(PAGE).content
    assert b"noindex" in stranger.get("/sign-in/").content


# ── the log ──


def test_the_log_is_served_as_it_lies(stranger: Client, road: Road, tmp_path: Path) -> None:
    reported(road)
    kept = {"checkpoint": "no-cache", "log.vkey": "no-cache", "tile/0/000.p/17": "public, max-age=3600"}
    for path, cache in kept.items():
        answer = stranger.get(f"/log/{path}")
        assert answer.status_code == 200, path
        assert body(answer) == (tmp_path / "ledger" / path).read_bytes()
        assert answer["Cache-Control"] == cache
    assert stranger.get("/log/checkpoint")["Content-Type"] == "text/plain; charset=utf-8"
    assert stranger.get("/log/tile/entries/000.p/17")["Content-Type"] == "application/octet-stream"
    full = tmp_path / "ledger" / "tile" / "0" / "x001" / "234"
    full.parent.mkdir()
    full.write_bytes(b"\0" * 32)
    assert "immutable" in stranger.get("/log/tile/0/x001/234")["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/000.p/0", "tile/0/000.p/256", "tile/64/000", "tile/00/000", "tile/0/0",
        "../keys/log.key", "tile/../../keys/log.key", "tile/0/../0/000.p/17", "checkpoint.tmp", "log.key",
        "tile/0/000.p/17/", "tile/0/%30%30%30.p/17%0a", "tile/0/٠٠٠",
    ],
)  # fmt: skip
def test_the_log_has_no_other_address(stranger: Client, road: Road, tmp_path: Path, path: str) -> None:
    reported(road)
    (tmp_path / "ledger" / "log.key").write_text("secret")
    assert stranger.get(f"/log/{path}").status_code == 404


def test_before_anything_is_logged_the_log_is_not_there(stranger: Client) -> None:
    assert stranger.get("/log/checkpoint").status_code == 404
