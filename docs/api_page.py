"""Writes docs/reference/api.md from the API's own description of itself. `--check` only compares."""

import argparse
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duly.cli.instance import open_stand_in

PAGE = Path(__file__).resolve().parent / "reference" / "api.md"
GENERATED = "Written by `docs/api_page.py` from the code; a test compares."


def cell(text: object) -> str:
    """Text in one cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown, or nothing."""
    if not rows:
        return ""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines) + "\n"


def api_page() -> str:
    """Every call of the API."""
    open_stand_in()
    described = pkgutil.resolve_name("duly.api.v1:api").get_openapi_schema(path_prefix="/api/v1/")
    parts = [
        "# API\n",
        f"{GENERATED}\n",
        f"{described['info']['description']}\n",
        "A token is made with `duly directory token OFFICER` and travels as `Authorization: Bearer TOKEN`. "
        "The same description "
        "for machines is at `/api/v1/openapi.json`, and a page to try it at `/api/v1/docs`; it loads "
        "nothing from elsewhere.\n",
        "An error is `application/problem+json`: `title`, `status`, `detail` (what happened), `do` (what to "
        "do) and `faults`, a "
        "list of `where`, `what` and `do`. A demand that is absent and one that is somebody else's are the "
        "same 404, byte for byte.\n",
    ]
    for path, methods in described["paths"].items():
        for method, call in methods.items():
            parts += [f"## {call['summary']}\n", f"`{method.upper()} {path}`\n", f"{call['description'].strip()}\n"]
            if "requestBody" in call:
                parts += ["### Body\n", *_body(call["requestBody"]["content"]["application/json"]["schema"])]
            parts.append(
                table(("status", "answer"), [(str(code), _answer(said)) for code, said in call["responses"].items()])
            )
    for name, schema in described["components"]["schemas"].items():
        parts += [f"## {name}\n", f"{schema.get('description', '').strip()}\n", _fields(schema)]
    return "\n".join(parts)


def _body(schema: dict[str, Any], at: str = "") -> Iterator[str]:
    yield _fields(schema, at)


def _fields(schema: dict[str, Any], at: str = "") -> str:
    return table(("field", "type", "needed", "what it is"), list(_rows(schema, at)))


def _rows(schema: dict[str, Any], at: str) -> Iterator[tuple[str, ...]]:
    for name, field in schema.get("properties", {}).items():
        needed = "yes" if name in schema.get("required", []) else "no"
        yield f"`{at}{name}`", _type(field), needed, _about(field)
        inner = field.get("items", field)
        for choice in [inner, *field.get("anyOf", [])]:
            if isinstance(choice, dict) and "properties" in choice:
                yield from _rows(choice, f"{at}{name}[]." if "items" in field else f"{at}{name}.")


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(_type(choice) for choice in field["anyOf"])
    if field.get("type") == "array":
        inner = field.get("items", {})
        return f"list of {_type(inner if isinstance(inner, dict) else {})}"
    return str(field.get("format") or ("word" if "enum" in field else field.get("type", "any")))


def _about(field: dict[str, Any]) -> str:
    words = next(
        (
            f.get("enum")
            for f in (field, field.get("items", {}), *field.get("anyOf", []))
            if isinstance(f, dict) and f.get("enum")
        ),
        None,
    )
    listed = f" One of {', '.join(f'`{word}`' for word in words)}." if words else ""
    return (str(field.get("description", "")) + listed).strip()


def _answer(said: dict[str, Any]) -> str:
    schemas = [content["schema"] for content in said.get("content", {}).values()]
    return (
        said["description"]
        if said["description"] not in ("OK", "") and not schemas
        else ", ".join(map(_type, schemas)) or said["description"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is stale")
    text = api_page()
    if not parser.parse_args().check:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit("stale: api.md. Run: python docs/api_page.py")


if __name__ == "__main__":
    main()
