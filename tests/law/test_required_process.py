"""What the packs say together: silence asks counsel, the strictest wins, and policy has no word on a binding order."""

import dataclasses
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from duly.law.assessment import Assessment
from duly.law.binding import force_of
from duly.law.facts import DemandFacts, EmergencyFacts, ProviderFacts
from duly.law.required_process import assess, combined
from duly.law.vocabulary import Answer, Authority, Category, Danger, Force, Instrument, Threshold
from tests.law.papers import AMERICAN, DUBLIN, HELVETIC, HOUSES, PACKS, demands, paper

houses = st.sampled_from(sorted(HOUSES.values(), key=lambda house: house.name))
KNOWN_STATES = frozenset[str]().union(*(pack.states for pack in PACKS.packs))


def test_belarus_gets_a_yes_of_policy_and_a_question_to_counsel_about_its_law() -> None:
    said = assess(paper(), PACKS, HELVETIC)
    assert [(one.pack, one.answer) for one in said] == [
        ("house-policy", Answer.SUFFICIENT),
        ("", Answer.ASK_COUNSEL),
    ]
    assert said[1].reason == "No rule for BY (judicial request): ask counsel."
    assert combined(said, {}) == {("1", Category.SUBSCRIBER): Answer.ASK_COUNSEL}


def test_counsels_yes_answers_the_question_about_belarus() -> None:
    said = assess(paper(), PACKS, HELVETIC)
    part = ("1", Category.SUBSCRIBER)
    assert combined(said, {part: Answer.SUFFICIENT}) == {part: Answer.SUFFICIENT}
    assert combined(said, {part: Answer.DEFICIENT}) == {part: Answer.DEFICIENT}


def test_counsels_yes_does_not_overrule_a_no() -> None:
    said = assess(paper(Category.CONTENT), PACKS, HELVETIC)
    part = ("1", Category.CONTENT)
    assert combined(said, {part: Answer.SUFFICIENT}) == {part: Answer.DEFICIENT}


def test_counsels_no_counts_even_where_the_packs_said_yes() -> None:
    said = assess(paper(instrument=Instrument.SUBPOENA, issuing_state="US", authority=Authority.COURT), PACKS, AMERICAN)
    part = ("1", Category.SUBSCRIBER)
    assert combined(said, {}) == {part: Answer.SUFFICIENT}
    assert combined(said, {part: Answer.DEFICIENT}) == {part: Answer.DEFICIENT}


def test_a_us_subpoena_that_also_asks_for_content_gets_the_permitted_part() -> None:
    served = paper(*Category, instrument=Instrument.SUBPOENA, issuing_state="US", authority=Authority.COURT)
    assert combined(assess(served, PACKS, AMERICAN), {}) == {
        ("1", Category.SUBSCRIBER): Answer.SUFFICIENT,
        ("1", Category.TRAFFIC): Answer.DEFICIENT,
        ("1", Category.CONTENT): Answer.DEFICIENT,
    }


def test_in_an_emergency_policy_may_be_stricter_than_the_law_that_permits_content() -> None:
    edr = paper(
        Category.CONTENT,
        instrument=Instrument.EMERGENCY_REQUEST,
        issuing_state="US",
        emergency=EmergencyFacts(danger=Danger.LIFE),
    )
    said = assess(edr, PACKS, AMERICAN)
    assert {one.pack: one.answer for one in said} == {
        "house-policy": Answer.DEFICIENT,
        "us-federal": Answer.SUFFICIENT,
    }
    assert combined(said, {}) == {("1", Category.CONTENT): Answer.DEFICIENT}


def test_identification_only_changes_what_a_prosecutor_may_order() -> None:
    order: dict[str, Any] = {"instrument": Instrument.EPOC, "issuing_state": "FR", "authority": Authority.PROSECUTOR}
    part = ("1", Category.TRAFFIC)
    assert combined(assess(paper(Category.TRAFFIC, only=True, **order), PACKS, DUBLIN), {})[part] is Answer.SUFFICIENT
    assert combined(assess(paper(Category.TRAFFIC, **order), PACKS, DUBLIN), {})[part] is Answer.DEFICIENT


def test_identification_only_never_opens_content() -> None:
    order: dict[str, Any] = {"instrument": Instrument.EPOC, "issuing_state": "FR", "authority": Authority.PROSECUTOR}
    asked = paper(Category.CONTENT, only=True, threshold=Threshold.TERRORISM, **order)
    assert set(combined(assess(asked, PACKS, DUBLIN), {}).values()) == {Answer.DEFICIENT}


def test_a_paper_dated_before_the_regulation_applied_is_for_counsel() -> None:
    order: dict[str, Any] = {"instrument": Instrument.EPOC, "issuing_state": "FR", "authority": Authority.JUDGE}
    part = ("1", Category.SUBSCRIBER)
    assert combined(assess(paper(**order, issued_on=date(2026, 8, 17)), PACKS, DUBLIN), {})[part] is Answer.ASK_COUNSEL
    assert combined(assess(paper(**order, issued_on=date(2026, 8, 18)), PACKS, DUBLIN), {})[part] is Answer.SUFFICIENT
    assert combined(assess(paper(**order, issued_on=None), PACKS, DUBLIN), {})[part] is Answer.ASK_COUNSEL


def test_a_gap_in_a_pack_that_speaks_is_for_counsel() -> None:
    spies = paper(instrument=Instrument.SUBPOENA, issuing_state="US", authority=Authority.SECURITY_SERVICE)
    said = assess(spies, PACKS, AMERICAN)
    assert [(one.pack, one.row, one.answer) for one in said] == [("us-federal", "", Answer.ASK_COUNSEL)]


def test_an_instrument_without_rules_is_for_counsel_even_at_home() -> None:
    letter = paper(instrument=Instrument.NATIONAL_SECURITY_LETTER, issuing_state="US")
    assert force_of(letter, PACKS, AMERICAN) is Force.BINDING
    assert [one.answer for one in assess(letter, PACKS, AMERICAN)] == [Answer.ASK_COUNSEL]


@given(demands, houses)
def test_the_house_policy_cannot_answer_a_binding_order(facts: DemandFacts, house: ProviderFacts) -> None:
    binding = dataclasses.replace(facts, issuing_state=min(house.establishments))
    for demand in (facts, binding):
        if force_of(demand, PACKS, house) is Force.BINDING:
            assert all(one.pack != "house-policy" for one in assess(demand, PACKS, house))


@given(demands.filter(lambda facts: facts.issuing_state not in KNOWN_STATES))
def test_a_country_without_rules_is_never_yes(facts: DemandFacts) -> None:
    for house in HOUSES.values():
        assert Answer.SUFFICIENT not in combined(assess(facts, PACKS, house), {}).values()


@given(demands, houses)
def test_every_category_of_every_item_gets_an_answer_and_every_yes_a_citation(
    facts: DemandFacts, house: ProviderFacts
) -> None:
    said = assess(facts, PACKS, house)
    assert set(combined(said, {})) == {(item.key, category) for item in facts.items for category in item.categories}
    for one in said:
        assert one.answer is Answer.ASK_COUNSEL or (one.row and one.pack and one.version and one.cite)


@given(demands)
def test_without_a_warrant_or_a_judges_epoc_no_pack_lets_content_out_unless_in_danger(facts: DemandFacts) -> None:
    answers = combined(assess(facts, PACKS, HELVETIC), {})
    content = [answer for (_, category), answer in answers.items() if category is Category.CONTENT]
    assert Answer.SUFFICIENT not in content, "a Swiss provider is bound by none of the packs: content never"


def _said(answer: Answer) -> Assessment:
    return Assessment(
        item="1",
        category=Category.SUBSCRIBER,
        answer=answer,
        reason="",
        cite="",
        pack="",
        version="",
        row="",
        checked=False,
    )


@given(st.lists(st.sampled_from(Answer), min_size=1, max_size=4), st.none() | st.sampled_from(Answer))
def test_the_strictest_answer_wins_in_whatever_order(answers: list[Answer], counsel: Answer | None) -> None:
    part = ("1", Category.SUBSCRIBER)
    consulted = {part: counsel} if counsel else {}
    found = combined([_said(answer) for answer in answers], consulted)[part]
    assert found is combined([_said(answer) for answer in reversed(answers)], consulted)[part]
    if Answer.DEFICIENT in [*answers, counsel]:
        assert found is Answer.DEFICIENT
    elif Answer.ASK_COUNSEL in answers:
        assert found is (counsel or Answer.ASK_COUNSEL)
    else:
        assert found is Answer.SUFFICIENT
