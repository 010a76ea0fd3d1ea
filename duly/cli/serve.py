"""`duly serve`: the web desk, the officers' portal and the API, on granian."""

import os
import sys

import click
from django.conf import settings
from django.db import connections

from duly.cli import output
from duly.cli.address import refuse_address
from duly.cli.promises import BrokenPromises, broken


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
def command(host: str, port: int, workers: int) -> None:
    """Serve, once every promise of the instance can be kept; `duly check` says which cannot. Ctrl-C stops it."""
    refuse_address(settings.DULY.mode, host, port)
    problems = [problem for problem in broken() if problem.stops]
    if problems:
        raise BrokenPromises(problems)
    settings.STATIC_ROOT.mkdir(mode=0o700, exist_ok=True)
    output.say(f"Duly serves {settings.DULY.provider.name} on http://{host}:{port}/  (Ctrl-C stops it)")
    if settings.DULY.mode == "production":
        output.say(
            f"Only https://{settings.DULY.provider.host}/ is answered: through a web server with TLS in front of this."
        )
    sys.stdout.flush()
    connections.close_all()
    # The server takes the place of this process: it gets our signals, and starts its own from a clean state.
    arguments = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    bounded = ["--blocking-threads", "4", "--backpressure", "16"]
    quiet = [
        "--no-ws",
        "--no-access-log",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
        "duly.wsgi:application",
    ]
    os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments, *bounded, *quiet])  # noqa: S606  no shell, our own program
