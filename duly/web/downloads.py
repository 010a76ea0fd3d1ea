"""Hand out bytes: always as a file to save, never as something that a browser shows or runs."""

import unicodedata

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_LONGEST = 150


def safe_name(name: str) -> str:
    """A file name without folders, control characters and tricks of writing direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    return plain[:_LONGEST] or "paper"


def download(name: str, data: bytes) -> HttpResponse:
    """The bytes as a download. The type that a sender claimed is not repeated, so that nothing opens by itself."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name)) or "attachment"
    response["Content-Length"] = str(len(data))
    response["X-Content-Type-Options"] = "nosniff"
    return response
