"""Writes the test vectors of the ledger: `python -m vectors.make` at the root of the repository; the tests compare."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from duly.ledger.entries import Kind, row_key
from duly.ledger.rows import tag
from vectors.world import EXHIBIT, GERMANY, Case, world

HERE = Path(__file__).parent


def formats() -> dict[str, object]:
    """Values of each format for the same inputs, in hex, for other implementations."""
    event = GERMANY.events()[Kind.CLOSE]
    key = row_key(GERMANY.key)
    return {
        "case_key": GERMANY.key.hex(),
        "values": {str(name): value for name, value in event.values.items()},
        "salts": {str(name): salt.hex() for name, salt in event.salts.items()},
        "digests": {str(name): digest.hex() for name, digest in event.digests.items()},
        "commitment": event.commitment.hex(),
        "entry": event.entry.decode(),
        "row_key": key.hex(),
        "tag": tag(key, "2026H1", "country-outcome", 7).hex(),
        "tag_account": tag(key, "2026H1", "accounts-specified", 7, bytes(32)).hex(),
        "vkey": str(world().signer.vkey),
        "checkpoint": world().head(16).decode(),
    }


def held() -> dict[str, bytes]:
    """What holders keep, by file name."""
    made = world()
    deadline = datetime(2026, 4, 1, tzinfo=UTC)
    return {
        "requester.json": bytes(made.requester_receipt("DE-1")),
        "requester-open.json": bytes(made.requester_receipt("DE-1", Kind.OPEN)),
        "requester-sealed.json": bytes(made.requester_receipt("US-2")),
        "user.json": bytes(made.user_receipt("BY-3", "user-3-2@huginn.example")),
        "exhibit.csv": EXHIBIT,
        "exhibit.sidecar.json": bytes(made.sidecar("DE-1", EXHIBIT)),
        "acknowledgement": made.acknowledgement(GERMANY, deadline),
        "acknowledgement-broken": made.acknowledgement(Case("XX-1", "BY"), deadline),
        "log.vkey": f"{made.signer.vkey}\n".encode(),
    }


def files() -> dict[str, bytes]:
    """Every vector, path → bytes: the formats, two reports of one log, and what its holders keep."""
    made = {"formats.json": json.dumps(formats(), indent=1, sort_keys=True).encode() + b"\n"}
    made |= {f"held/{name}": data for name, data in held().items()}
    for number, bundle in enumerate(world().reports, 1):
        made |= {f"report-{number}/{path}": data for path, data in bundle.items()}
    return made


def main() -> None:
    for path, data in files().items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(data)
    sys.stdout.write(f"wrote {len(files())} files to {HERE.name}/\n")


if __name__ == "__main__":
    main()
