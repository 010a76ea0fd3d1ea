"""Where a letter to the requester goes: the address in the directory, else the one that the demand came from."""

from duly.cases.models import Case, Demand


def address_of(case: Case) -> str:
    """Mail address of the requester, or "" while none is known."""
    if case.officer is not None and case.officer.mail:
        return str(case.officer.mail)
    for demand in Demand.objects.filter(case=case):
        if demand.parsed and demand.parsed.get("sender"):
            return str(demand.parsed["sender"])
    return ""
