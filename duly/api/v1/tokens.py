"""Who calls: an officer's bearer token (RFC 6750), known to us by its SHA-256 only, and written into no log."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from duly.requesters.directory import Officer, officer_of_token
from duly.staff.actors import Actor

LONGEST_TOKEN = 200


class OfficerToken(HttpBearer):
    """Finds the officer; an unknown, a void and a revoked token get the same 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Officer | None:
        return officer_of_token(token) if 0 < len(token) <= LONGEST_TOKEN else None


def officer_of(request: HttpRequest) -> Officer:
    """The officer behind this call."""
    return cast(Officer, request.auth)  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> Actor:
    """The same officer as acts see her. She has an account that is in use: `officer_of_token` saw to it."""
    return cast(Actor, officer_of(request).person.actor())  # type: ignore[union-attr]
