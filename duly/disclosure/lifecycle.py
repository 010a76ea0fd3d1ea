"""The small machine of a package: built, ready, then fetched once or expired; and the one function that moves it."""

from duly.disclosure.models import Disclosure, DisclosureState

D = DisclosureState
LIFE: dict[DisclosureState, frozenset[DisclosureState]] = {
    D.BUILT: frozenset({D.READY, D.EXPIRED}),  # expired unreleased: its case was narrowed or withdrawn after packing
    D.READY: frozenset({D.FETCHED, D.EXPIRED}),
    D.FETCHED: frozenset(),
    D.EXPIRED: frozenset(),
}


class NotThere(LookupError):
    """There is no package to be had: none was released, it was fetched already, or its time is over."""


def move(package: Disclosure, to: DisclosureState) -> None:
    """Move a package and save it. Raises NotThere where the table has no such step."""
    here = DisclosureState(package.state)
    if to not in LIFE[here]:
        raise NotThere(
            f"A package that is “{here}” cannot become “{to}”. A fetched or expired one has to be made anew."
        )
    package.state = to
    package.save()
