"""Before any test: an instance of its own and a database. For tests that need more of the machine: `needs`."""

import atexit
import importlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings

from tests.instance import make_test_instance
from tests.needs import find_chromium, find_synapse, lack, required
from tests.postgres import Cluster, start_cluster

settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", parent=settings.get_profile("quick"), max_examples=5000)
settings.load_profile(os.environ.get("DULY_HYPOTHESIS", "quick"))

_lacking: Counter[str] = Counter()
_required = required()


def _prepare() -> None:
    """Makes the instance and points Django at it, before pytest-django sets Django up.

    With DULY_TEST_PG=1 the first process starts a PostgreSQL and leaves its address in that variable, where the
    processes of pytest-xdist find it; each then has a database of its own in the one server.
    """
    asked = os.environ.get("DULY_TEST_PG", "")
    if asked == "1":
        if sentence := lack("postgres"):
            raise pytest.UsageError(f"DULY_TEST_PG=1, but {sentence}")
        cluster = start_cluster()
        atexit.register(cluster.stop)
        asked = os.environ["DULY_TEST_PG"] = cluster.url
    elif asked and not asked.startswith(("postgres://", "postgresql://")):
        raise pytest.UsageError(f"DULY_TEST_PG={asked}: say 1 for a server of the tests' own, or a postgresql:// URL")
    directory = Path(tempfile.mkdtemp(prefix="duly-tests-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    os.environ["DULY_CONFIG"] = str(make_test_instance(directory, asked or None))
    os.environ["DJANGO_SETTINGS_MODULE"] = "duly.settings"
    # pytest-django sets Django up only if its settings are loaded by then, and it looks before this file is read
    if django_settings.DULY.mode != "test":
        raise pytest.UsageError("The tests would run on an instance that is not a test instance. Nothing was run.")
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a cast of eight a test


_prepare()


def _insist(name: str) -> None:
    """Skips the running test where the machine lacks `name`; fails it where DULY_REQUIRE says that it must not."""
    sentence = lack(name)
    if sentence is None:
        return
    if name in _required:
        pytest.fail(f"{sentence} (DULY_REQUIRE names it, so this is a failure)", pytrace=False)
    pytest.skip(sentence)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Serves `@pytest.mark.needs("chromium", …)`."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            _insist(name)


def pytest_report_header() -> list[str]:
    """Says on which database the run is."""
    return [f"duly: on {'PostgreSQL' if os.environ.get('DULY_TEST_PG') else 'SQLite'}"]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Counts skips by reason, in the process that prints the end of the run."""
    if report.skipped and isinstance(report.longrepr, tuple):
        _lacking[str(report.longrepr[2]).removeprefix("Skipped: ")] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says aloud what was not tested on this machine, and how to have it tested."""
    if _lacking:
        terminalreporter.section("NOT TESTED HERE", sep="!", yellow=True)
        for sentence, times in sorted(_lacking.items()):
            terminalreporter.line(f"{times} × {sentence}")


@pytest.fixture
def needs() -> Callable[[str], None]:
    """For tests that learn only on the way what they need: `needs("age")`."""
    return _insist


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server, whichever database the run itself is on."""
    _insist("postgres")
    if named := os.environ.get("DULY_TEST_PG"):
        yield Cluster(named)
        return
    cluster = start_cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def synapse_python() -> str:
    """The Python of Synapse's own environment."""
    _insist("synapse")
    return find_synapse() or ""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    _insist("chromium")
    return find_chromium() or ""


@pytest.fixture
def cast(db: None) -> Any:
    """Everybody, in the database. `tests.cast` has models in it, so it can be imported only after Django is set up."""
    return importlib.import_module("tests.cast").make_cast()


@pytest.fixture
def desk(cast: Any) -> Any:
    """Plays the straight road up to a state: `desk.approved(facts)`."""
    return importlib.import_module("tests.cast").Desk(cast)


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Path:
    """The instance of the tests with a small shop as its only store; the shop's database file."""
    database: Path = importlib.import_module("tests.shop_store").use_shop(tmp_path, settings)
    return database
