"""Runs every benchmark in this folder and writes their figures as one table, with the command and the machine.

A benchmark is a program that prints one line of JSON for each figure: {"name": …, "value": …, "unit": …, "note": …}.
With DULY_BENCH=smoke in its environment it does a hundredth of the work: enough to see that it still runs.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
TREE = FOLDER.parent
SECONDS_FOR_ONE = 1800


class BenchmarkFailed(RuntimeError):
    """A benchmark ended with an error, or printed no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value."""

    program: str
    name: str
    value: float
    unit: str
    note: str


def programs() -> list[Path]:
    """The benchmarks, by name."""
    return [path for path in sorted(FOLDER.glob("*.py")) if path != Path(__file__).resolve()]


def run(program: Path, *, smoke: bool) -> list[Figure]:
    """Runs one benchmark. Raises BenchmarkFailed with what it said."""
    environment = os.environ | {"DULY_BENCH": "smoke" if smoke else "full"}
    done = subprocess.run(
        [sys.executable, str(program)], cwd=TREE, env=environment, stdout=subprocess.PIPE, text=True, check=False,
        timeout=SECONDS_FOR_ONE,
    )  # fmt: skip
    figures = [_figure(program, line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not figures:
        raise BenchmarkFailed(
            f"{program.name} ended with {done.returncode} and {len(figures)} figures. Run it alone to see why:\n"
            f"  .venv/bin/python benchmarks/{program.name}"
        )
    return figures


def _figure(program: Path, line: str) -> Figure:
    said = json.loads(line)
    return Figure(
        program=program.name,
        name=str(said["name"]),
        value=float(said["value"]),
        unit=str(said["unit"]),
        note=str(said.get("note", "")),
    )


def show(value: float) -> str:
    """Three significant digits, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"


def machine() -> str:
    """What the figures were measured on, without its name."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"
    return f"{system}, Python {platform.python_version()}"


def page(figures: list[Figure]) -> str:
    """The whole page."""
    rows = [f"| {each.name} | {show(each.value)} {each.unit} | {each.note} | `{each.program}` |" for each in figures]
    return "\n".join(
        [
            "# How long it takes",
            "",
            "Written by `make bench`, which runs each program in `benchmarks/`. Another machine, or the same one while",
            f"busy, may be half or twice as fast. Measured on: {machine()}.",
            "",
            "| what | figure | how | program |",
            "|---|---:|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a hundredth of the work, to see that all of it runs")
    parser.add_argument("--write", type=Path, help="write the table to this file")
    arguments = parser.parse_args()
    figures = [figure for program in programs() for figure in run(program, smoke=arguments.smoke)]
    if arguments.write:
        arguments.write.write_text(page(figures), encoding="utf-8")
    sys.stdout.write(page(figures))


if __name__ == "__main__":
    main()
