"""What the verifier says, word for word, and what it never says."""

import re
import sys
from pathlib import Path

import pytest

from tests.verifier.forge import VERIFIER, run, write
from vectors.make import held
from vectors.world import BELARUS, FIRST_DAY, GERMANY, Case, World, world

KEY = world().signer.vkey
COMMANDS = [
    ("report", "{dir}"),
    ("receipt", "{held}/requester.json", "{dir}"),
    ("receipt", "{held}/user.json", "{dir}"),
    ("receipt", "{held}/requester-sealed.json", "{dir}"),
    ("receipt", "{held}/acknowledgement", "{dir}"),
    ("exhibit", "{held}/exhibit.csv", "{held}/exhibit.sidecar.json", "{dir}"),
    ("zero", "{dir}", "BY|disclosed_content"),
]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("claims")
    return {"dir": write(world().reports[0], base / "report"), "held": write(held(), base / "held")}


def asked(words: tuple[str, ...], places: dict[str, Path]) -> list[str]:
    return [word.format(**places) for word in words]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:40])
def test_without_a_pinned_key_it_says_consistent_and_no_more(words: tuple[str, ...], places: dict[str, Path]) -> None:
    verdict = run(*asked(words, places))
    assert verdict.passed
    assert verdict.text == f"consistent; signed by the unpinned key {KEY}\n"


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:40])
def test_with_the_key_pinned_it_says_verified_and_only_allowed_words(
    words: tuple[str, ...], places: dict[str, Path]
) -> None:
    for key in (str(KEY), str(places["held"] / "log.vkey"), str(places["dir"] / "policy")):
        verdict = run(*asked(words, places), "--log-key", key)
        assert verdict.passed, verdict.text
        assert verdict.text.endswith(f"verified; signed by {KEY}\n")
        claims = set(re.findall(r"\b(recomputable|logged|counted)\b", verdict.text))
        assert claims
        assert not re.search(r"complete|tamper|proves nothing|witnessed|audited", verdict.text)


def test_the_zero_claim_is_worded_with_its_limits(places: dict[str, Path]) -> None:
    verdict = run("zero", places["dir"], "BY|disclosed_content", "--log-key", KEY)
    assert verdict.text.splitlines()[0] == (
        "No logged, unsealed case of period 2026H1 is in cell BY|disclosed_content; 3 sealed cases (expiring 2026Q3, "
        "2027Q2) are not covered; a holder of an acknowledgement, receipt or signed exhibit that contradicts this can "
        "prove it."
    )


def test_a_disclosure_of_content_makes_the_zero_claim_fail(tmp_path: Path) -> None:
    made = World("zero")
    planted = Case("BY-9", "BY", "disclosed_content", "content", {"user-9@huginn.example": True}, (b"a letter",))
    made.epoch(*BELARUS, planted)
    directory = write(made.publish(made.period("2026H1", FIRST_DAY)), tmp_path)
    verdict = run("zero", directory, "BY|disclosed_content", "--log-key", made.signer.vkey)
    assert not verdict.passed
    assert "check 13 zero, file ledger-country-outcome.tsv: 1 rows are in cell BY|disclosed_content" in verdict.text


@pytest.mark.parametrize("cell", ["BY|content", "Belarus|disclosed_content", "BY", "BY|rejected|x", "", "by|rejected"])
def test_a_cell_that_no_table_can_have_is_no_zero(cell: str, places: dict[str, Path]) -> None:
    verdict = run("zero", places["dir"], cell, "--log-key", KEY)
    assert not verdict.passed and "no table by case can have a cell" in verdict.text


def test_belarus_reads_five_requests_thirty_five_accounts_no_content(places: dict[str, Path]) -> None:
    text = run("report", places["dir"], "--log-key", KEY).text
    assert "country-outcome: BY|rejected  5\n" in text
    assert "accounts-specified: BY|rejected  35\n" in text
    assert "accounts-disclosed: BY|not_disclosed  35\n" in text
    assert "BY|disclosed_content" not in text


def test_one_more_demand_makes_it_six(tmp_path: Path) -> None:
    made = World("six")
    made.epoch(*BELARUS, Case("BY-6", "BY", "rejected"))
    directory = write(made.publish(made.period("2026H1", FIRST_DAY)), tmp_path)
    assert "country-outcome: BY|rejected  6\n" in run("report", directory, "--log-key", made.signer.vkey).text


def test_an_exhibit_may_bring_its_own_proof(tmp_path: Path) -> None:
    directory = write(world().reports[1], tmp_path / "later")
    (tmp_path / "sidecar").write_bytes(bytes(world().sidecar(GERMANY.ref, GERMANY.files[0], proof=True)))
    (tmp_path / "file").write_bytes(GERMANY.files[0])
    verdict = run("exhibit", tmp_path / "file", tmp_path / "sidecar", directory, "--log-key", KEY)
    assert verdict.passed and "logged: this file is one of those disclosed in the event at leaf" in verdict.text


def test_a_sealed_case_is_counted_as_sealed_and_after_its_lapse_as_released(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(bytes(world().requester_receipt("US-0")))
    for number, claim in enumerate(
        ["counted: sealed, cell 2026Q3", "counted: released, cell US|disclosed_non_content"]
    ):
        directory = write(world().reports[number], tmp_path / str(number))
        verdict = run("receipt", tmp_path / "mine", directory, "--log-key", KEY)
        assert verdict.passed and claim in verdict.text


@pytest.mark.parametrize("words", [(), ("nonsense",), ("report",), ("report", "a", "b"), ("report", "a", "--log-key")])
def test_wrong_use_prints_the_manual_and_fails(words: tuple[str, ...]) -> None:
    verdict = run(*words)
    assert not verdict.passed and "python3 verify.py report  DIR" in verdict.text


def test_a_key_that_is_none_is_refused_rather_than_ignored(places: dict[str, Path]) -> None:
    verdict = run("report", places["dir"], "--log-key", "no key at all")
    assert not verdict.passed and "check 2 key" in verdict.text


def test_the_verifier_is_one_readable_file_of_the_standard_library() -> None:
    source = VERIFIER.read_text()
    assert len(source.splitlines()) <= 400
    imported = re.findall(r"^(?:from|import) (.+?)(?: import .*)?(?:  #.*)?$", source, re.MULTILINE)
    modules = {name for line in imported for name in re.split(r", *", line)}
    assert modules and modules <= sys.stdlib_module_names
    numbers = re.findall(r"^ ?(\d+) \w+ ", source.split('"""')[1], re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))
    for step in re.findall(r'at\("(\d+ \w+)"', source):
        assert re.search(rf"^ ?{step} .*\|", source, re.MULTILINE), step
