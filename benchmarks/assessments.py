"""How long do 10,000 assessments take? `python benchmarks/assessments.py` prints one line of JSON."""

import json
import os
import time
from dataclasses import replace
from datetime import date
from itertools import cycle, islice, product

from duly.law.facts import NO_STATE, DemandFacts, ItemFacts, ProviderFacts
from duly.law.required_process import assess, combined
from duly.law.tables import load_packs
from duly.law.vocabulary import Authority, Category, IdentifierKind, Instrument, Offence

HOUSE = ProviderFacts(name="Larch", host="larch.example", establishments=frozenset({"US", "IE"}))
ACCOUNT = ItemFacts(
    key="1",
    identifier_kind=IdentifierKind.EMAIL,
    identifier="mallory@larch.example",
    categories=frozenset(Category),
)
PAPER = DemandFacts(
    instrument=Instrument.SUBPOENA,
    issuing_state="US",
    authority=Authority.COURT,
    authority_name="A court",
    reference="1",
    items=(ACCOUNT,),
    signed=True,
    issued_on=date(2026, 11, 2),
    offence_kind=Offence.ORDINARY,
    criminal_investigation=True,
    on_behalf_of=NO_STATE,
)


def demands(count: int) -> list[DemandFacts]:
    """Papers of every kind, body and of four States, over and over; each asks for all three categories of one item."""
    kinds = product(Instrument, Authority, ("US", "FR", "BY", "GB"))
    papers = [replace(PAPER, instrument=i, authority=a, issuing_state=s) for i, a, s in kinds]
    return list(islice(cycle(papers), count))


def main(count: int) -> None:
    """One assessment is: every pack that speaks, all categories of one item, combined to one answer each."""
    packs = load_packs()
    papers = demands(count)
    began = time.perf_counter()
    answers = sum(len(combined(assess(paper, packs, HOUSE), {})) for paper in papers)
    seconds = time.perf_counter() - began
    assert answers == 3 * count, "each of the three categories gets one answer"
    note = f"{seconds:.2f} s for {count}, each of all packs that speak on three categories of one item"
    print(json.dumps({"name": "assessments", "value": round(count / seconds), "unit": "1/s", "note": note}))


if __name__ == "__main__":
    main(100 if os.environ.get("DULY_BENCH") == "smoke" else 10_000)
