"""Which papers a person opened in this session: an approver reads the instrument before she says yes.

The session holds random ids of papers, and nothing of what is in them.
"""

import uuid
from collections.abc import Iterable

from django.http import HttpRequest

_KEY = "opened"
_MOST = 200


def remember_opened(request: HttpRequest, paper: uuid.UUID) -> None:
    """Note that this person was handed this paper."""
    known = [name for name in request.session.get(_KEY, []) if name != paper.hex]
    request.session[_KEY] = [*known, paper.hex][-_MOST:]


def opened_all(request: HttpRequest, papers: Iterable[uuid.UUID]) -> bool:
    """Whether every one of these papers was opened."""
    known = request.session.get(_KEY, [])
    return all(paper.hex in known for paper in papers)
