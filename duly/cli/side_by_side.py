"""Run several commands of Duly as child processes: one stops, all stop; and Ctrl-C leaves nothing behind."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


class Ended(Exception):
    """One of the commands ended by itself."""


def run_side_by_side(commands: Sequence[Sequence[str]], *, port: int, ready: Callable[[], None]) -> None:
    """Run the commands until Ctrl-C or SIGTERM. `ready` is called once `port` of this machine answers.

    Raises Ended if one of them ends by itself; the others are stopped first.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    # Each in a session of its own: a Ctrl-C reaches us alone, and we stop them in order.
    children = [
        subprocess.Popen([sys.executable, "-m", "duly.cli", *command], start_new_session=True) for command in commands
    ]
    try:
        _wait_for(port, children)
        ready()
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
    except KeyboardInterrupt:
        return
    finally:
        _stop(children)
        signal.signal(signal.SIGTERM, before)
    raise Ended("One of server and worker ended by itself; its words stand above. The other was stopped.")


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _wait_for(port: int, children: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise Ended(f"Nothing answers on port {port}. The words of the server stand above.")


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
