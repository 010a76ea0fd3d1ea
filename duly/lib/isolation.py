"""Bytes from strangers are parsed in a child process that can do nothing else, and that is killed when it dawdles.

Two levels. *Full*: bubblewrap gives the child no network and a file system that holds our code alone, read-only.
*Reduced*, where bubblewrap is missing or may not run: the same limits, seccomp filter and audit hook, but the child
shares the machine's file system. `duly check` says which one a machine has.
"""

import functools
import json
import os
import selectors
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal

from duly.lib.isolation_child import EXIT_CANNOT_LOAD, EXIT_MEMORY

Level = Literal["full", "reduced"]
_OURS = Path(__file__).resolve().parents[2]
_CHILD = Path(__file__).resolve().with_name("isolation_child.py")
_PROBE = "duly.lib.isolation_child"
_CHUNK = 1 << 16
_MEGABYTE = 1 << 20
_SIGNALS_OF_LIMITS = (-24, 128 + 24)  # SIGXCPU, seen directly or reported by bubblewrap


def run_isolated(
    module: str,
    data: bytes,
    *,
    seconds: int = 10,
    memory_mb: int = 256,
    output_mb: int = 64,
    code: Path = _OURS,
    level: Level | None = None,
) -> bytes:
    """Let `module.answer(data)` run in an isolated child; its result comes back as JSON bytes (valid, ASCII).

    `seconds` bounds both processor and wall time; `memory_mb` the address space; `output_mb` the answer. `code` is
    the directory from which `module` is imported. `level` forces one; by default the best that works here.
    Raises TooSlow, TooLarge, Died or SpokeNonsense, all IsolationError.
    """
    command = _command(level or isolation_level(), module, seconds, memory_mb * _MEGABYTE, code.resolve())
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
    ) as child:
        try:
            spoken = _converse(child, data, time.monotonic() + seconds, output_mb * _MEGABYTE)
            child.wait(timeout=seconds)
        except (IsolationError, subprocess.TimeoutExpired) as wrong:
            raise wrong if isinstance(wrong, IsolationError) else TooSlow(_TOO_SLOW) from None
        finally:
            child.kill()
    _check_end(child.returncode, memory_mb, module)
    return _valid(spoken)


@functools.cache
def isolation_level() -> Level:
    """The best level that works on this machine: found out once, by letting a child run in it."""
    if shutil.which("bwrap") is None:
        return "reduced"
    try:
        run_isolated(_PROBE, b"probe", level="full")
    except (IsolationError, OSError):
        return "reduced"
    return "full"


def isolation_words(level: Level) -> str:
    """What `level` means, in a sentence for whoever runs the machine."""
    if level == "full":
        return "Parsers run in bubblewrap: no network, no files but our own code (read-only), bounded time and memory."
    return (
        "Parsers run with bounded time and memory, and may not write, connect or start programs, but bubblewrap does "
        "not work here, so they share the machine's file system. Install it (Debian: apt install bubblewrap) and allow "
        "it to create namespaces."
    )


def _command(level: Level, module: str, seconds: int, memory: int, code: Path) -> list[str]:
    arguments = [str(_OURS), str(code), module, str(seconds), str(memory)]
    run = [sys.executable, "-I", "-B", "-X", "utf8", str(_CHILD), *arguments]
    return run if level == "reduced" else [*_walls(module, code), *run]


def _walls(module: str, code: Path) -> list[str]:
    """The command that builds the walls. Only code is visible inside: a repository may hold keys beside it."""
    walls = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    walls += ["--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108  a fresh one, inside; before what may be mounted in it
    for place in ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime"):
        walls += ["--ro-bind-try", place, place]
    pythons = [sys.prefix, sys.base_prefix]
    top = code / module.partition(".")[0]
    parsers = [str(_OURS / "duly"), str(top), f"{top}.py"]
    for place in dict.fromkeys([*pythons, *map(os.path.realpath, pythons), *parsers]):
        walls += ["--ro-bind-try", place, place]
    return [*walls, "--remount-ro", "/", "--chdir", "/", "--"]


def _converse(child: subprocess.Popen[bytes], data: bytes, deadline: float, most: int) -> bytes:
    """Write `data` and read the answer at once (neither side may wait for the other), until the deadline."""
    assert child.stdin is not None and child.stdout is not None  # noqa: S101  both were asked for as pipes
    os.set_blocking(child.stdin.fileno(), False)
    left, spoken = memoryview(data), bytearray()
    with selectors.DefaultSelector() as doors:
        doors.register(child.stdout, selectors.EVENT_READ)
        doors.register(child.stdin, selectors.EVENT_WRITE)
        while doors.get_map():
            ready = doors.select(max(0.0, deadline - time.monotonic()))
            if time.monotonic() >= deadline:
                raise TooSlow(_TOO_SLOW)
            for key, _ in ready:
                if key.fileobj is child.stdin:
                    left = _feed(child.stdin.fileno(), left)
                    if not left:
                        doors.unregister(child.stdin)
                        child.stdin.close()
                    continue
                heard = os.read(child.stdout.fileno(), _CHUNK)
                spoken += heard
                if not heard:
                    doors.unregister(child.stdout)
                if len(spoken) > most:
                    raise TooLarge(f"The parser's answer passed {most} bytes and was cut off. {_MEANS}")
    return bytes(spoken)


def _feed(handle: int, left: memoryview) -> memoryview:
    try:
        return left[os.write(handle, left[:_CHUNK]) :] if left else left
    except BrokenPipeError:
        return left[:0]  # it ended without reading all; its exit code says why


def _check_end(code: int, memory_mb: int, module: str) -> None:
    if code == 0:
        return
    if code in _SIGNALS_OF_LIMITS:
        raise TooSlow(_TOO_SLOW)
    if code == EXIT_MEMORY:
        raise TooLarge(f"The parser needed more than its {memory_mb} MB of memory. {_MEANS}")
    if code == EXIT_CANNOT_LOAD:
        raise Died(f"The parser {module} could not be loaded. The installation is damaged: install Duly again.")
    raise Died(f"The parser ended with code {code} and no answer. {_MEANS}")


def _valid(spoken: bytes) -> bytes:
    try:
        json.loads(spoken)
    except (ValueError, RecursionError):
        raise SpokeNonsense(f"The parser answered something that is not JSON. {_MEANS}") from None
    return spoken


_MEANS = (
    "The file is broken, or built to break its reader. The original is kept; let a person look at it on a machine that "
    "holds nothing else."
)
_TOO_SLOW = f"The parser did not finish in its time and was killed. {_MEANS}"


class IsolationError(Exception):
    """An isolated parser gave no answer."""


class TooSlow(IsolationError):
    """Killed at its limit of time."""


class TooLarge(IsolationError):
    """Needed more memory, or said more, than allowed."""


class Died(IsolationError):
    """Ended without an answer."""


class SpokeNonsense(IsolationError):
    """Answered, but not in JSON."""
