"""The claim of a report about a country to which no content went: how far it goes, and who can disprove it."""

from collections.abc import Mapping
from typing import Any

from duly.law.vocabulary import Outcome

TABLE = "country-outcome"


def cell_of(country: str) -> str:
    """The cell of cases of `country` that were answered with content, as `verify.py zero` takes it."""
    return f"{country}|{Outcome.DISCLOSED_CONTENT.value}"


def zero_claim(report: Mapping[str, Any], country: str) -> str | None:
    """The sentence as `verify.py zero` prints it, word for word; None if content was disclosed.

    It is in English in every language of the site, since it quotes what the program says.
    """
    cell = cell_of(country)
    if report["tables"][TABLE]["cells"].get(cell, 0):
        return None
    sealed = report["sealed"]
    quarters = ", ".join(sorted(sealed["cells"])) or "none"
    return (
        f"No logged, unsealed case of period {report['period']} is in cell {cell}; {sealed['rows']} sealed cases "
        f"(expiring {quarters}) are not covered; a holder of an acknowledgement, receipt or signed exhibit that "
        "contradicts this can prove it."
    )
