"""A whole life through the pages, in a real Chromium: lodged by an officer, decided by two people, opened with her key.

Every page on the way is looked at by axe, nothing is loaded from elsewhere, and all of it works without JavaScript.
"""

import importlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAPER = b"%PDF-1.7\n% Subpoena GJ-2026-114, Prosecutor of Westmark, signed\n"


class Person:
    """Somebody at a browser of her own; each page that she comes to is looked at."""

    def __init__(self, browser: Browser, address: str, *, scripts: bool) -> None:
        self.address = address
        self.asked_for: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = browser.new_context(java_script_enabled=scripts, accept_downloads=True).new_page()
        self.scripts = scripts
        self.page.on("request", self._note)
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    def _note(self, request: Request) -> None:
        self.asked_for.append(request.url)

    def goes(self, path: str) -> "Person":
        self.page.goto(self.address + path)
        return self.looks()

    def looks(self) -> "Person":
        """No fault in the page that axe can find."""
        if self.scripts:
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        return self

    def clicks(self, name: str) -> "Person":
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.looks()

    def follows(self, name: str) -> "Person":
        self.page.locator("#main").get_by_role("link", name=name, exact=True).first.click()
        return self.looks()

    def writes(self, **words: str) -> "Person":
        for label, text in words.items():
            self.page.get_by_label(label.replace("_", " "), exact=False).first.fill(text)
        return self

    def sees(self, text: str) -> "Person":
        assert text in self.page.inner_text("main"), self.page.inner_text("main")
        return self

    def signs_in(self, login: str) -> "Person":
        self.goes("/sign-in/").writes(Login=login, Password=importlib.import_module("tests.cast").PASSWORD)
        return self.clicks("Sign in")

    def fills(self, **values: str) -> "Person":
        """Fields by their names in the form."""
        for name, value in values.items():
            field = self.page.locator(f"[name='{name.replace('__', '-')}']").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def ticks(self, name: str, value: str = "") -> "Person":
        self.page.locator(f"[name='{name}']" + (f"[value='{value}']" if value else "")).check()
        return self


@pytest.fixture
def browser(chromium: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright keeps a loop in this thread, and Django would refuse to ask the database beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def at_a_browser(
    browser: Browser, live_server: Any, cast: Any, settings: Any, tmp_path: Path
) -> Callable[[str], Person]:
    """`at_a_browser("rosa")`: Rosa, signed in through the page, at a provider that holds the recorded store."""
    acts = importlib.import_module("tests.store_for_acts")
    home = settings.DULY.provider.model_copy(update={"establishments": frozenset({"SE", "US"})})
    whole = settings.DULY.model_copy(update={"provider": home})
    settings.DULY = acts.holding(whole, tmp_path, linden=acts.copy_store(tmp_path))
    people: dict[str, Person] = {}

    def enter(login: str, *, scripts: bool = True) -> Person:
        if login not in people:
            people[login] = Person(browser, live_server.url, scripts=scripts).signs_in(login)
        return people[login]

    enter.people = people  # type: ignore[attr-defined]
    return enter


def run_worker() -> None:
    """What happens unprompted, now."""
    worker, clock = importlib.import_module("duly.worker"), importlib.import_module("duly.lib.clock")
    done = worker.run_once(clock.now())
    assert not done["failed"], done


def four_days_ago() -> str:
    """A date for the paper; the pages live by the clock of the machine."""
    now: datetime = importlib.import_module("duly.lib.clock").now()
    return (now - timedelta(days=4)).date().isoformat()


def lodges(officer: Person) -> str:
    """Officer Okafor sends the subpoena and says what it asks for; returns our number."""
    officer.goes("/portal/").follows("Lodge a demand")
    officer.clicks("Send and go on").sees("Choose the file of the paper.")
    officer.page.locator("[name=paper]").set_input_files(
        {"name": "GJ-2026-114.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    officer.clicks("Send and go on").sees("SHA-256")
    reference = officer.page.locator(".receipt .mono").first.inner_text()
    officer.clicks("Check your answers").sees("This was not done")
    officer.fills(
        instrument="subpoena",
        reference="GJ-2026-114",
        issued_on=four_days_ago(),
        authority_name="Prosecutor of Westmark",
        authority="prosecutor",
        issuing_state="us",
        addressed_to="Birch Messenger",
        offence="card fraud, 18 U.S.C. 1029",
        offence_kind="ordinary",
        items__0__identifier_kind="account_id",
        items__0__identifier="@casey.dunmore:linden.example",
    )
    officer.ticks("signed").ticks("criminal_investigation").ticks("behind", "none").ticks(
        "items-0-categories", "subscriber"
    )
    officer.clicks("Add another account")
    officer.fills(items__1__identifier_kind="account_id", items__1__identifier="@rex.holloway:linden.example")
    officer.ticks("items-1-categories", "subscriber").clicks("Check your answers").sees("@rex.holloway:linden.example")
    officer.clicks("Change something").clicks("Check your answers").sees("card fraud")
    officer.clicks("Send").sees("Your demand is lodged")
    return reference


def proves(ines: Person, case: str) -> None:
    """Ines calls back on the directory's number."""
    ines.goes(f"/desk/{case}/").follows("Confirm who asks").sees("+1 202 555 0143")
    ines.fills(evidence__0__factor="call_back", evidence__0__holds="yes", because="called back")
    ines.page.locator("[name='evidence-0-words']").fill("The switchboard confirmed the file number.")
    ines.clicks("Confirm who asks").sees("Done, and recorded in the journal.")


def approves(arno: Person, case: str) -> None:
    """Arno opens the paper, which he must, and says yes to the digest."""
    arno.goes(f"/desk/{case}/").follows("Approve the decision").fills(because="read both")
    arno.clicks("Approve the decision").sees("Open the paper first")
    assert arno.page.locator("[name=because]").input_value() == "read both"
    with arno.page.expect_download() as saved:
        arno.page.get_by_role("button", name="Open GJ-2026-114.pdf").click()
    assert saved.value.path().read_bytes() == PAPER
    arno.clicks("Approve the decision").sees("Done, and recorded in the journal.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts-and-axe", "without-scripts"])
def test_a_demand_lives_its_whole_life_in_the_browser(at_a_browser: Any, scripts: bool) -> None:
    cast = importlib.import_module("tests.cast")
    okafor, ines, rosa, arno = (at_a_browser(name, scripts=scripts) for name in ("okafor", "ines", "rosa", "arno"))
    case = lodges(okafor)
    proves(ines, case)
    run_worker()
    rosa.goes("/desk/").sees(case).goes(f"/desk/{case}/").sees("not legal advice")
    rosa.follows("Decide what may leave").sees("Granted").fills(because="the rules allow it")
    rosa.clicks("Decide what may leave").sees("Digest of the decision")
    rosa.goes(f"/desk/{case}/approve/").sees("may not")
    approves(arno, case)
    run_worker()
    rosa.goes(f"/desk/{case}/").sees("Ready for its one download")
    okafor.goes(f"/portal/{case}/").sees("Answered")
    with okafor.page.expect_download() as saved:
        okafor.page.get_by_role("button", name="Download the package, once").click()
    opened = importlib.import_module("duly.disclosure.open").open_package(
        saved.value.path().read_bytes(), cast.OKAFORS_KEY
    )
    assert {row.item for row in opened.rows} == {"1", "2"}
    assert opened.manifest.facts.case == case
    assert opened.manifest.facts.demand_sha256 == sha256(PAPER).hexdigest()
    okafor.goes(f"/portal/{case}/").sees("It was downloaded on")
    for person in at_a_browser.people.values():
        assert [url for url in person.asked_for if not url.startswith(person.address)] == []
        assert [line for line in person.complaints if "Content Security Policy" in line] == []


def test_every_other_page_is_free_of_faults_that_axe_finds(at_a_browser: Any, cast: Any) -> None:
    desk = importlib.import_module("tests.cast").Desk(cast)
    made = importlib.import_module("tests.cast")
    held = desk.assessed(made.voluntary(on_behalf_of="RU")).reference
    registered = desk.registered().reference
    pages = {
        "rosa": [
            "/desk/",
            "/desk/?state=closed",
            f"/desk/{held}/refuse/",
            f"/desk/{held}/narrow/",
            f"/desk/{held}/clarify/",
            f"/desk/{held}/decide/",
            "/desk/D-2222-2222/",
            "/directory/",
        ],
        "ines": ["/", "/desk/paper/", f"/desk/{registered}/record-evidence/", f"/desk/{registered}/withdraw/"],
        "vera": [f"/desk/{held}/", f"/desk/{held}/review-rights/", f"/desk/{held}/seal/"],
        "nora": [f"/desk/{held}/consult/", f"/desk/{held}/challenge/"],
        "adam": [
            "/directory/",
            "/directory/agencies/",
            f"/directory/officers/{cast.okafor.pk}/key/",
            f"/directory/officers/{cast.okafor.pk}/revoke/",
            f"/directory/agencies/{cast.agency.pk}/officers/",
        ],
        "okafor": ["/portal/lodge/", f"/portal/{registered}/", f"/portal/{registered}/withdraw/"],
    }
    for login, addresses in pages.items():
        for address in addresses:
            at_a_browser(login).goes(address)


def test_no_page_is_wider_than_a_small_phone(at_a_browser: Any, cast: Any) -> None:
    made = importlib.import_module("tests.cast")
    case = made.Desk(cast).decided()[0].reference
    for login, address in (
        ("arno", f"/desk/{case}/"),
        ("arno", f"/desk/{case}/approve/"),
        ("rosa", "/desk/"),
        ("okafor", f"/portal/{case}/"),
    ):
        page = at_a_browser(login).page
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(at_a_browser(login).address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_the_error_summary_has_the_focus(at_a_browser: Any) -> None:
    ines = at_a_browser("ines").goes("/desk/paper/").clicks("Receive")
    assert ines.page.evaluate("document.activeElement.className") == "faults"
    assert ines.page.title().startswith("Error:")
