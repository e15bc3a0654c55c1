"""A note as one self-contained page, its evidence marked and linked with the codes: no script, no request, light and dark, print."""

from __future__ import annotations

import os

from . import view
from .marked import Lines, marks, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

TEMPLATE = "page.html"
COLOURS = 6  # of codes; the number beside a mark says which code it is, the colour only helps


def page(record: Json, text: str) -> str:
    """The text of the page of an allowable.note/1 and the note it was read from."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(os.path.dirname(__file__))
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found = marks(record)
    return environment.get_template(TEMPLATE).render(
        record=record,
        view=view,
        sources=view.Sources(record),
        others=view.considered(record),
        unreached=view.unreached(record),
        pieces=pieces(text, found),
        lines=Lines(text),
        keys={(one.number, one.start, one.end): one.key for one in found},
        colour=lambda number: (number - 1) % COLOURS + 1,
    )
