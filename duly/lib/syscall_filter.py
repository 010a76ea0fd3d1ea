"""A seccomp filter that a parser puts on itself: from then on the kernel refuses network, programs and writing files.

It needs no privilege and no container, so it holds where bubblewrap cannot run. See seccomp(2) and
linux/filter.h; syscall numbers from the kernel's tables for x86_64 and aarch64.
"""

import ctypes
import os
import platform
import struct
import sys

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # _REFUSE answers EPERM
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_X32_BIT = 0x40000000

# Refused: sockets; fork, clone and exec; ptrace and reading other memory; kill; mounts and namespaces; bpf and
# io_uring (which would bypass this filter); then removing, renaming, linking and changing files.
_X86_64 = """41 42 49 50 53 56 57 58 59 322 435 101 310 311 62 165 272 308 321 425 437
    76 82 83 84 85 86 87 88 90 92 94 133 258 259 260 263 264 265 266 268 316"""
_AARCH64 = """198 199 200 201 203 220 221 281 435 117 270 271 129 40 97 268 280 425 437
    33 34 35 36 37 38 45 53 54 276"""

# Per machine: audit architecture; refused calls; calls that open a file, with the place of their flags.
_MACHINES: dict[str, tuple[int, str, dict[int, int]]] = {
    "x86_64": (0xC000003E, _X86_64, {2: 1, 257: 2}),
    "aarch64": (0xC00000B7, _AARCH64, {56: 2}),
}


def give_up_privileges() -> None:
    """Promise the kernel that neither this process nor a child ever gains rights (prctl(2) PR_SET_NO_NEW_PRIVS)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def refuse_dangerous_calls() -> bool:
    """Put the filter on this thread, for good. False where this machine or its kernel has no such filter."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    program = _program(*machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(header), 0, 0) == 0)


def supported() -> bool:
    """Whether this kind of machine has a filter."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def _program(architecture: int, refused: str, by_flags: dict[int, int]) -> bytes:
    steps = [
        _step(_LOAD, _ARCH_AT),
        _step(_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, _X32_BIT, 0, 1),  # the x32 doors to the same calls
        _step(_RETURN, _REFUSE),
    ]
    for number in map(int, refused.split()):
        steps += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _REFUSE)]
    for number, argument in by_flags.items():
        steps += [
            _step(_EQUAL, number, 0, 4),
            _step(_LOAD, _ARGUMENTS_AT + 8 * argument),
            _step(_ANY_BIT, _WRITES, 0, 1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))
