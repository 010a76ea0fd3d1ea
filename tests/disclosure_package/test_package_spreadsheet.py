"""No cell of a CSV ever becomes a formula in Officer Okafor's spreadsheet."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.disclosure.spreadsheet import cell, neutral, sheet

STARTS = "=+-@＝＋－＠"
NASTY = st.text(st.sampled_from(list(STARTS + "\t\r\n \u00a0\u200b\ufeff;,|\"'a1(")), max_size=12)
BLANKS = re.compile(r"^[\s\u00a0\u200b-\u200f\u2060\ufeff]+")


def starts_a_formula(text: str, controls: str = "\t\r\n") -> bool:
    return BLANKS.sub("", text)[:1] in set(STARTS) or text[:1] in set(controls)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\u200b=1",
        "＝1",
        "=cmd|' /C calc'!A0",
        "\tx",
    ],
)
def test_each_known_way_to_start_a_formula_gets_an_apostrophe(text: str) -> None:
    assert starts_a_formula(text)
    assert not starts_a_formula(cell(text))


@given(st.lists(NASTY, min_size=1, max_size=3))
def test_no_cell_starts_a_formula_whatever_separator_the_import_guesses(texts: list[str]) -> None:
    data = sheet(["clause", *texts], [["c", *texts], ["d", *texts]]).decode("utf-8-sig")
    for separator in ",;|\t":
        for line in csv.reader(io.StringIO(data, newline=""), delimiter=separator):
            # a wrong separator leaves our own line ends at the start of a cell; by themselves they are blanks
            controls = "\t\r\n" if separator == "," else ""
            assert not any(starts_a_formula(value, controls) for value in line), (separator, line)


@given(NASTY)
def test_neutralising_twice_changes_nothing_more(text: str) -> None:
    assert neutral(neutral(text)) == neutral(text)


@given(NASTY | st.text(st.characters(codec="utf-8")))
def test_only_apostrophes_are_added(text: str) -> None:
    assert neutral(text).replace("'", "") == text.replace("'", "")


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=2, max_size=2)))
def test_a_sheet_reads_back_as_its_neutral_cells(rows: list[list[str]]) -> None:
    data = sheet(["a", "b"], rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data, newline="")))[1:] == [[neutral(text) for text in row] for row in rows]


def test_ordinary_text_numbers_and_nothing_stay_as_they_are() -> None:
    assert [cell(value) for value in ("vera@post.example", "a-b", -5, 1.5, True, None, "x = y")] == [
        "vera@post.example", "a-b", "-5", "1.5", "true", "", "x = y",
    ]  # fmt: skip
