"""The reader of data maps: TOML in, a frozen `DataMap` out, and any unknown or contradictory word stops it."""

import hashlib
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from duly.datamap.section import MapError, Section
from duly.datamap.soundness import check
from duly.datamap.stores import (
    Column,
    DataMap,
    Equal,
    IdentifierRule,
    Join,
    Label,
    Meaning,
    Ref,
    StoreKind,
    Table,
    TimeRule,
    Unit,
)
from duly.law.vocabulary import IdentifierKind


def shipped_map(name: str, parameters: Mapping[str, str]) -> DataMap:
    """A map that comes with Duly, e.g. `synapse` with `{"server_name": "linden.example"}`. MapError as `load_map`."""
    file = resources.files("duly.datamap") / "maps" / f"{name}.toml"
    if not file.is_file():
        raise MapError(f"maps/{name}.toml", "No data map of this name comes with Duly.", "Give the path of your own.")
    return read_map(file.read_text("utf-8"), f"{name}.toml", parameters)


def load_map(path: Path, parameters: Mapping[str, str] | None = None) -> DataMap:
    """The data map in a file. MapError: a word is unknown, missing or contradicts another; file and key are named."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise MapError(path.name, "The file cannot be read as text.", "Check the path and its permissions.") from wrong
    return read_map(text, path.name, parameters or {})


def read_map(text: str, name: str, parameters: Mapping[str, str]) -> DataMap:
    """The data map in a text; `name` is what errors call it. MapError as `load_map`."""
    try:
        words = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise MapError(name, f"This is not TOML: {wrong}.", "Correct the line.") from wrong
    with Section(name, words) as top:
        with top.section("store") as store:
            given = _parameters(store, parameters)
            title, kind = store.text("title"), store.word("kind", StoreKind)
            store_name, row_cap = store.text("name"), store.number("row_cap")
        datamap = DataMap(
            name=store_name,
            title=title,
            kind=kind,
            row_cap=row_cap,
            tables=tuple(_table(section) for section in top.sections("table", "public")),
            identifiers=tuple(_identifier(section, given) for section in top.sections("identifier", "kind")),
            withheld=tuple(_withheld(section) for section in top.sections("withheld", "table")),
            digest=hashlib.sha256("\0".join([text, *(f"{k}={given[k]}" for k in sorted(given))]).encode()).hexdigest(),
        )
    check(datamap, name)
    return datamap


def _parameters(store: Section, parameters: Mapping[str, str]) -> dict[str, str]:
    wanted = store.texts("parameters")
    for missing in (word for word in wanted if not parameters.get(word)):
        raise store.wrong("parameters", f"names '{missing}', and no value was given.", "Set it beside the map's name.")
    for unknown in (word for word in parameters if word not in wanted):
        raise store.wrong("parameters", f"do not include '{unknown}'.", f"This map takes: {', '.join(wanted)}.")
    return {word: parameters[word] for word in wanted}


def _withheld(section: Section) -> tuple[str, str]:
    with section:
        return section.text("table"), section.text("why")


def _table(section: Section) -> Table:
    with section:
        name = section.text("name")
        return Table(
            name=name,
            public=section.text("public"),
            description=section.text("description"),
            account=_ref(section, "account", name),
            joins=tuple(_join(part) for part in section.sections("join", "table")),
            time=_time(section, name),
            only=_conditions(section, "only", name),
            columns=tuple(_column(part, name) for part in section.sections("column", "name")),
        )


def _join(section: Section) -> Join:
    with section:
        return Join(table=section.text("table"), left=section.text("left"), right=section.text("right"))


def _ref(section: Section, key: str, table: str) -> Ref:
    """`column` of the section's own table, or `table.column` of a joined one."""
    before, dot, after = section.text(key).partition(".")
    return Ref(table=before, column=after) if dot else Ref(table=table, column=before)


def _conditions(section: Section, key: str, table: str) -> tuple[Equal, ...]:
    return tuple(
        Equal(ref=Ref(table=table, column=column), values=values) for column, values in section.conditions(key).items()
    )


def _time(section: Section, table: str) -> TimeRule | None:
    if not section.has("time"):
        return None
    with section.section("time") as part:
        zone = part.text("zone", default="UTC")
        if zone != "UTC":
            raise part.wrong("zone", f"cannot be '{zone}'.", "Local times cannot be cut exactly: offer a view in UTC.")
        return TimeRule(
            ref=_ref(part, "column", table),
            unit=part.word("unit", Unit),
            meaning=part.word("meaning", Meaning, default=Meaning.INSTANT),
        )


def _column(section: Section, table: str) -> Column:
    with section:
        ref = _ref(section, "name", table)
        return Column(
            ref=ref,
            public=section.text("public", default=ref.column),
            label=section.word("label", Label),
            description=section.text("description"),
            take=section.texts("take"),
            unit=section.word("unit", Unit) if section.has("unit") else None,
            flag=section.flag("flag"),
            identifies=section.flag("identifies"),
            third_party=section.flag("third_party"),
            contact=_contact(section, table),
        )


def _contact(section: Section, table: str) -> tuple[Equal, ...] | None:
    where = _conditions(section, "contact_where", table)
    if not section.flag("contact"):
        if where:
            raise section.wrong("contact_where", "stands without 'contact = true'.", "Add it, or remove this.")
        return None
    return where


def _identifier(section: Section, given: Mapping[str, str]) -> IdentifierRule:
    with section:
        table = section.text("table")
        return IdentifierRule(
            kind=section.word("kind", IdentifierKind),
            ref=Ref(table=table, column=section.text("column")),
            account=section.text("account"),
            where=_conditions(section, "where", table),
            strip=section.text("strip", default=""),
            prefix=_filled(section, "prefix", given),
            suffix=_filled(section, "suffix", given),
            time=_time(section, table),
        )


def _filled(section: Section, key: str, given: Mapping[str, str]) -> str:
    """The text with `{parameter}` replaced; only the map's own parameters are known."""
    text = section.text(key, default="")
    for word, value in given.items():
        text = text.replace("{" + word + "}", value)
    if "{" in text or "}" in text:
        raise section.wrong(key, "holds a parameter that [store] does not name.", "Add it to 'parameters' there.")
    return text
