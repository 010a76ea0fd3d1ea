"""`duly worker`: do what happens unprompted, for ever or once."""

import pkgutil
import signal
import threading

import click
from django.conf import settings

from duly.cli import output
from duly.cli.arguments import json_option
from duly.lib import clock


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@json_option
def command(once: bool, json_: bool) -> None:
    """Read, assess, collect, inspect, pack, release, send, close: whatever a case's state asks the machine for."""
    # The doors do not know each other: this one starts the worker as the web server is started, by its name.
    alone = pkgutil.resolve_name("duly.worker:alone")
    with alone(settings.DULY.directory):
        if once:
            done = dict(pkgutil.resolve_name("duly.worker:run_once")(clock.now()))
            if json_:
                output.as_json(done)
            else:
                output.say(", ".join(f"{name}: {count}" for name, count in sorted(done.items())) or "Nothing was due.")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        output.say("The worker runs. Ctrl-C stops it; whatever it was doing is taken up again at the next start.")
        pkgutil.resolve_name("duly.worker:run_forever")(clock.now, stop)
        output.say("The worker stopped.")
