"""The waterfall as one self-contained page: no script, no request, light and dark, print and phone. Also the same answer as JSON."""

from __future__ import annotations

import os
import pathlib

from ..guides.notices import AMA, NO_PROMISE, SCHEDULES
from ..views.entry import Sources
from ..views.pricing import answer_words, cents_words, place_json, price_json
from ..views.unread import with_unread
from ..views.waterfall import waterfall
from ..views.waterfall_chart import svg, title_of
from ..views.waterfall_words import change_words, claim_table, facts, heading, title
from .failures import BadInput, refuse_bad_files
from .waterfall import source_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..engine import Engine, PricedClaim

    Json = dict[str, Any]

ENDINGS = (".html", ".json")
STYLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "guides", "render", "guide.css")


def refuse_bad_names(files: Sequence[str]) -> None:
    """Raise BadInput before any work if a file to write has another ending or its folder is not there."""
    refuse_bad_files(files, ENDINGS)


def write(engine: Engine, priced: PricedClaim, not_applied: str, place: Json | None, name: str) -> None:
    """Write the page or the JSON object of a PricedClaim. On a failure no file is made and an older one stays as it was."""
    path = pathlib.Path(name)
    if path.suffix.lower() == ".json":
        import json

        text = json.dumps(price_json(priced, not_applied, place), indent=2, ensure_ascii=False) + "\n"
    else:
        text = page(engine, priced, not_applied, place)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        part.unlink(missing_ok=True)


def page(engine: Engine, priced: PricedClaim, not_applied: str, place: Json | None = None) -> str:
    """The text of the page of a PricedClaim."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    sources = Sources()
    said = (place or place_json(priced.claim))["says"]
    found = [waterfall(engine, line, sources) for line in priced.lines]
    environment = Environment(
        loader=FileSystemLoader(os.path.dirname(__file__)), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"dollars": cents_words, "change": change_words, "title_of": title_of, "drawing": lambda one: Markup(svg(one))}
    with open(STYLE, encoding="utf-8") as stream:
        style = Markup(stream.read())
    return environment.get_template("waterfall.html").render(
        title=title(priced),
        facts=facts(priced, said),
        notice=[with_unread(priced, not_applied), AMA, SCHEDULES, NO_PROMISE],
        claim=claim_table(priced),
        lines=[(number, one, heading(priced, one.line)) for number, one in enumerate(found, 1)],
        answers=[answer_words(line) for line in priced.lines],
        sources=source_rows(sources),
        style=style,
    )
