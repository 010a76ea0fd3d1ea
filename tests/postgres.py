"""A PostgreSQL of the tests' own: Debian's binaries, a data directory under the temporary one, gone when they end."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

OLDEST = 15
SECONDS_TO_START = 30.0


class NoPostgres(RuntimeError):
    """No usable PostgreSQL here; the message says why and how to get one."""


@dataclass(slots=True)
class Cluster:
    """A running server. `url` reaches its maintenance database as a superuser over loopback TCP."""

    url: str
    directory: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def create_database(self, name: str) -> str:
        """Makes an empty UTF-8 database with collation C (which Synapse insists on) and returns its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0").format(
                    sql.Identifier(name)
                )
            )
        return urlunsplit(urlsplit(self.url)._replace(path="/" + quote(name)))

    def stop(self) -> None:
        """Ends the server, if it is ours, and removes its data."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        if self.directory is not None:
            shutil.rmtree(self.directory, ignore_errors=True)


def find_binaries() -> Path:
    """The directory with `initdb` and `postgres` of the newest version there is, at least 15."""
    found = [
        (int(version.name), version / "bin")
        for version in Path("/usr/lib/postgresql").glob("*")
        if version.name.isdecimal() and (version / "bin" / "initdb").exists()
    ]
    usable = [pair for pair in found if pair[0] >= OLDEST]
    if usable:
        return max(usable)[1]
    if found:
        raise NoPostgres(f"PostgreSQL {max(found)[0]} is here, but at least {OLDEST} is needed")
    on_path = shutil.which("initdb")
    if on_path is None:
        raise NoPostgres("no PostgreSQL server is installed")
    return Path(on_path).resolve().parent


def _owner() -> str | None:
    """Whom to run the server as: PostgreSQL refuses root, so root lends it to another user; anyone else stays."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise NoPostgres("run as root, and there is no user `postgres` to run the server as")


def start_cluster() -> Cluster:
    """Makes a cluster and starts it; ready when this returns. Raises NoPostgres."""
    binaries, owner = find_binaries(), _owner()
    directory = Path(tempfile.mkdtemp(prefix="duly-pg-"))
    password = secrets.token_hex(16)
    secret = directory / "password"
    secret.write_text(password)
    if owner is not None:
        for path in (directory, secret):
            shutil.chown(path, owner, pwd.getpwnam(owner).pw_gid)
    try:
        made = subprocess.run(
            [binaries / "initdb", "-D", "data", "-U", "duly", "-E", "UTF8", "--locale=C", "--pwfile=password",
             "--auth=scram-sha-256", "--no-sync"],
            cwd=directory, **_as(owner), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            raise NoPostgres(f"initdb failed: {made.stderr.strip()}")
        return _serve(binaries, owner, directory, password)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise


def _as(owner: str | None) -> dict[str, Any]:
    """Arguments that make a child process the owner's, without root's groups."""
    if owner is None:
        return {}
    return {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}


def _serve(binaries: Path, owner: str | None, directory: Path, password: str) -> Cluster:
    for _ in range(3):  # between finding a free port and binding it, another may take it
        port = _free_port()
        log = (directory / "log").open("wb")
        process = subprocess.Popen(
            [binaries / "postgres", "-D", "data", "-p", str(port), "-c", "listen_addresses=127.0.0.1",
             "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "synchronous_commit=off",
             "-c", "full_page_writes=off", "-c", "max_connections=100"],
            cwd=directory, stdout=log, stderr=log, start_new_session=True, **_as(owner),
        )  # fmt: skip
        log.close()
        cluster = Cluster(f"postgresql://duly:{password}@127.0.0.1:{port}/postgres", directory, process)
        if _ready(cluster):
            return cluster
        process.kill()
        process.wait()
    raise NoPostgres(f"the server did not start: {(directory / 'log').read_text()[-2000:]}")


def _ready(cluster: Cluster) -> bool:
    """Waits until the server answers; False when it ended, or SECONDS_TO_START went by."""
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up and cluster.process is not None and cluster.process.poll() is None:
        try:
            psycopg.connect(cluster.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
