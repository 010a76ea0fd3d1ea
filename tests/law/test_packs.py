"""A pack with a fault stops the start: the message names the file, the line, and how to mend it."""

import hashlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.law.conditions import (
    DEMAND_DOMAIN,
    ITEM_DOMAIN,
    StatedDanger,
    When,
    collide,
    holds,
    item_situation,
    points,
    situation_of,
)
from duly.law.pack_reader import read_pack
from duly.law.tables import Pack, PackError, PackKind, load_packs, read_packs
from duly.law.vocabulary import Answer, Authority, Category, Danger, Force, Instrument
from tests.law.papers import PACKS, paper

GOOD = """\
[pack]
id = "elbonia"
title = "Elbonia"
version = 3
kind = "law"
governs = ["binding"]
states = ["BY"]
instruments = ["subpoena", "court_order"]

[[rule]]
id = "records"
cite = "Code § 1"
checked = 2026-11-24
instrument = ["subpoena"]
category = ["subscriber"]
answer = "sufficient"
reason = "A subpoena reaches subscriber data."

[[rule]]
id = "content"
cite = "Code § 2"
checked = false
category = ["content"]
answer = "deficient"
ground = "wrong_instrument"
reason = "Nothing reaches content."
"""


def fault(old: str, new: str) -> PackError:
    """What the reader says when `old` becomes `new`."""
    assert GOOD.count(old) >= 1
    with pytest.raises(PackError) as caught:
        read_pack(GOOD.replace(old, new, 1).encode(), "elbonia.toml")
    assert str(caught.value).startswith(f"elbonia.toml:{caught.value.line}: ")
    return caught.value


def test_a_good_pack_tells_its_version_by_number_and_hash() -> None:
    pack = read_pack(GOOD.encode(), "elbonia.toml")
    assert pack.version_label == f"3+{hashlib.sha256(GOOD.encode()).hexdigest()[:12]}"
    assert [(rule.id, rule.answer, rule.line) for rule in pack.rules] == [
        ("records", Answer.SUFFICIENT, 10),
        ("content", Answer.DEFICIENT, 19),
    ]


FAULTS = [
    (
        "an unknown word",
        'category = ["subscriber"]',
        'category = ["subscribers"]',
        15,
        "`subscribers`",
        "`subscriber`?",
    ),
    ("an unknown key", 'category = ["content"]', 'categroy = ["content"]', 23, "`categroy`", "`category`?"),
    ("an unknown answer", 'answer = "sufficient"', 'answer = "yes"', 16, "`yes`", "Use one of"),
    ("an unknown kind of row", "[[rule]]", "[[rules]]", 10, "`rules` is no kind", "Use one of rule"),
    ("no citation", 'cite = "Code § 2"\n', "", 19, "no `cite`", "Add `cite"),
    ("an empty citation", 'cite = "Code § 2"', 'cite = ""', 21, "`cite` is empty", "Say it"),
    ("no word on checking", "checked = false\n", "", 19, "`checked` is missing", "or `false`"),
    ("checked by nobody knows whom", "checked = false", "checked = true", 22, "`checked` is True", "or `false`"),
    ("an id twice", 'id = "content"', 'id = "records"', 20, "also at line 10", "its own id"),
    ("an id with a capital", 'id = "content"', 'id = "Content"', 20, "`id` is", "small letters"),
    ("two rows for one demand", '["content"]', '["content", "subscriber"]', 19, "both speak", "Narrow"),
    ("a refusal without ground", 'ground = "wrong_instrument"\n', "", 19, "no `ground`", "Add `ground"),
    (
        "a yes with a ground",
        'answer = "sufficient"',
        'answer = "sufficient"\nground = "policy"',
        17,
        "gives a `ground`",
        "Remove",
    ),
    (
        "dates that contradict",
        "checked = false",
        "checked = false\neffective_from = 2026-02-01\neffective_to = 2026-01-01",
        24,
        "before it begins",
        "mend the dates",
    ),
    ("a date as text", "checked = false", 'checked = "2026-11-24"', 22, "not a date", "Write `checked"),
    ("a condition no case can meet", 'instrument = ["subpoena"]', 'instrument = ["epoc"]', 14, "names epoc", "Add it"),
    (
        "a force it does not govern",
        'category = ["content"]',
        'force = ["voluntary"]',
        23,
        "names voluntary",
        "remove it",
    ),
    ("an empty list", 'category = ["content"]', "category = []", 23, "at least one", "Write"),
    ("a word twice", '["content"]', '["content", "content"]', 23, "twice", "Keep one"),
    (
        "a condition of the wrong type",
        'category = ["content"]',
        'category = "content"',
        23,
        "not a list",
        "Write a list",
    ),
    ("no such country", '["BY"]', '["UK"]', 7, "`UK`", "two capital letters"),
    ("a policy over binding orders", 'kind = "law"', 'kind = "policy"', 6, "cannot override", "voluntary"),
    ("version nought", "version = 3", "version = 0", 4, "below 1", "Count from 1"),
    ("version in words", "version = 3", 'version = "3"', 4, "not a int", "Write a int"),
    ("no header", "[pack]", "[[pack]]\n[[pack]]", 1, "exactly one", "Begin"),
    ("not TOML", "version = 3", "version = = 3", 4, "not TOML", "Mend the line"),
    ("a row as inline table", "[pack]", "binds = [{}]\n[pack]", 1, "plain tables", "own header"),
]


@pytest.mark.parametrize(("name", "old", "new", "line", "what", "mend"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_is_told_with_line_and_remedy(name: str, old: str, new: str, line: int, what: str, mend: str) -> None:
    error = fault(old, new)
    assert (error.line, what in error.what, mend in error.mend) == (line, True, True), str(error)


def test_two_rows_may_share_demands_if_never_on_one_day() -> None:
    older = GOOD.replace("checked = 2026-11-24", "checked = false\neffective_to = 2026-01-31")
    newer = older + GOOD[GOOD.index("[[rule]]") : GOOD.index("[[rule]]", 150)].replace('"records"', '"newer"')
    assert len(read_pack((newer + "effective_from = 2026-02-01\n").encode(), "x.toml").rules) == 3
    with pytest.raises(PackError, match="both speak"):
        read_pack((newer + "effective_from = 2026-01-31\n").encode(), "x.toml")


CLOCK = '[[clock]]\nid = "due"\ncite = "Code § 3"\nchecked = false\nname = "answer"\n'


@pytest.mark.parametrize("period", ["", "days = 3\nhours = 2\n", "days = 0\n", "return_date = false\n", "days = 2.5\n"])
def test_a_clock_needs_exactly_one_whole_period(period: str) -> None:
    with pytest.raises(PackError):
        read_pack((GOOD + CLOCK + period).encode(), "x.toml")
    assert read_pack((GOOD + CLOCK + "days = 3\n").encode(), "x.toml").clocks[0].days == 3


def test_a_pack_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(PackError, match="UTF-8"):
        read_pack(b"\xff", "x.toml")


def test_one_pack_id_twice_and_no_pack_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"b\.toml:1: another file"):
        read_packs([("a.toml", GOOD.encode()), ("b.toml", GOOD.encode())], "here")
    with pytest.raises(PackError, match="no rule pack"):
        load_packs(tmp_path)
    (tmp_path / "elbonia.toml").write_text(GOOD, encoding="utf-8")
    assert load_packs(tmp_path).by_id("elbonia").kind is PackKind.LAW
    with pytest.raises(KeyError, match="No pack `atlantis`"):
        load_packs(tmp_path).by_id("atlantis")


def test_the_shipped_packs_load_in_a_fifth_of_a_second() -> None:
    began = time.perf_counter()
    packs = load_packs()
    assert time.perf_counter() - began < 0.2
    assert {pack.id for pack in packs.packs} == {"house-policy", "us-federal", "eu-evidence"}
    assert "DK" not in packs.by_id("eu-evidence").states
    assert packs.by_id("house-policy").governs == {Force.VOLUNTARY}


def test_stated_danger_says_all_that_danger_says() -> None:
    assert {str(word) for word in StatedDanger} == {str(word) for word in Danger} | {"absent"}


SMALL = {"category": tuple(Category), "identification_only": (True, False), "authority": tuple(Authority)[:3]}
boxes = st.fixed_dictionaries(
    {}, optional={name: st.frozensets(st.sampled_from(v), min_size=1) for name, v in SMALL.items()}
)


@given(boxes, boxes)
def test_two_rows_collide_exactly_if_counting_finds_a_demand_of_both(a: When, b: When) -> None:
    assert collide(a, b) == any(holds(a, point) and holds(b, point) for point in points(SMALL, {}))


@pytest.mark.parametrize("pack", PACKS.packs, ids=lambda pack: pack.id)
def test_counting_the_whole_domain_finds_at_most_one_row_for_each_demand(pack: Pack) -> None:
    used = {name for rule in pack.rules for name in rule.when} | {"force", "instrument"}
    domain = {name: values for name, values in ITEM_DOMAIN.items() if name in used}
    fixed: When = {"force": frozenset(pack.governs), "instrument": frozenset(pack.instruments)}
    counts = [sum(holds(rule.when, point) for rule in pack.rules) for point in points(domain, fixed)]
    assert max(counts) == 1
    assert all(any(holds(rule.when, point) for point in points(domain, fixed)) for rule in pack.rules), "a dead row"


def test_every_voluntary_paper_for_account_information_has_a_word_of_the_house_policy() -> None:
    """The provider's own policy has no gaps within what it claims to know."""
    pack = PACKS.by_id("house-policy")
    used = {name for rule in pack.rules for name in rule.when}
    domain = {name: values for name, values in ITEM_DOMAIN.items() if name in used}
    fixed: When = {"instrument": frozenset(pack.instruments)}
    assert [p for p in points(domain, fixed) if not any(holds(rule.when, p) for rule in pack.rules)] == []


def test_identification_only_is_said_of_traffic_alone() -> None:
    facts = paper(*Category, only=True)
    base = situation_of(facts, Force.VOLUNTARY)
    said = {category: item_situation(base, facts.items[0], category)["identification_only"] for category in Category}
    assert said == {Category.SUBSCRIBER: False, Category.TRAFFIC: True, Category.CONTENT: False}


def test_clocks_and_notices_depend_on_the_demand_alone() -> None:
    assert set(ITEM_DOMAIN) - set(DEMAND_DOMAIN) == {"category", "identification_only"}
    assert Instrument.EPOC in DEMAND_DOMAIN["instrument"]
