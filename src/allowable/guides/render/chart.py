"""The site-of-care chart as an SVG: one bar a code and site, physician's share and facility's share end to end, labelled directly.

Drawn here rather than by a charting package: it costs no time in a command that has 1.5 s, and its text stays text in html and pdf.
Lengths are whole parts of the longest bar; no figure is computed from them.
"""

from __future__ import annotations

from html import escape

from ...kernel.number import scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .figures import Bar
    from .view import Chart

PRINT = {
    "font": "Libertinus Serif",
    "ink": "#1f2a33",
    "quiet": "#5b6770",
    "line": "#c8d0d6",
    "physician": "#0b4f6c",
    "facility": "#8fb8cc",
}
SCREEN = {name: f"var(--{name})" for name in PRINT} | {"font": "inherit"}
SITES = {"office": "office", "hospital": "hospital", "asc": "ASC"}
WIDTH, LEFT, LABELS = 720, 128, 200
BAR, STEP, GAP, TOP = 11, 15, 10, 30


def svg(chart: Chart, colours: dict[str, str] = PRINT) -> str:
    """The SVG text of a Chart; `colours` are PRINT, or SCREEN to take them from the style sheet of the page."""
    longest = max((scaled_number(bar.total, 2) for bar in chart.bars if bar.total), default=1)
    parts, y, code = [_legend(colours)], TOP, None
    for bar in chart.bars:
        if bar.hcpcs != code:
            y += GAP if code else 0
            code = bar.hcpcs
            parts.append(_text(0, y + 9, code, colours["ink"], weight=600))
        parts += _bar(bar, y, longest, colours)
        y += STEP
    body = "\n".join(parts)
    line = f'<line x1="{LEFT}" x2="{LEFT}" y1="{TOP - 4}" y2="{y}" stroke="{colours["line"]}" stroke-width="1"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 4}" width="{WIDTH}" height="{y + 4}" role="img" '
        f'font-family="{colours["font"]}" font-size="11"><title>{escape(description(chart))}</title>\n{body}\n{line}\n</svg>'
    )


def description(chart: Chart) -> str:
    """What the chart shows, in a sentence, for those who do not see it."""
    codes = list(dict.fromkeys(bar.hcpcs for bar in chart.bars))
    shares = "each the physician's share and the facility's share; the amounts stand beside the bars"
    return f"{chart.title}: bars for {', '.join(codes)} by site, {shares}."


def _legend(colours: dict[str, str]) -> str:
    parts, x = [], LEFT
    for name, words in (("physician", "physician's share"), ("facility", "facility's share")):
        parts.append(f'<rect x="{x}" y="4" width="10" height="10" fill="{colours[name]}"/>')
        parts.append(_text(x + 15, 13, words, colours["quiet"]))
        x += 125
    return "\n".join(parts)


def _bar(bar: Bar, y: int, longest: int, colours: dict[str, str]) -> list[str]:
    parts = [_text(LEFT - 8, y + 9, SITES[bar.site], colours["quiet"], anchor="end")]
    x = LEFT + 1
    if bar.total is None:
        return [*parts, _text(x + 5, y + 9, bar.word, colours["quiet"], style="italic")]
    for name in ("physician", "facility"):
        amount = getattr(bar, name)
        length = scaled_number(amount, 2) * (WIDTH - LEFT - LABELS) // longest if amount else 0
        if length:
            parts.append(f'<rect x="{x}" y="{y}" width="{length}" height="{BAR}" fill="{colours[name]}"/>')
        x += length
    more = f'<tspan dx="6" fill="{colours["quiet"]}" font-size="9.5">{escape(bar.detail)}</tspan>' if bar.detail else ""
    return [*parts, _text(x + 6, y + 9, bar.shown, colours["ink"], more=more)]


def _text(x: int, y: int, words: str, fill: str, *, anchor: str = "start", weight: int = 400, style: str = "normal", more: str = "") -> str:
    place = f'x="{x}" y="{y}" fill="{fill}" text-anchor="{anchor}"'
    return f'<text {place} font-weight="{weight}" font-style="{style}">{escape(words)}{more}</text>'
