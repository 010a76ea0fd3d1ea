"""Every row of every shipped pack, in plain words: this paper, asking for this, gets that answer from that row."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from duly.law.facts import EmergencyFacts, ProviderFacts
from duly.law.required_process import assess
from duly.law.vocabulary import Answer, Authority, Category, Danger, Instrument, Threshold
from tests.law.papers import AMERICAN, DUBLIN, HELVETIC, PACKS, paper

SUBSCRIBER, TRAFFIC, CONTENT = Category.SUBSCRIBER, Category.TRAFFIC, Category.CONTENT
YES, NO, ASK = Answer.SUFFICIENT, Answer.DEFICIENT, Answer.ASK_COUNSEL
LIFE = EmergencyFacts(danger=Danger.LIFE, who="a child", harm="drowning", when="now", why_this_data="where")
NO_DANGER = EmergencyFacts(danger=Danger.NONE, who="a bank")


@dataclass(frozen=True)
class Says:
    """A sentence, the row that it is about, the answer, and the paper."""

    sentence: str
    pack: str
    row: str
    answer: Answer
    asked: Category
    house: ProviderFacts
    only: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def policy(sentence: str, row: str, answer: Answer, asked: Category, *, only: bool = False, **facts: object) -> Says:
    """A Belarusian prosecutor's signed request to a Swiss provider, changed."""
    return Says(sentence, "house-policy", row, answer, asked, HELVETIC, only, dict(facts))


def us(sentence: str, row: str, answer: Answer, asked: Category, *, only: bool = False, **facts: object) -> Says:
    """A US court's paper to an American provider, changed."""
    base = {"issuing_state": "US", "authority": Authority.COURT}
    return Says(sentence, "us-federal", row, answer, asked, AMERICAN, only, {**base, **facts})


def eu(sentence: str, row: str, answer: Answer, asked: Category, *, only: bool = False, **facts: object) -> Says:
    """A French judge's EPOC to an Irish provider, changed."""
    base = {"issuing_state": "FR", "authority": Authority.JUDGE, "instrument": Instrument.EPOC}
    return Says(sentence, "eu-evidence", row, answer, asked, DUBLIN, only, {**base, **facts})


EDR, SUBPOENA = Instrument.EMERGENCY_REQUEST, Instrument.SUBPOENA
ORDER, WARRANT = Instrument.COURT_ORDER, Instrument.SEARCH_WARRANT
POLICE, PROSECUTOR = Authority.POLICE, Authority.PROSECUTOR

ROWS = [
    policy("content never leaves on a request", "content-never", NO, CONTENT),
    policy("not even to save a life", "content-never", NO, CONTENT, instrument=EDR, emergency=LIFE),
    policy("sign-in records never leave on a request", "traffic-never", NO, TRAFFIC),
    policy("not even to identify somebody", "traffic-never", NO, TRAFFIC, only=True),
    policy("an informal letter gets nothing", "informal", NO, SUBSCRIBER, instrument=Instrument.INFORMAL_REQUEST),
    policy("no criminal investigation, no data", "not-relevant", NO, SUBSCRIBER, criminal_investigation=False),
    policy("an unsigned request is not executed", "not-executed", NO, SUBSCRIBER, signed=False),
    policy("an undated request is not executed", "not-executed", NO, SUBSCRIBER, issued_on=None),
    policy("a prosecutor reaches account information", "judicial-account-information", YES, SUBSCRIBER),
    policy(
        "so do police whom a judge validated",
        "judicial-account-information",
        YES,
        SUBSCRIBER,
        authority=POLICE,
        validated_by=Authority.JUDGE,
    ),
    policy("a police letter does not reach account information", "police-alone", NO, SUBSCRIBER, authority=POLICE),
    policy("a tax office may be equivalent", "perhaps-equivalent", ASK, SUBSCRIBER, authority=Authority.ADMINISTRATIVE),
    policy(
        "danger to life gives account information, without a crime",
        "emergency-account-information",
        YES,
        SUBSCRIBER,
        authority=POLICE,
        instrument=EDR,
        emergency=LIFE,
        criminal_investigation=False,
        signed=False,
    ),
    policy(
        "danger to life gives what identifies the user",
        "emergency-identification",
        YES,
        TRAFFIC,
        only=True,
        instrument=EDR,
        emergency=LIFE,
    ),
    policy("other traffic in danger: counsel", "emergency-traffic", ASK, TRAFFIC, instrument=EDR, emergency=LIFE),
    policy("a crime is no emergency", "emergency-not-shown", NO, SUBSCRIBER, instrument=EDR, emergency=NO_DANGER),
    policy("an emergency that states nothing is not shown", "emergency-not-shown", NO, TRAFFIC, instrument=EDR),
    us("a subpoena reaches the list of 2703(c)(2)", "subpoena-subscriber", YES, SUBSCRIBER, instrument=SUBPOENA),
    us(
        "and session times and assigned addresses",
        "subpoena-sessions",
        YES,
        TRAFFIC,
        only=True,
        instrument=SUBPOENA,
        authority=PROSECUTOR,
    ),
    us("but no other traffic", "subpoena-traffic", NO, TRAFFIC, instrument=SUBPOENA),
    us("and no content", "subpoena-content", NO, CONTENT, instrument=SUBPOENA),
    us("police may subpoena?", "subpoena-police", ASK, SUBSCRIBER, instrument=SUBPOENA, authority=POLICE),
    us(
        "police may subpoena sessions?",
        "subpoena-police-sessions",
        ASK,
        TRAFFIC,
        only=True,
        instrument=SUBPOENA,
        authority=POLICE,
    ),
    us("a 2703(d) order reaches traffic", "court-order-records", YES, TRAFFIC, instrument=ORDER),
    us("a 2703(d) order reaches subscriber data", "court-order-records", YES, SUBSCRIBER, instrument=ORDER),
    us("after Warshak not content", "court-order-content", NO, CONTENT, instrument=ORDER),
    us("a prosecutor is no court", "court-order-no-court", NO, TRAFFIC, instrument=ORDER, authority=PROSECUTOR),
    us("a warrant reaches content", "warrant", YES, CONTENT, instrument=WARRANT, authority=Authority.JUDGE),
    us("a warrant reaches the rest", "warrant", YES, SUBSCRIBER, instrument=WARRANT),
    us("only a judge issues a warrant", "warrant-no-judge", NO, CONTENT, instrument=WARRANT, authority=POLICE),
    us(
        "danger of death permits records",
        "emergency-records",
        YES,
        TRAFFIC,
        authority=POLICE,
        instrument=EDR,
        emergency=LIFE,
    ),
    us("the law even permits content", "emergency-content", YES, CONTENT, instrument=EDR, emergency=LIFE),
    us("without danger nothing", "emergency-not-shown", NO, SUBSCRIBER, instrument=EDR, emergency=NO_DANGER),
    us("a letter is no process", "informal", NO, SUBSCRIBER, instrument=Instrument.INFORMAL_REQUEST),
    us(
        "2703(f) freezes and gives nothing",
        "preservation-produces-nothing",
        NO,
        SUBSCRIBER,
        instrument=Instrument.PRESERVATION_REQUEST,
    ),
    eu("a prosecutor may order subscriber data", "subscriber", YES, SUBSCRIBER, authority=PROSECUTOR),
    eu(
        "police whom a prosecutor validated too",
        "subscriber",
        YES,
        SUBSCRIBER,
        authority=POLICE,
        validated_by=PROSECUTOR,
    ),
    eu("police alone may not", "subscriber-not-validated", NO, SUBSCRIBER, authority=POLICE),
    eu("unless a life is in danger", "subscriber-emergency", YES, SUBSCRIBER, authority=POLICE, emergency=LIFE),
    eu("identification is as subscriber data", "identification", YES, TRAFFIC, only=True, authority=PROSECUTOR),
    eu("and needs validation", "identification-not-validated", NO, TRAFFIC, only=True, authority=POLICE),
    eu(
        "except in an emergency",
        "identification-emergency",
        YES,
        TRAFFIC,
        only=True,
        authority=POLICE,
        emergency=LIFE,
    ),
    eu("a judge reaches traffic for three years", "traffic", YES, TRAFFIC, threshold=Threshold.THREE_YEARS),
    eu("an unstated threshold does not", "traffic-no-threshold", NO, TRAFFIC),
    eu(
        "a prosecutor never reaches traffic",
        "traffic-no-court",
        NO,
        TRAFFIC,
        authority=PROSECUTOR,
        threshold=Threshold.TERRORISM,
    ),
    eu("a judge reaches content", "content", YES, CONTENT, threshold=Threshold.LISTED_DIRECTIVE),
    eu("an unstated threshold reaches no content", "content-no-threshold", NO, CONTENT),
    eu(
        "not even an emergency lets police have content",
        "content-no-court",
        NO,
        CONTENT,
        authority=POLICE,
        emergency=LIFE,
        threshold=Threshold.TERRORISM,
    ),
    eu(
        "an EPOC-PR preserves and gives nothing",
        "preservation-produces-nothing",
        NO,
        SUBSCRIBER,
        instrument=Instrument.EPOC_PR,
    ),
]


@pytest.mark.parametrize("says", ROWS, ids=lambda says: f"{says.pack}: {says.sentence}")
def test_the_row_says(says: Says) -> None:
    found = assess(paper(says.asked, only=says.only, **says.facts), PACKS, says.house)
    mine = [said for said in found if said.pack == says.pack]
    assert [(said.row, said.answer, said.category) for said in mine] == [(says.row, says.answer, says.asked)]
    assert mine[0].version == PACKS.by_id(says.pack).version_label
    assert (mine[0].ground is not None) == (says.answer is NO)


def test_no_row_of_a_shipped_pack_goes_without_a_sentence() -> None:
    written = {(says.pack, says.row) for says in ROWS}
    assert {(pack.id, rule.id) for pack in PACKS.packs for rule in pack.rules} == written


def test_only_the_house_policy_claims_to_be_checked() -> None:
    """Nobody has compared the rows of law with the official texts yet, and the tool shows that."""
    rows = [(pack.id, row) for pack in PACKS.packs for row in (*pack.rules, *pack.clocks, *pack.notices, *pack.binds)]
    assert {pack for pack, row in rows if row.checked} == {"house-policy"}
    assert {pack for pack, row in rows if not row.checked} == {"us-federal", "eu-evidence"}
