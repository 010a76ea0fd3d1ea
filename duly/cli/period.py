"""A closed period of one item, as it is written on the command line: ITEM=START..END."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (included) to `end` (excluded), both in UTC."""

    item: str
    start: datetime
    end: datetime

    class Param(click.ParamType["Period"]):
        """Reads it."""

        name = "item=start..end"

        def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Period":
            if isinstance(value, Period):
                return value
            item, equals, span = str(value).partition("=")
            start, dots, end = span.partition("..")
            if not (item and equals and dots):
                self.fail(f"{value!r} is not ITEM=START..END. Write it like 1=2026-03-01..2026-04-01.", param, ctx)
            return Period(item, self._instant(start, param, ctx), self._instant(end, param, ctx))

        def _instant(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
            try:
                at = datetime.fromisoformat(text.strip())
            except ValueError:
                self.fail(f"{text!r} is no day and no instant. Write 2026-03-01 or 2026-03-01T00:00:00Z.", param, ctx)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
