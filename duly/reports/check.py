"""Check what a holder brings: the verifier that goes with every report, run in a child over a published bundle.

Nothing of what is brought is kept: it lies in memory of the kernel for as long as the child runs.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from duly.reports.build import folder, verifier
from duly.reports.handing_out import ReportSeen
from duly.reports.reading import log_key_text

SECONDS = 20
AT_ONCE = 2
"""Checks at one time in one process of the server: a check is work, and strangers may ask for it."""
_turns = BoundedSemaphore(AT_ONCE)


class CannotCheck(Exception):
    """The program gave no answer; that says nothing about what was to be checked."""


class Busy(CannotCheck):
    """Too many are checking at this moment."""


class TookTooLong(CannotCheck):
    """The program was stopped at its limit of time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the program said, word for word, and whether it passed."""

    passed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that a holder brings: its bytes, and the name by which the program's words shall call it."""

    data: bytes
    name: str


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(blocking=False):
        raise Busy(
            "Others are checking at this moment, so yours was not started. Try again in a minute, or check on your own "
            "machine: it needs nothing of ours."
        )
    try:
        yield
    finally:
        _turns.release()


@contextmanager
def _in_memory(files: tuple[Brought, ...]) -> Iterator[tuple[int, ...]]:
    """Open files without a name and without a place on the disk."""
    opened: list[int] = []
    try:
        for file in files:
            handle = os.memfd_create("brought")
            opened.append(handle)
            with open(handle, "wb", closefd=False) as out:
                out.write(file.data)
        yield tuple(opened)
    finally:
        for handle in opened:
            os.close(handle)


def _run(report: ReportSeen, command: str, *files: Brought) -> Verdict:
    with _turn(), _in_memory(files) as handles:
        places = [f"/dev/fd/{handle}" for handle in handles]
        # Our own copy of the program goes in by the pipe: a program out of the folder of data is never run.
        run = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-", command, *places, ".", "--log-key", log_key_text()]
        try:
            done = subprocess.run(
                run, input=verifier(), cwd=folder(report.label), env={}, capture_output=True, pass_fds=handles,
                timeout=SECONDS, check=False, close_fds=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise TookTooLong(
                f"The check took longer than {SECONDS} seconds and was stopped; that says nothing about your paper. "
                "Check on your own machine, where there is no limit."
            ) from None
    if done.returncode not in (0, 1) or not done.stdout:
        raise CannotCheck("The program that checks could not be run here. Check on your own machine, and tell us.")
    words = done.stdout.decode("utf-8", "replace")
    for place, file in zip(places, files, strict=True):
        words = words.replace(place, file.name)
    return Verdict(done.returncode == 0, words.strip())


def check_paper(report: ReportSeen, paper: Brought) -> Verdict:
    """Whether the case of a receipt or acknowledgement is logged, and counted where it belongs. Raises CannotCheck."""
    return _run(report, "receipt", paper)


def check_exhibit(report: ReportSeen, exhibit: Brought, sidecar: Brought) -> Verdict:
    """Whether a file is one that was disclosed, by its sidecar. Raises CannotCheck."""
    return _run(report, "exhibit", exhibit, sidecar)
