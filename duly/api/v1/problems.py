"""Errors as problem JSON (RFC 9457): what happened, where, and what to do; never what we hold or what was sent."""

import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from duly.cases.lifecycle import NotNow
from duly.cases.permissions import NotYours
from duly.cases.queries import NoSuchCase
from duly.disclosure.deliver import NotThere

TYPE = "application/problem+json"


class Fault(Schema):
    """One fault of what was sent."""

    where: str
    """Path in the body, e.g. `facts.items[0].start`."""
    what: str
    do: str


class Problem(Schema):
    """An error, RFC 9457 with `do` and `faults` beside the standard members."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    do: str
    faults: list[Fault] = Field(default=[])


class Refused(Exception):
    """This call ends with a problem; nothing was kept."""

    def __init__(self, status: int, title: str, detail: str, do: str, faults: Sequence[Fault] = ()) -> None:
        self.problem = Problem(title=title, status=status, detail=detail, do=do, faults=list(faults))
        super().__init__(detail)


def response_of(problem: Problem) -> HttpResponse:
    """The problem as it travels; nobody may keep a copy on the way."""
    body = json.dumps(problem.model_dump(), ensure_ascii=False)
    answer = HttpResponse(body, content_type=TYPE, status=problem.status)
    answer["Cache-Control"] = "no-store"
    return answer


NOT_FOUND = Problem(
    title="Not found",
    status=404,
    detail="There is no such demand of yours.",
    do="Check the reference; GET /api/v1/demands lists yours.",
)
"""The same for a case that is absent, and for one that is somebody else's."""
UNAUTHORISED = Problem(
    title="Not signed in",
    status=401,
    detail="The call carries no token that is in use.",
    do=(
        "Send `Authorization: Bearer TOKEN` with the token that the provider gave you, or ask the provider "
        "for a new one."
    ),
)


def _unauthorised(request: HttpRequest, error: Exception) -> HttpResponse:
    answer = response_of(UNAUTHORISED)
    answer["WWW-Authenticate"] = 'Bearer realm="duly"'
    return answer


def _of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    do = "Compare the call with docs/reference/api.md, or with /api/v1/docs."
    return response_of(Problem(title="Refused", status=error.status_code, detail=str(error), do=do))


def _of_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        Fault(where=".".join(str(part) for part in fault["loc"]), what=fault["msg"], do="mend it")
        for fault in error.errors
    ]
    detail = "The call cannot be read as it is. Nothing was kept."
    return response_of(Problem(title="Unreadable", status=422, detail=detail, do="Mend the faults.", faults=faults))


def _not_now(request: HttpRequest, error: NotNow) -> HttpResponse:
    """Neutral: the words of the life cycle are ours, not the officer's."""
    detail = "That is not possible for this demand now."
    return response_of(
        Problem(title="Not now", status=409, detail=detail, do="Look at its status, and write if it is stuck.")
    )


def _not_yours(request: HttpRequest, error: NotYours) -> HttpResponse:
    detail = "An officer's token does not open this."
    return response_of(Problem(title="Not yours", status=403, detail=detail, do="Write to the provider."))


def tell(api: NinjaAPI) -> None:
    """Teach the API to answer with problems. What nobody foresaw stays a 500 without a word of it in the answer."""
    api.exception_handler(Refused)(lambda request, error: response_of(error.problem))
    api.exception_handler(NoSuchCase)(lambda request, error: response_of(NOT_FOUND))
    api.exception_handler(NotThere)(lambda request, error: response_of(NOT_FOUND))
    api.exception_handler(NotNow)(_not_now)
    api.exception_handler(NotYours)(_not_yours)
    api.exception_handler(AuthenticationError)(_unauthorised)
    api.exception_handler(ValidationError)(_of_shape)
    api.exception_handler(HttpError)(_of_http)
