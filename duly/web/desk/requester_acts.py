"""Pages of the acts about the paper and who sent it: register, record evidence, confirm the requester."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from duly.cases.lifecycle import Act
from duly.cases.reading import Case, facts_of
from duly.intake.register import register
from duly.requesters.directory import find_officer
from duly.requesters.reading import agencies, seen
from duly.requesters.verification import Evidence, Factor
from duly.review.authenticate import authenticate, record_evidence, verdict_of
from duly.review.reading import findings_of
from duly.staff.actors import Actor
from duly.web.desk.act_page import ActPage
from duly.web.forms.acts import Evidences, FirstEvidence, OfficerForm
from duly.web.forms.base import BecauseForm, Sheet
from duly.web.forms.facts import DeskFactsForm, FactsSheet
from duly.web.forms.rows import Set, kept


def _officer_choices() -> list[tuple[str, str]]:
    known = [officer for agency in agencies() for officer in agency.officers if officer.revoked_at is None]
    return [(str(officer.id), f"{officer.name}, {officer.agency}") for officer in known]


class RegisterForm(DeskFactsForm, OfficerForm):
    """The facts, and which officer of the directory sent them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, officers=_officer_choices(), **kwargs)
        self.fields["because"] = self.fields.pop("because")


class Register(ActPage):
    """What the paper asks for."""

    act = Act.REGISTER
    template_name = "desk/register.html"

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return FactsSheet(data, known=facts_of(case), form=RegisterForm)

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        chosen = sheet.form.cleaned_data["officer"]
        register(
            case,
            cast(FactsSheet, sheet).facts(),
            officer=find_officer(chosen) if chosen else None,
            by=by,
            at=at,
            because=sheet.form.cleaned_data["because"],
        )


def _evidence(rows: Set, at: datetime) -> Sequence[Evidence]:
    return [
        Evidence(
            factor=Factor(row.cleaned_data["factor"]),
            holds=row.cleaned_data["holds"] == "yes",
            words=row.cleaned_data["words"],
            at=at,
        )
        for row in kept(rows)
    ]


class _EvidencePage(ActPage):
    template_name = "desk/evidence.html"

    def context(self, request: HttpRequest, case: Case, at: datetime) -> dict[str, Any]:
        return {
            "findings": findings_of(case),
            "verdict": verdict_of(case, at=at),
            "officer": seen(case.officer) if case.officer else None,
        }


class RecordEvidence(_EvidencePage):
    """One more finding, not yet a verdict."""

    act = Act.RECORD_EVIDENCE
    intro = _(
        "A finding that failed belongs here too: it stays on record, "
        "and must be cleared before the requester is proven."
    )

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        return Sheet(BecauseForm(data), {"evidence": FirstEvidence(data, prefix="evidence")})

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        found = _evidence(sheet.sets["evidence"], at)
        record_evidence(case, found, by=by, at=at, because=sheet.form.cleaned_data["because"])


class Authenticate(_EvidencePage):
    """Weigh the evidence."""

    act = Act.AUTHENTICATE
    intro = _(
        "Two independent sources must agree; a channel alone never proves a person. "
        "Call back on the directory's number."
    )

    def sheet(self, request: HttpRequest, case: Case, data: QueryDict | None) -> Sheet:
        initial = {"officer": str(case.officer.pk) if case.officer else ""}
        form = OfficerForm(data, officers=_officer_choices(), initial=initial)
        return Sheet(form, {"evidence": Evidences(data, prefix="evidence")})

    def do(self, case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
        chosen = sheet.form.cleaned_data["officer"]
        authenticate(
            case,
            evidence=_evidence(sheet.sets["evidence"], at),
            officer=find_officer(chosen) if chosen else None,
            by=by,
            at=at,
            because=sheet.form.cleaned_data["because"],
        )
