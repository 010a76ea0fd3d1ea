"""A demand of the demonstration as one file: the mail as it was sent, what Ines read off it, and how people reacted."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from duly.law.codec import facts_from_form
from duly.law.facts import DemandFacts
from duly.lib.mail import Enclosure, compose

PLAYED, WAITING = "demands", "waiting"
"""Folders: what the demonstration plays, and what it leaves for you."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One demand and what people said to it. Acts are chosen by the state of the case, not by this file."""

    name: str
    title: str
    officer: str
    arrives: datetime
    mail: bytes
    form: str
    call_back: str
    counsel: str
    """Nora's grounds where no pack speaks; "" where she is not asked."""
    rights: str
    """Vera's words where the rights gate holds the case; "" where she sends it back to Rosa to ask or refuse."""
    questions: tuple[tuple[str, str], ...]
    """Reason and words; asked before anything else is decided."""
    answer: str
    answered_form: str
    """The facts after the answer, or "" where the answer changed none."""
    refusal: tuple[str, str] | None
    """Reason and words, where the story ends in a refusal."""

    @property
    def facts(self) -> DemandFacts:
        """The form as facts."""
        return facts_from_form(self.form)


def _mail(name: str, table: dict[str, Any], arrives: datetime) -> bytes:
    enclosures = tuple(
        Enclosure(filename=part["name"], content_type="text/plain", data=part["text"].encode())
        for part in table.get("attachments", [])
    )
    domain = table["from"].partition("@")[2]
    return compose(
        sender=table["from"], to=[table["to"]], subject=table["subject"], body=table["body"],
        message_id=f"<{name}@{domain}>", date=arrives, attachments=enclosures,
    )  # fmt: skip


def read_script(name: str, text: str) -> Script:
    """One file of the folder `demands`."""
    table = tomllib.loads(text)
    story = table["story"]
    refusal = story.get("refusal")
    return Script(
        name=name,
        title=table["title"],
        officer=story["officer"],
        arrives=table["arrives"],
        mail=_mail(name, table["mail"], table["arrives"]),
        form=table["form"],
        call_back=story["call_back"],
        counsel=story.get("counsel", ""),
        rights=story.get("rights", ""),
        questions=tuple((question["reason"], question["words"]) for question in story.get("questions", [])),
        answer=story.get("answer", ""),
        answered_form=story.get("answered_form", ""),
        refusal=(refusal["reason"], refusal["words"]) if refusal else None,
    )


def scripts(extra: Path | None = None, folder: str = PLAYED) -> tuple[Script, ...]:
    """Every demand of a folder of the demonstration, in order of their names; `extra` is a folder with further ones."""
    found = {
        file.name.removesuffix(".toml"): file.read_text("utf-8")
        for file in (resources.files("duly_demo") / folder).iterdir()
        if file.name.endswith(".toml")
    }
    for file in sorted(extra.glob("*.toml")) if extra else ():
        found[file.stem] = file.read_text("utf-8")
    return tuple(read_script(name, text) for name, text in sorted(found.items()))
