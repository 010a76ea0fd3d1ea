"""Pages of the acts after approval: collect, inspect, package, release, close; mostly the machine does them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import Act
from duly.cases.reading import Case
from duly.collection.collect import collect
from duly.collection.examine import examine
from duly.collection.reading import collections_of
from duly.disclosure.close import close
from duly.disclosure.deliver import disclose, fetch, report_no_data
from duly.disclosure.pack import pack
from duly.disclosure.reading import packages_of
from duly.review.reading import decision_of
from duly.review.reopen import reopen
from duly.staff.actors import Actor
from duly.web.desk.act_page import ActPage
from duly.web.downloads import download
from duly.web.forms.base import Sheet


class _AfterApproval(ActPage):
    template_name = "desk/release.html"

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {"decision": decision_of(case), "collections": collections_of(case), "packages": packages_of(case)}


class Collect(_AfterApproval):
    """Ask the stores for what was granted."""

    act = Act.COLLECT
    intro = _("The store is asked for exactly what was granted and approved, and for nothing else.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        collect(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Inspect(_AfterApproval):
    """Check every row against the grants."""

    act = Act.INSPECT
    intro = _("Every collected row is checked again against the grants. Anything beyond them stops the case.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        examine(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Package(_AfterApproval):
    """Build the locked package."""

    act = Act.PACKAGE
    intro = _("The rows are packed, signed, and locked to the key that is pinned for the officer.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        pack(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class ReportNoData(_AfterApproval):
    """Answer that nothing is held."""

    act = Act.REPORT_NO_DATA
    intro = _("The letter is the same for an unknown identifier and for one under which nothing granted is held.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        report_no_data(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Disclose(_AfterApproval):
    """Let the package go."""

    act = Act.DISCLOSE
    intro = _("The approval is checked once more. After this the officer can download the package once.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        disclose(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Fetch(_AfterApproval):
    """Take the package to hand it over another way."""

    act = Act.FETCH
    intro = _(
        "The package can be fetched once. If you take it, the officer cannot download it any more: "
        "hand it over yourself."
    )

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> HttpResponse:
        name, data, _envelope = fetch(case, by=by, at=at, because=sheet.form.cleaned_data["because"])
        return download(name, data)


class Reopen(_AfterApproval):
    """The package never reached the officer."""

    act = Act.REOPEN
    danger = True
    intro = _(
        "Only if the package never reached the officer. It can be fetched no more, "
        "and the case is judged and decided anew."
    )

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        reopen(case, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Close(ActPage):
    """The outcome is final."""

    act = Act.CLOSE
    intro = _("The outcome is final and is counted in the period of today. Notices that wait keep their own clocks.")

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        close(case, by=by, at=at, because=sheet.form.cleaned_data["because"])
