"""Which paper compels whom."""

import pytest

from duly.law.binding import force_of
from duly.law.competence import effective_authority
from duly.law.facts import ProviderFacts
from duly.law.vocabulary import Authority, Force, Instrument
from tests.law.papers import AMERICAN, COPENHAGEN, DUBLIN, HELVETIC, PACKS, paper

BINDING, VOLUNTARY = Force.BINDING, Force.VOLUNTARY
FORCES = [
    ("a French EPOC binds an Irish house", Instrument.EPOC, "FR", DUBLIN, BINDING),
    ("and so does an order to preserve", Instrument.EPOC_PR, "FR", DUBLIN, BINDING),
    ("not a Danish house: Denmark is not bound", Instrument.EPOC, "FR", COPENHAGEN, VOLUNTARY),
    ("Denmark cannot issue one", Instrument.EPOC, "DK", DUBLIN, VOLUNTARY),
    ("nor can Belarus", Instrument.EPOC, "BY", DUBLIN, VOLUNTARY),
    ("not a Swiss house", Instrument.EPOC, "FR", HELVETIC, VOLUNTARY),
    ("a US subpoena binds an American house", Instrument.SUBPOENA, "US", AMERICAN, BINDING),
    ("not an Irish one", Instrument.SUBPOENA, "US", DUBLIN, VOLUNTARY),
    ("a US warrant too", Instrument.SEARCH_WARRANT, "US", AMERICAN, BINDING),
    ("a US preservation request must be kept", Instrument.PRESERVATION_REQUEST, "US", AMERICAN, BINDING),
    ("an emergency request asks only", Instrument.EMERGENCY_REQUEST, "US", AMERICAN, VOLUNTARY),
    ("a Swiss court order binds a Swiss house", Instrument.COURT_ORDER, "CH", HELVETIC, BINDING),
    ("a Belarusian one does not", Instrument.COURT_ORDER, "BY", HELVETIC, VOLUNTARY),
    ("a request asks only, even at home", Instrument.JUDICIAL_REQUEST, "CH", HELVETIC, VOLUNTARY),
    ("a DSA order crosses borders, to Denmark too", Instrument.DSA_ORDER, "FR", COPENHAGEN, BINDING),
    ("not out of the Union", Instrument.DSA_ORDER, "FR", HELVETIC, VOLUNTARY),
]


@pytest.mark.parametrize(("sentence", "instrument", "state", "house", "force"), FORCES, ids=[row[0] for row in FORCES])
def test_the_paper_binds_or_asks(
    sentence: str, instrument: Instrument, state: str, house: ProviderFacts, force: Force
) -> None:
    assert force_of(paper(instrument=instrument, issuing_state=state), PACKS, house) is force


def test_one_establishment_is_enough() -> None:
    both = ProviderFacts(name="Larch", host="larch.example", establishments=AMERICAN.establishments | {"IE"})
    assert force_of(paper(instrument=Instrument.EPOC, issuing_state="FR"), PACKS, both) is BINDING
    assert force_of(paper(instrument=Instrument.SUBPOENA, issuing_state="US"), PACKS, both) is BINDING


@pytest.mark.parametrize(
    ("issuer", "validator", "effective"),
    [
        (Authority.POLICE, None, Authority.POLICE),
        (Authority.POLICE, Authority.PROSECUTOR, Authority.PROSECUTOR),
        (Authority.PROSECUTOR, Authority.JUDGE, Authority.JUDGE),
        (Authority.JUDGE, Authority.PROSECUTOR, Authority.JUDGE),
        (Authority.POLICE, Authority.ADMINISTRATIVE, Authority.POLICE),
        (Authority.ADMINISTRATIVE, Authority.POLICE, Authority.ADMINISTRATIVE),
    ],
)
def test_a_validation_lifts_and_never_lowers(
    issuer: Authority, validator: Authority | None, effective: Authority
) -> None:
    assert effective_authority(paper(authority=issuer, validated_by=validator)) is effective
