"""What is wrong on the face of a paper, what is too broad, and what to ring back about in an emergency."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from duly.law.emergencies import missing_elements
from duly.law.facts import DemandFacts, EmergencyFacts, ItemFacts
from duly.law.scope import scope_defects
from duly.law.validity import defects
from duly.law.vocabulary import Authority, Category, Danger, Force, IdentifierKind, Instrument, Reason
from tests.law.papers import ACCOUNT, AMERICAN, DUBLIN, HELVETIC, PAPER, paper

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def test_a_proper_paper_has_no_defect() -> None:
    assert defects(PAPER, HELVETIC, NOON) == ()
    assert scope_defects(PAPER) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"signed": False}, Reason.NOT_SIGNED),
        ({"issued_on": None}, Reason.NOT_DATED),
        ({"issued_on": date(2026, 11, 26)}, Reason.NOT_DATED),
        ({"addressed_to": "Birch GmbH"}, Reason.WRONG_ENTITY),
        ({"addressed_to": " "}, Reason.WRONG_ENTITY),
        ({"items": ()}, Reason.UNCLEAR),
        ({"reference": ""}, Reason.UNCLEAR),
        ({"authority_name": " "}, Reason.UNCLEAR),
        ({"offence": ""}, Reason.OFFENCE_NOT_STATED),
    ],
)
def test_one_fault_of_the_paper_is_one_defect(changes: dict[str, Any], reason: Reason) -> None:
    (defect,) = defects(replace(PAPER, **changes), HELVETIC, NOON)
    assert defect.reason is reason
    assert defect.cite
    assert defect.words.endswith(("data.", ".")) and defect.item == ""


def test_a_paper_dated_tomorrow_may_be_dated_today_in_kiribati() -> None:
    assert defects(replace(PAPER, issued_on=date(2026, 11, 25)), HELVETIC, NOON) == ()
    early = datetime(2026, 11, 24, 9, 59, tzinfo=UTC)
    assert [d.reason for d in defects(replace(PAPER, issued_on=date(2026, 11, 25)), HELVETIC, early)] == [
        Reason.NOT_DATED
    ]


@pytest.mark.parametrize("written", ["LARCH AG", "Larch AG, Legal Department, 8000 Zürich", "Larch, AG"])
def test_the_legal_entity_is_known_by_its_letters(written: str) -> None:
    assert defects(replace(PAPER, addressed_to=written), HELVETIC, NOON) == ()


def test_a_subpoena_of_our_own_state_need_not_tell_us_the_offence() -> None:
    subpoena = paper(
        instrument=Instrument.SUBPOENA,
        issuing_state="US",
        authority=Authority.COURT,
        offence="",
        addressed_to=AMERICAN.name,
    )
    assert defects(subpoena, AMERICAN, NOON) == ()
    abroad = defects(replace(subpoena, addressed_to=DUBLIN.name), DUBLIN, NOON)
    assert [defect.reason for defect in abroad] == [Reason.OFFENCE_NOT_STATED]


def test_an_emergency_needs_no_offence() -> None:
    assert defects(paper(instrument=Instrument.EMERGENCY_REQUEST, offence=""), HELVETIC, NOON) == ()


def test_an_epocs_defects_cite_the_regulation() -> None:
    epoc = paper(instrument=Instrument.EPOC, issuing_state="FR", signed=False, addressed_to=DUBLIN.name)
    (defect,) = defects(epoc, DUBLIN, NOON)
    assert defect.cite.startswith("Reg. (EU) 2023/1543")


def asking(**changes: Any) -> DemandFacts:
    """One item, changed."""
    return paper(items=(replace(ACCOUNT, **changes),))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"identifier": " "}, Reason.UNCLEAR),
        ({"identifier": "@larch.example"}, Reason.OVER_BROAD),
        ({"identifier": "mallory*"}, Reason.OVER_BROAD),
        ({"identifier": "any and all accounts"}, Reason.OVER_BROAD),
        ({"categories": frozenset()}, Reason.UNCLEAR),
        ({"categories": frozenset({Category.TRAFFIC})}, Reason.OVER_BROAD),
        ({"categories": frozenset({Category.CONTENT}), "start": MARCH}, Reason.OVER_BROAD),
        ({"categories": frozenset(Category)}, Reason.OVER_BROAD),
        ({"start": APRIL, "end": MARCH}, Reason.UNCLEAR),
        ({"identifier_kind": IdentifierKind.IP, "identifier": "192.0.2.7"}, Reason.WRONG_IDENTIFIER),
        (
            {"identifier_kind": IdentifierKind.IP, "identifier": "192.0.2.0/24", "start": MARCH, "end": APRIL},
            Reason.OVER_BROAD,
        ),
    ],
)
def test_one_fault_of_an_item_is_one_defect(changes: dict[str, Any], reason: Reason) -> None:
    (defect,) = scope_defects(asking(**changes))
    assert (defect.reason, defect.item) == (reason, "1")


@pytest.mark.parametrize(
    "changes",
    [
        {"categories": frozenset(Category), "start": MARCH, "end": APRIL},
        {"identifier": "allen.any@larch.example"},
        {"identifier_kind": IdentifierKind.IP, "identifier": "2001:db8::7", "start": MARCH, "end": APRIL},
        {"identifier_kind": IdentifierKind.HANDLE, "identifier": "every"},
    ],
)
def test_a_particular_item_has_no_defect(changes: dict[str, Any]) -> None:
    assert scope_defects(asking(**changes)) == ()


def test_any_and_all_says_so() -> None:
    (defect,) = scope_defects(asking(categories=frozenset(Category)))
    assert defect.words.startswith("Any and all data")


def test_each_item_has_its_own_defects() -> None:
    vague = ItemFacts(key="2", identifier_kind=IdentifierKind.HANDLE, identifier="*", categories=ACCOUNT.categories)
    assert [defect.item for defect in scope_defects(paper(items=(ACCOUNT, vague)))] == ["2"]


WHOLE = EmergencyFacts(
    danger=Danger.LIFE,
    who="a child",
    harm="drowning",
    when="tonight",
    why_this_data="to find the boat",
    why_no_order="the court is closed",
)


def test_a_whole_emergency_prompts_nothing() -> None:
    edr = paper(instrument=Instrument.EMERGENCY_REQUEST, emergency=WHOLE)
    assert missing_elements(edr, Force.VOLUNTARY) == ()


@pytest.mark.parametrize("element", ["who", "harm", "when", "why_this_data", "why_no_order"])
def test_an_empty_element_prompts_its_question(element: str) -> None:
    blank: dict[str, Any] = {element: " "}
    edr = paper(instrument=Instrument.EMERGENCY_REQUEST, emergency=replace(WHOLE, **blank))
    (prompt,) = missing_elements(edr, Force.VOLUNTARY)
    assert prompt.element == element
    assert prompt.ask.endswith("?")


@pytest.mark.parametrize("danger", [Danger.NONE, Danger.CRITICAL_INFRASTRUCTURE])
def test_a_crime_without_danger_prompts_the_first_question(danger: Danger) -> None:
    edr = paper(instrument=Instrument.EMERGENCY_REQUEST, emergency=replace(WHOLE, danger=danger))
    assert [prompt.element for prompt in missing_elements(edr, Force.VOLUNTARY)] == ["danger"]


def test_an_emergency_request_that_states_nothing_is_asked_everything() -> None:
    assert len(missing_elements(paper(instrument=Instrument.EMERGENCY_REQUEST), Force.VOLUNTARY)) == 6


def test_a_binding_emergency_order_is_asked_for_none_of_it() -> None:
    bare = paper(instrument=Instrument.EPOC, emergency=EmergencyFacts(danger=Danger.LIFE))
    assert missing_elements(bare, Force.BINDING) == ()
    assert missing_elements(PAPER, Force.VOLUNTARY) == ()
