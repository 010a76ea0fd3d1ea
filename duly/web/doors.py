"""Who may pass a door: signed in, in the right role; and the one way from an address to a case."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found

from duly.cases.queries import NoSuchCase, case_for
from duly.cases.reading import Case
from duly.lib.vault import VaultError
from duly.staff.actors import CASE_ROLES, Actor, Role
from duly.web.refusals import REFUSALS, words_of

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """The person behind the session, as acts see her; behind a door only."""
    return cast(Actor, request.user.actor())  # type: ignore[union-attr]


def _door(roles: frozenset[Role]) -> Callable[[View], View]:
    def wrap(page: View) -> View:
        @wraps(page)
        @never_cache
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                allowed = actor_of(request).has(*roles)
            except VaultError:
                allowed = False  # the account was changed past Duly, so it opens nothing
            if not allowed:
                return render(request, "403.html", status=403)
            try:
                return page(request, *args, **kwargs)
            except Http404 as nothing:
                # Answered here, so that this page too is kept in no cache.
                return page_not_found(request, nothing)
            except REFUSALS as error:
                # The last net: a page that foresaw this shows it where it belongs.
                words = words_of(error, actor_of(request))
                return render(request, "refused.html", {"words": words}, status=409)

        return enter

    return wrap


for_desk = _door(CASE_ROLES)
"""Staff who work on cases."""
for_intake = _door(frozenset({Role.INTAKE}))
"""Who enters paper."""
for_officers = _door(frozenset({Role.OFFICER}))
"""Officers of agencies, with an account in the portal."""
for_directory = _door(frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}))
"""Who keeps the directory of agencies and officers."""


def case_or_404(request: HttpRequest, reference: str) -> Case:
    """The case, if this person may see it. A sealed case and an absent one give the same page, byte for byte."""
    try:
        return case_for(actor_of(request), reference)
    except NoSuchCase:
        raise Http404 from None
