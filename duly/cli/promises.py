"""What an instance promises, and which promises it cannot keep now: each with what is wrong and how to mend it."""

import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from duly.cases.permissions import DUTY_OF, MAY
from duly.cases.queries import visible_to
from duly.cli.altered import altered
from duly.collection.collect import NoStore, open_stores
from duly.collection.connectors.source import ConnectorError
from duly.datamap.drift import drift
from duly.datamap.section import MapError
from duly.instance import instance_path
from duly.law.tables import PackError, load_packs
from duly.lib import clock
from duly.lib.isolation import isolation_level, isolation_words
from duly.lib.keyring import LOG_FILE, ROOT_FILE, SIGNING_FILE
from duly.lib.signing import KeyFileError, load_key
from duly.lib.vault import VaultError, load_root, refuse_if_readable_by_others
from duly.staff.actors import MACHINE, Role
from duly.staff.duties import too_few_people
from duly.staff.people import roles_held

RELEASED = datetime(2026, 11, 16, tzinfo=UTC)
"""Date of this version; a clock that lies behind it is wrong. Set anew with every release."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Problem:
    """One promise that cannot be kept. What does not stop the start is a word of warning."""

    about: str
    words: str
    """What is wrong, what it means, and how to mend it."""
    stops: bool = True


class BrokenPromises(Exception):
    """The instance does not start."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        lines = "".join(f"\n  · {problem.about}: {problem.words}" for problem in problems)
        super().__init__(
            f"This instance cannot keep {len(problems)} of its promises:{lines}\nMend them, then run `duly "
            "check` again."
        )


def _keys() -> Iterator[Problem]:
    folder = Path(settings.DULY.keys)
    if folder.is_dir() and folder.stat().st_mode & _OTHERS:
        yield Problem("keys", f"The folder {folder} is open to other users. Run: chmod 700 {folder}")
    web = ("web.key", refuse_if_readable_by_others)
    for name, look in ((ROOT_FILE, load_root), web, (SIGNING_FILE, load_key), (LOG_FILE, load_key)):
        try:
            look(folder / name)
        except (VaultError, KeyFileError) as error:
            yield Problem("keys", str(error))


def _settings_file() -> Iterator[Problem]:
    path = instance_path()
    if "@" in settings.DULY.database and path.stat().st_mode & _OTHERS:
        yield Problem(
            "settings", f"{path} holds the database's address and is open to other users. Run: chmod 600 {path}"
        )


def _disk() -> Iterator[Problem]:
    folder = Path(settings.DULY.directory)
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
    except OSError as error:
        yield Problem(
            "disk",
            f"Nothing can be written to {folder} ({error.strerror}). A demand that comes in would be lost. Free it.",
        )


def _database() -> Iterator[Problem]:
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Problem(
            "database",
            f"It cannot be reached ({type(error).__name__}). Check `database` in duly.toml, and that it is up.",
        )
        return
    if pending:
        yield Problem("database", f"{len(pending)} migration(s) are pending. Back up, then run: duly migrate")
        return
    yield from _durable()
    yield from _in_the_database()


def _durable() -> Iterator[Problem]:
    """A power cut must not take an acknowledged demand back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            (mode,) = cursor.fetchone()
            if mode != "wal":
                yield Problem(
                    "database",
                    f"SQLite is in the mode “{mode}”, not “wal”. Put it on a local disk: a network one cannot do it.",
                )
            return
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"SHOW {setting}")
            (value,) = cursor.fetchone()
            if value == "off":
                words = (
                    f"PostgreSQL has {setting} = off: a power cut could lose an acknowledged demand. Set "
                    "it to on and restart it."
                )
                yield Problem("database", words)


def _people() -> Iterator[Problem]:
    held = roles_held()
    able = {duty: MAY[act] for act, duty in DUTY_OF.items()}
    few = too_few_people(settings.DULY.duties.policy, able, held)
    if few:
        yield Problem("people", few)
    if not any(Role.COUNSEL in roles for roles in held.values()):
        words = (
            "Nobody holds the role “counsel”, so nobody could contest an order in court or record the ruling. "
            "Add her with `duly staff add`."
        )
        yield Problem("people", words, stops=False)


def _in_the_database() -> Iterator[Problem]:
    """What needs rows: people, the clock, and that the root key belongs to these cases."""
    yield from _people()
    cases = visible_to(MACHINE)
    latest = cases.aggregate(latest=Max("changed_at"))["latest"]
    wrong = None if latest is None else clock.looks_wrong(clock.now(), not_before=latest)
    if wrong:
        yield Problem("clock", wrong)
    newest = cases.order_by("-opened_at").first()
    try:
        load_root(Path(settings.DULY.keys) / ROOT_FILE)
    except VaultError:
        return  # `_keys` has told that; whether the key is the right one cannot be said before it is mended
    try:
        if newest is not None:
            newest.locking_key()
    except VaultError as error:
        yield Problem("keys", f"The root key does not open the cases of this database. {error}")
        return  # under another root key every seal looks broken
    yield from _altered()


def _altered() -> Iterator[Problem]:
    """They have no rights any more, so they stop nothing; but somebody writes to the database."""
    with suppress(VaultError):  # without a root key nobody can say, and `_keys` has told that
        yield from (Problem("past Duly", words, stops=False) for words in altered())


def _clock() -> Iterator[Problem]:
    """An instance without cases has no act to compare with: then the software's own date is the latest known."""
    now = clock.now()
    if now < RELEASED:
        words = (
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, and this version of Duly is of {RELEASED:%Y-%m-%d}. Deadlines "
            "counted from this clock would be wrong. Synchronise the machine's clock (NTP)."
        )
        yield Problem("clock", words)


def _letters() -> Iterator[Problem]:
    if settings.DULY.mode == "production" and settings.DULY.delivery.letters == "folder":
        words = (
            f"Letters are only written to {settings.DULY.outbox}: no acknowledgement and no answer leaves before "
            'somebody sends them from there. To have Duly send them, set letters = "smtp" and smtp_host under '
            "[delivery] in duly.toml."
        )
        yield Problem("letters", words, stops=False)


def _isolation() -> Iterator[Problem]:
    level = isolation_level()
    if level != "full":
        note = (
            ""
            if settings.DULY.require_isolation
            else " duly.toml says that this is accepted (require_isolation = false)."
        )
        yield Problem("isolation", isolation_words(level) + note, stops=settings.DULY.require_isolation)


def _law() -> Iterator[Problem]:
    try:
        load_packs()
    except PackError as error:
        yield Problem("law", str(error))


def _stores() -> Iterator[Problem]:
    try:
        for store in open_stores():
            missing = drift(store.datamap, store.source.describe()).missing
            if missing:
                columns = ", ".join(f"{ref.table}.{ref.column}" for ref in missing)
                yield Problem(
                    f"store {store.name}",
                    f"It lacks {columns}, which its map names. See `duly datamap check`, mend the map.",
                )
    except NoStore as error:
        yield Problem("stores", str(error), stops=False)
    except (ConnectorError, MapError, OSError) as error:
        yield Problem("stores", str(error))


CHECKS: tuple[Callable[[], Iterator[Problem]], ...] = (
    _keys, _settings_file, _disk, _clock, _database, _letters, _isolation, _law, _stores,
)  # fmt: skip


def broken() -> list[Problem]:
    """Every promise that cannot be kept now, each check on its own, so that one fault never hides another."""
    return [problem for check in CHECKS for problem in check()]
