"""From the bytes of one TOML file to a `Pack`, or a `PackError` that names the line: no row is ever skipped."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from duly.law.conditions import DEMAND_DOMAIN, ITEM_DOMAIN, Value, When, collide
from duly.law.countries import COUNTRIES
from duly.law.pack_rows import Binds, ClockRow, NoticeRow, Pack, PackKind, Row, Rule
from duly.law.pack_source import PackError, Table, read_tables
from duly.law.vocabulary import Answer, Force, Instrument, NoticeRule, Reason

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_pack(data: bytes, file: str) -> Pack:
    """Read one pack; `file` is only used to say where a fault is. Raises `PackError`."""
    try:
        tables = read_tables(data.decode("utf-8"), file)
    except UnicodeDecodeError as error:
        raise PackError(file, 1, "this is not UTF-8 text", "Save the file as UTF-8") from error
    headers = [table for table in tables if table.name == "pack"]
    if len(headers) != 1:
        raise PackError(file, 1, "a pack has exactly one [pack] header", "Begin the file with [pack]")
    header = _header(headers[0])
    rows = _rows([table for table in tables if table.name != "pack"], headers[0], header)
    return Pack(
        **header,
        sha256=hashlib.sha256(data).hexdigest(),
        rules=tuple(row for row in rows if isinstance(row, Rule)),
        clocks=tuple(row for row in rows if isinstance(row, ClockRow)),
        notices=tuple(row for row in rows if isinstance(row, NoticeRow)),
        binds=tuple(row for row in rows if isinstance(row, Binds)),
    )


def _header(table: Table) -> dict[str, Any]:
    kind = table.word("kind", PackKind)
    header = {
        "id": _id(table),
        "title": table.take("title", str),
        "version": table.take("version", int),
        "kind": kind,
        "governs": table.words("governs", Force),
        "states": _states(table, "states") if kind is PackKind.LAW else frozenset(),
        "instruments": table.words("instruments", Instrument),
    }
    if header["version"] < 1:
        table.fail("`version` is below 1", "Count from 1 and add one with every change", "version")
    if kind is PackKind.POLICY and Force.BINDING in header["governs"]:
        table.fail(
            "a policy claims to govern binding orders, which it cannot override",
            'Write `governs = ["voluntary"]`',
            "governs",
        )
    table.close()
    return header


def _id(table: Table) -> str:
    found: str = table.take("id", str)
    if not _ID.fullmatch(found):
        table.fail(f"`id` is `{found}`", "Use small letters, digits and single hyphens", "id")
    return found


def _states(table: Table, key: str) -> frozenset[str]:
    states = table.strings(key)
    for state in states:
        if state not in COUNTRIES:
            table.fail(f"`{key}` names `{state}`, which is no ISO 3166-1 country", "Use two capital letters", key)
    return frozenset(states)


def _rows(tables: Sequence[Table], header: Table, fields: Mapping[str, Any]) -> list[Row]:
    readers: dict[str, Callable[[Table, dict[str, Any]], Row]] = {
        "rule": _rule,
        "clock": _clock,
        "notice": _notice,
        "binds": _binds,
    }
    rows: list[Row] = []
    for table in tables:
        if table.name not in readers:
            table.fail(f"`{table.name}` is no kind of row", f"Use one of {', '.join(readers)}")
        row = readers[table.name](table, _common(table))
        table.close()
        _within_header(table, row, fields)
        _apart(table, row, rows)
        rows.append(row)
    if not any(isinstance(row, Rule) for row in rows):
        header.fail("this pack has no [[rule]]", "Add a rule, or remove the file")
    return rows


def _common(table: Table) -> dict[str, Any]:
    row = {
        "id": _id(table),
        "cite": table.take("cite", str),
        "checked": table.take_date("checked", false_is_none=True),
        "effective_from": table.take_date("effective_from"),
        "effective_to": table.take_date("effective_to"),
        "line": table.line,
    }
    first, last = row["effective_from"], row["effective_to"]
    if first and last and first > last:
        table.fail(f"the row ends on {last}, before it begins on {first}", "Swap or mend the dates", "effective_to")
    return row


def _when(table: Table, domain: Mapping[str, tuple[Value, ...]]) -> When:
    """The conditions of a row: lists of words, or true/false."""
    when: dict[str, frozenset[Value]] = {}
    for name, values in domain.items():
        table.known.add(name)
        if name not in table.values:
            continue
        first = values[0]
        if isinstance(first, bool):
            when[name] = frozenset({table.take(name, bool)})
        else:
            when[name] = frozenset(table.words(name, type(first)))
    return when


def _rule(table: Table, common: dict[str, Any]) -> Rule:
    answer = table.word("answer", Answer)
    ground = table.word("ground", Reason) if "ground" in table.values or answer is Answer.DEFICIENT else None
    table.known.add("ground")
    if ground is not None and answer is not Answer.DEFICIENT:
        table.fail(f"a row that answers `{answer}` gives a `ground` for refusing", "Remove the ground", "ground")
    reason = table.take("reason", str)
    return Rule(**common, when=_when(table, ITEM_DOMAIN), answer=answer, ground=ground, reason=reason)


def _clock(table: Table, common: dict[str, Any]) -> ClockRow:
    clock = ClockRow(
        **common,
        when=_when(table, DEMAND_DOMAIN),
        name=table.take("name", str),
        days=table.take("days", int, None),
        hours=table.take("hours", int, None),
        return_date=table.take("return_date", bool, False),
        hold_until_due=table.take("hold_until_due", bool, False),
    )
    if (clock.days is not None) + (clock.hours is not None) + clock.return_date != 1:
        table.fail("a clock needs exactly one of `days`, `hours`, `return_date = true`", "Keep one of them")
    if any(length is not None and length < 1 for length in (clock.days, clock.hours)):
        table.fail("a clock of less than one day or hour", "Use a positive whole number")
    return clock


def _notice(table: Table, common: dict[str, Any]) -> NoticeRow:
    words = table.take("words", str)
    return NoticeRow(**common, when=_when(table, DEMAND_DOMAIN), rule=table.word("rule", NoticeRule), words=words)


def _binds(table: Table, common: dict[str, Any]) -> Binds:
    instruments = {"instrument": frozenset[Value](table.words("instrument", Instrument))}
    states, establishments = _states(table, "states"), _states(table, "establishments")
    return Binds(**common, when=instruments, states=states, establishments=establishments)


def _within_header(table: Table, row: Row, fields: Mapping[str, Any]) -> None:
    """A condition outside what the pack claims to govern would be a row that never speaks: a contradiction."""
    if isinstance(row, Binds):
        return
    for name, claimed in (("instrument", "instruments"), ("force", "governs")):
        outside = row.when.get(name, frozenset()) - fields[claimed]
        if outside:
            what = f"`{name}` names {', '.join(sorted(map(str, outside)))}, which [pack] `{claimed}` does not"
            table.fail(what, f"Add it to `{claimed}` or remove it here", name)


def _apart(table: Table, row: Row, earlier: Sequence[Row]) -> None:
    """No id twice; no two rows of a kind that could both speak on one day."""
    for other in earlier:
        if other.id == row.id:
            table.fail(f"the id `{row.id}` is also at line {other.line}", "Give each row its own id", "id")
        if type(other) is not type(row) or isinstance(row, Binds) or not _same_days(row, other):
            continue
        same_clock = not isinstance(row, ClockRow) or not isinstance(other, ClockRow) or row.name == other.name
        if same_clock and collide(row.when, other.when):
            what = f"`{row.id}` and `{other.id}` (line {other.line}) both speak for some of the same demands"
            table.fail(what, "Narrow the conditions of one until no demand meets both")


def _same_days(a: Row, b: Row) -> bool:
    starts = max(a.effective_from or date.min, b.effective_from or date.min)
    return starts <= min(a.effective_to or date.max, b.effective_to or date.max)
