"""What the tests of the log share: days, and cases that have something to show."""

from datetime import UTC, datetime

from duly.cases.models import Case
from tests.cast import Desk

END = datetime(2027, 1, 1, tzinfo=UTC)


def filled(desk: Desk, number: int) -> list[Case]:
    """So many cases that came and were decided: two events each."""
    return [desk.decided()[0] for _ in range(number)]
