"""What browsers send and show, for tests of pages."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from duly.cases.models import Case

SignIn = Callable[[str], Client]
"""`sign_in("rosa")`: a browser in which Rosa is signed in."""
EVERYBODY = ("ines", "rosa", "arno", "leo", "nora", "vera", "adam", "okafor")
CASE_WORKERS = EVERYBODY[:6]


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def words(answer: Any) -> str:
    """The page as text."""
    return re.sub(r"\s+", " ", answer.content.decode())


def rows(prefix: str, *typed: dict[str, Any], known: int = 0) -> dict[str, Any]:
    """What a browser sends of a set of rows."""
    sent: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(typed), f"{prefix}-INITIAL_FORMS": known}
    for number, row in enumerate(typed):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


PAPER_SAYS = {
    "instrument": "subpoena",
    "reference": "GJ-1",
    "authority": "prosecutor",
    "authority_name": "Prosecutor of Westmark",
    "issuing_state": "us",
    "signed": "on",
    "issued_on": "2026-11-01",
    "language": "en",
    "offence": "card fraud",
    "offence_kind": "ordinary",
    "criminal_investigation": "on",
    "threshold": "not_stated",
    "behind": "none",
    "danger": "none",
}
MARA = {"identifier_kind": "email", "identifier": "Mara@Birch.example", "categories": ["subscriber"]}


def sheet(*items: dict[str, Any], **changes: str) -> dict[str, Any]:
    """The whole sheet of facts, as a browser sends it."""
    return {
        **PAPER_SAYS,
        **rows("items", *(items or (MARA,))),
        **rows("secrecy"),
        "because": "read off the paper",
        **changes,
    }


def as_shown(page: Any) -> dict[str, Any]:
    """What a browser would send if nothing was touched."""
    shown = page.context["sheet"]
    forms = [shown.form, *(one for kind in shown.sets.values() for one in (kind.management_form, *kind.forms))]
    sent = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False and value != "":
                sent[field.html_name] = "on" if value is True else value
    return sent


def faults(answer: Any) -> list[str]:
    """The error summary."""
    return [fault.words for fault in answer.context["faults"]] if answer.context else []
