"""Markdown of generated pages: texts of the code as they are, tables, and a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

QUOTED = re.compile(r"`([^`]+)`")
MARKS = re.compile(r"([\\`*_{}\[\]#])")


class Page:
    """One generated page: its path below docs/, its title, its Markdown behind the title, and its weight in a search."""

    def __init__(self, path: str, title: str, text: str, boost: float) -> None:
        self.path = path
        self.title = title
        self.text = text
        self.boost = boost

    @property
    def markdown(self) -> str:
        """The whole page."""
        return f"---\nsearch:\n  boost: {self.boost}\n---\n\n# {self.title}\n\n{self.text}"


def plain(text: object) -> str:
    """A text that Markdown shows as it is; what stands in backticks as code."""
    parts = QUOTED.split(" ".join(str(text).split()))
    return "".join(code(part) if at % 2 else _escaped(part) for at, part in enumerate(parts))


def sentence(text: object) -> str:
    """The text as a sentence of its own."""
    return plain(str(text).rstrip(" .")) + "."


def _escaped(text: str) -> str:
    return MARKS.sub(r"\\\1", html.escape(text, quote=False)).replace("|", "&#124;")


def code(text: object) -> str:
    """A text as code, in a table too."""
    return f"<code>{html.escape(str(text), quote=False).replace('|', '&#124;')}</code>" if str(text) else ""


def block(text: str, language: str = "text") -> str:
    """Lines as they are."""
    return f"```{language}\n{text.rstrip()}\n```"


def words(lines: Sequence[str]) -> str:
    """The lines of a rule in words: they run on where the page is narrow."""
    return block("\n".join(lines), "{ .text .words .no-copy }")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing where it has no rows."""
    written = ["| " + " | ".join(row) + " |" for row in rows]
    if not written:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *written])


def needed(says: str, required: bool, many: bool = False) -> str:
    """What an argument or a field says, behind whether it must be given."""
    words = "; ".join(word for word, holds in (("needed", required), ("may be repeated", many)) if holds)
    return f"*{words[0].upper() + words[1:]}.* {says}" if words else says


def day(text: str | None) -> str:
    """A day, which no line breaks; nothing where it is open."""
    return f'<span class="day">{text}</span>' if text else ""


def heading(level: int, text: str, anchor: str) -> str:
    """A heading with an anchor that stays."""
    return f"{'#' * level} {text} {{ #{anchor} }}"


def page(path: str, title: str, *parts: str, boost: float = 1.0) -> Page:
    """A page of parts, those that are empty left out."""
    return Page(path, title, "\n\n".join(part for part in parts if part) + "\n", boost)


def slug(text: str) -> str:
    """An anchor of a text."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
