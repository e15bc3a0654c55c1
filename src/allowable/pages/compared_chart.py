"""The comparison as an SVG and in letters: for each setting what is allowed (physician, facility) and who pays it (Medicare, patient).

Lengths are whole parts of the largest total; no figure is computed from them.
"""

from __future__ import annotations

from html import escape

from ..views.pricing import cents_words
from .compared_view import PART_TITLES, TITLES, bar_parts, lacking_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

PRINT = {
    "font": "Libertinus Serif",
    "ink": "#1f2a33",
    "quiet": "#5b6770",
    "line": "#c8d0d6",
    "physician": "#0b4f6c",
    "facility": "#8fb8cc",
    "medicare": "#3f7f5b",
    "patient": "#b97a00",
}
SCREEN = {name: f"var(--{name})" for name in PRINT} | {"font": "inherit"}
LEGEND = (("Allowed", ("physician", "facility")), ("Paid by", ("medicare", "patient")))
NAMES = {"physician": "physician", "facility": "facility", "medicare": "Medicare", "patient": "patient"}
LETTERS = {"physician": "█", "facility": "▒"}
WIDTH, LEFT, RIGHT, TOP = 720, 84, 150, 36
UPPER, LOWER, STEP = 20, 11, 52


def svg(answer: Json, colours: dict[str, str] = PRINT) -> str:
    """The SVG text of an answer's chart; `colours` are PRINT, or SCREEN to take them from the style sheet of the page."""
    settings = answer["settings"]
    longest = _longest(settings)
    parts, y = [_legend(colours)], TOP
    for name, words in TITLES.items():
        parts += _setting(words, settings[name], y, longest, colours)
        y += STEP
    body = "\n".join(parts)
    height = y - 8
    axis = f'<line x1="{LEFT}" x2="{LEFT}" y1="{TOP - 4}" y2="{height - 4}" stroke="{colours["line"]}" stroke-width="1"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'font-family="{colours["font"]}" font-size="13"><title>{escape(description(answer))}</title>\n{body}\n{axis}\n</svg>'
    )


def description(answer: Json) -> str:
    """What the chart shows, in a sentence, for those who do not see it."""
    settings = answer["settings"]
    return "; ".join(f"{words} {_total_words(settings[name])}" for name, words in TITLES.items()) + "."


def letters(answer: Json, columns: int) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Rows of (title, runs of (part, letters), what stands behind them), at most `columns` letters long."""
    settings = answer["settings"]
    longest = _longest(settings)
    rows = []
    for name, words in TITLES.items():
        parts = bar_parts(settings[name])
        runs = [(part, letter * _length(parts[part], longest, columns)) for part, letter in LETTERS.items() if parts.get(part)]
        rows.append((words, runs, _total_words(settings[name])))
    return rows


def _longest(settings: Json) -> int:
    found = (bar_parts(setting) for setting in settings.values())
    return max((parts["physician"] + parts.get("facility", 0) for parts in found if parts), default=0) or 1


def _length(cents: int, longest: int, room: int) -> int:
    return max((2 * cents * room + longest) // (2 * longest), 1)


def _total_words(setting: Json) -> str:
    parts = bar_parts(setting)
    return cents_words(parts["physician"] + parts.get("facility", 0)) if parts else lacking_words(setting)


def _legend(colours: dict[str, str]) -> str:
    parts, x = [], LEFT + 1
    for words, names in LEGEND:
        parts.append(_text(x, 14, words, colours["quiet"], style="italic"))
        x += 56
        for name in names:
            parts.append(f'<rect x="{x}" y="4" width="11" height="11" fill="{colours[name]}"/>')
            parts.append(_text(x + 16, 14, NAMES[name], colours["quiet"]))
            x += 88
        x += 24
    return "\n".join(parts)


def _setting(words: str, setting: Json, y: int, longest: int, colours: dict[str, str]) -> list[str]:
    found = [_text(LEFT - 10, y + 15, words, colours["ink"], anchor="end", weight=600)]
    parts = bar_parts(setting)
    if not parts:
        return [*found, _text(LEFT + 8, y + 15, lacking_words(setting), colours["quiet"], style="italic")]
    end = _run(found, parts, ("physician", "facility"), y, UPPER, longest, colours)
    found.append(_text(end + 8, y + 15, _total_words(setting), colours["ink"], weight=600))
    if all(name in parts for name in PART_TITLES):
        end = _run(found, parts, tuple(PART_TITLES), y + UPPER + 2, LOWER, longest, colours)
        found.append(_text(end + 8, y + UPPER + 12, f"patient {cents_words(parts['patient'])}", colours["quiet"], size=11))
    return found


def _run(
    found: list[str], parts: dict[str, int], names: tuple[str, ...], y: int, height: int, longest: int, colours: dict[str, str]
) -> int:
    """Draws the parts end to end; gives where they end."""
    x = LEFT + 1
    for name in names:
        if parts.get(name):
            length = _length(parts[name], longest, WIDTH - LEFT - RIGHT)
            found.append(f'<rect x="{x}" y="{y}" width="{length}" height="{height}" fill="{colours[name]}"/>')
            x += length
    return x


def _text(x: int, y: int, words: str, fill: str, *, anchor: str = "start", weight: int = 400, style: str = "normal", size: int = 13) -> str:
    place = f'x="{x}" y="{y}" fill="{fill}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text {place} font-weight="{weight}" font-style="{style}">{escape(words)}</text>'
