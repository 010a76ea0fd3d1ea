"""A real Synapse of its own for tests and for recording the demo's store: temporary directory, loopback, free port."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

SECONDS_TO_START = 90.0
SECONDS_TO_STOP = 30.0
PLENTY = {"per_second": 10_000, "burst_count": 10_000}

# Synapse sees another time when a recording wants a history; the shift is set before anything reads the clock.
LAUNCH = (
    "import os, runpy, time; shift = float(os.environ['SHIFT']); true = time.time; time.time = lambda: true() + shift; "
    "runpy.run_module('synapse.app.homeserver', run_name='__main__', alter_sys=True)"
)


class NoHomeserver(RuntimeError):
    """Synapse did not start or answer; the message ends with what it logged."""


@dataclass(slots=True)
class Homeserver:
    """One Synapse. `start` and `stop` may alternate; the database stays until `remove`."""

    python: str
    server_name: str = "linden.example"
    postgres_url: str | None = None
    """An empty database with collation C; None: a SQLite file in the directory."""
    directory: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="duly-synapse-")))
    more: dict[str, object] = field(default_factory=dict)
    """Further settings of Synapse's configuration."""
    secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where its client API answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The SQLite file; only without `postgres_url`."""
        return self.directory / "homeserver.db"

    @property
    def store_url(self) -> str:
        """The database as Duly's connector and the search for leaks open it."""
        return self.postgres_url or f"sqlite:///{quote(str(self.database))}"

    def start(self, shift: float = 0.0) -> None:
        """Start, with the clock `shift` seconds from the true time; ready when this returns. NoHomeserver if not."""
        self.port = _free_port()
        config = self.directory / "homeserver.yaml"
        config.write_text(json.dumps(self._config()))  # JSON is YAML
        with (self.directory / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.python, "-c", LAUNCH, "--config-path", str(config)],
                cwd=self.directory,
                env=os.environ | {"SHIFT": str(shift), "SYNAPSE_CACHE_FACTOR": "0.1"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """Let it write what it holds, and end it."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def remove(self) -> None:
        """End it and remove all it wrote (a PostgreSQL database is its maker's to drop)."""
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _wait(self) -> None:
        give_up = time.monotonic() + SECONDS_TO_START
        while self.process is not None and self.process.poll() is None and time.monotonic() < give_up:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=2) as answer:  # noqa: S310 - loopback
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise NoHomeserver(f"Synapse did not start: {(self.directory / 'log').read_text()[-3000:]}")

    def _config(self) -> dict[str, object]:
        key = self.directory / "signing.key"
        if not key.exists():
            key.write_text(f"ed25519 a_test {b64encode(secrets.token_bytes(32)).decode().rstrip('=')}\n")
        names = [{"names": ["client", "media"], "compress": False}]
        return {
            "server_name": self.server_name,
            "public_baseurl": f"{self.url}/",
            "pid_file": str(self.directory / "pid"),
            "signing_key_path": str(key),
            "media_store_path": str(self.directory / "media"),
            "registration_shared_secret": self.secret,
            "macaroon_secret_key": self.secret,
            "form_secret": self.secret,
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "bcrypt_rounds": 4,
            "database": self._database(),
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "tls": False,
                    "x_forwarded": True,  # so that a client may come from any address
                    "resources": names,
                }
            ],
            **_without_limits(),
            **self.more,
        }

    def _database(self) -> dict[str, object]:
        if self.postgres_url is None:
            return {"name": "sqlite3", "args": {"database": str(self.database)}}
        parts = urlsplit(self.postgres_url)
        return {
            "name": "psycopg2",
            "args": {
                "user": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "host": parts.hostname,
                "port": parts.port,
                "dbname": unquote(parts.path.lstrip("/")),
                "cp_min": 1,
                "cp_max": 5,
            },
        }


def _without_limits() -> dict[str, object]:
    """Synapse slows its clients down; a test has no time for that."""
    return {
        "rc_message": PLENTY,
        "rc_registration": PLENTY,
        "rc_room_creation": PLENTY,
        "rc_login": {"address": PLENTY, "account": PLENTY, "failed_attempts": PLENTY},
        "rc_joins": {"local": PLENTY, "remote": PLENTY},
        "rc_invites": {"per_room": PLENTY, "per_user": PLENTY, "per_issuer": PLENTY},
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
