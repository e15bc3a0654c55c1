"""A read note on a terminal: codes with quoted evidence and why, what was dropped, what is missing, what the author wrote, prices."""

from __future__ import annotations

from ..notes import view
from ..notes.marked import Lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rich.console import Console

    Json = dict[str, Any]

LONGEST_QUOTE = 240  # characters of evidence shown; --json and --html have all of it
MOST_QUOTES = 4  # for a code
PLACE = r"(?<=”) line \d+, characters \d+ to \d+$"
SIGNS = {True: "✓", False: "✕"}


def show(screen: Console, record: Json, text: str) -> None:
    """Print an allowable.note/1 read from `text`."""
    lines = Lines(text)
    _say(screen, record["name"], "bold")
    _say(screen, view.headline(record), "" if record["codes"] and not record["abstained"] else "yellow")
    for title, says in view.facts(record):
        _hanging(screen, title, [says], "dim")
    sources = view.Sources(record)
    for code in record["codes"]:
        _code(screen, code, lines, sources)
    if record["missing"]:
        _block(screen, "Missing in the documentation", [(view.missing_words(one), []) for one in record["missing"]], "yellow")
    others, unreached = view.considered(record), view.unreached(record)
    if others or unreached:
        _block(screen, "Considered and not given", [_alternative(one, lines) for one in others])
        _hanging(screen, "-", [unreached] if unreached else [], "dim", 2)
    if record["stated"]:
        stated: list[tuple[str, list[str]]] = [(f"{view.stated_words(one)} {_quote(one, lines)}", []) for one in record["stated"]]
        _block(screen, "Codes the author wrote", stated)
    if record["prices"]:
        _prices(screen, record["prices"])
    screen.print()
    _hanging(screen, "Sources", [f"{number} {words}" for number, words in enumerate(sources.entries, 1)], "dim")
    for says in record["notes"]:  # what of the file was not read stands here: it must not be overlooked
        _hanging(screen, "Note", [says])
    for says in view.LIMITS:
        _hanging(screen, "Note", [says], "dim")


def _code(screen: Console, code: Json, lines: Lines, sources: view.Sources) -> None:
    screen.print()
    name = view.billed(code)
    _hanging(screen, name, [code["words"] or ""], "dim", len(name) + 1, "bold")
    _hanging(screen, "Confidence", [f"{code['confidence']}: {code['confidence_because']}"])
    quotes = [_quote(one, lines) for one in code["evidence"][:MOST_QUOTES]]
    more = len(code["evidence"]) - len(quotes)
    _hanging(screen, "Evidence", [*quotes, *([f"and {more} more, which --html marks in the note"] if more else [])])
    _hanging(screen, "Why", [f"{SIGNS[held]} {says}{_numbers(found)}" for held, says, found in view.reason_lines(code, sources)])
    for one in code["modifier_reasons"]:
        _hanging(screen, f"-{one['modifier']}", [f"{one['because']}{_numbers(sources.numbers(one['sources']))}"])


def _numbers(found: list[int]) -> str:
    return f" [{', '.join(map(str, found))}]" if found else ""


def _alternative(one: Json, lines: Lines) -> tuple[str, list[str]]:
    edit = view.edit_words(one["edit"])
    quotes = [_quote(span, lines) for span in one["evidence"][:2]]
    return f"{one['hcpcs']}  {one['because']}", [*([edit] if edit else []), *quotes]


def _quote(span: Json, lines: Lines) -> str:
    words = " ".join(span["text"].split())
    shown = words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()} ..."
    return f"“{_visible(shown)}” {lines.says(span['start'], span['end'])}"


def _visible(text: str) -> str:
    """The text on one line, without what would steer a terminal or turn its direction."""
    return "".join(one if one.isprintable() else " " if one.isspace() else "\ufffd" for one in text)


def _prices(screen: Console, prices: Json) -> None:
    from rich.table import Table
    from rich.text import Text

    screen.print()
    _say(screen, view.price_title(prices) if prices["settings"] else "Prices", "bold")
    for place in view.price_places(prices):
        if prices["other_places"]:
            _say(screen, place["place"], "dim")
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        table.add_column("", no_wrap=True, min_width=15)
        for one in place["settings"]:
            table.add_column(view.TITLES[one["setting"]], justify="right", no_wrap=True, min_width=12)
        for title, cells, strong in view.price_rows(place["settings"]):
            table.add_row(title, *cells, style="bold" if strong else "dim" if title.startswith("·") else "")
        screen.print(table)
        for says in view.price_remarks(place):
            screen.print(Text(says, style="yellow"))
    for says in prices["notes"]:
        screen.print(Text(says, style="dim"))


def _block(screen: Console, title: str, items: list[tuple[str, list[str]]], style: str = "") -> None:
    screen.print()
    _say(screen, title, "bold")
    for says, more in items:
        _hanging(screen, "-", [says, *more], style, 2)


def _say(screen: Console, text: str, style: str) -> None:
    from rich.text import Text

    screen.print(Text(_visible(text), style=style))


def _hanging(screen: Console, start: str, texts: list[str], style: str = "", room: int = 11, start_style: str = "dim") -> None:
    """Texts to the right of `start`, wrapped there; no line is filled with blanks, so that it can be copied."""
    from rich.text import Text

    first = start
    for text in texts:
        words = Text(_visible(text), style=style)
        words.highlight_regex(PLACE, "dim")
        for line in words.wrap(screen, max(screen.width - room - 1, 20)) or [words]:
            screen.print(Text.assemble((first.ljust(room + 1), start_style), line), soft_wrap=True)
            first = ""
