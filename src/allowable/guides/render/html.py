"""The guide as one self-contained HTML page: no script, no request, semantic tables, light and dark, print and phone."""

from __future__ import annotations

import os

from .chart import SCREEN, svg
from .view import Chart, Checklist, Paragraph, Table, room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from .view import Cell, Column, Document

    Heading: TypeAlias = tuple[str, int, int, str, bool]

FOLDER = os.path.dirname(__file__)
KINDS = {Paragraph: "paragraph", Checklist: "checklist", Chart: "chart", Table: "table"}


def render(document: Document) -> bytes:
    """Bytes of the page of a Document."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    loader = FileSystemLoader(FOLDER)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.tests["kind"] = lambda block, name: KINDS[type(block)] == name
    environment.filters |= {"slug": slug, "address": _address, "room": room}
    environment.globals |= {"drawing": lambda chart: Markup(svg(chart, SCREEN)), "headings": headings, "attributes": _attributes}
    with open(os.path.join(FOLDER, "guide.css"), encoding="utf-8") as stream:
        style = Markup(stream.read())
    return environment.get_template("guide.html").render(document=document, style=style).encode("utf-8")


def headings(columns: Sequence[Column]) -> list[list[Heading]]:
    """Two rows of headings as (title, columns spanned, rows spanned, align, is a group) and, for the second row, the grouped columns."""
    if not any(column.group for column in columns):
        return [[(column.title, 1, 1, column.align, False) for column in columns]]
    first, second, at = [], [], 0
    while at < len(columns):
        group = columns[at].group
        if group is None:
            first.append((columns[at].title, 1, 2, columns[at].align, False))
            at += 1
            continue
        end = at
        while end < len(columns) and columns[end].group == group:
            second.append((columns[end].title, 1, 1, columns[end].align, False))
            end += 1
        first.append((group, end - at, 1, "centre", True))
        at = end
    return [first, second]


def slug(text: str) -> str:
    """A name as an identifier of the page."""
    return text.lower().replace(",", "").replace(" ", "-")


def _attributes(cell: Cell, column: Column, centred: bool) -> str:
    from markupsafe import Markup

    names = [] if centred or column.align == "left" else [column.align]
    if cell.kind == "edit" and not cell.quiet:
        names.append(f"edit-{cell.text}")
    elif cell.quiet:
        names.append("quiet")
    return Markup(' class="{}"').format(" ".join(names)) if names else ""


def _address(mark: str, table: Table) -> str:
    if mark.isalpha() and mark.islower():
        return f"{slug(table.name)}-{mark}"
    return f"s{mark.partition('–')[0]}"
