"""The arguments that commands share, each spelt and explained once, and the words that they understand."""

import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any

import click

from duly.cases.queries import Case, case_for
from duly.cli import output
from duly.cli.who import actor_for
from duly.law.codec import facts_from_form
from duly.law.facts import DemandFacts
from duly.law.vocabulary import Category, Reason
from duly.lib import clock
from duly.staff.actors import Actor

Function = Callable[..., None]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
json_option = click.option("--json", "json_", is_flag=True, help="Print JSON for machines.")
_as = click.option("--as", "acting_as", envvar="DULY_AS", metavar="LOGIN", help="Who acts; also DULY_AS.")
_password = click.option(
    "--password-file",
    type=FILE,
    envvar="DULY_PASSWORD_FILE",
    help="Her password, instead of being asked; also DULY_PASSWORD_FILE.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act on one case: who, when, why, and how to answer."""

    case: Case
    by: Actor
    at: datetime
    because: str
    json_: bool

    def done(self, sentence: str, **details: object) -> None:
        """Say what happened and where the case stands now."""
        self.case.refresh_from_db()
        case = self.case
        if self.json_:
            output.as_json(
                {
                    "reference": case.reference,
                    "state": case.state,
                    "round": case.round,
                    "due_at": output.stamp(case.due_at),
                    **details,
                }
            )
            return
        output.say(f"{case.reference}: {sentence}", f"It is now “{case.state}”.")


def acting(function: Function) -> Function:
    """Give a command `by`: the person who acts."""

    @_as
    @_password
    @wraps(function)
    def command(*args: Any, acting_as: str | None, password_file: Path | None, **kwargs: Any) -> None:
        function(*args, by=actor_for(acting_as, password_file), **kwargs)

    return command


def on_a_case(function: Function) -> Function:
    """Give a command its `deed`: REFERENCE, --as, --because and --json."""

    @click.argument("reference")
    @click.option("--because", required=True, help="Why, in a few words, for whoever reads the journal.")
    @json_option
    @acting
    @wraps(function)
    def command(*args: Any, reference: str, because: str, json_: bool, by: Actor, **kwargs: Any) -> None:
        deed = Deed(case=case_for(by, reference), by=by, at=clock.now(), because=because, json_=json_)
        function(*args, deed=deed, **kwargs)

    return command


def read_form(path: Path) -> DemandFacts:
    """The facts in a form (TOML). Raises FactsError with every fault at once; what makes a paper defective is noted."""
    text = path.read_text(encoding="utf-8")
    unstated = not_stated(text)
    if unstated:
        # beside the answer, which is for machines too
        click.echo(
            f"Not stated on the form: {', '.join(unstated)}. A paper without them is defective; if the paper bears "
            "them, write them on the form.",
            err=True,
        )
    return facts_from_form(text)


def not_stated(form: str) -> tuple[str, ...]:
    """Fields that a form may leave out and that a paper must bear: their absence counts as a defect of the paper."""
    try:
        stated = tomllib.loads(form)
    except tomllib.TOMLDecodeError:
        return ()  # whoever reads the facts names the line
    return tuple(field for field in ("signed", "issued_on", "addressed_to") if field not in stated)


def plain(value: Any) -> Any:
    """A frozen value as JSON can say it."""
    return [asdict(one) for one in value] if isinstance(value, tuple) else asdict(value)


class Word[E: StrEnum](click.ParamType[E]):
    """One word of the glossary."""

    def __init__(self, vocabulary: type[E]) -> None:
        self.vocabulary = vocabulary
        self.name = vocabulary.__name__.lower()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> E:
        try:
            return self.vocabulary(value)
        except ValueError:
            known = ", ".join(self.vocabulary)
            self.fail(f"{value!r} is not a word of the glossary. Use one of: {known}.", param, ctx)


class Line(click.ParamType[tuple[str, Category]]):
    """ITEM/CATEGORY, e.g. `1/subscriber`."""

    name = "item/category"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Category]:
        if isinstance(value, tuple):
            return value
        item, slash, category = str(value).rpartition("/")
        if not slash or not item:
            self.fail(f"{value!r} is not ITEM/CATEGORY. Write it like 1/subscriber.", param, ctx)
        return item, Word(Category).convert(category, param, ctx)


class Ground(click.ParamType[tuple[Reason, str]]):
    """REASON:WORDS, e.g. `not_signed:the copy bears no signature`."""

    name = "reason:words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Reason, str]:
        if isinstance(value, tuple):
            return value
        reason, colon, words = str(value).partition(":")
        if not colon or not words.strip():
            self.fail(
                f"{value!r} is not REASON:WORDS. Write it like not_signed:the copy bears no signature.", param, ctx
            )
        return Word(Reason).convert(reason.strip(), param, ctx), words.strip()


class Text(click.ParamType[str]):
    """Text that is not empty."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not str(value).strip():
            self.fail("it is empty. Say it in words.", param, ctx)
        return str(value).strip()


class Assigned[L, R](click.ParamType[tuple[L, R]]):
    """LEFT=RIGHT, each side of its own kind."""

    def __init__(self, left: click.ParamType[L], right: click.ParamType[R]) -> None:
        self.left, self.right = left, right
        self.name = f"{left.name}={right.name}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[L, R]:
        if isinstance(value, tuple):
            return value
        left, equals, right = str(value).partition("=")
        if not equals:
            self.fail(f"{value!r} has no “=”. Write {self.name.upper()}.", param, ctx)
        return self.left.convert(left.strip(), param, ctx), self.right.convert(right.strip(), param, ctx)
