"""The audit as one self-contained page: no script, no request, semantic tables, light and dark, print and phone."""

from __future__ import annotations

import os

from .view import WORDS, days_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .view import Dates, View

TEMPLATE = "audit.html"
SIGNS = {"pass": "✓", "fail": "✕", "not_checked": "?"}
SAYS = {"pass": "pass", "fail": "fail", "not_checked": "not checked"}


def page(view: View) -> str:
    """The text of the page of a View."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(os.path.dirname(__file__))
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(TEMPLATE).render(
        view=view,
        words=WORDS,
        signs=SIGNS,
        says=SAYS,
        days=days_words,
        months=_months(view.period),
        bars=lambda spans: bars(spans, view.period) if view.period else [],
    )


def bars(spans: Iterable[Dates], period: Dates) -> list[tuple[int, int]]:
    """[(left, width)] in per mille of the period, for stretches of days; whole numbers, so that no figure of the page is a float."""
    first, last = period
    days = (last - first).days + 1
    return [((start - first).days * 1000 // days, max(1, ((end - start).days + 1) * 1000 // days)) for start, end in spans]


def _months(period: Dates | None) -> list[tuple[int, str]]:
    """[(left in per mille, name)] of the first days of the quarters of the period."""
    if period is None:
        return []
    first, last = period
    days = (last - first).days + 1
    made = []
    for month in (1, 4, 7, 10):
        day = first.replace(month=month, day=1)
        if first <= day <= last:
            made.append(((day - first).days * 1000 // days, f"{day:%d %b}".lstrip("0")))
    return made
