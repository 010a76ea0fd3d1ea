"""A parser that does what it is told, as one taken over by a hostile file would; used by test_isolation."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_KERNEL_SOCKET, _KERNEL_OPEN, _KERNEL_FORK = _LIBC.socket, _LIBC.open, _LIBC.fork
_HERE = Path(__file__).resolve().parent


def _loop() -> object:
    while True:
        pass


def _sleep() -> object:
    time.sleep(60)
    return "woke"


def _eat() -> object:
    return len(bytearray(2 << 30))


def _babble() -> object:
    return "x" * (3 << 20)


def _native(call: int) -> object:
    return [call, os.strerror(ctypes.get_errno())]


_DEEDS: dict[str, Callable[[], object]] = {
    "loop": _loop,
    "sleep": _sleep,
    "eat": _eat,
    "babble": _babble,
    "crash": os.abort,
    "leave": lambda: os._exit(0),
    "raise": lambda: 1 // 0,
    "unspeakable": object,
    "print": lambda: (sys.stdout.write("noise"), sys.stdout.flush(), os.write(1, b"noise"), "said")[-1],
    "socket": lambda: str(socket.socket()),
    "connect": lambda: str(socket.create_connection(("127.0.0.1", 9))),
    "spawn": lambda: subprocess.run(["true"], check=False).returncode,
    "system": lambda: os.system("true"),  # noqa: S605
    "fork": os.fork,
    "write": lambda: Path("/dev/shm/written").write_text("x"),
    "write here": lambda: (_HERE / "written").write_text("x"),
    "remove": (_HERE / "hostile_parser.py").unlink,
    "read secret": lambda: Path("/etc/passwd").read_text(),
    "environment": os.environ.copy,
    "native socket": lambda: _native(_KERNEL_SOCKET(2, 1, 0)),
    "native write": lambda: _native(_KERNEL_OPEN(b"/tmp/written", os.O_WRONLY | os.O_CREAT, 0o600)),
    "native fork": lambda: _native(_KERNEL_FORK()),
    "native read": lambda: _native(_KERNEL_OPEN(sys.argv[1].encode() + b"/pyproject.toml", os.O_RDONLY)),
}


def answer(data: bytes) -> object:
    """Do the deed; tell what Python refused."""
    deed = data.decode()
    try:
        return _DEEDS[deed]()
    except PermissionError as refused:
        return f"refused: {refused}"
