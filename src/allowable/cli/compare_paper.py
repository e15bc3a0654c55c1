"""A comparison as a file: a page of its own (.html), paper and picture (.pdf, .png) through typst, or the plain object (.json).

None of them asks anything of a network or a browser. On a failure no file is made and an older one stays as it was.
"""

from __future__ import annotations

import json
import os
import pathlib

from ..pages.compared_chart import PRINT, SCREEN, description, svg
from ..pages.compared_view import TITLES, facts, in_words, notices, title
from ..releases.snapshot import TRUSTS
from ..views.pricing import short_hash
from .failures import BadInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    Json = dict[str, Any]

FOLDER = os.path.dirname(__file__)
STYLE = os.path.join(os.path.dirname(FOLDER), "guides", "render", "guide.css")
DOTS_PER_INCH = 160


def write(found: Json, name: str) -> None:
    """Write the object of schema allowable.compare/1 to a file; its ending chooses the kind."""
    path = pathlib.Path(name)
    content = {".json": plain, ".html": page, ".pdf": paper, ".png": picture}[path.suffix.lower()](found)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        part.unlink(missing_ok=True)


def plain(found: Json) -> bytes:
    """Bytes of the object as JSON."""
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def page(found: Json) -> bytes:
    """Bytes of a self-contained page: no script, no request, light and dark, print and phone."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    loader = FileSystemLoader(FOLDER)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    with open(STYLE, encoding="utf-8") as stream:
        style = Markup(stream.read())
    drawings = [Markup(svg(answer, SCREEN)) for answer in found["answers"]]
    text = environment.get_template("compare.html").render(**_words(found), style=style, drawings=drawings)
    return text.encode("utf-8")


def paper(found: Json) -> bytes:
    """Bytes of a tagged PDF in letter size."""
    return _typeset(found, "pdf", "letter", pdf_standards="ua-1")


def picture(found: Json) -> bytes:
    """Bytes of a PNG: one sheet as long as it needs to be."""
    return _typeset(found, "png", "sheet", ppi=DOTS_PER_INCH)


def _typeset(found: Json, kind: Literal["pdf", "png"], shape: str, **how: Any) -> bytes:
    import typst

    words = _words(found)
    words["drawings"] = [{"svg": svg(answer, PRINT), "says": description(answer)} for answer in found["answers"]]
    with open(os.path.join(FOLDER, "compare.typ"), "rb") as stream:
        template = stream.read()
    data = json.dumps(words, ensure_ascii=False)
    made: bytes = typst.compile(template, format=kind, ignore_system_fonts=True, sys_inputs={"comparison": data, "shape": shape}, **how)
    return made


def _words(found: Json) -> Json:
    """Everything that a template shows, in JSON types."""
    return {
        "title": title(found),
        "facts": facts(found),
        "settings": list(TITLES.values()),
        "answers": [in_words(answer) for answer in found["answers"]],
        "notes": notices(found),
        "files": files(found),
    }


def files(found: Json) -> list[tuple[str, str]]:
    """(number, words) of every file and value of law on which the figures rest."""
    listed = []
    for one in found["sources"]:
        where = f"{one['release']}: {one['member']}"
        if one["kind"] == "file":
            where += f", sha256 {short_hash(one['sha256'])}; {TRUSTS.get(one['trust'], one['trust'])}"
        else:
            where = f"{one['release']}{' ' + one['value'] if one['value'] else ''}: {one['file']}, {one['member']} [{one['evidence']}]"
        listed.append((str(one["id"]), where))
    return listed
