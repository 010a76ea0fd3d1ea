"""The directory of agencies and officers, for whoever keeps it: nothing here is ever taken from a demand."""

import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duly.law.vocabulary import Authority
from duly.lib.clock import now
from duly.requesters import directory
from duly.requesters.reading import agencies, altered_entries, seen
from duly.web.doors import actor_of, for_directory
from duly.web.forms.base import DulyForm, Sheet
from duly.web.forms.papers import AgencyForm, OfficerEntryForm, PinForm
from duly.web.refusals import REFUSALS, words_of


@for_directory
@require_safe
def directory_page(request: HttpRequest) -> HttpResponse:
    """Every agency with its officers."""
    return render(request, "directory/list.html", {"agencies": agencies(), "alarms": altered_entries()})


def _page(
    request: HttpRequest,
    form: type[DulyForm],
    do: Callable[[dict[str, Any]], HttpResponse],
    *,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form of the directory, check it, do the act; a no is shown at the top."""
    sheet = Sheet(form(request.POST if request.method == "POST" else None))
    if request.method == "POST" and sheet.is_valid():
        try:
            return do(sheet.form.cleaned_data)
        except REFUSALS as error:
            sheet.refuse(words_of(error, actor_of(request)))
    shown = {**context, "sheet": sheet, "form": sheet.form, "faults": sheet.faults()}
    return render(request, template, shown, status=422 if sheet.faults() else 200)


@for_directory
def add_agency(request: HttpRequest) -> HttpResponse:
    """Enrol an agency."""

    def do(data: dict[str, Any]) -> HttpResponse:
        plain = {**data, "authority": Authority(data["authority"])}
        directory.add_agency(**plain, by=actor_of(request), at=now())
        messages.success(request, _("The agency is in the directory."))
        return redirect("directory")

    return _page(request, AgencyForm, do, template="directory/agency.html", context={})


def _agency(agency: uuid.UUID) -> Any:
    try:
        return directory.find_agency(str(agency))
    except directory.NoSuchEntry:
        raise Http404 from None


def _officer(officer: uuid.UUID) -> Any:
    try:
        return directory.find_officer(str(officer))
    except directory.NoSuchEntry:
        raise Http404 from None


@for_directory
def add_officer(request: HttpRequest, agency: uuid.UUID) -> HttpResponse:
    """Enrol an officer; her first password is made here and shown once."""
    found = _agency(agency)

    def do(data: dict[str, Any]) -> HttpResponse:
        password = secrets.token_urlsafe(15)
        officer = directory.add_officer(found, **data, password=password, by=actor_of(request), at=now())
        shown = {"officer": seen(officer), "what": _("First password"), "secret": password}
        return render(request, "directory/secret.html", shown)

    return _page(request, OfficerEntryForm, do, template="directory/officer.html", context={"agency": str(found)})


@for_directory
def pin_key(request: HttpRequest, officer: uuid.UUID) -> HttpResponse:
    """Pin the key to which the packages of this officer are locked."""
    found = _officer(officer)

    def do(data: dict[str, Any]) -> HttpResponse:
        mark = directory.pin(found, data["recipient"], provenance=data["provenance"], by=actor_of(request), at=now())
        messages.success(
            request, _("The key is pinned. Read its fingerprint out on the telephone: %(mark)s") % {"mark": mark}
        )
        return redirect("directory")

    return _page(request, PinForm, do, template="directory/pin.html", context={"officer": seen(found)})


@for_directory
def revoke(request: HttpRequest, officer: uuid.UUID) -> HttpResponse:
    """Take an officer out, after a page that says what follows."""
    found = _officer(officer)

    def do(data: dict[str, Any]) -> HttpResponse:
        directory.revoke(found, by=actor_of(request), at=now())
        messages.success(request, _("The officer was revoked: no sign-in, no token, no package any more."))
        return redirect("directory")

    return _page(request, DulyForm, do, template="directory/revoke.html", context={"officer": seen(found)})


@for_directory
@require_POST
def give_token(request: HttpRequest, officer: uuid.UUID) -> HttpResponse:
    """A new token for the API, shown once; the one before it is void."""
    found = _officer(officer)
    try:
        token = directory.issue_token(found, by=actor_of(request), at=now())
    except REFUSALS as error:
        messages.error(request, str(words_of(error, actor_of(request))))
        return redirect("directory")
    return render(request, "directory/secret.html", {"officer": seen(found), "what": _("API token"), "secret": token})
