"""The words of the letters that review sends; facts in, text out. Nothing in them says whether an account exists."""

from collections.abc import Sequence
from dataclasses import dataclass

from duly.cases.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One line of a letter: what it is about, and what we say to it."""

    about: str
    words: str


_RESERVE = "This letter accepts no service and waives no right or defence.\n"


def _lines(points: Sequence[Point]) -> str:
    return "".join(f"  · {point.about}: {point.words}\n" for point in points)


def _opening(case: Case) -> str:
    facts = case.facts
    return f"Your reference: {facts.reference}\nOur number: {case.reference}\n\nTo {facts.authority_name}\n\n"


def questions(case: Case, points: Sequence[Point]) -> str:
    """What we ask back."""
    return (
        _opening(case)
        + "We have read your demand and need the following before we can answer it:\n\n"
        + _lines(points)
        + "\nPlease answer in writing and give our number. Any date that binds us by law goes on running unless the "
        "law says otherwise; where you agree to another date, please say so.\n\n" + _RESERVE
    )


def refusal(case: Case, points: Sequence[Point]) -> str:
    """Why we do not disclose."""
    return (
        _opening(case)
        + "We do not disclose data on this request. The reasons, item by item:\n\n"
        + _lines(points)
        + "\nThe refusal was made without looking up any account, and says nothing about whether one exists. You may "
        "send a new demand that meets these points, or use the treaty route through our State's central authority.\n\n"
        + _RESERVE
    )


def challenge(case: Case, ground: str, not_reached: Sequence[Point]) -> str:
    """That we contest an order before its court or authority, and what it does not reach."""
    beyond = f"The order does not reach the following:\n\n{_lines(not_reached)}\n" if not_reached else ""
    return (
        _opening(case)
        + "We contest this order formally, within its time limit, on the following ground:\n\n"
        + f"  {ground}\n\n"
        + beyond
        + "Until the competent court or authority has ruled we disclose nothing under it, unless the law obliges us "
        "to. We keep what is needed so that nothing is lost.\n\n" + _RESERVE
    )


def withdrawal(case: Case) -> str:
    """That a withdrawn demand is closed."""
    return (
        f"Our number: {case.reference}\n\n"
        "The demand was withdrawn. We closed it and disclosed nothing under it after the withdrawal.\n"
    )


def no_data(case: Case) -> str:
    """Neutral for an unknown account and for an empty one."""
    return (
        _opening(case)
        + "We hold no data that answers your demand for the identifiers and the period it names. This answer is the "
        "same for an identifier that is unknown to us and for one under which nothing of what was granted is held.\n"
    )


def package_ready(case: Case, days: int) -> str:
    """That the package waits; nothing about what is in it."""
    return (
        f"Our number: {case.reference}\n\n"
        f"The answer to your demand is ready. Sign in to the portal and download it once, within {days} days. "
        "It opens only with the age key that is pinned for you in our directory:\n\n"
        "  duly open PACKAGE --key FILE      or      age --decrypt -i FILE PACKAGE\n"
    )
