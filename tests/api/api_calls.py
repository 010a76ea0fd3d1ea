"""What the API's tests share: Officer Okafor's token, a sound submission, and a client that speaks JSON."""

import base64
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import Client

from duly.law.codec import facts_to_json
from duly.law.facts import DemandFacts
from tests.cast import facts

Call = Callable[..., HttpResponse]
PAPER = b"%PDF-1.7 subpoena of the Prosecutor of Westmark"


def call_as_a_program() -> Call:
    """Calls as a program does: no cookie, no CSRF token, and CSRF checks switched on."""
    client = Client(enforce_csrf_checks=True)

    def speak(method: str, path: str, token: str | None = None, body: object = None, **headers: str) -> HttpResponse:
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return client.generic(method, f"/api/v1{path}", data, content_type="application/json", headers=headers)

    return speak


def submission(data: bytes = PAPER, asked: DemandFacts | None = None, **facts_instead: Any) -> dict[str, Any]:
    """A sound body; keywords replace single fields of the facts."""
    sheet = json.loads(facts_to_json(asked or facts()))
    paper = {"name": "subpoena.pdf", "media_type": "application/pdf", "base64": base64.b64encode(data).decode()}
    return {"paper": paper, "facts": {**sheet, **facts_instead}}
