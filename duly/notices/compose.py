"""The words of a notice: who asked, under what, what was given, what the user can do; plain, and nothing more."""

from collections.abc import Sequence

from duly.law.vocabulary import Category, Instrument

_DATA = {
    Category.SUBSCRIBER: "account information (such as your name, addresses and registration)",
    Category.TRAFFIC: "records of use (such as sign-ins, addresses and times)",
    Category.CONTENT: "content (what you wrote or stored)",
}


def compose(
    *,
    provider: str,
    reference: str,
    instrument: Instrument,
    authority: str,
    identifier: str,
    given: Sequence[Category],
    delayed: bool,
) -> tuple[str, str]:
    """Subject and body. `given` is empty where nothing was held or granted for this account."""
    data = "\n".join(f"  · {_DATA[category]}" for category in given) or "  · nothing"
    late = "We were forbidden by law to tell you earlier; that has ended.\n\n" if delayed else ""
    body = (
        f"To the holder of {identifier}\n\n"
        f"An authority asked {provider} for data of your account, and we want you to know.\n\n"
        f"Who asked: {authority}\n"
        f"Under what: {instrument.replace('_', ' ')}\n"
        f"What we gave:\n{data}\n\n"
        f"{late}"
        "You may ask the authority, or a lawyer, what this means for you, and whether you can object. "
        f"We cannot give legal advice. If you write to us about this, please give the number {reference}.\n\n"
        "We will never ask you for a password, and this letter asks you to follow no link.\n"
    )
    return f"A demand for data of your account ({reference})", body
