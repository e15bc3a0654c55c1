"""The amounts of a code over all held days as a chart of steps.

Lengths are whole parts of the largest amount; a stretch for which nothing is held or paid is a gap, never a line to nought.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from ..kernel.number import scaled_number
from ..views.pricing import dollars

Json = dict[str, Any]

SERIES = (
    ("office", "Physician, office", "physician", "non_facility_amount"),
    ("facility", "Physician, facility", "physician", "facility_amount"),
    ("hospital", "Hospital outpatient", "hospital", "amount"),
    ("asc", "Surgical center", "asc", "amount"),
)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 292, 64, 12, 44, 24
STEPS = (1, 2, 5)


def chart(found: Json) -> str:
    """The SVG text of the history of a page of schema allowable.code/1; blank where nothing was ever paid."""
    series = {name: [row for row in found["history"][setting] if row[column] is not None] for name, _, setting, column in SERIES}
    columns = {name: column for name, _, _, column in SERIES}
    amounts = [scaled_number(row[columns[name]], 2) for name, rows in series.items() for row in rows]
    if not amounts or not max(amounts):
        return ""
    days = [date.fromisoformat(row[end]).toordinal() for rows in series.values() for row in rows for end in ("from", "until")]
    scale = _Scale(min(days), max(days), max(amounts))
    parts = scale.grid()
    at = date.fromisoformat(found["on"]).toordinal()
    if scale.first <= at <= scale.last:
        parts.append(f'<path class="today" d="M{scale.x(at)} {TOP}V{HEIGHT - BOTTOM}"/>')
    x = LEFT
    for name, title, _, column in SERIES:
        if not series[name]:
            continue
        swatch = f'<path class="swatch {name} series-{name}" d="M{x} 14h26"/>'
        parts.append(f'<g class="legend">{swatch}<text x="{x + 32}" y="18" font-size="12">{title}</text></g>')
        x += 166
        parts.append(f'<path class="{name} series-{name}" d="{_path(series[name], column, scale)}"/>')
    says = "; ".join(_says(title, series[name], columns[name]) for name, title, _, _ in SERIES if series[name])
    return (
        f'<svg class="history" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-size="11"><title>{escape(says)}</title>{"".join(parts)}</svg>'
    )


class _Scale:
    def __init__(self, first: int, last: int, largest: int) -> None:
        self.first, self.last = first, last
        self.step: int = next(one * 10**power for power in range(2, 12) for one in STEPS if largest <= 5 * one * 10**power)
        self.top: int = -(-largest // self.step) * self.step

    def x(self, day: int) -> int:
        """Where a day stands."""
        return LEFT + (day - self.first) * (WIDTH - LEFT - RIGHT) // max(1, self.last - self.first)

    def y(self, cents: int) -> int:
        """Where an amount stands."""
        return HEIGHT - BOTTOM - cents * (HEIGHT - TOP - BOTTOM) // self.top

    def grid(self) -> list[str]:
        """Lines of round amounts, and the years below."""
        parts = []
        for cents in range(0, self.top + 1, self.step):
            y = self.y(cents)
            parts.append(f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
            parts.append(f'<text class="axis" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">${cents // 100:,}</text>')
        for year in range(date.fromordinal(self.first).year, date.fromordinal(self.last - 1).year + 1):
            starts, ends = max(date(year, 1, 1).toordinal(), self.first), min(date(year + 1, 1, 1).toordinal(), self.last)
            if ends - starts > 150:
                parts.append(
                    f'<text class="axis" x="{(self.x(starts) + self.x(ends)) // 2}" y="{HEIGHT - 6}" text-anchor="middle">{year}</text>'
                )
        return parts


def _path(rows: list[Json], column: str, scale: _Scale) -> str:
    parts, reached = [], None
    for row in rows:
        x, end = (scale.x(date.fromisoformat(row[name]).toordinal()) for name in ("from", "until"))
        y = scale.y(scaled_number(row[column], 2))
        parts.append(f"{'V' if reached == row['from'] else f'M{x} '}{y}H{end}")
        reached = row["until"]
    return "".join(parts)


def _says(title: str, rows: list[Json], column: str) -> str:
    return f"{title} from {dollars(rows[0][column])} ({rows[0]['from']}) to {dollars(rows[-1][column])} ({rows[-1]['from']})"
