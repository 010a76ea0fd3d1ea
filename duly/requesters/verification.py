"""What proves that an officer is who they say: independent factors, counted by risk; a channel alone proves nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Factor(StrEnum):
    """A kind of evidence, from weak to strong (verification ladder)."""

    MAIL_DOMAIN = "mail_domain"
    PORTAL_ACCOUNT = "portal_account"
    API_TOKEN = "api_token"  # noqa: S105  the name of a factor, not a token
    DIRECTORY_OFFICER = "directory_officer"
    SUPERVISOR_CONFIRMATION = "supervisor_confirmation"
    CALL_BACK = "call_back"
    QUALIFIED_SIGNATURE = "qualified_signature"
    OFFICIAL_CHANNEL = "official_channel"


class Source(StrEnum):
    """Where a factor comes from. Two factors of one source count once: they fall together."""

    THE_MESSAGE = "the_message"
    AN_ACCOUNT = "an_account"
    OUR_DIRECTORY = "our_directory"
    A_SECOND_CHANNEL = "a_second_channel"
    A_SIGNATURE = "a_signature"


SOURCE_OF = {
    Factor.MAIL_DOMAIN: Source.THE_MESSAGE,
    Factor.PORTAL_ACCOUNT: Source.AN_ACCOUNT,
    Factor.API_TOKEN: Source.AN_ACCOUNT,
    Factor.DIRECTORY_OFFICER: Source.OUR_DIRECTORY,
    Factor.SUPERVISOR_CONFIRMATION: Source.A_SECOND_CHANNEL,
    Factor.CALL_BACK: Source.A_SECOND_CHANNEL,
    Factor.QUALIFIED_SIGNATURE: Source.A_SIGNATURE,
    Factor.OFFICIAL_CHANNEL: Source.A_SECOND_CHANNEL,
}

_STRONG = frozenset({Source.A_SECOND_CHANNEL, Source.A_SIGNATURE})
VALID_FOR = timedelta(days=30)
"""A finding older than this proves nothing any more."""


class Risk(StrEnum):
    """How much depends on the requester being real."""

    ORDINARY = "ordinary"
    HIGH = "high"
    """Content, an emergency, or a case that the rights gate holds."""


NEEDED = {Risk.ORDINARY: 2, Risk.HIGH: 2}
"""Independent sources needed; at high risk one of them must be a second channel or a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One finding: what was looked at, what it showed, when. Never a bare yes."""

    factor: Factor
    holds: bool
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the evidence is enough, and if not, what is missing, in words."""

    proven: bool
    missing: str


def weigh(evidence: Iterable[Evidence], *, risk: Risk, at: datetime) -> Verdict:
    """Count the independent sources that hold at `at`.

    A factor that was looked at again counts as its last finding; a failed finding is never outvoted by an older good
    one, nor by one of the same instant.
    """
    last: dict[Factor, Evidence] = {}
    for finding in sorted(evidence, key=lambda found: (found.at, not found.holds)):
        last[finding.factor] = finding
    failed = sorted(finding.factor for finding in last.values() if not finding.holds)
    if failed:
        return Verdict(False, f"These checks failed: {', '.join(failed)}. Clear each of them, or refuse the requester.")
    sources = {SOURCE_OF[f.factor] for f in last.values() if timedelta(0) <= at - f.at <= VALID_FOR}
    short = NEEDED[risk] - len(sources)
    if short > 0:
        return Verdict(
            False,
            f"{len(sources)} independent source(s) prove the requester; {NEEDED[risk]} are needed. "
            "Call back on the number in the directory, never on one from the message.",
        )
    if risk is Risk.HIGH and not sources & _STRONG:
        return Verdict(
            False, "At high risk a call-back, an official channel or a valid signature must be among the evidence."
        )
    return Verdict(True, "")
