"""`duly demo`: only a demo is ever cleared, and of server and worker none outlives the other."""

import signal
import sys
import threading
import time
from importlib.metadata import EntryPoints
from pathlib import Path

import pytest

from duly.cli import demo, side_by_side
from duly.cli.demo import load_world
from duly.cli.side_by_side import Ended, run_side_by_side
from tests.cli.command_line import duly
from tests.cli.test_newcomer import free_port


def test_the_installed_world_is_found_and_has_one_login_for_each_role() -> None:
    roles = load_world().logins()
    assert len(roles) >= 5
    assert all(len(login) == 3 for login in roles)


def test_without_a_world_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "entry_points", lambda **_: EntryPoints())
    assert "Install Duly again" in duly("demo", ok=False).err


@pytest.mark.parametrize("text", ['mode = "production"', "not toml [", None])
def test_what_is_not_a_demo_is_never_cleared(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "precious").touch()
    if text is not None:
        (tmp_path / "duly.toml").write_text(text, encoding="utf-8")
    assert "Name another folder" in duly("demo", "--directory", tmp_path, ok=False).err
    assert (tmp_path / "precious").exists()


def test_a_demo_is_cleared_to_be_played_anew(tmp_path: Path) -> None:
    (tmp_path / "duly.toml").write_text('mode = "demo"', encoding="utf-8")
    demo._clear(tmp_path)
    assert not tmp_path.exists()
    demo._clear(tmp_path)


def stand_in(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let children run a line of Python instead of a command; it gets the command's words as sys.argv."""
    true_popen = side_by_side.subprocess.Popen
    monkeypatch.setattr(
        side_by_side.subprocess,
        "Popen",
        lambda command, **options: true_popen([sys.executable, "-c", script, *command[3:]], **options),
    )


LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"


def test_a_child_that_ends_by_itself_stops_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, f"import sys, time\nif sys.argv[1] == '0':\n    time.sleep(1.5); sys.exit(3)\n{LISTEN}")
    port = free_port()
    said: list[str] = []
    with pytest.raises(Ended, match="ended by itself"):
        run_side_by_side([[str(port)], ["0"]], port=port, ready=lambda: said.append("ready"))
    assert said == ["ready"]


def test_a_server_that_does_not_start_is_no_readiness(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "import sys; sys.exit(1)")
    with pytest.raises(Ended, match="Nothing answers"):
        run_side_by_side([["x"]], port=free_port(), ready=lambda: pytest.fail("it is not ready"))


def test_ctrl_c_stops_every_child_and_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, LISTEN)
    children: list[object] = []
    true_stop = side_by_side._stop
    monkeypatch.setattr(side_by_side, "_stop", lambda found: (children.extend(found), true_stop(found)))
    port, main = free_port(), threading.main_thread()

    def interrupt() -> None:
        time.sleep(0.3)
        assert main.ident is not None
        signal.pthread_kill(main.ident, signal.SIGINT)

    run_side_by_side([[str(port)], [str(free_port())]], port=port, ready=threading.Thread(target=interrupt).start)
    assert [child.poll() is not None for child in children] == [True, True]  # type: ignore[attr-defined]
