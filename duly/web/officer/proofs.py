"""What an officer holds of her own case against the public log: the signed acknowledgement, and the receipt."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duly.disclosure.receipt import requester_receipt
from duly.intake.acknowledge import acknowledgement_of
from duly.lib.vault import VaultError
from duly.web.doors import case_or_404, for_officers
from duly.web.downloads import download


def _handed_out(name: str, make: Callable[[], bytes | None]) -> HttpResponse:
    """The file; nothing where the case came before the log, or where its key is gone and nobody can make it again."""
    try:
        data = make()
    except VaultError:
        data = None
    if data is None:
        raise Http404
    return download(name, data)


@for_officers
@require_safe
def acknowledgement(request: HttpRequest, reference: str) -> HttpResponse:
    """Our signed word that the case will be logged, as a file of its own; the same that stands in the letter."""
    case = case_or_404(request, reference)

    def made() -> bytes | None:
        note = acknowledgement_of(case)
        return note.encode() if note else None

    return _handed_out(f"{case.reference}.acknowledgement.txt", made)


@for_officers
@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt as it can be made now. It opens her own case's fields and reveals no other case."""
    case = case_or_404(request, reference)
    return _handed_out(f"{case.reference}.receipt.json", partial(requester_receipt, case))
