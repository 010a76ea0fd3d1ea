"""`duly check`: each promise that cannot be kept is named with its cure, and none hides another."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from duly.cases.models import Case
from duly.cli import promises
from duly.cli.address import NotHere, refuse_address
from duly.cli.promises import broken
from duly.instance import Store
from duly.lib import clock, keyring
from duly.lib.vault import create_root
from duly.staff.duties import DutyPolicy
from tests.cast import Cast, Desk
from tests.cli.command_line import duly

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture
def sound(settings: Any, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An instance that keeps every promise, to be broken in one place."""
    keys = tmp_path / "keys"
    keys.mkdir()
    # the same keys, in a folder of their own: people and officers bear seals of this root key
    for name in ("root.key", "signing.key", "log.key"):
        (keys / name).write_bytes((settings.DULY.keys / name).read_bytes())
    (keys / "web.key").write_text("x", encoding="utf-8")
    for path in keys.iterdir():
        path.chmod(0o600)
    keys.chmod(0o700)
    settings.DULY = settings.DULY.model_copy(update={"keys": keys, "database": "sqlite:///duly.sqlite3"})
    monkeypatch.setattr(promises, "isolation_level", lambda: "full")
    # the tests' own database lives in memory, where there is no write-ahead log
    monkeypatch.setattr(promises, "_durable", lambda: iter(()))
    return settings


def words(about: str) -> str:
    """The one problem there is, which must be about this."""
    (problem,) = broken()
    assert problem.about == about
    return problem.words


def test_a_sound_instance_has_no_problem(sound: Any) -> None:
    assert broken() == []
    assert "can be kept" in duly("check").out
    assert duly("check", "--json").json() == {"ok": True, "problems": []}


@pytest.mark.parametrize("name", ["root.key", "signing.key", "log.key", "web.key"])
def test_a_key_that_others_can_read(sound: Any, name: str) -> None:
    (sound.DULY.keys / name).chmod(0o640)
    assert "chmod 600" in words("keys")
    said = duly("check", ok=False)
    assert (said.code, "chmod 600" in said.err) == (1, True)


def test_a_folder_of_keys_that_others_can_enter(sound: Any) -> None:
    sound.DULY.keys.chmod(0o755)
    assert "chmod 700" in words("keys")


def test_a_key_that_is_gone(sound: Any) -> None:
    (sound.DULY.keys / "root.key").unlink()
    assert "restore the file from its own backup" in words("keys")


def test_a_root_key_of_another_instance(sound: Any, cast: Cast) -> None:
    Desk(cast).received()
    (sound.DULY.keys / "root.key").unlink()
    create_root(sound.DULY.keys / "other" / "root.key")
    (sound.DULY.keys / "other" / "root.key").rename(sound.DULY.keys / "root.key")
    sound.DULY.keys.joinpath("other").rmdir()
    keyring._root.cache_clear()
    assert [p.about for p in broken() if "does not open the cases" in p.words] == ["keys"]


def test_too_few_people(sound: Any) -> None:
    duties = sound.DULY.duties.model_copy(update={"policy": DutyPolicy.FOUR})
    sound.DULY = sound.DULY.model_copy(update={"duties": duties})
    for login in ("ines", "leo"):
        duly("staff", "disable", login, as_="adam")
    assert "“release” (releaser)" in words("people")


def test_three_people_of_whom_nobody_can_look_at_a_flagged_case(sound: Any) -> None:
    for login in ("vera", "nora"):
        duly("staff", "disable", login, as_="adam")
    people = {problem.stops: problem.words for problem in broken() if problem.about == "people"}
    assert "“review_rights” (counsel or reviewer or supervisor)" in people[True]
    assert "contest an order" in people[False]
    duly("staff", "add", "lena", "--name", "Lena", "--role", "reviewer", as_="adam")
    assert [problem.stops for problem in broken()] == [False]


def test_nobody_who_could_contest_an_order_is_a_word_of_warning(sound: Any) -> None:
    duly("staff", "disable", "nora", as_="adam")
    assert "counsel" in words("people")
    assert "Note: people" in duly("check").out


def test_letters_that_only_a_folder_gets_are_a_word_of_warning_in_production(sound: Any) -> None:
    sound.DULY = sound.DULY.model_copy(update={"mode": "production"})
    (problem,) = [problem for problem in broken() if problem.about == "letters"]
    assert (problem.stops, 'letters = "smtp"' in problem.words) == (False, True)


def test_a_root_key_that_others_can_read_is_told_once(sound: Any, cast: Cast) -> None:
    Desk(cast).received()
    (sound.DULY.keys / "root.key").chmod(0o644)
    keyring._root.cache_clear()
    assert "chmod 600" in words("keys")


def test_every_key_that_is_open_is_named_at_once(sound: Any) -> None:
    for name in ("root.key", "web.key"):
        (sound.DULY.keys / name).chmod(0o644)
    assert len([problem for problem in broken() if problem.about == "keys"]) == 2


def test_a_clock_before_this_version_was_made_is_wrong_also_without_any_case(
    sound: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises.clock, "now", lambda: promises.RELEASED - timedelta(days=400))
    assert "this version of Duly is of" in words("clock")


def test_a_store_whose_address_is_wrong_is_named_with_an_example(sound: Any, shop: Path) -> None:
    for wrong in (str(shop), "mysql://db.example/shop", "sqlite:///nowhere.db"):
        store = Store(map=sound.DULY.stores["shop"].map, url=wrong)
        sound.DULY = sound.DULY.model_copy(update={"stores": {"shop": store}})
        assert "“shop”" in words("stores")
        assert "sqlite:////path/file.db" in words("stores")


def test_a_clock_that_lies_behind_what_is_on_record(sound: Any, cast: Cast) -> None:
    case = Desk(cast).received()
    Case.objects.filter(pk=case.pk).update(changed_at=clock.now() + timedelta(hours=3))
    assert "Synchronise the machine's clock" in words("clock")


def test_parsing_without_isolation_stops_production_and_is_noted_elsewhere(
    sound: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "isolation_level", lambda: "reduced")
    assert "apt install bubblewrap" in words("isolation")
    assert "Note: isolation" in duly("check").out
    sound.DULY = sound.DULY.model_copy(update={"require_isolation": True})
    assert "apt install bubblewrap" in duly("check", ok=False).err


def test_a_store_that_is_away(sound: Any, shop: Path) -> None:
    shop.unlink()
    assert "Check its path" in words("stores")


def test_a_store_that_lost_a_column_of_its_map(sound: Any, shop: Path) -> None:
    with sqlite3.connect(shop) as store:
        store.execute("ALTER TABLE customer DROP COLUMN full_name")
    assert "customer.full_name" in words("store shop")
    assert "customer.full_name" in duly("datamap", "check", ok=False).err


def test_a_column_that_nobody_labelled_is_listed_and_stops_nothing(sound: Any, shop: Path) -> None:
    with sqlite3.connect(shop) as store:
        store.execute("ALTER TABLE customer ADD COLUMN shoe_size INTEGER")
    assert broken() == []
    assert "customer.shoe_size; it can never leave" in duly("datamap", "check").out


def test_a_map_that_is_not_there(sound: Any, tmp_path: Path) -> None:
    store = Store(map=str(tmp_path / "gone.toml"), url="sqlite:///x.db")
    sound.DULY = sound.DULY.model_copy(update={"stores": {"shop": store}})
    assert "gone.toml" in words("stores")


def test_no_store_at_all_is_a_word_of_warning(sound: Any) -> None:
    sound.DULY = sound.DULY.model_copy(update={"stores": {}})
    assert [problem.stops for problem in broken()] == [False]


def test_a_disk_that_takes_nothing(sound: Any, tmp_path: Path) -> None:
    sound.DULY = sound.DULY.model_copy(update={"directory": tmp_path / "gone"})
    assert any(problem.about == "disk" and "Free it" in problem.words for problem in broken())


def test_settings_with_a_password_that_others_can_read(
    sound: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "duly.toml"
    config.write_text("", encoding="utf-8")
    config.chmod(0o644)
    monkeypatch.setenv("DULY_CONFIG", str(config))
    sound.DULY = sound.DULY.model_copy(update={"database": "postgresql://duly:secret@db.example/duly"})
    assert "chmod 600" in words("settings")


def test_a_migration_that_is_pending(sound: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises.MigrationExecutor, "migration_plan", lambda self, targets: [object()])
    assert "duly migrate" in words("database")


class _Database:
    """A database that answers each question about itself with one word."""

    def __init__(self, vendor: str, answers: dict[str, str]) -> None:
        self.vendor, self.answers, self.asked = vendor, answers, ""

    def cursor(self) -> "_Database":
        return self

    def __enter__(self) -> "_Database":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, question: str) -> None:
        self.asked = question

    def fetchone(self) -> tuple[str]:
        return (self.answers.get(self.asked, "on"),)


@pytest.mark.parametrize(
    ("vendor", "answers", "cure"),
    [
        ("sqlite", {"PRAGMA journal_mode": "delete"}, "local disk"),
        ("postgresql", {"SHOW fsync": "off"}, "fsync = off"),
        ("postgresql", {"SHOW full_page_writes": "off"}, "full_page_writes = off"),
        ("postgresql", {"SHOW synchronous_commit": "off"}, "synchronous_commit = off"),
    ],
)
def test_a_database_that_a_power_cut_can_rob_is_named(
    monkeypatch: pytest.MonkeyPatch, vendor: str, answers: dict[str, str], cure: str
) -> None:
    monkeypatch.setattr(promises, "connection", _Database(vendor, answers))
    (problem,) = promises._durable()
    assert (cure in problem.words, problem.stops) == (True, True)


def test_a_database_that_keeps_what_it_was_given_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    for vendor, answers in (("sqlite", {"PRAGMA journal_mode": "wal"}), ("postgresql", {})):
        monkeypatch.setattr(promises, "connection", _Database(vendor, answers))
        assert list(promises._durable()) == []


def test_a_demo_is_open_to_this_machine_only() -> None:
    for host in ("0.0.0.0", "192.0.2.7", "::", "demo.example"):  # noqa: S104  the very thing that is refused
        with pytest.raises(NotHere, match="duly init"):
            refuse_address("demo", host, 8000)
