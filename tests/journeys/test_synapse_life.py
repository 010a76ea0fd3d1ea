"""Whole lives with a real Synapse, through the doors: from a mail's bytes to the opened package, and no value more."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from duly.cli import main
from duly.lib import clock
from duly.lib.keyring import signing_key
from duly.lib.signing import public_text
from duly.requesters.directory import issue_token
from duly.worker import run_once
from tests.cast import NOON, OKAFORS_KEY, Cast
from tests.needs import TREE
from tests.synapse.leaks import every_value, leaks, values_outside
from tests.synapse.world import DESKTOP, PASSWORDS, PHONE, World

pytestmark = [pytest.mark.needs("synapse"), pytest.mark.django_db]
LETTERHEAD = "Prosecutor of Westmark"
MAIL = ["al@work.example", "anna.lindqvist@mail.example"]
ACCOUNT = ["@anna:linden.example", "Anna Lindqvist", *MAIL, "15550100", "msisdn", "email"]


@cache
def own_words() -> str:
    """The text of the product: a value of the store that stands there says nothing of any user (`m.room.message`)."""
    files = (path for path in (TREE / "duly").rglob("*") if path.suffix in (".py", ".toml", ".html"))
    return "\n".join(path.read_text("utf-8") for path in sorted(files))


@dataclass
class Birch:
    """The desk, seen from a terminal, and Officer Okafor, seen from hers."""

    folder: Path
    cast: Cast

    def duly(self, *arguments: object, login: str | None = None) -> dict[str, Any]:
        """One command; its JSON."""
        who = ["--as", login] if login else []
        done = CliRunner().invoke(main, [*map(str, arguments), *who, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def work(self) -> None:
        """The machine does what is due, and nothing fails."""
        assert run_once(clock.now())["failed"] == 0

    def receive(self, subject: str, paper: str, form: str) -> str:
        """The mail arrives, is read, registered, and its sender proven; returns the case's number."""
        eml, sheet = self.folder / "demand.eml", self.folder / "form.toml"
        eml.write_bytes(mail(subject, paper))
        sheet.write_text(form)
        reference = str(self.duly("receive", eml, "--officer", "okafor", login="ines")["reference"])
        self.work()
        because = ("--because", "in its turn")
        self.duly("register", reference, "--form", sheet, "--officer", "okafor", *because, login="ines")
        found = ["--found", "call_back=read out the file number", "--found", "directory_officer=stands there"]
        self.duly("authenticate", reference, *found, *because, login="ines")
        self.work()
        return reference

    def answer(self, reference: str) -> None:
        """Rosa decides, Arno approves, and the machine does the rest."""
        because = ("--because", "read the paper and the rules")
        if self.state_of(reference) == "held":  # the rights gate holds whatever asks for content
            self.duly("review-rights", reference, "--words", "One account, fraud.", *because, login="vera")
        digest = self.duly("decide", reference, *because, login="rosa")["digest"]
        self.duly("approve", reference, "--digest", digest, *because, login="arno")
        self.work()

    def state_of(self, reference: str) -> str:
        """Where the case stands, as Rosa sees it."""
        shown = self.duly("show", reference, login="rosa")
        return str(shown.get("state") or shown["case"]["state"])

    def fetch_by_api(self, reference: str) -> bytes:
        """Okafor's program fetches the package: once."""
        token = issue_token(self.cast.okafor, by=self.cast.actor("adam"), at=NOON)
        path, headers = f"/api/v1/demands/{reference}/package", {"authorization": f"Bearer {token}"}
        answer = Client().post(path, headers=headers)
        assert (answer.status_code, Client().post(path, headers=headers).status_code // 100) == (200, 4)
        return bytes(answer.content)

    def fetch_by_portal(self, reference: str) -> bytes:
        """Okafor signs in and downloads: once."""
        browser = Client()
        assert self.cast.okafor.person is not None
        browser.force_login(self.cast.okafor.person)
        answer = browser.post(f"/portal/{reference}/package/")
        assert answer.status_code == 200
        assert browser.post(f"/portal/{reference}/package/").status_code == 409
        return bytes(answer.content)

    def open(self, locked: bytes) -> dict[str, bytes]:
        """`duly open` on Okafor's machine: every file of the package."""
        package, key, out = self.folder / "package.age", self.folder / "okafor.key", self.folder / "opened"
        package.write_bytes(locked)
        key.write_text(OKAFORS_KEY)
        said = self.duly("open", package, "--key", key, "--provider-key", public_text(signing_key()), "--to", out)
        assert (said["pinned"], said["provider"]) == (True, "Birch Messenger")
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def birch(instance: Path, cast: Cast) -> Birch:
    return Birch(instance, cast)


def mail(subject: str, paper: str) -> bytes:
    """The demand as it arrives: a mail with the paper attached."""
    message = EmailMessage()
    message["From"], message["To"] = "Officer Okafor <okafor@westmark.example>", "legal@birch.example"
    message["Subject"], message["Date"] = subject, clock.now()
    message["Message-ID"] = f"<{subject.replace(' ', '.')}@westmark.example>"
    message.set_content("Attached.\n")
    message.add_attachment(paper, filename="demand.txt")
    return message.as_bytes()


def form(
    instrument: str,
    authority: str,
    identifier: str,
    categories: Sequence[str],
    period: tuple[datetime, datetime] | None,
) -> str:
    """What Ines reads off the paper."""
    limits = "" if period is None else "".join(
        f"{name} = {limit.isoformat()}\n" for name, limit in zip(("start", "end"), period, strict=True)
    )  # fmt: skip
    return f"""
instrument = "{instrument}"
issuing_state = "US"
authority = "{authority}"
authority_name = "{LETTERHEAD}"
reference = "GJ-2026-114"
signed = true
issued_on = {clock.now():%Y-%m-%d}
addressed_to = "Birch Messenger"
offence = "card fraud, 18 U.S.C. 1029"
offence_kind = "ordinary"
criminal_investigation = true
on_behalf_of = "none"

[[items]]
key = "1"
identifier_kind = "account_id"
identifier = "{identifier}"
categories = {json.dumps(list(categories))}
{limits}"""


def everything_in(files: dict[str, bytes]) -> str:
    """Every byte of every file, and the files' names."""
    return "\n".join([*files, *(data.decode("utf-8", "replace") for data in files.values())])


def assert_exactly(world: World, words: str, granted: Iterable[str], planted: Iterable[str]) -> None:
    """All that was granted is there, and of everything else in the store nothing is. `planted` must be looked for."""
    held = list(granted)
    outside = {value for value in values_outside(world.server.store_url, held) if value not in own_words()}
    assert len(outside) > 200
    assert set(planted) <= outside
    assert any(value.startswith("$2b$") for value in outside), "password hashes"
    assert any(value.startswith("syt_") for value in outside), "access tokens"
    assert [value for value in held if value not in words] == []
    assert leaks(words, outside, held) == set()


SAID = ["The tomatoes came up overnight", "I resign, the bishop is lost", "The plan", "harvest-plan-2026.txt"]
OF_OTHERS = ["Then we start again with the Caro-Kann", "boris.petrov@mail.example", "@clara:linden.example"]
OF_OTHERS += ["Programme of the winter concert", "opening-notes.txt", "Boris at home", "Clara Oswald", "198.51.100.20"]


def test_a_subpoena_gets_the_account_information_and_not_a_value_more(world: World, birch: Birch) -> None:
    sheet = form("subpoena", "prosecutor", world.anna, ["subscriber", "content"], (world.start, world.end))
    reference = birch.receive("Subpoena GJ-2026-114", "All you hold on @anna:linden.example", sheet)
    birch.answer(reference)
    assert birch.state_of(reference) == "disclosed"
    files = birch.open(birch.fetch_by_api(reference))
    words = everything_in(files)
    planted = [*SAID[:2], SAID[3], *OF_OTHERS, *world.rooms.values(), *world.devices.values(), PHONE, DESKTOP]
    assert_exactly(world, words, ACCOUNT, [*planted, "203.0.113.10"])
    assert "search warrant" in words  # the refusal list says what reaches content
    assert [name for name in files if name.endswith(".content.json")] == []
    birch.work()
    assert birch.state_of(reference) == "closed"


def sent_at(world: World, body: str) -> datetime:
    """When something was said, exactly."""
    address = make_url(world.server.store_url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    asked = text(
        "SELECT e.origin_server_ts FROM events e JOIN event_json j ON j.event_id = e.event_id WHERE j.json LIKE :said"
    )
    with create_engine(address).connect() as store:
        milliseconds = store.execute(asked, {"said": f"%{body}%"}).scalar_one()
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def test_a_warrant_gets_what_was_sent_in_its_window_and_not_a_word_from_before_or_after(
    world: World, birch: Birch
) -> None:
    """From her first message, included, until her second, excluded."""
    window = (sent_at(world, SAID[0]), sent_at(world, SAID[1]))
    assert window[0] < window[1]
    sheet = form("search_warrant", "judge", world.anna, ["content"], window)
    reference = birch.receive("Warrant 26-mj-00218", "What @anna:linden.example wrote", sheet)
    birch.answer(reference)
    words = everything_in(birch.open(birch.fetch_by_portal(reference)))
    granted = [SAID[0], "m.room.message", world.rooms["garden"], world.anna]
    before_and_after = [*SAID[1:2], SAID[3], "The garden behind the house", "Which seeds to sow in spring"]
    assert_exactly(
        world, words, granted, [*before_and_after, *OF_OTHERS, *MAIL, "Anna Lindqvist", world.rooms["chess"]]
    )


def test_a_warrant_for_everything_gets_every_category_of_one_account(world: World, birch: Birch) -> None:
    sheet = form("search_warrant", "judge", world.anna, ["subscriber", "traffic", "content"], (world.start, world.end))
    reference = birch.receive("Warrant 26-mj-00219", "All of @anna:linden.example", sheet)
    birch.answer(reference)
    words = everything_in(birch.open(birch.fetch_by_api(reference)))
    granted = [*ACCOUNT, *SAID, "The garden behind the house", "Which seeds to sow in spring", PHONE, DESKTOP]
    granted += ["203.0.113.10", "203.0.113.11", "Anna's telephone", "Anna's desk", *world.devices.values()]
    granted += [world.rooms["garden"], world.rooms["chess"], "text/plain"]
    media = re.findall(r"mxc://linden\.example/\w+", words)
    types = re.findall(r'"type":"([\w.]+)"', words)
    also = [*media, *(address.rpartition("/")[2] for address in media), *types, "org.matrix.custom.html"]
    assert_exactly(world, words, [value for value in [*granted, *also] if value in words], OF_OTHERS)
    assert [value for value in granted if value not in words] == []


def test_an_unknown_identifier_is_no_data_in_words_that_say_nothing(world: World, birch: Birch) -> None:
    sheet = form("subpoena", "prosecutor", "@nobody.here:linden.example", ["subscriber"], None)
    reference = birch.receive("Subpoena GJ-2026-115", "All you hold on @nobody.here:linden.example", sheet)
    birch.answer(reference)
    birch.work()
    assert birch.state_of(reference) == "closed"
    mails = [path.read_bytes().decode() for path in (birch.folder / "mail").rglob("*") if path.is_file()]
    [letter] = [one for one in mails if "We hold no data" in one]
    assert "To: okafor@westmark.example" in letter
    assert "nobody.here" not in letter
    outside = {value for value in every_value(world.server.store_url) if len(value) >= 6 and value not in own_words()}
    assert leaks("\n".join(mails), outside, []) == set()
    assert not list((birch.folder / "opened").rglob("*"))


def test_anna_is_told_at_her_own_address_once_a_person_confirmed_it(world: World, birch: Birch) -> None:
    sheet = form("subpoena", "prosecutor", world.anna, ["subscriber"], None)
    reference = birch.receive("Subpoena GJ-2026-116", "Who is @anna:linden.example", sheet)
    birch.answer(reference)
    birch.duly("notice", "confirm", reference, "--item", "1", "--because", "looked at every channel", login="vera")
    birch.work()
    mails = [path.read_bytes().decode() for path in (birch.folder / "mail").rglob("*") if path.is_file()]
    [letter] = [one for one in mails if "To the holder of" in one]
    assert "To: al@work.example" in letter
    assert LETTERHEAD in letter


def test_what_the_desk_has_on_disk_afterwards_tells_nothing(world: World, birch: Birch) -> None:
    sheet = form("search_warrant", "judge", world.anna, ["content"], (world.start, world.end))
    reference = birch.receive("Warrant 26-mj-00220", "What @anna:linden.example wrote", sheet)
    birch.answer(reference)
    assert birch.state_of(reference) == "disclosed"
    objects = [path.read_bytes() for path in (birch.folder / "objects").rglob("*") if path.is_file()]
    kept = b"\n".join(objects)
    secrets = [*SAID, *MAIL, *OF_OTHERS, *PASSWORDS.values(), "Anna Lindqvist"]
    assert len(objects) >= 4
    assert [word for word in secrets if len(word) > 8 and word.encode() in kept] == []
