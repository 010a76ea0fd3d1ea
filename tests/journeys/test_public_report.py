"""The report in a real Chromium: a stranger reads it, downloads it and checks it; a holder checks her receipt.

Every page is looked at by axe, nothing is loaded from elsewhere, and all of it works without JavaScript and at 320 px.
"""

import importlib
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGES = ("/reports/", "/reports/2026H2/", "/reports/check/")


@pytest.fixture
def browser(chromium: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright keeps a loop in this thread, and Django would refuse to ask the database beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def played(settings: Any, tmp_path: Path, desk: Any) -> Any:
    """A published report of three answered cases."""
    acts = importlib.import_module("tests.store_for_acts")
    home = settings.DULY.provider.model_copy(update={"establishments": frozenset({"SE", "US"})})
    whole = settings.DULY.model_copy(update={"provider": home})
    settings.DULY = acts.holding(whole, tmp_path, linden=acts.copy_store(tmp_path))
    return importlib.import_module("tests.reports_played").reported(acts.Road(desk))


class Stranger:
    """Somebody at a browser, who notes what is asked for and what the browser complains of."""

    def __init__(self, browser: Browser, address: str, *, scripts: bool = True, width: int = 1280) -> None:
        self.address = address
        context = browser.new_context(
            java_script_enabled=scripts, accept_downloads=True, viewport={"width": width, "height": 800}
        )
        self.page: Page = context.new_page()
        self.asked_for: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked_for.append(request.url))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    def goes(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def looks(self) -> None:
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def checks(self, path: Path) -> str:
        """Give a file to “check your receipt”; returns what the page says."""
        self.goes("/reports/check/")
        self.page.locator("[name=paper]").set_input_files(path)
        self.page.get_by_role("button", name="Check", exact=True).click()
        return self.page.inner_text("main")

    def was_left_alone(self) -> None:
        assert [url for url in self.asked_for if not url.startswith(self.address)] == []
        assert self.complaints == []


def write_receipt(case: Any, path: Path) -> Path:
    path.write_bytes(importlib.import_module("duly.disclosure.receipt").requester_receipt(case))
    return path


def test_a_stranger_reads_the_report_and_axe_finds_no_fault(browser: Browser, live_server: Any, played: Any) -> None:
    stranger = Stranger(browser, live_server.url)
    for address in PAGES:
        stranger.goes(address)
        stranger.looks()
    page = stranger.goes("/reports/2026H2/")
    page.get_by_text("One by one").click()
    stranger.looks()
    assert "No logged, unsealed case of period 2026H2 is in cell BY|disclosed_content" in page.inner_text("main")
    stranger.was_left_alone()


def test_the_chart_is_drawn(browser: Browser, live_server: Any, played: Any) -> None:
    stranger = Stranger(browser, live_server.url)
    page = stranger.goes("/reports/2026H2/")
    drawn = """i => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [770, 108];
        const pen = canvas.getContext("2d");
        pen.drawImage(i, 0, 0, 770, 108);
        return [...pen.getImageData(80, 52, 1, 1).data];
    }"""
    picture = page.locator("img.chart")
    assert picture.evaluate("i => i.complete && i.naturalWidth > 0")
    assert picture.evaluate(drawn) == [0x2F, 0x6F, 0x62, 255], "the bar of Belarus: one request, rejected"
    stranger.was_left_alone()


def test_what_a_stranger_downloads_verifies_on_her_own_machine(
    browser: Browser, live_server: Any, played: Any, tmp_path: Path
) -> None:
    stranger = Stranger(browser, live_server.url, scripts=False)
    page = stranger.goes("/reports/2026H2/")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download all as one ZIP").click()
    with zipfile.ZipFile(saved.value.path()) as archive:
        archive.extractall(tmp_path / "home")
    key = page.locator("pre[aria-label='Public key of the log']").inner_text()
    command = [sys.executable, "verify.py", "report", ".", "--log-key", key]
    done = subprocess.run(command, cwd=tmp_path / "home" / "report-2026H2", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "country-outcome: BY|rejected  1" in done.stdout


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts-and-axe", "without-scripts"])
def test_a_holder_checks_her_receipt(
    browser: Browser, live_server: Any, played: Any, tmp_path: Path, scripts: bool
) -> None:
    holder = Stranger(browser, live_server.url, scripts=scripts)
    good = write_receipt(played.content, tmp_path / "rex.json")
    assert "counted: country-outcome, cell US|disclosed_content" in holder.checks(good)
    if scripts:
        holder.looks()
    good.write_bytes(good.read_bytes().replace(b"disclosed_content", b"no_data"))
    said = holder.checks(good)
    assert "The check fails" in said
    assert "refused at check 10 receipt, file rex.json" in said
    if scripts:
        holder.looks()
    holder.goes("/reports/check/").get_by_role("button", name="Check", exact=True).click()
    assert "Choose the file to check." in holder.page.inner_text("main")
    if scripts:
        holder.looks()
        assert holder.page.evaluate("document.activeElement.className") == "faults"


def test_an_officer_finds_her_proofs_and_they_pass(
    browser: Browser, live_server: Any, played: Any, tmp_path: Path
) -> None:
    okafor = Stranger(browser, live_server.url)
    page = okafor.goes("/sign-in/")
    page.get_by_label("Login").fill("okafor")
    page.get_by_label("Password").fill(importlib.import_module("tests.cast").PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    okafor.goes(f"/portal/{played.refused.reference}/")
    okafor.looks()
    for name, expected in (("acknowledgement", "logged: as acknowledged"), ("receipt", "cell BY|rejected")):
        okafor.goes(f"/portal/{played.refused.reference}/")
        with page.expect_download() as saved:
            page.get_by_role("link", name=f"Download the {name}").click()
        assert expected in okafor.checks(Path(saved.value.path()))


def test_no_public_page_is_wider_than_a_small_phone(browser: Browser, live_server: Any, played: Any) -> None:
    stranger = Stranger(browser, live_server.url, width=320)
    for address in ("/", *PAGES):
        page = stranger.goes(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
