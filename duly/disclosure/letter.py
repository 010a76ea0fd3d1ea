"""The cover letter inside a package: what was asked, granted, given and refused and why, and what nothing is held on.

Its words are neutral: for a line without rows it says the same whether or not the identifier is known to the provider.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from duly.disclosure.manifest import Asked, Column, Facts, Granted, NoData, Refused, RowEntry
from duly.disclosure.record_json import instant_text
from duly.disclosure.spreadsheet import sheet

NO_DATA_WORDS = "no data held for this identifier"


def cover_letter(
    facts: Facts, rows: Sequence[RowEntry], no_data: Sequence[NoData], *, recipient_fingerprint: str, signer: str
) -> str:
    """README.txt of a package that discloses something."""
    parts = [
        *_head(facts),
        *_section("What was asked", map(_asked_words, facts.asked)),
        *_section("What was granted", map(_granted_words, facts.granted)),
        *_section("What is in this package", _given_words(facts.granted, rows)),
        *_section("No data", _no_data_words(no_data)),
        *_section("What was not given, and why", map(_refused_words, facts.refused)),
        *_section("How to check it", _check_words(recipient_fingerprint, signer)),
    ]
    return "\n".join(parts) + "\n"


def refusal_letter(facts: Facts) -> str:
    """The refusal list by itself, for an answer without any data."""
    parts = [
        *_head(facts),
        *_section("What was asked", map(_asked_words, facts.asked)),
        *_section("What is not given, and why", map(_refused_words, facts.refused)),
    ]
    return "\n".join(parts) + "\n"


def dictionary_sheet(columns: Iterable[Column]) -> bytes:
    """dictionary.csv: what each column in this package means, and no other column."""
    rows = ([column.table, column.column, column.category, column.meaning] for column in columns)
    return sheet(["table", "column", "category", "meaning"], rows)


def printable(text: str) -> str:
    """`text` on one line, with control, bidirectional and unassigned characters shown by number, never acted on."""
    return "".join(
        f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"} else char
        for char in text
    )


def _head(facts: Facts) -> list[str]:
    lines = {
        "From": facts.provider,
        "To": f"{facts.recipient_name}, {facts.agency}",
        "Your reference": facts.demand,
        "Our reference": facts.case,
        "Instrument": facts.instrument.replace("_", " "),
        "SHA-256 of the document served": facts.demand_sha256,
        "Made at": instant_text(facts.made_at),
        "Sent by": facts.means,
    }
    if facts.access_until:
        lines["Can be fetched until"] = instant_text(facts.access_until)
    if facts.remarks:
        lines["Remarks"] = facts.remarks
    return [f"{name}: {printable(value)}" for name, value in lines.items()]


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = [f"- {line}" for line in lines] or ["- nothing"]
    return ["", title, "-" * len(title), *body]


def _asked_words(asked: Asked) -> str:
    what = f"{asked.identifier_kind.replace('_', ' ')} {printable(asked.identifier)}"
    return f"item {printable(asked.item)}: {asked.category} data on {what}, {_period(asked.start, asked.end)}"


def _granted_words(line: Granted) -> str:
    only = ", for identification only" if line.identification_only else ""
    return (
        f"item {printable(line.item)}: {line.category} data{only}, {_period(line.start, line.end)} "
        f"(clause {printable(line.clause)})"
    )


def _given_words(granted: Iterable[Granted], rows: Iterable[RowEntry]) -> list[str]:
    counts = Counter((row.clause, row.file) for row in rows)
    return [
        f"item {printable(line.item)}: {count} row(s) of {line.category} data in {file} (clause {printable(clause)})"
        for line in granted
        for (clause, file), count in sorted(counts.items())
        if clause == line.clause
    ]


def _no_data_words(no_data: Iterable[NoData]) -> list[str]:
    return [f"item {printable(line.item)}, {line.category} data: {NO_DATA_WORDS}" for line in no_data]


def _refused_words(refused: Refused) -> str:
    why = f"{printable(refused.reason)} [{printable(refused.cite)}]"
    return f"item {printable(refused.item)}, {refused.category} data: {why}"


def _period(start: datetime | None, end: datetime | None) -> str:
    if start is None and end is None:
        return "as held when collected"
    first = instant_text(start) if start else "the beginning"
    last = f"{instant_text(end)} (excluded)" if end else "the day of collection"
    return f"from {first} to {last}"


def _check_words(recipient_fingerprint: str, signer: str) -> list[str]:
    return [
        "The files in data/ come in JSON (exact) and in CSV (the same rows, for spreadsheets). In CSV an apostrophe "
        "stands before = + - and @ where a spreadsheet could take them for a formula; JSON has the exact text.",
        "All times are UTC. What each column means is in dictionary.csv.",
        "manifest.json names for every row the clause of the decision that lets it leave, and its SHA-256.",
        f"manifest.sig is the signature over it by the key {signer}",
        "Compare that key with the one the provider publishes, over another channel than this package.",
        f"This package was locked for the age key with the SHA-256 fingerprint {recipient_fingerprint}",
        "Check all at once: duly open PACKAGE --key FILE. Digests alone: sha256sum -c manifest-sha256.txt",
    ]
