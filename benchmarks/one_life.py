"""How long does one whole life take, without network? From the mail as it arrived to the package the officer opened."""

import json
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import django
from django.core.management import call_command

from duly_demo.world import World

LIVES = 3 if os.environ.get("DULY_BENCH") == "smoke" else 30


def main() -> None:
    """The subpoena of the demonstration, lived again and again in one instance; everything is real but the post."""
    directory = Path(tempfile.mkdtemp(prefix="duly-bench-"))
    try:
        os.environ["DULY_CONFIG"] = str(World().build(directory))
        os.environ["DJANGO_SETTINGS_MODULE"] = "duly.settings"
        django.setup()
        call_command("migrate", verbosity=0)
        seconds = live(directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    middle = statistics.median(seconds)
    note = f"{LIVES} lives, slowest {max(seconds):.2f} s; SQLite, mail parsed in the limited child"
    print(
        json.dumps({"name": "one life, mail to opened package", "value": round(middle, 3), "unit": "s", "note": note})
    )


def live(directory: Path) -> list[float]:
    """Seconds of each life."""
    # Models can be imported only after Django is set up, on an instance that exists only now.
    from duly.disclosure.open import open_package  # noqa: PLC0415
    from duly_demo.life import Life  # noqa: PLC0415
    from duly_demo.people import enrol_requesters, enrol_staff  # noqa: PLC0415
    from duly_demo.script import scripts  # noqa: PLC0415

    enrol_staff()
    enrol_requesters(directory / "officers")
    subpoena = next(script for script in scripts() if script.name.startswith("8-"))
    key = (directory / "officers" / f"{subpoena.officer}.key").read_text(encoding="utf-8")
    seconds = []
    for number in range(LIVES):
        mail = subpoena.mail.replace(b"GJ-2026-0114", f"GJ-2026-{number:04}".encode())
        script = replace(
            subpoena, name=f"life-{number}", mail=mail, arrives=subpoena.arrives + timedelta(minutes=number)
        )
        began = time.perf_counter()
        case = Life(script, directory, lambda _: None).play()
        opened = open_package((directory / f"{case.reference}.age").read_bytes(), key)
        seconds.append(time.perf_counter() - began)
        if not opened.rows:
            raise RuntimeError(f"life {number} ended with an empty package")
    return seconds


if __name__ == "__main__":
    main()
