"""What travels: the shape of a submission and of the answers, and the strict reading of the former."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from duly.api.v1.problems import Fault, Refused
from duly.intake.receive import Paper
from duly.law.facts import DemandFacts

MOST_BODY = 25 * 1024 * 1024
"""Bytes of a whole call; base64 makes a paper a third longer, so a paper has at most about 18 MiB here."""
_NAME = 200


class PaperBody(Schema):
    """The paper as served."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field(min_length=1, max_length=_NAME, description="File name.", examples=["subpoena.pdf"])
    media_type: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*$", max_length=_NAME, examples=["application/pdf"]
    )
    base64: str = Field(min_length=1, description="The bytes, in standard base64 (RFC 4648, section 4).")


class Submission(Schema):
    """A demand: the paper, and what it asks for."""

    model_config = ConfigDict(extra="forbid", strict=True)
    paper: PaperBody
    facts: dict[str, Any] = Field(description="What the paper asks for; the fields are under `DemandFacts`.")


class Received(Schema):
    """The acknowledgement. It accepts no service and waives nothing."""

    reference: str = Field(description="Our number; give it whenever you write.")
    status: str
    received_at: datetime
    sha256: str = Field(description="SHA-256 (hex) of the bytes that were received.")
    acknowledgement: str = Field(
        description="Our signed word, a signed note, that the demand will be in the public log by the date in it. "
        "Keep it byte for byte."
    )
    faults: list[Fault] = Field(default=[], description="With 202: why the facts could not be used.")


class Standing(Schema):
    """How far a demand is, in neutral words."""

    reference: str
    status: str = Field(
        description="`received`, `in_review`, `question_asked`, `ready`, `answered`, `withdrawn` or `closed`."
    )
    received_at: datetime
    package_until: datetime | None = Field(
        None, description="With `ready`: until when the package can be fetched, once."
    )


@dataclass(frozen=True, slots=True)
class Read:
    """A submission that can be received; its facts are still to be judged."""

    paper: Paper
    facts: str
    """JSON text, as the codec reads it."""


def read_submission(request: HttpRequest) -> Read:
    """Read the body strictly. Raises Refused for a body without a usable paper: then nothing can be kept."""
    try:
        raw = json.loads(request.body, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except RequestDataTooBig:
        raise _too_big() from None
    except (ValueError, RecursionError):
        raise _unreadable(
            [Fault(where="body", what="this is not strict JSON in UTF-8", do="mend it; no key twice")]
        ) from None
    try:
        body = Submission.model_validate(raw)
        data = base64.b64decode(body.paper.base64, validate=True)
    except ValidationError as error:
        raise _unreadable([_fault(detail) for detail in error.errors(include_url=False, include_input=False)]) from None
    except binascii.Error:
        fault = Fault(
            where="paper.base64", what="this is not standard base64", do="encode the file as RFC 4648, section 4 says"
        )
        raise _unreadable([fault]) from None
    paper = Paper(data=data, name=body.paper.name, media_type=body.paper.media_type, channel="api")
    return Read(paper, json.dumps(body.facts))


def schema() -> dict[str, Any]:
    """The request body for OpenAPI, with the facts as the law part reads them."""
    form = Submission.model_json_schema(ref_template="#/components/schemas/{model}")
    paper = PaperBody.model_json_schema()
    facts = TypeAdapter(DemandFacts).json_schema()
    definitions = facts.pop("$defs", {})
    del form["$defs"]
    form["properties"]["paper"], form["properties"]["facts"] = paper, _inlined(facts, definitions)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": form}}}}


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """OpenAPI resolves references from its own root: so the few words of the law part stand where they are used."""
    if isinstance(node, list):
        return [_inlined(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in node.items()}


def _fault(detail: Any) -> Fault:
    where = ".".join(str(part) for part in detail["loc"]) or "body"
    unknown = detail["type"] == "extra_forbidden"
    return Fault(
        where=where,
        what="nobody knows this field" if unknown else detail["msg"],
        do="remove it" if unknown else "mend it",
    )


def _unreadable(faults: list[Fault]) -> Refused:
    detail = "There is no paper in this call that could be received. Nothing was kept."
    return Refused(422, "Nothing received", detail, "Mend the faults and send it again.", faults)


def _too_big() -> Refused:
    detail = f"A call may have {MOST_BODY:,} bytes, and this one has more. Nothing was kept."
    return Refused(413, "Too large", detail, "Send a smaller file, or lodge it in the portal or by post.")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
