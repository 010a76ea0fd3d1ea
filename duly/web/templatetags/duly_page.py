"""Filters for pages: words of the glossary, instants in UTC, sizes, and how urgent a date is."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django import template
from django.utils.translation import gettext as _

from duly.web import act_words
from duly.web.words import Label, word

register = template.Library()


@register.filter(name="word")
def word_filter(value: str, kind: str = "") -> Label:
    """`{{ case.state|word:"State" }}`: what a page calls this word."""
    return word(value, kind)


@register.filter
def to_do(act: str) -> Label:
    """An act as a button says it; also what the machine tries that is no act."""
    return act_words.to_do(act)


@register.filter
def done(act: str) -> Label:
    """An act as the journal says it."""
    return act_words.done(act)


@register.filter
def slug(act: str) -> str:
    """An act as an address says it."""
    return str(act).replace("_", "-")


@register.filter
def instant(value: datetime | str | None) -> str:
    """`24 Nov 2026, 06:19 UTC`; an empty value gives an empty text."""
    if not value:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    moment = moment.astimezone(UTC)
    months = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return f"{moment.day} {months[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


@register.filter
def machine_time(value: datetime | str | None) -> str:
    """For the `datetime` attribute of `<time>`: RFC 3339 in UTC."""
    if not value:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def fact(value: bool) -> str:
    """A yes or a no."""
    return _("Yes") if value else _("No")


@register.filter
def in_order(words: Iterable[str]) -> list[str]:
    """A set of words as a list that is the same on every page."""
    return sorted(words)


@register.filter
def notice_state(state: str) -> str:
    """Where a notice to a user stands."""
    return {
        "waiting": _("Waits"),
        "to_confirm": _("A person must confirm that no renewal came"),
        "confirmed": _("Confirmed; goes out by itself"),
        "sent": _("Sent"),
        "by_hand": _("Written; no address is known, so a person hands it over"),
        "ask_counsel": _("Ask counsel first"),
        "barred": _("The authority informs the user, not we"),
    }.get(state, state)
