"""Plays the whole list: people are enrolled, each demand lives to its end, users are told when secrecy has ended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.table import Table

from duly import worker
from duly.cases.models import Case, Letter
from duly.disclosure.models import Disclosure
from duly.disclosure.outcome import outcome_of
from duly.notices.models import Notice, NoticeState
from duly.notices.send import confirm
from duly_demo.cast import DEMO_PASSWORD, REQUESTERS, STAFF
from duly_demo.life import Life
from duly_demo.people import enrol_requesters, enrol_staff, person
from duly_demo.reporting import report_and_check
from duly_demo.script import WAITING, Script, scripts
from duly_demo.world import Played

AFTER_SECRECY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""The first working morning after the warrant's non-disclosure order has ended everywhere on earth."""


def play_all(directory: Path, console: Console, extra: Path | None) -> tuple[Played, ...]:
    """Everything, in order. What is left lies in `packages`, `mail`, `receipts`, `officers` and `demands`."""
    packages, demands = directory / "packages", directory / "demands"
    for folder in (packages, demands, directory / "receipts"):
        folder.mkdir(exist_ok=True)
    enrol_staff()
    enrol_requesters(directory / "officers")
    write_logins(directory)
    played = []
    listed = scripts(extra)
    for number, script in enumerate(listed, start=1):
        console.print(f"\n[bold]{number} of {len(listed)}  {script.title}[/bold]")
        _leave(demands, script)
        case = Life(script, packages, lambda line: console.print(f"   {line}", highlight=False)).play()
        played.append(_told(script.name, script.title, case))
        console.print(f"   → {played[-1].outcome.replace('_', ' ')}", style="green", highlight=False)
    for script in scripts(folder=WAITING):
        _leave(directory, script)
    console.print("\n[bold]The users whom the law lets us tell[/bold]")
    for line in _tell_users():
        console.print(f"   {line}", highlight=False)
    _leave_receipts(directory / "receipts")
    _show(console, played)
    report_and_check(directory, console, AFTER_SECRECY + timedelta(days=1))
    return tuple(played)


def _leave(folder: Path, script: Script) -> None:
    """The mail as it was sent, and what is to be read off it: both can be given to `duly receive`."""
    (folder / f"{script.name}.eml").write_bytes(script.mail)
    (folder / f"{script.name}.toml").write_text(script.form.lstrip(), encoding="utf-8")


def _show(console: Console, played: list[Played]) -> None:
    table = Table(
        title="\nWhat became of each demand (all of it invented, also the split of outcomes)", title_justify="left"
    )
    for heading in ("case", "from", "instrument", "accounts", "given", "no data", "what left", "outcome"):
        table.add_column(heading)
    for one in played:
        table.add_row(
            one.reference, one.country, one.instrument.replace("_", " "), str(one.accounts), str(one.given),
            str(one.without_data), ", ".join(one.categories) or "nothing", one.outcome.replace("_", " "),
        )  # fmt: skip
    console.print(table)


def write_logins(directory: Path) -> None:
    """One login per role, for the sign-in page of the demonstration."""
    rows = [(one.login, one.name, one.does) for one in STAFF]
    rows += [(one.login, one.name, f"lodges demands for: {one.agency}") for one in REQUESTERS]
    text = "".join(
        f'[[login]]\nlogin = "{login}"\nname = "{name}"\ndoes = "{does}"\npassword = "{DEMO_PASSWORD}"\n\n'
        for login, name, does in rows
    )
    (directory / "demo-logins.toml").write_text(text, encoding="utf-8")


def _told(name: str, title: str, case: Case) -> Played:
    package = Disclosure.objects.filter(case=case, released_at__isnull=False).first()
    nothing = {"rows": 0, "categories": [], "accounts_given": 0, "accounts_without_data": 0}
    summary: dict[str, Any] = package.summary if package else nothing
    return Played(
        name=name, title=title, country=case.facts.issuing_state, reference=case.reference,
        instrument=case.facts.instrument.value, accounts=len(case.facts.items), given=summary["accounts_given"],
        without_data=summary["accounts_without_data"], rows=summary["rows"], categories=tuple(summary["categories"]),
        outcome=outcome_of(case).value,
    )  # fmt: skip


def _tell_users() -> Iterator[str]:
    """Rosa confirms that no renewal came; only then does a notice go out, and never for an EPOC."""
    worker.run_once(AFTER_SECRECY)
    for notice in Notice.objects.filter(state=NoticeState.TO_CONFIRM).select_related("case"):
        confirm(
            notice, by=person("rosa").actor(), at=AFTER_SECRECY,
            because="looked through the mailbox, the portal and the post: no renewal came",
        )  # fmt: skip
    worker.run_once(AFTER_SECRECY)
    for state in NoticeState:
        count = Notice.objects.filter(state=state).count()
        if count:
            yield f"{count} notice(s) {state.replace('_', ' ')}"


def _leave_receipts(folder: Path) -> None:
    """The acknowledgements, as the requesters got them: the letter, and the signed note out of it by itself."""
    for letter in Letter.objects.filter(kind="acknowledgement").select_related("case"):
        (folder / f"{letter.case.reference}.txt").write_text(f"{letter.subject}\n\n{letter.body}", encoding="utf-8")
        note = letter.body[letter.body.index(f"{settings.DULY.log_origin}/ack\n") :]
        (folder / f"{letter.case.reference}.ack").write_text(note, encoding="utf-8")
