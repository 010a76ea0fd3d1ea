"""Facts survive being written and read; faults are told all at once, with place and remedy."""

import json
from datetime import UTC, datetime

import phonenumbers
import pytest
from hypothesis import given

from duly.law.codec import facts_from_form, facts_from_json, facts_to_json
from duly.law.countries import COUNTRIES
from duly.law.facts import DemandFacts
from duly.law.facts_faults import FactsError
from duly.law.vocabulary import Category, Danger
from tests.law.papers import PAPER, demands

FORM = """\
instrument = "judicial_request"
issuing_state = "BY"
authority = "prosecutor"
authority_name = "Prosecutor's office of Minsk"
reference = "17/2026"
signed = true
issued_on = 2026-11-02
on_behalf_of = "none"

[[items]]
key = "1"
identifier_kind = "email"
identifier = "mallory@larch.example"
categories = ["subscriber"]
start = 2026-03-01T00:00:00+03:00
end = 2026-04-01T00:00:00+03:00

[emergency]
danger = "life"

[[secrecy]]
basis = "Code § 198"
starts = 2026-11-02
"""


@given(demands)
def test_facts_written_and_read_are_the_same_facts(facts: DemandFacts) -> None:
    text = facts_to_json(facts)
    assert facts_from_json(text) == facts
    assert facts_to_json(facts_from_json(text)) == text


def test_one_demand_has_one_text_whatever_the_order_of_its_categories() -> None:
    text = facts_to_json(PAPER)
    shuffled = json.loads(text)
    shuffled["items"][0]["categories"] = ["traffic", "subscriber", "content"]
    written = facts_to_json(facts_from_json(json.dumps(dict(reversed(shuffled.items())))))
    assert '"categories":["content","subscriber","traffic"]' in written
    assert list(json.loads(written)) == sorted(json.loads(written))


def test_the_paper_form_becomes_facts_in_utc() -> None:
    facts = facts_from_form(FORM)
    assert facts.items[0].start == datetime(2026, 2, 28, 21, tzinfo=UTC)
    assert facts.items[0].start.tzinfo is UTC
    assert facts.items[0].categories == {Category.SUBSCRIBER}
    assert facts.emergency is not None and facts.emergency.danger is Danger.LIFE
    assert facts.secrecy[0].ends is None


FAULTS = [
    ("+03:00\nend", "\nend", "items[0].start", "has no time zone", "give a zone"),
    ('"BY"', '"UK"', "issuing_state", "`UK` is not a country", "write GB"),
    ('"BY"', '"Belarus"', "issuing_state", "not a country", "two capital letters"),
    ('"none"', '"nobody"', "on_behalf_of", "not a country", "none or unknown"),
    ('"mallory@larch.example"', '" "', "items[0].identifier", "empty", "write what the paper says"),
    ('["subscriber"]', "[]", "items[0].categories", "no category", "name subscriber"),
    ('["subscriber"]', '["metadata"]', "items[0].categories[0]", "`metadata` is not a word", "'subscriber'"),
    ("2026-04-01T", "2026-02-01T", "items[0].end", "does not end after", "mend the two instants"),
    ("2026-04-01T00", "2026-03-01T00", "items[0].end", "does not end after", "mend the two instants"),
    ("end = 2026-04-01T00:00:00+03:00", "end = 2026-04-01", "items[0].end", "has no time zone", "give a zone"),
    ("end = 2026-04-01T00:00:00+03:00", 'end = "1775000000"', "items[0].end", "is no instant", "write it like"),
    ("signed = true", 'signed = "yes"', "signed", "'yes' does not fit", "boolean"),
    ("signed = true", "singed = true", "singed", "nobody knows this field", "rename it to `signed`"),
    ('danger = "life"', 'danger = "life"\nfear = 1', "emergency.fear", "nobody knows", "known are danger"),
    ('reference = "17/2026"\n', "", "reference", "missing", "add it"),
    ("starts = 2026-11-02", "starts = 2026-11-02\nends = 2026-11-01", "secrecy[0].ends", "before it starts", "mend"),
]


@pytest.mark.parametrize(("old", "new", "where", "what", "do"), FAULTS, ids=[f"{row[2]}: {row[3]}" for row in FAULTS])
def test_a_fault_on_the_form_is_told_with_place_and_remedy(old: str, new: str, where: str, what: str, do: str) -> None:
    assert FORM.count(old) == 1
    with pytest.raises(FactsError) as caught:
        facts_from_form(FORM.replace(old, new))
    (problem,) = caught.value.problems
    assert (problem.where, what in problem.what, do in problem.do) == (where, True, True), str(problem)


def test_all_faults_are_told_at_once() -> None:
    bad = FORM
    for old, new in [
        ('"BY"', '"UK"'),
        ("+03:00\nend", "\nend"),
        ("signed = true", 'signed = "yes"'),
        ('"life"', '"x"'),
    ]:
        bad = bad.replace(old, new)
    with pytest.raises(FactsError) as caught:
        facts_from_form(bad)
    assert {problem.where for problem in caught.value.problems} == {
        "issuing_state",
        "items[0].start",
        "signed",
        "emergency.danger",
    }
    assert str(caught.value).count("\n") == 4


def test_two_items_cannot_share_a_key() -> None:
    table = FORM[FORM.index("[[items]]") : FORM.index("[emergency]")]
    with pytest.raises(FactsError, match=r"items\[1\].key: `1` is the key of another item"):
        facts_from_form(FORM.replace("[emergency]", f"{table}[emergency]"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"reference": "1", "reference": "2"}', "written twice"),
        ('{"reference": NaN}', "no JSON number"),
        ('{"reference": "\\ud800"}', "does not fit here"),
    ],
)
def test_json_that_two_machines_could_read_differently_is_refused(text: str, words: str) -> None:
    with pytest.raises(FactsError, match=words):
        facts_from_json(text)


def test_a_form_that_is_not_toml_is_refused() -> None:
    with pytest.raises(FactsError, match="not TOML"):
        facts_from_form("instrument = ")


def test_the_countries_are_those_that_others_know_too() -> None:
    """`phonenumbers` keeps its own list; its three pseudo-regions are islands without a code of their own."""
    assert phonenumbers.SUPPORTED_REGIONS - {"AC", "TA"} <= COUNTRIES
    assert len(COUNTRIES) == 249 + 1
    assert not {"EL", "UK", "EU", "SU"} & COUNTRIES
