"""Records the demo's store: the accounts of accounts.toml live a year at a real Synapse, and its database is kept.

Run from the root of the repository, with the Python of Synapse's environment named (`make synapse` makes it):
`.venv/bin/python -m demo.record_store --synapse-python .venv-synapse/bin/python`.
"""

import argparse
import random
import secrets
import sqlite3
import subprocess
import sys
import time
import tomllib
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from duly.datamap.read import shipped_map
from tests.synapse.client import Device, register, sign_in
from tests.synapse.homeserver import Homeserver

STORE = Path(__file__).resolve().parent / "duly_demo" / "store"
MOST_BYTES = 1_500_000
AGENTS = [
    "Element/1.11 (Android 15; Linden Chat)",
    "Mozilla/5.0 (X11; Linux x86_64) Linden/126",
    "Element iOS/1.9 (iPhone; Linden Chat)",
]
WANTED = """SELECT tbl_name, sql FROM old.sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')
            ORDER BY type DESC"""  # tables before their indexes
BELARUS = ["by1", "by2", "by3", "by4", "by5"]
NETS = ["192.0.2", "198.51.100", "203.0.113"]


@dataclass(slots=True)
class Recording:
    """What the recording holds while it runs."""

    server: Homeserver
    accounts: list[dict[str, Any]]
    rooms: list[dict[str, Any]]
    chance: random.Random
    passwords: dict[str, str] = field(default_factory=dict)
    devices: dict[str, list[Device]] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)


def main() -> None:
    """Record, strip and describe the store."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--synapse-python", required=True, help="Python of an environment that holds matrix-synapse")
    python = str(Path(words.parse_args().synapse_python).absolute())
    listed = tomllib.loads((STORE / "accounts.toml").read_text("utf-8"))
    server = Homeserver(python=python, server_name=listed["server_name"], more={"user_ips_max_age": "20y"})
    try:
        live(server, listed)
        database = STORE / "homeserver.db"
        strip(server.database, database)
    finally:
        server.remove()
    (STORE / "README.md").write_text(description(database, python, listed), "utf-8")
    sys.stdout.write(f"{database}: {database.stat().st_size} bytes\n")


def live(server: Homeserver, listed: dict[str, Any]) -> None:
    """Every day of the list in turn: Synapse starts with its clock on that day, and the accounts do what they do."""
    talk = tomllib.loads((STORE / "talk.toml").read_text("utf-8"))
    present = [account for account in listed["account"] if account["exists"]]
    chance = random.Random(2026)  # noqa: S311 - which address and hour, nothing secret
    recording = Recording(server=server, accounts=present, rooms=talk["room"], chance=chance)
    for number, day in enumerate(listed["days"]):
        hour = timedelta(hours=7 + number * 5 % 14, minutes=chance.randrange(60))
        wanted = datetime.fromisoformat(day).replace(tzinfo=UTC) + hour
        server.start(shift=wanted.timestamp() - time.time())
        one_day(recording, day)
        server.stop()


def one_day(recording: Recording, day: str) -> None:
    """1. new accounts, 2. who was there before is seen from where they are now, 3. rooms, 4. talk."""
    for known in recording.devices.values():
        for device in known:
            if recording.chance.random() < 0.5:
                device.address = address(recording)
                device.touch()
    for account in (account for account in recording.accounts if account["registered"] == day):
        join(recording, account)
    for room in recording.rooms:
        talk_in(recording, room, day)


def join(recording: Recording, account: dict[str, Any]) -> None:
    """Register, sign in on each device, show a name; an administrator enters the proven addresses."""
    server, localpart = recording.server, account["localpart"]
    password = recording.passwords[localpart] = secrets.token_urlsafe(12)
    user_id = register(server, localpart, password)
    recording.devices[localpart] = [
        sign_in(
            server,
            user_id,
            password,
            name=f"{account['display_name']}, device {number + 1}",
            address=address(recording),
            agent=recording.chance.choice(AGENTS),
        )
        for number in range(account["devices"])
    ]
    recording.devices[localpart][0].show_name(account["display_name"])
    administrator(recording).set_addresses(user_id, account["emails"], account.get("phones", []))


def administrator(recording: Recording) -> Device:
    """The operator's session, made once."""
    if "root" not in recording.devices:
        password = secrets.token_urlsafe(12)
        user_id = register(recording.server, "operations", password, admin=True)
        session = sign_in(
            recording.server, user_id, password, name="Operations", address="192.0.2.250", agent="curl/8.5"
        )
        recording.devices["root"] = [session]
    return recording.devices["root"][0]


def talk_in(recording: Recording, room: dict[str, Any], day: str) -> None:
    """Open the room once its first member is there, let others in, say the day's lines, send the day's file."""
    here = [member for member in room["members"] if member in recording.devices]
    if not here or (room["name"] not in recording.opened and room["members"][0] not in here):
        return
    if room["name"] not in recording.opened:
        opened = recording.devices[room["members"][0]][0].create_room(room["name"], room["topic"])
        recording.opened[room["name"]] = opened
    place = recording.opened[room["name"]]
    for member in here:
        recording.devices[member][0].join(place)
    for line in (line for line in room["lines"] if line["on"] == day):
        recording.chance.choice(recording.devices[line["who"]]).send(place, line["text"])
    file = room.get("file")
    if file is not None and file["on"] == day:
        sender = recording.devices[file["who"]][0]
        sent = sender.upload(file["name"], file["text"].encode())
        sender.send(place, file["text"], msgtype="m.file", filename=file["name"], url=sent)


def address(recording: Recording) -> str:
    """An address of the ranges kept for documentation (RFC 5737)."""
    return f"{recording.chance.choice(NETS)}.{recording.chance.randrange(10, 240)}"


def strip(recorded: Path, kept: Path) -> None:
    """Copy the tables that the data map labels or withholds, row for row; the rest is Synapse's own bookkeeping."""
    datamap = shipped_map("synapse", {"server_name": "linden.example"})
    tables = {table.name for table in datamap.tables} | {join.table for t in datamap.tables for join in t.joins}
    tables |= {name for name, _ in datamap.withheld if name != "event_search"}  # a virtual table with five shadows
    kept.unlink(missing_ok=True)
    with closing(sqlite3.connect(kept, isolation_level=None)) as new:
        new.execute("PRAGMA page_size = 1024")
        new.execute("ATTACH DATABASE ? AS old", (str(recorded),))
        made = new.execute(WANTED)
        for _, statement in [row for row in made.fetchall() if row[0] in tables]:
            new.execute(statement)
        for table in sorted(tables):
            new.execute(f'INSERT INTO main."{table}" SELECT * FROM old."{table}"')  # noqa: S608 - names of the map
        new.execute("DETACH DATABASE old")
        new.execute("VACUUM")
    if kept.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{kept.name} is larger than {MOST_BYTES} bytes: too large for the repository.")


def description(database: Path, python: str, listed: dict[str, Any]) -> str:
    """The README of the store: what it is, how it was made, what is in it."""
    asked = "import importlib.metadata as m; print(m.version('matrix-synapse'))"
    version = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as held:
        names = [name for (name,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        counts = {name: held.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
    rows = "\n".join(f"| `{name}` | {count} |" for name, count in counts.items() if count)
    named = [account for account in listed["account"] if account["group"] in BELARUS]
    exist = sum(account["exists"] for account in named)
    return README.format(
        version=version,
        server_name=listed["server_name"],
        starts=len(listed["days"]),
        first=listed["days"][0],
        last=listed["days"][-1],
        named=len(named),
        exist=exist,
        rows=rows,
    )


README = """# The store of Linden Chat

`homeserver.db` is the database of a real Synapse {version}, recorded by `demo/record_store.py`. Linden Chat, its server
name `{server_name}`, and every person and word in it are invented.

**How it was recorded.** The script starts Synapse {starts} times, each time with its clock on one of the days
from {first} to {last} that `accounts.toml` lists. Over Synapse's own interfaces it registers the accounts,
signs them in from devices at documentation addresses (RFC 5737), sets names, enters e-mail addresses and numbers, opens
the rooms of `talk.toml` and says their lines. Nothing was written into the database by hand. Afterwards the tables that
the data map neither labels nor withholds were left out, to keep the file small; no row of the others was changed.

**What can never leave is really in it**: password hashes, access tokens, the talk of bystanders. They open nothing: the
passwords were random and are not kept, and the server is gone.

Of the {named} accounts that the five requests `by1` to `by5` name, {exist} exist. The split is invented.

To record it anew: `.venv/bin/python -m demo.record_store --synapse-python .venv-synapse/bin/python`. Ids, hashes and
tokens differ each time; names, days and words do not.

| table | rows |
|---|---|
{rows}
"""


if __name__ == "__main__":
    main()
