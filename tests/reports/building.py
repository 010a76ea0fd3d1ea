"""What the tests of reports share: cases that end in every way, a report of them, and the stranger who checks it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from duly.cases.models import Case
from duly.disclosure.close import close
from duly.disclosure.deliver import fetch, report_no_data
from duly.law.facts import DemandFacts
from duly.law.vocabulary import Category, Reason
from duly.lib.canonical_json import read_canonical
from duly.reports.build import build, folder
from duly.reports.reading import log_key_text
from duly.review.refuse import refuse
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE
from tests.cast import NOON, facts, later, voluntary
from tests.store_for_acts import CASEY, JUNE, NOBODY, REX, Road, about, warrant
from tests.verifier.forge import Verdict, run

END = datetime(2027, 1, 1, tzinfo=UTC)
NEXT_END = datetime(2027, 7, 1, tzinfo=UTC)
WHY = {"1": (Reason.NOT_RELEVANT, "No criminal investigation is named.")}


def answered(road: Road, asked: DemandFacts | None = None) -> Case:
    """Disclosed, fetched and closed."""
    case = road.disclosed(asked)
    fetch(case, by=road.desk.cast.actor("leo"), at=later(6), because="on a stick")
    close(case, by=MACHINE, at=later(7), because="fetched")
    return case


def refused(road: Road, at: datetime = NOON, **changes: object) -> Case:
    case = road.desk.assessed(voluntary(criminal_investigation=False, **changes))
    grounds = {item.key: WHY["1"] for item in case.facts.items}
    refuse(case, grounds=grounds, by=road.desk.cast.actor("rosa"), at=at, because="not relevant")
    close(case, by=MACHINE, at=at, because="answered")
    return case


def without_data(road: Road) -> Case:
    case = road.inspected(facts(about(NOBODY)))
    report_no_data(case, by=MACHINE, at=later(4), because="nothing is held")
    close(case, by=MACHINE, at=later(5), because="answered")
    return case


def withdrawn(road: Road) -> Case:
    case = road.desk.registered()
    withdraw(case, by=road.desk.cast.actor("ines"), at=later(2), because="she wrote")
    close(case, by=MACHINE, at=later(3), because="answered")
    return case


def half_held() -> DemandFacts:
    """Two accounts, of which one is unknown to the store."""
    return facts(about(CASEY), about(NOBODY, key="2"))


def with_content() -> DemandFacts:
    """What Rex wrote, and who he is."""
    return warrant(about(REX, categories=frozenset(Category), **JUNE))


def reported(label: str = "2026H2", at: datetime = END) -> Path:
    """Build the report of everything before `at`; returns its folder."""
    build(label, until=at, at=at)
    return folder(label)


def said(directory: Path) -> dict[str, Any]:
    tree: dict[str, Any] = read_canonical((directory / "report.json").read_bytes())
    return tree


def cells(directory: Path, table: str) -> dict[str, int]:
    found: dict[str, int] = said(directory)["tables"][table]["cells"]
    return found


def checked(*words: object) -> Verdict:
    """What the stand-alone verifier says with our log's key pinned."""
    return run(*words, "--log-key", log_key_text())
