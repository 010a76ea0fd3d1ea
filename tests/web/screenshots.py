"""Photograph the main pages at two widths, to be looked at by a person: `python -m tests.web.screenshots [FOLDER]`.

Without a folder the pictures go to var/screenshots. A case is played for each state, so that every part is seen.
"""

import importlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from playwright.sync_api import Browser, Page, sync_playwright

from tests.instance import make_test_instance
from tests.needs import TREE, find_chromium

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDTHS = (1280, 360)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def set_up(folder: Path) -> None:
    """An instance of its own in `folder`, with a database and the recorded store."""
    os.environ["DULY_CONFIG"] = str(make_test_instance(folder))
    os.environ["DJANGO_SETTINGS_MODULE"] = "duly.settings"
    django.setup()
    (folder / "static").mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    acts = importlib.import_module("tests.store_for_acts")
    settings = importlib.import_module("django.conf").settings
    home = settings.DULY.provider.model_copy(update={"establishments": frozenset({"SE", "US"})})
    whole = settings.DULY.model_copy(update={"provider": home})
    settings.DULY = acts.holding(whole, folder, linden=acts.copy_store(folder))


def play() -> dict[str, str]:
    """Cases in many states; returns their numbers by state."""
    cast_, acts = importlib.import_module("tests.cast"), importlib.import_module("tests.store_for_acts")
    now = importlib.import_module("duly.lib.clock").now()
    desk = cast_.Desk(cast_.make_cast())
    road = acts.Road(desk)

    def asked(days: int, *items: Any, **changes: Any) -> Any:
        return cast_.facts(
            *(items or (acts.about(acts.CASEY),)), return_date=(now + timedelta(days=days)).date(), **changes
        )

    clarify = importlib.import_module("duly.review.clarify").clarify
    reason = importlib.import_module("duly.law.vocabulary").Reason
    traffic = frozenset({importlib.import_module("duly.law.vocabulary").Category.TRAFFIC})
    cases = {
        "received": desk.received(),
        "registered": desk.registered(asked(1)),
        "clarifying": desk.registered(asked(5)),
        "held": desk.assessed(cast_.voluntary(acts.about(acts.CASEY), on_behalf_of="RU", protected_person=True)),
        "assessed": desk.assessed(asked(20, acts.about(acts.CASEY), acts.about(acts.REX, "2", categories=traffic))),
        "decided": desk.decided(asked(3))[0],
        "packaged": road.packaged(asked(30)),
        "disclosed": road.disclosed(asked(12)),
    }
    clarify(
        cases["clarifying"],
        questions=[("1", reason.WRONG_IDENTIFIER, "Is the name that of the account, or of the person?")],
        by=desk.cast.actor("rosa"),
        at=now,
        because="the name fits two people",
    )
    return {state: case.reference for state, case in cases.items()}


@contextmanager
def serving() -> Iterator[str]:
    """The pages on a free port of this machine."""
    application = importlib.import_module("duly.wsgi").application
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def addresses(cases: dict[str, str]) -> list[tuple[str, str, str]]:
    """`(name of the picture, who is signed in, address)`."""
    desk = [
        ("register", "ines", f"/desk/{cases['received']}/register/"),
        ("authenticate", "ines", f"/desk/{cases['registered']}/authenticate/"),
        ("clarify", "rosa", f"/desk/{cases['registered']}/clarify/"),
        ("narrow", "rosa", f"/desk/{cases['assessed']}/narrow/"),
        ("decide", "rosa", f"/desk/{cases['assessed']}/decide/"),
        ("refuse", "rosa", f"/desk/{cases['held']}/refuse/"),
        ("rights", "vera", f"/desk/{cases['held']}/review-rights/"),
        ("consult", "nora", f"/desk/{cases['held']}/consult/"),
        ("approve", "arno", f"/desk/{cases['decided']}/approve/"),
        ("disclose", "leo", f"/desk/{cases['packaged']}/disclose/"),
        ("seal", "vera", f"/desk/{cases['held']}/seal/"),
    ]
    states = [(f"case-{state}", "rosa", f"/desk/{reference}/") for state, reference in cases.items()]
    return [
        ("home", "", "/"),
        ("sign-in", "", "/sign-in/"),
        ("queue", "rosa", "/desk/?state=all"),
        ("paper", "ines", "/desk/paper/"),
        *states,
        *desk,
        ("not-found", "rosa", "/desk/D-2222-2222/"),
        ("not-now", "rosa", f"/desk/{cases['received']}/decide/"),
        ("directory", "adam", "/directory/"),
        ("agency", "adam", "/directory/agencies/"),
        ("portal", "okafor", "/portal/"),
        ("lodge", "okafor", "/portal/lodge/"),
        ("own-question", "okafor", f"/portal/{cases['clarifying']}/"),
        ("own-answer", "okafor", f"/portal/{cases['clarifying']}/answer/"),
        ("own-package", "okafor", f"/portal/{cases['disclosed']}/"),
        ("own-withdraw", "okafor", f"/portal/{cases['registered']}/withdraw/"),
    ]


def sign_in(page: Page, address: str, login: str) -> None:
    """Through the page, as a person does."""
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(importlib.import_module("tests.cast").PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def photograph(browser: Browser, address: str, pages: list[tuple[str, str, str]], folder: Path, width: int) -> None:
    """Every page at one width; complains of a page that is wider than the window."""
    for login in sorted({who for _, who, _ in pages}):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        if login:
            sign_in(page, address, login)
        for name, who, path in pages:
            if who == login:
                page.goto(address + path)
                page.screenshot(path=str(folder / f"{name}-{width}.png"), full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    sys.stderr.write(f"{name} is {wide} px wide in a window of {width}\n")
        context.close()


def main(folder: Path) -> None:
    """Everything."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="duly-pictures-") as place:
        set_up(Path(place))
        pages = addresses(play())
        with serving() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            for width in WIDTHS:
                photograph(browser, address, pages, folder, width)
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TREE / "var" / "screenshots")
