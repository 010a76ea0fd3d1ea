"""Whose order it really is: the body that issued it, or the higher one that validated it."""

from duly.law.facts import DemandFacts
from duly.law.vocabulary import Authority

COURTS = frozenset({Authority.COURT, Authority.JUDGE, Authority.INVESTIGATING_JUDGE})
JUDICIAL = COURTS | {Authority.PROSECUTOR}


def _rank(authority: Authority) -> int:
    return 2 if authority in COURTS else 1 if authority is Authority.PROSECUTOR else 0


def effective_authority(facts: DemandFacts) -> Authority:
    """The authority whose competence counts (Reg. (EU) 2023/1543 art. 4; house policy § 1).

    A validation lifts an order to the validator; it never lowers one: a judge's order that a prosecutor also stamped
    stays a judge's, and police who "validate" police stay police.
    """
    validator = facts.validated_by
    if validator is not None and _rank(validator) > _rank(facts.authority):
        return validator
    return facts.authority
