"""Published reports: the list, one report, its chart and its files; what is not published is not there."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duly.ledger.served import AN_HOUR
from duly.lib.clock import now
from duly.reports.handing_out import (
    NotPublished,
    ReportSeen,
    archive,
    file_of,
    files_listed,
    published_report,
)
from duly.reports.layouts.chart import svg
from duly.reports.layouts.microsoft import Line, lines
from duly.reports.reading import log_key_text, log_name, published
from duly.reports.zero import cell_of, zero_claim
from duly.web.public.commands import LOG_FILES, commands
from duly.web.public.report_words import COLUMNS

_TYPES = {".json": "application/json", ".csv": "text/csv; charset=utf-8", ".tsv": "text/plain; charset=utf-8"}


def report_or_404(label: str) -> ReportSeen:
    """The report, if it is published. One that waits and one that never was give the same page, byte for byte."""
    try:
        return published_report(label, now())
    except NotPublished:
        raise Http404 from None


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Every published report with its totals, the newest first."""
    seen = [report_or_404(str(row.label)) for row in published(now())]
    rows = [{"label": one.label, "published_at": one.row.published_at, "total": lines(one.said)[-1]} for one in seen]
    return render(request, "public/reports.html", {"rows": rows, "provider": settings.DULY.provider, **_log()})


def _log() -> dict[str, Any]:
    return {"log_key": log_key_text(), "log_name": log_name(), "log_files": LOG_FILES}


def _row(line: Line) -> dict[str, Any]:
    return {"country": line.country, "cells": [(words, getattr(line, name)) for name, (words, _) in COLUMNS.items()]}


@require_safe
def report_page(request: HttpRequest, label: str) -> HttpResponse:
    """One report: the table, the chart, what each column counts, what is claimed, how to check it, and its files."""
    report = report_or_404(label)
    *countries, total = lines(report.said)
    claims = ((line.country, zero_claim(report.said, line.country)) for line in countries)
    zeros = [(country, claim) for country, claim in claims if claim]
    context = {
        "report": report,
        "said": report.said,
        "columns": COLUMNS.values(),
        "rows": [_row(line) for line in countries],
        "total": _row(total),
        "zeros": zeros,
        "commands": commands(cell_of(zeros[0][0]) if zeros else ""),
        "files": files_listed(report),
        "provider": settings.DULY.provider,
        **_log(),
    }
    return render(request, "public/report.html", context)


def _kept_an_hour(answer: HttpResponse | FileResponse) -> HttpResponse | FileResponse:
    answer["Cache-Control"] = AN_HOUR
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def report_chart(request: HttpRequest, label: str) -> HttpResponse | FileResponse:
    """The chart as a picture. It has no style and no script of its own, only attributes that draw."""
    picture = svg(lines(report_or_404(label).said)[:-1])
    return _kept_an_hour(HttpResponse(picture, content_type="image/svg+xml; charset=utf-8"))


@require_safe
def report_file(request: HttpRequest, label: str, path: str) -> HttpResponse | FileResponse:
    """One file of the bundle, as a file to save: what it would do in a browser is no matter of this site."""
    report = report_or_404(label)
    try:
        found = file_of(report, path)
    except NotPublished:
        raise Http404 from None
    kind = _TYPES.get(found.suffix, "application/octet-stream")
    name = path.replace("/", "-")
    return _kept_an_hour(FileResponse(found.open("rb"), as_attachment=True, filename=name, content_type=kind))


@require_safe
def report_archive(request: HttpRequest, label: str) -> HttpResponse | FileResponse:
    """All files of the bundle at once."""
    report = report_or_404(label)
    name = f"report-{report.label}.zip"
    sent = FileResponse(archive(report), as_attachment=True, filename=name, content_type="application/zip")
    return _kept_an_hour(sent)
