"""A bar for each country, stacked by outcome: plain SVG, made here, with the numbers written beside the bars."""

from collections.abc import Sequence
from html import escape

from duly.reports.layouts.microsoft import Line

PARTS = (
    ("content", "Content", "#7a1f3d"),
    ("non_content", "Non-content only", "#c9733f"),
    ("no_data_found", "No data found", "#8a9ba8"),
    ("rejected", "Rejected", "#2f6f62"),
)
ROW, BAR, LEFT, WIDTH = 34, 20, 70, 640


def svg(lines: Sequence[Line]) -> str:
    """The chart of the countries in `lines` (without the total). Colour never stands alone: each bar has its title."""
    most = max((line.requests for line in lines), default=1) or 1
    body = "".join(_bar(number, line, most) for number, line in enumerate(lines))
    legend = "".join(
        f'<rect x="{LEFT + n * 150}" y="8" width="12" height="12" fill="{colour}"/>'
        f'<text x="{LEFT + 18 + n * 150}" y="18">{escape(name)}</text>'
        for n, (_, name, colour) in enumerate(PARTS)
    )
    height = 40 + ROW * len(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 60} {height}" role="img" '
        f'aria-label="Requests by country and outcome; the table says the same in numbers">'
        f'<g font-family="system-ui, sans-serif" font-size="13" fill="currentColor">{legend}{body}</g></svg>'
    )


def _bar(number: int, line: Line, most: int) -> str:
    top, x, parts = 34 + number * ROW, float(LEFT), []
    for name, words, colour in PARTS:
        count = getattr(line, name)
        width = WIDTH * count / most
        if count:
            parts.append(
                f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{colour}">'
                f"<title>{escape(line.country)}: {count} {escape(words.lower())}</title></rect>"
            )
        x += width
    label = f'<text x="{LEFT - 10}" y="{top + 15}" text-anchor="end">{escape(line.country)}</text>'
    return f'{label}{"".join(parts)}<text x="{x + 8:.1f}" y="{top + 15}">{line.requests}</text>'
