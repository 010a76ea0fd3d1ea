"""The same first hour on PostgreSQL: made, checked and backed up; its password stands in no copy."""

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from tests.cli.command_line import program
from tests.postgres import Cluster


def test_an_instance_on_postgres_is_made_and_backed_up(postgres: Cluster, tmp_path: Path) -> None:
    url = postgres.create_database("duly_newcomer")
    (tmp_path / "url").write_text(url + "\n", encoding="utf-8")
    (tmp_path / "url").chmod(0o600)
    made = program(
        "init", "birch", "--name", "Birch Messenger", "--host", "demands.birch.example", "--countries", "SE",
        "--mail", "legal@birch.example", "--database-file", "url", cwd=tmp_path,
    )  # fmt: skip
    assert made.code == 0, made.err
    here = {"DULY_CONFIG": str(tmp_path / "birch")}
    assert [p["login"] for p in program("staff", "list", "--json", cwd=tmp_path, **here).json()] == ["admin"]
    kept = program("backup", "copy", cwd=tmp_path, **here)
    assert kept.code == 0, kept.err
    listed = subprocess.run(
        [str(shutil.which("pg_restore")), "--list", str(tmp_path / "copy" / "duly.pgdump")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "cases_case" in listed.stdout
    password = urlsplit(url).password
    assert password
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert password.encode() not in b"".join(path.read_bytes() for path in files)


def test_a_database_that_is_away_is_named_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://duly@127.0.0.1:9/duly", encoding="utf-8")
    config = '[provider]\nname = "B"\nhost = "b.example"\nestablishments = ["SE"]\nmail = "l@b.example"\n'
    (tmp_path / "duly.toml").write_text(f'database_file = "{tmp_path / "url"}"\n{config}', encoding="utf-8")
    said = program("check", cwd=tmp_path)
    assert (said.code, "cannot be reached" in said.err) == (1, True), said.err
    act = program("staff", "list", cwd=tmp_path)
    assert (act.code, "Run `duly check`" in act.err) == (1, True), act.err
