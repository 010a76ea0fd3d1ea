"""Microsoft's layout: per country requests, accounts specified, four outcomes; beside it what readers missed in 2013.

The four outcomes (content, non-content, no data found, rejected) partition the requests; withdrawn ones stand beside.
Accounts *specified* were read as *disclosed*, and "no content" as "nothing sensitive"; so both are columns here.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One country, or the total."""

    country: str
    requests: int
    accounts_specified: int
    content: int
    non_content: int
    no_data_found: int
    rejected: int
    withdrawn: int
    accounts_disclosed: int
    traffic_or_ip_disclosed: int


HEADINGS = {
    "country": "Country",
    "requests": "Requests",
    "accounts_specified": "Accounts specified",
    "content": "Content",
    "non_content": "Non-content only",
    "no_data_found": "No data found",
    "rejected": "Rejected",
    "withdrawn": "Withdrawn",
    "accounts_disclosed": "Accounts disclosed",
    "traffic_or_ip_disclosed": "Requests with traffic or IP data",
}
"""`requests` is the sum of the four outcomes after it; withdrawn requests are not among them."""


def _cells(report: Mapping[str, Any], table: str) -> Mapping[str, int]:
    cells: Mapping[str, int] = report["tables"][table]["cells"]
    return cells


def _sum(cells: Mapping[str, int], country: str, *values: str) -> int:
    return sum(cells.get(f"{country}|{value}", 0) for value in values)


def _line(report: Mapping[str, Any], country: str) -> Line:
    cases, specified = _cells(report, "country-outcome"), _cells(report, "accounts-specified")
    disclosed, traffic = _cells(report, "accounts-disclosed"), _cells(report, "traffic-disclosed")
    counted = ("disclosed_content", "disclosed_non_content", "no_data", "rejected")
    content, non_content, no_data, rejected = (_sum(cases, country, outcome) for outcome in counted)
    return Line(
        country=country,
        requests=content + non_content + no_data + rejected,
        accounts_specified=_sum(specified, country, *counted),
        content=content,
        non_content=non_content,
        no_data_found=no_data,
        rejected=rejected,
        withdrawn=_sum(cases, country, "withdrawn"),
        accounts_disclosed=_sum(disclosed, country, "disclosed"),
        traffic_or_ip_disclosed=_sum(traffic, country, "traffic"),
    )


def lines(report: Mapping[str, Any]) -> tuple[Line, ...]:
    """One line for each country of the report, sorted, and the total last. Every number is a count of ledger rows."""
    countries = sorted({cell.partition("|")[0] for cell in _cells(report, "country-outcome")})
    made = [_line(report, country) for country in countries]
    numbers = [field.name for field in fields(Line)][1:]
    total = {name: sum(getattr(line, name) for line in made) for name in numbers}
    return (*made, Line(country="Total", **total))


def as_csv(report: Mapping[str, Any]) -> bytes:
    """The table as CSV, UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    writer.writerows(astuple(line) for line in lines(report))
    return out.getvalue().encode()
