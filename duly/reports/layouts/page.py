"""One self-contained page: table, chart, what each column means, how anybody checks it. No script, no network."""

from collections.abc import Mapping
from dataclasses import astuple
from html import escape
from typing import Any

from duly.reports.layouts.chart import svg
from duly.reports.layouts.microsoft import HEADINGS, Line, lines

_STYLE = """
body{font:17px/1.55 system-ui,sans-serif;color:#1d2327;background:#fbfaf7;margin:0}
main{max-width:62rem;margin:0 auto;padding:2rem 1.2rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:.2em 0}h2{margin-top:2.2em;font-size:1.3rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}th,td{padding:.45rem .7rem;border-bottom:1px solid #d9d4c8;text-align:right;white-space:nowrap}
th{white-space:normal;vertical-align:bottom;font-size:.85rem}th:first-child,td:first-child{text-align:left}
tr:last-child td{font-weight:600;border-top:2px solid #1d2327}
code,pre{background:#efece4;padding:.1em .35em;font-size:.92em}pre{padding:.9rem;overflow-x:auto}
.note{color:#4a5258}dt{font-weight:600;margin-top:.7em}dd{margin:0}
"""

_MEANINGS = (
    ("Requests", "Cases closed in the period, each once, by its strongest answer. Pending ones are not among them."),
    ("Accounts specified", "Accounts that the requests named. It says nothing about how many of them we gave data of."),
    ("Content", "At least one item was answered with content: what people wrote or stored."),
    ("Non-content only", "Data left, and no content was among it: account information, or records of use."),
    ("No data found", "The request was granted and nothing was held."),
    ("Rejected", "No data left: refused, or ended by a court."),
    ("Withdrawn", "Taken back by who asked. They stand beside and are not among the requests."),
    ("Accounts disclosed", "Accounts of which data really left. Do not read “specified” as “disclosed”."),
    ("Requests with traffic or IP data", "Non-content is not harmless: these included sign-ins, addresses or times."),
)


def page(report: Mapping[str, Any], provider: str) -> bytes:
    """The page of a report, UTF-8 HTML."""
    made = lines(report)
    title = f"{provider}: government demands for user data, {report['period']}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f'<p class="note">{_summary(report)}</p>'
        f'<div class="wide">{_table(made)}</div><h2>The same as a picture</h2>{svg(made[:-1])}'
        f"<h2>What the columns mean</h2><dl>{_meanings()}</dl>{_check(report)}</main></body></html>\n"
    ).encode()


def _summary(report: Mapping[str, Any]) -> str:
    pending, sealed = report["pending"], report["sealed"]["rows"]
    waiting = {0: "No request was pending at the end of the period.", 1: "One request was pending, and is not counted."}
    hidden = {0: "No case is sealed.", 1: "One sealed case is not in the table yet; it surfaces when its seal lapses."}
    return (
        waiting.get(pending, f"{pending} requests were pending, and are not counted.")
        + " "
        + hidden.get(sealed, f"{sealed} sealed cases are not in the table yet; each surfaces when its seal lapses.")
    )


def _table(made: tuple[Line, ...]) -> str:
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in HEADINGS.values())
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in astuple(line)) + "</tr>" for line in made
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _meanings() -> str:
    return "".join(f"<dt>{escape(term)}</dt><dd>{escape(words)}</dd>" for term, words in _MEANINGS)


def _check(report: Mapping[str, Any]) -> str:
    return (
        "<h2>How to check it</h2><p>Every number above is a count of lines in a ledger that lies beside this page, one "
        "line for each case or account. Count a country yourself:</p>"
        "<pre>cut -f1 ledger-country-outcome.tsv | sort | uniq -c</pre>"
        "<p>Check everything at once, with Python and no network:</p>"
        "<pre>python3 verify.py report . --log-key KEY</pre>"
        f"<p>Take KEY, the public key of the log <code>{escape(str(report['origin']))}</code>, from a place you trust "
        "and not from this folder. Whoever sent a demand holds an acknowledgement; whoever was told of one holds a "
        "receipt. With either the same program says whether that case is logged, and counted where it belongs.</p>"
        '<p class="note">This is recomputable, not a promise that nothing happened off the log. No witness outside the '
        "provider has signed it.</p>"
    )
