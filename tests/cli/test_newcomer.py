"""A newcomer's first hour, in processes of their own: make an instance, add people, check, serve, back up."""

import hashlib
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from duly.cli.new_config import config_text
from duly.instance import Instance, read_instance
from tests.cli.command_line import Said, program
from tests.needs import TREE

PROVIDER = (
    "--name",
    "Birch Messenger",
    "--host",
    "demands.birch.example",
    "--countries",
    "SE, us",
    "--mail",
    "legal@birch.example",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the instance `birch`, made as the tutorial says."""
    folder = tmp_path_factory.mktemp("newcomer")
    (folder / "password").write_text("correct horse battery\n", encoding="utf-8")
    said = program("init", "birch", *PROVIDER, "--admin-password-file", "password", cwd=folder)
    assert said.code == 0, said.err
    return folder


def birch(folder: Path, *words: object) -> Said:
    """A command on that instance, by its administrator."""
    there = {"DULY_CONFIG": str(folder / "birch"), "DULY_AS": "admin", "DULY_PASSWORD_FILE": str(folder / "password")}
    return program(*words, cwd=folder, **there)


def test_nothing_of_a_new_instance_is_open_to_others(folder: Path) -> None:
    paths = [folder / "birch", *(folder / "birch").rglob("*")]
    assert {"root.key", "signing.key", "log.key", "web.key", "duly.toml", "duly.sqlite3"} <= {
        path.name for path in paths
    }
    assert [path.name for path in paths if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)] == []


def test_its_settings_name_every_setting_that_there_is(folder: Path) -> None:
    text = (folder / "birch" / "duly.toml").read_text(encoding="utf-8")
    assert read_instance(folder / "birch" / "duly.toml").provider.establishments == {"SE", "US"}
    for name, field in Instance.model_fields.items():
        assert name in text
        if field.description:
            assert field.description.split(",")[0] in text
    assert tomllib.loads(config_text({"mode": "demo"}))["mode"] == "demo"
    # every line that is a comment only by its first sign is valid where the sign is taken away
    settings = [line.removeprefix("# ") for line in text.splitlines() if re.match(r"# [a-z_]+ = .", line)]
    assert tomllib.loads("\n".join(settings))


def test_there_are_no_demo_accounts_in_it(folder: Path) -> None:
    listed = birch(folder, "staff", "list", "--json").json()
    assert [(person["login"], person["roles"]) for person in listed] == [("admin", ["administrator"])]


def test_a_password_that_is_made_is_shown_once_and_what_is_next_is_said(tmp_path: Path) -> None:
    said = program("init", "oak", *PROVIDER, cwd=tmp_path)
    password = re.search(r"shown this once: (\S+)", said.out)
    assert password
    assert len(password[1]) >= 16
    for step in (
        "duly staff add",
        "--role counsel",
        "--role releaser",
        "duly datamap draft",
        "duly directory add-agency",
        "[stores.NAME]",
        "duly check",
        "duly serve",
        "TLS",
        "Keep a copy of keys/",
    ):
        assert step in said.out
    assert password[1].encode() not in b"".join(
        path.read_bytes() for path in (tmp_path / "oak").rglob("*") if path.is_file()
    )


def test_an_existing_folder_is_never_written_over(folder: Path) -> None:
    before = (folder / "birch" / "duly.toml").read_bytes()
    said = program("init", "birch", *PROVIDER, cwd=folder)
    assert (said.code, "Name a new folder" in said.err) == (1, True)
    assert (folder / "birch" / "duly.toml").read_bytes() == before


def test_what_is_missing_is_named_at_once_where_nobody_can_be_asked(tmp_path: Path) -> None:
    said = program("init", "oak", "--name", "Oak", cwd=tmp_path)
    assert (said.code, "--host, --countries, --mail" in said.err) == (2, True)
    assert not (tmp_path / "oak").exists()


@pytest.mark.parametrize(
    ("file", "text", "cure"), [("admin-password", "short", "Choose another"), ("database", "odd", "postgresql://")]
)
def test_an_instance_that_cannot_be_finished_leaves_nothing(tmp_path: Path, file: str, text: str, cure: str) -> None:
    (tmp_path / "file").write_text(text, encoding="utf-8")
    said = program("init", "oak", *PROVIDER, f"--{file}-file", "file", cwd=tmp_path)
    assert (said.code, cure in said.err) == (1, True), said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "oak").exists()


def test_without_an_instance_the_way_to_one_is_said(tmp_path: Path) -> None:
    said = program("cases", cwd=tmp_path)
    assert (said.code, "duly init DIRECTORY" in said.err) == (1, True)


def test_an_unknown_setting_stops_the_start_and_is_named(folder: Path, tmp_path: Path) -> None:
    text = (folder / "birch" / "duly.toml").read_text(encoding="utf-8").replace('policy = "two"', 'polcy = "two"')
    (tmp_path / "duly.toml").write_text(text, encoding="utf-8")
    said = program("check", cwd=tmp_path)
    assert (said.code, "duties.polcy: is not a setting of Duly" in said.err) == (1, True)
    assert "docs/" not in said.err, "whoever installed a wheel has no such file"


def test_help_needs_no_instance(tmp_path: Path) -> None:
    said = program("decide", "--help", cwd=tmp_path)
    assert (said.code, "Another person approves" in said.out) == (0, True)
    assert program("--version", cwd=tmp_path).out.startswith("duly 0.")


def test_too_few_people_stop_the_start_until_they_are_added(folder: Path) -> None:
    for word in ("check", "serve"):
        said = birch(folder, word)
        assert (said.code, "duly staff add" in said.err) == (1, True)
    for login, role in (("rosa", "reviewer"), ("arno", "approver"), ("nora", "counsel")):
        added = birch(
            folder, "staff", "add", login, "--name", login.title(), "--role", role, "--their-password-file", "password"
        )
        assert added.code == 0, added.err
    assert "people: The duty policy" not in birch(folder, "check").err


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, **headers: str) -> int:
    """Status of a GET of the API's page, waiting for the server to start."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/docs", headers=headers)
    for _ in range(150):
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.2)
    raise AssertionError("nothing answered")


def test_it_serves_behind_tls_and_stops_when_told(folder: Path) -> None:
    config = folder / "birch" / "duly.toml"
    # whether this machine isolates parsers in full is another test's question
    config.write_text(
        config.read_text(encoding="utf-8").replace("# require_isolation = true", "require_isolation = false"),
        encoding="utf-8",
    )
    port = free_port()
    environment = {**os.environ, "DULY_CONFIG": str(config), "PYTHONPATH": str(TREE)}
    command = [sys.executable, "-m", "duly.cli", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        through = {"Host": "demands.birch.example", "X-Forwarded-Proto": "https"}
        assert ask(port, **through) == 200
        assert ask(port) == 400, "another name than the provider's is not answered"
        taken = birch(folder, "serve", "--port", port)
        assert (taken.code, "Name another port" in taken.err) == (1, True)
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}/" in said
    assert "https://demands.birch.example/" in said


def test_a_backup_is_whole_and_the_keys_are_not_in_it(folder: Path) -> None:
    assert birch(folder, "backup", "copy", "--keys", "apart").code == 0
    copied = {path.relative_to(folder / "copy").as_posix() for path in (folder / "copy").rglob("*") if path.is_file()}
    assert {"duly.sqlite3", "duly.toml", "SHA256SUMS"} <= copied
    assert not any(name.endswith(".key") for name in copied)
    for line in (folder / "copy" / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / "copy" / name).read_bytes()).hexdigest() == digest
    with sqlite3.connect(folder / "copy" / "duly.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM staff_person").fetchone()[0] >= 1
    assert {path.name for path in (folder / "apart").iterdir()} == {"root.key", "signing.key", "log.key", "web.key"}


def test_a_backup_can_be_put_back_and_passes_the_check(folder: Path, tmp_path: Path) -> None:
    assert birch(folder, "backup", tmp_path / "copy", "--keys", tmp_path / "apart").code == 0
    (tmp_path / "apart").rename(tmp_path / "copy" / "keys")
    back = program("staff", "list", "--json", cwd=tmp_path, DULY_CONFIG=str(tmp_path / "copy"))
    assert "admin" in [person["login"] for person in back.json()]


@pytest.mark.parametrize("keys", ["copy2", "copy2/keys"])
def test_keys_are_never_put_beside_what_they_open(folder: Path, keys: str) -> None:
    said = birch(folder, "backup", "copy2", "--keys", keys)
    assert (said.code, "another medium" in said.err) == (1, True)
    assert not (folder / "copy2").exists()


def test_a_backup_is_never_written_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "old").touch()
    said = birch(folder, "backup", tmp_path / "full")
    assert (said.code, "Name a new folder" in said.err) == (1, True)


def test_the_officers_side_needs_no_instance_and_reads_no_database_code(tmp_path: Path) -> None:
    (tmp_path / "package.age").write_bytes(b"not a package")
    (tmp_path / "key").write_text("nonsense", encoding="utf-8")
    said = program("open", "package.age", "--key", "key", cwd=tmp_path)
    assert (said.code, "AGE-SECRET-KEY-1" in said.err) == (1, True)
    loaded = (
        "import sys, duly.cli, duly.cli.open; sys.exit('django.db' in sys.modules or 'django.conf' in "
        "sys.modules and 0)"
    )
    done = subprocess.run([sys.executable, "-c", loaded], cwd=TREE, check=False, timeout=60)
    assert done.returncode == 0
