"""Does this paper compel us, or may we answer it? The house policy governs only what does not compel."""

from duly.law.facts import DemandFacts, ProviderFacts
from duly.law.tables import Packs
from duly.law.vocabulary import Force, Instrument

NATIONAL_ORDERS = frozenset(
    {
        Instrument.SUBPOENA,
        Instrument.COURT_ORDER,
        Instrument.SEARCH_WARRANT,
        Instrument.NATIONAL_SECURITY_LETTER,
        Instrument.DSA_ORDER,
    }
)
"""Orders that bind whoever is established in the State that gives them; the packs add what binds across borders."""


def force_of(facts: DemandFacts, packs: Packs, provider: ProviderFacts) -> Force:
    """BINDING if a national order comes from a State of establishment, or a pack's [[binds]] row reaches the provider.

    Whether the order is a *good* one is another question (`validity`, `required_process`): a defective order still
    binds until it is objected to, and so is never answered by a refusal out of policy.
    """
    if facts.instrument in NATIONAL_ORDERS and facts.issuing_state in provider.establishments:
        return Force.BINDING
    rows = (row for pack in packs.packs for row in pack.binds)
    reached = any(
        facts.instrument in row.when["instrument"]
        and facts.issuing_state in row.states
        and not row.establishments.isdisjoint(provider.establishments)
        for row in rows
    )
    return Force.BINDING if reached else Force.VOLUNTARY
