"""Demands: lodge one, follow it, fetch its answer once."""

import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from duly.api.v1.bodies import Read, Received, Standing, read_submission, schema
from duly.api.v1.problems import Fault, Problem, Refused
from duly.api.v1.standing import standing_of
from duly.api.v1.tokens import actor_of, officer_of
from duly.cases.lifecycle import State
from duly.cases.queries import Case, NoSuchCase, case_for, visible_to
from duly.disclosure.deliver import fetch
from duly.disclosure.receipt import requester_receipt
from duly.intake.acknowledge import acknowledgement_of
from duly.intake.duplicates import AlreadyReceived
from duly.intake.receive import Unreceivable, receive
from duly.intake.register import Unregistrable, register
from duly.law.codec import facts_from_json
from duly.law.facts_faults import FactsError
from duly.lib import clock
from duly.lib.vault import VaultError
from duly.requesters.verification import Evidence, Factor
from duly.review.authenticate import record_evidence
from duly.staff.actors import MACHINE

router = Router(tags=["demands"])
BECAUSE = "lodged through the API with the officer's token"
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,20}")
_ERRORS = {401: Problem, 404: Problem}


@router.post(
    "/demands",
    response={201: Received, 200: Received, 202: Received, 401: Problem, 413: Problem, 422: Problem},
    openapi_extra=schema(),
    summary="Lodge a demand",
)
def lodge(request: HttpRequest, response: HttpResponse) -> Status[Received]:
    """The paper is put on the register and acknowledged first, then the facts are read.

    201: received and registered. 202: the paper is received, which starts its clocks, but the facts cannot be used;
    `faults` says why: mend them and send the same paper again, or leave it to the provider to read the paper. 200: this
    paper was received from you before; nothing was added. 422 and 413: nothing was kept.
    """
    read, at = read_submission(request), clock.now()
    case, status = _received(request, read, at)
    response["Location"] = f"{request.path}/{case.reference}"
    response["Cache-Control"] = "no-store"
    faults: list[Fault] = []
    if case.state == State.RECEIVED:
        faults = _registered(request, case, read, at)
        status = 202 if faults else status
    digest = sha256(read.paper.data).hexdigest()
    answer = Received(
        reference=case.reference,
        status=standing_of(case, at).status,
        received_at=case.opened_at,
        sha256=digest,
        acknowledgement=acknowledgement_of(case) or "",
        faults=faults,
    )
    return Status(status, answer)


def _received(request: HttpRequest, read: Read, at: datetime) -> tuple[Case, int]:
    """The case of this paper: a new one, or the officer's own from before. Of anybody else's she learns nothing."""
    officer = officer_of(request)
    try:
        return receive(
            read.paper, officer=officer, reply_to=officer.mail, by=actor_of(request), at=at, because=BECAUSE
        ), 201
    except AlreadyReceived as known:
        if visible_to(actor_of(request)).filter(pk=known.case.pk).exists():
            return known.case, 200
        raise _through_another_door() from None
    except Unreceivable:
        raise _through_another_door() from None


def _through_another_door() -> Refused:
    return Refused(
        422,
        "Nothing received",
        "This paper cannot be taken through this door. Nothing was kept.",
        f"Send it, with your file number, to {settings.DULY.provider.mail}, or lodge it in the portal.",
    )


def _registered(request: HttpRequest, case: Case, read: Read, at: datetime) -> list[Fault]:
    """Register what the paper asks for; returns the faults of the facts, and then the paper waits for a person."""
    try:
        facts = facts_from_json(read.facts)
        register(case, facts, officer=officer_of(request), by=actor_of(request), at=at, because=BECAUSE)
    except FactsError as error:
        return [Fault(where=f"facts.{fault.where}", what=fault.what, do=fault.do) for fault in error.problems]
    except Unregistrable as error:
        return [Fault(where="facts.items", what=str(error), do="mend these items and send the same paper again")]
    # What the token itself proves is kept at once; it is never enough alone.
    token = Evidence(factor=Factor.API_TOKEN, holds=True, words="Lodged with the officer's token of the API.", at=at)
    record_evidence(case, [token], by=MACHINE, at=at, because=BECAUSE)
    return []


@router.get("/demands", response={200: list[Standing], 401: Problem}, summary="List your demands")
def list_demands(request: HttpRequest, response: HttpResponse) -> list[Standing]:
    """Your own demands, the last first."""
    response["Cache-Control"] = "no-store"
    at = clock.now()
    return [standing_of(case, at) for case in visible_to(actor_of(request)).order_by("-opened_at")]


@router.get("/demands/{reference}", response={200: Standing, **_ERRORS}, summary="Follow a demand")
def show(request: HttpRequest, response: HttpResponse, reference: str) -> Standing:
    """How far it is. A demand that is not yours is told apart from one that does not exist by nobody."""
    response["Cache-Control"] = "no-store"
    return standing_of(_own(request, reference), clock.now())


def _own(request: HttpRequest, reference: str) -> Case:
    """The officer's own case. What cannot be a number of ours never reaches the database."""
    if not _REFERENCE.fullmatch(reference):
        raise NoSuchCase("This is no number of ours.")
    return case_for(actor_of(request), reference)


@router.post(
    "/demands/{reference}/package",
    response={200: None, 409: Problem, **_ERRORS},
    summary="Fetch the answer, once",
    openapi_extra={
        "responses": {
            200: {
                "description": "The package, locked to your age key. `Duly-Envelope` is its signed envelope in base64.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def fetch_package(request: HttpRequest, reference: str) -> HttpResponse:
    """The package is handed out once, then it is gone here. Keep the file; `duly open PACKAGE --key FILE` opens it."""
    case = _own(request, reference)
    name, locked, envelope = fetch(case, by=actor_of(request), at=clock.now(), because="fetched through the API")
    answer = HttpResponse(locked, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Duly-Envelope"] = b64encode(envelope).decode()
    answer["Cache-Control"] = "no-store"
    return answer


@router.get(
    "/demands/{reference}/receipt",
    response={200: None, **_ERRORS},
    summary="Fetch your receipt",
    openapi_extra={
        "responses": {
            200: {
                "description": "The receipt, JSON in its one spelling: keep it byte for byte.",
                "content": {"application/json": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def fetch_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Shows whether your demand is logged, and counted where it belongs: `verify.py receipt FILE REPORT`.

    It opens your own case and no other. It can be fetched again at any time: first it is about the opening of the case,
    later about its closing, and it holds its own proof once its period is logged.
    """
    case = _own(request, reference)
    try:
        made = requester_receipt(case)
    except VaultError:
        made = None  # its key is gone: what the officer holds still verifies, and nobody can make it again
    if made is None:
        raise NoSuchCase("It was erased, or came before this instance kept a log.")
    answer = HttpResponse(made, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.receipt.json"'
    answer["Cache-Control"] = "no-store"
    return answer
