"""Papers for the tests of the law: one plain demand, changed where a test says so, and all demands there could be."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from duly.law.countries import COUNTRIES
from duly.law.facts import (
    NO_STATE,
    UNKNOWN_STATE,
    DemandFacts,
    EmergencyFacts,
    ItemFacts,
    ProviderFacts,
    SecrecyFacts,
)
from duly.law.tables import load_packs
from duly.law.vocabulary import (
    Authority,
    Category,
    Danger,
    IdentifierKind,
    Instrument,
    Offence,
    Threshold,
)

PACKS = load_packs()
HELVETIC = ProviderFacts(name="Larch AG", host="larch.example", establishments=frozenset({"CH"}))
"""A provider that no pack binds."""
DUBLIN = ProviderFacts(name="Larch Ltd", host="larch.example", establishments=frozenset({"IE"}))
AMERICAN = ProviderFacts(name="Larch Inc.", host="larch.example", establishments=frozenset({"US"}))
COPENHAGEN = ProviderFacts(name="Larch ApS", host="larch.example", establishments=frozenset({"DK"}))
HOUSES = {house.name: house for house in (HELVETIC, DUBLIN, AMERICAN, COPENHAGEN)}

ACCOUNT = ItemFacts(
    key="1",
    identifier_kind=IdentifierKind.EMAIL,
    identifier="mallory@larch.example",
    categories=frozenset({Category.SUBSCRIBER}),
)
PAPER = DemandFacts(
    instrument=Instrument.JUDICIAL_REQUEST,
    issuing_state="BY",
    authority=Authority.PROSECUTOR,
    authority_name="Prosecutor's office of Minsk",
    reference="17/2026",
    items=(ACCOUNT,),
    signed=True,
    issued_on=date(2026, 11, 2),
    addressed_to="Larch AG",
    offence="card fraud",
    offence_kind=Offence.ORDINARY,
    criminal_investigation=True,
    on_behalf_of=NO_STATE,
)


def paper(*asked: Category, only: bool = False, **changes: Any) -> DemandFacts:
    """`PAPER` with changes; `asked` are the categories of its one item, `only` its identification_only."""
    item = replace(ACCOUNT, categories=frozenset(asked or {Category.SUBSCRIBER}), identification_only=only)
    return replace(PAPER, **{"items": (item,), **changes})


words = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
countries = st.sampled_from(sorted(COUNTRIES))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(2000, 1, 1), date(2030, 1, 1))


@st.composite
def items(draw: st.DrawFn, key: str = "1") -> ItemFacts:
    """Any item with a proper period."""
    start, end = draw(st.lists(moments, min_size=2, max_size=2, unique=True).map(sorted))
    return ItemFacts(
        key=key,
        identifier_kind=draw(st.sampled_from(IdentifierKind)),
        identifier=draw(words),
        categories=draw(st.frozensets(st.sampled_from(Category), min_size=1)),
        start=draw(st.sampled_from([None, start])),
        end=draw(st.sampled_from([None, end])),
        identification_only=draw(st.booleans()),
    )


secrecies = st.builds(
    lambda basis, by, span: SecrecyFacts(basis=basis, issued_by=by, starts=min(span), ends=max(span)),
    words,
    st.text(max_size=8),
    st.tuples(days, days),
)

demands = st.builds(
    DemandFacts,
    instrument=st.sampled_from(Instrument),
    issuing_state=countries,
    authority=st.sampled_from(Authority),
    authority_name=words,
    reference=words,
    items=st.tuples(items("1"), items("2")) | st.tuples(items()),
    validated_by=st.none() | st.sampled_from(Authority),
    signed=st.booleans(),
    issued_on=st.none() | days,
    language=words,
    addressed_to=st.text(max_size=20),
    offence=st.text(max_size=20),
    offence_kind=st.sampled_from(Offence),
    criminal_investigation=st.booleans(),
    threshold=st.sampled_from(Threshold),
    on_behalf_of=countries | st.sampled_from([NO_STATE, UNKNOWN_STATE]),
    protected_person=st.booleans(),
    emergency=st.none() | st.builds(EmergencyFacts, danger=st.sampled_from(Danger), who=st.text(max_size=5)),
    secrecy=st.lists(secrecies, max_size=2).map(tuple),
    return_date=st.none() | days,
    enforcing_authority_notified=st.booleans(),
)
