"""A new `duly.toml`: every setting with what it means, written from their own descriptions so that none is missing."""

import json
import textwrap
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from duly.instance import Instance, Store

HEAD = """\
# Settings of this instance of Duly. What is commented out has the value shown. A word that Duly does not know stops the
# start. `duly check` says whether every promise of these settings can be kept.
"""
_WIDTH = 116


def toml(value: Any) -> str:
    """A value as TOML writes it; "" for one that has no spelling there (None)."""
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case Enum():
            text = toml(value.value)
        case int():
            text = str(value)
        case str() | Path():
            text = json.dumps(str(value), ensure_ascii=False)
        case Mapping():
            text = "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }" if value else "{}"
        case _:
            text = "[" + ", ".join(toml(item) for item in sorted(value)) + "]"
    return text


def section_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a setting that is a section of its own."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def default_of(field: FieldInfo) -> Any:
    """The default, or None where there is none."""
    return None if field.is_required() else field.get_default(call_default_factory=True)


def config_text(given: Mapping[str, Any]) -> str:
    """The file. `given` maps names to values, and names of sections to such maps; what is not given stays a comment."""
    plain = {
        name: field for name, field in Instance.model_fields.items() if section_of(field) is None and name != "stores"
    }
    parts = [HEAD.rstrip(), "\n".join(_settings(plain, given))]
    for name, field in Instance.model_fields.items():
        model = section_of(field)
        if model is not None:
            about = (model.__doc__ or "").strip()
            parts.append("\n".join([f"# ── {about}", f"[{name}]", *_settings(model.model_fields, given.get(name, {}))]))
    parts.append("\n".join(_stores()))
    return "\n\n".join(parts) + "\n"


def _settings(fields: Mapping[str, FieldInfo], given: Mapping[str, Any]) -> Iterable[str]:
    for name, field in fields.items():
        yield from textwrap.wrap(field.description or "", _WIDTH, initial_indent="# ", subsequent_indent="# ")
        if name in given:
            yield f"{name} = {toml(given[name])}"
        else:
            yield f"# {name} = {toml(default_of(field))}".rstrip()


def _stores() -> Iterable[str]:
    yield (
        f"# ── {Instance.model_fields['stores'].description} Take the # away and fill in; then run `duly "
        "datamap check`."
    )
    yield "# [stores.main]"
    examples = {
        "map": '"synapse"',
        "url_file": '"/etc/duly/store.url"',
        "parameters": '{ server_name = "provider.example" }',
    }
    for name, field in Store.model_fields.items():
        yield f"# # {field.description}"
        yield f"# {name} = {examples[name]}" if name in examples else f"# # {name} = {toml(default_of(field))}"
