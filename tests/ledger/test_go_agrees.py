"""Go's x/mod, which we did not write, accepts our served log, and refuses it with one byte changed."""

import os
import subprocess
from pathlib import Path

import pytest

from duly.ledger import tiles
from duly.ledger.checkpoint import Checkpoint
from duly.ledger.merkle import Tree
from tests.needs import GO_SOURCES, find_go
from vectors.world import world

PROGRAM = Path(__file__).parent / "go" / "checklog"
pytestmark = pytest.mark.needs("go")


@pytest.fixture(scope="module")
def checklog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": GO_SOURCES,
        "GOFLAGS": "",
        "GOCACHE": str(base / "cache"),
        "CGO_ENABLED": "0",
    }
    program = base / "checklog"
    built = subprocess.run(
        [str(find_go()), "build", "-o", str(program), "."],
        cwd=PROGRAM,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert built.returncode == 0, built.stderr
    return program


def judged(checklog: Path, directory: Path, key: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(checklog), str(directory), key or str(world().signer.vkey)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def served(directory: Path, entries: list[bytes]) -> Path:
    tree = Tree(entries)
    head = Checkpoint(world().signer.name, len(tree), tree.root()).sign(world().signer)
    tiles.write(directory, tree, entries, head)
    return directory


def test_go_accepts_the_log(checklog: Path, tmp_path: Path) -> None:
    done = judged(checklog, served(tmp_path, world().entries))
    assert done.returncode == 0 and f"{len(world().entries)} entries of" in done.stdout


def test_go_accepts_a_log_of_several_tile_levels(checklog: Path, tmp_path: Path) -> None:
    entries = [f"entry {number}".encode() for number in range(600)]
    assert judged(checklog, served(tmp_path, entries)).returncode == 0


@pytest.mark.parametrize("kind", ["checkpoint", "entries", "tile"])
def test_go_refuses_a_flipped_byte(checklog: Path, tmp_path: Path, kind: str) -> None:
    directory = served(tmp_path, world().entries)
    size = len(world().entries)
    path = {"checkpoint": "checkpoint", "entries": tiles.entries_path(0, size), "tile": tiles.tile_path(0, 0, size)}[
        kind
    ]
    data = bytearray((directory / path).read_bytes())
    data[len(data) // 2] ^= 1
    (directory / path).write_bytes(data)
    done = judged(checklog, directory)
    assert done.returncode == 1 and "refused:" in done.stdout
