"""Writes docs/reference from the code: the settings, the commands, the life of a case. `--check` only compares."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from duly.cases.lifecycle import LIFE
from duly.cli import main as duly_command
from duly.cli.instance import open_stand_in
from duly.instance import Instance

REFERENCE = Path(__file__).resolve().parent / "reference"
WRITTEN = "Written by `make docs` from the code; a test compares."


def _sections(model: type[BaseModel], title: str) -> Iterator[tuple[str, type[BaseModel]]]:
    """A settings model and those below it, each with the heading it has in duly.toml."""
    yield title, model
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _sections(inner, f"[{name}]")
        if get_origin(inner) is dict and issubclass(get_args(inner)[1], BaseModel):
            yield from _sections(get_args(inner)[1], f"[{name}.NAME]")


def _is_section(field: FieldInfo) -> bool:
    inner = get_args(field.annotation)[1] if get_origin(field.annotation) is dict else field.annotation
    return isinstance(inner, type) and issubclass(inner, BaseModel)


def _kind(annotation: Any) -> str:
    """A type in words that a person who never wrote Python understands."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (frozenset, tuple, list):
        return f"list of {_kind(arguments[0])}"
    if origin is dict:
        return f'table of {_kind(arguments[1])}, e.g. `{{ name = "value" }}`'
    if origin is UnionType:
        return _kind(next(each for each in arguments if each is not type(None)))
    if arguments:
        return " or ".join(f"`{each}`" for each in arguments)
    if isinstance(annotation, type) and hasattr(annotation, "__members__"):
        return " or ".join(f"`{each.value}`" for each in annotation.__members__.values())
    return {"str": "text", "int": "number", "bool": "`true` or `false`", "Path": "path"}.get(
        annotation.__name__, "text"
    )


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined and field.default_factory is None:
        return "**required**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value in (None, "", (), frozenset()):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def settings_page() -> str:
    """Every setting of `duly.toml`."""
    lines = ["# Settings", "", "One file, `duly.toml`. An unknown or contradictory setting stops the start.", WRITTEN]
    for title, model in _sections(Instance, "top level"):
        lines += ["", f"## {title}", "", "| setting | meaning | value | default |", "|---|---|---|---|"]
        lines += [
            f"| `{name}` | {field.description or ''} | {_kind(field.annotation)} | {_default(field)} |"
            for name, field in model.model_fields.items()
            if not _is_section(field)
        ]
    return "\n".join([*lines, ""])


def _commands(context: click.Context) -> Iterator[click.Context]:
    """The context of a command and of those below it, each made as a real call makes it: it inherits `-h, --help`."""
    command = context.command
    # click keeps the help option of the first context that asked, which may have been one with other names
    command._help_option = None
    yield context
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None and not found.hidden:
                yield from _commands(click.Context(found, parent=context, info_name=each, terminal_width=100))


def commands_page() -> str:
    """Every command with its help, as a terminal of 100 columns shows it."""
    open_stand_in()
    lines = ["# Commands", "", WRITTEN]
    settings: dict[str, Any] = {**duly_command.context_settings, "terminal_width": 100, "max_content_width": 100}
    for context in _commands(click.Context(duly_command, info_name="duly", **settings)):
        lines += ["", f"## {context.command_path}", "", "```text", context.get_help(), "```"]
    return "\n".join([*lines, ""])


def life_page() -> str:
    """The transition table."""
    lines = ["# The life of a case", "", f"`duly/cases/lifecycle.py` as a page. {WRITTEN}", ""]
    lines += ["| from | act | to |", "|---|---|---|"]
    lines += [f"| `{before.value}` | {act.value} | `{after.value}` |" for before, act, after in LIFE]
    return "\n".join([*lines, ""])


PAGES = {"settings.md": settings_page, "commands.md": commands_page, "life-of-a-case.md": life_page}


def stale() -> list[str]:
    """Pages whose text differs from what the code says now."""
    return [
        name
        for name, make in PAGES.items()
        if not (REFERENCE / name).exists() or (REFERENCE / name).read_text(encoding="utf-8") != make()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is stale")
    if parser.parse_args().check:
        if names := stale():
            sys.exit(f"stale: {', '.join(names)}. Run: make docs")
        return
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
