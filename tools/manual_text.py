"""Markdown of generated pages: texts of the code as they are, tables, and a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

MARKS = re.compile(r"([\\`*_{}\[\]#~^$])")
NOWHERE = "–"


class Page:
    """One generated page: its path below docs/, its title, and its Markdown behind the title."""

    def __init__(self, path: str, title: str, text: str, *, deep: bool = True) -> None:
        self.path = path
        self.title = title
        self.text = text if deep else f"---\nhide: [toc]\n---\n\n{text}"

    @property
    def markdown(self) -> str:
        """The whole page."""
        front, separator, text = self.text.rpartition("---\n\n") if self.text.startswith("---\n") else ("", "", self.text)
        return f"{front}{separator}# {self.title}\n\n{text}"


def plain(text: object) -> str:
    """A text that Markdown shows as it is."""
    return MARKS.sub(r"\\\1", html.escape(" ".join(str(text).split()), quote=False)).replace("|", "&#124;")


def code(text: object) -> str:
    """A text as code, in a table too."""
    return f"<code>{html.escape(str(text), quote=False).replace('|', '&#124;')}</code>" if str(text) else NOWHERE


def block(text: str, language: str = "text") -> str:
    """Lines as they are."""
    return f"```{language}\n{text.rstrip()}\n```"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing where it has no rows."""
    written = ["| " + " | ".join(cell or NOWHERE for cell in row) + " |" for row in rows]
    if not written:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *written])


def heading(level: int, text: str, anchor: str) -> str:
    """A heading with an anchor that stays."""
    return f"{'#' * level} {text} {{ #{anchor} }}"


def page(path: str, title: str, *parts: str) -> Page:
    """A page of parts, those that are empty left out."""
    return Page(path, title, "\n\n".join(part for part in parts if part) + "\n")


def slug(text: str) -> str:
    """An anchor of a text."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
