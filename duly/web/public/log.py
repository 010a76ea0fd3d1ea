"""The public log as static files, so that anybody can follow it, mirror it and rebuild every proof."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from duly.ledger.served import NotServed, served


@require_safe
def log_file(request: HttpRequest, path: str) -> FileResponse:
    """`checkpoint`, `log.vkey` or a tile, and nothing else of the disk."""
    try:
        found = served(path)
    except NotServed:
        raise Http404 from None
    answer = FileResponse(found.file.open("rb"), content_type=found.content_type)
    answer["Cache-Control"] = found.cache_control
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
