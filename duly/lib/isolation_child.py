"""What runs inside the isolated child: load one parser, give up every right, read bytes, answer JSON, end.

Started as a script by lib/isolation, never imported by the server. Only the standard library is used here. A parser
is any module with a function `answer(data: bytes) -> object` whose result can be written as JSON. Its imports run
before the rights are gone, for they are our own code; `answer` runs after, for it meets a stranger's bytes.
"""

import ctypes
import importlib
import json
import os
import resource
import sys
from collections.abc import Sequence

_FILES = 32
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DIES_WITH_PARENT = 1  # prctl(2) PR_SET_PDEATHSIG
_SIGKILL = 9
EXIT_CANNOT_LOAD, EXIT_MEMORY, EXIT_FAILED = 70, 71, 72
"""Exit codes by which the parent tells why there is no answer."""

_EVENTS = """subprocess.Popen os.system os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile pty.spawn
    os.kill os.killpg os.remove os.rename os.mkdir os.rmdir os.link os.symlink os.truncate os.chmod os.chown
    os.utime os.setxattr os.removexattr ctypes.dlopen ctypes.dlsym ctypes.call_function
    resource.setrlimit resource.prlimit sys.addaudithook"""
_REFUSED = frozenset(_EVENTS.split())


def answer(data: bytes) -> object:
    """The smallest parser: how many bytes came. The parent asks it whether isolation works on this machine."""
    return len(data)


def main(arguments: Sequence[str]) -> int:
    """Run one parser. Arguments: directory of our code, directory of the parser, its module, seconds, bytes."""
    ours, theirs, module, seconds, memory = arguments
    sys.path[:0] = list(dict.fromkeys((ours, theirs)))
    _limit(int(seconds), int(memory))
    speak = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not garble the answer
    try:
        seccomp = importlib.import_module("duly.lib.syscall_filter")
        parse = importlib.import_module(module).answer
    except (ImportError, AttributeError):
        return EXIT_CANNOT_LOAD
    seccomp.give_up_privileges()
    seccomp.refuse_dangerous_calls()
    sys.addaudithook(_Warden((sys.prefix, sys.base_prefix, sys.exec_prefix, ours, theirs, "/usr/share/zoneinfo")))
    return _speak(speak, parse)


def _speak(handle: int, parse: object) -> int:
    try:
        data = sys.stdin.buffer.read()
        words = json.dumps(parse(data), ensure_ascii=True, allow_nan=False).encode("ascii")  # type: ignore[operator]
        with os.fdopen(handle, "wb") as out:
            out.write(words)
    except MemoryError:
        return EXIT_MEMORY
    except BaseException:  # the parent says what this means; a traceback would carry a stranger's words into a log
        return EXIT_FAILED
    return 0


def _limit(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # at the second figure the signal says nothing
    for what, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (value, value))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, _SIGKILL, 0, 0, 0)


class _Warden:
    """An audit hook (PEP 578) that refuses network, programs, writing, and reading outside our own code."""

    def __init__(self, readable: Sequence[str]) -> None:
        """Compute the readable places once: the hook runs at every event and must not call what it guards."""
        self.readable = tuple(f"{os.path.realpath(place)}/" for place in readable) + tuple(f"{p}/" for p in readable)

    def __call__(self, event: str, details: tuple[object, ...]) -> None:
        """Raise PermissionError for what a parser has no business doing."""
        if event in _REFUSED or event.startswith("socket."):
            raise PermissionError(f"A parser may not do this: {event}")
        if event == "open":
            self._check_open(*details)

    def _check_open(self, path: object, mode: object, flags: object) -> None:
        if isinstance(path, int):
            return  # a file that is open already: the answer's own pipe
        writes = isinstance(flags, int) and bool(flags & _WRITES)
        if isinstance(mode, str) and set(mode) & set("wax+"):
            writes = True
        name = os.fsdecode(path) if isinstance(path, str | bytes) else ""
        if writes or ".." in name or not name.startswith(self.readable):
            raise PermissionError("A parser may not open this file")


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))
