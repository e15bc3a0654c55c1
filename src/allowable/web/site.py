"""What all pages share: the templates, the static files, the headers of a page, and the engine."""

from __future__ import annotations

import functools
import hashlib
import pathlib
from typing import Any

import jinja2
import litestar
import markupsafe

from .. import __version__
from ..api.desk import engine_here
from ..api.gate import PAGE_POLICY
from ..guides.notices import AMA, NO_PROMISE, SCHEDULES
from . import words

FOLDER = pathlib.Path(__file__).parent
PAGES = (
    ("/codes", "Codes"),
    ("/price", "Price"),
    ("/compare", "Compare"),
    ("/check", "Check"),
    ("/guide", "Guide"),
    ("/audit", "Audit"),
    ("/note", "Note"),
    ("/ask", "Ask"),
    ("/releases", "Releases"),
    ("/rules", "Rules"),
)
STATIC = {
    "allowable.css": "text/css",
    "allowable.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
HEADERS = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
HTML = "text/html"  # litestar adds the charset to what is text

engine = engine_here  # of the thread that makes the page: an engine keeps what it has looked up, and threads must not share that


@functools.cache
def static(name: str) -> tuple[bytes, str]:
    """(bytes, short hash) of a static file."""
    content = (FOLDER / "static" / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


@functools.cache
def environment() -> jinja2.Environment:
    """The templates. Whatever a page shows is escaped, and a name that is not given is an error, never a blank."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "pages": PAGES,
        "version": __version__,
        "address": lambda name: f"/static/{name}?v={static(name)[1]}",
        "ama": AMA.replace("This guide prints", "These pages print")
        .replace("it holds", "they hold")
        .replace("its own words", "their own words"),
        "notices": (SCHEDULES, NO_PROMISE),
        "drawn": markupsafe.Markup,  # of the house's own charts alone, whose texts are escaped where they are drawn
    }
    made.globals |= {one.__name__: one for one in words.SAID}
    made.filters |= {"for_page": words.for_page, "sentence": words.sentence, "begun": words.begun}
    return made


def read_templates() -> None:
    """Read every template."""
    for name in environment().list_templates():
        environment().get_template(name)


def render(template: str, **shown: Any) -> bytes:
    """Bytes of a page."""
    here = shown.setdefault("here", "")
    return environment().get_template(template).render(**shown | {"here": here}).encode("utf-8")


def page(template: str, /, status: int = 200, **shown: Any) -> litestar.Response[bytes]:
    """A page as a response."""
    return litestar.Response(render(template, **shown), status_code=status, media_type=HTML, headers=HEADERS)


def download(content: bytes, name: str, media_type: str) -> litestar.Response[bytes]:
    """A file to keep; `name` is made here or cleaned, never a stranger's."""
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"'}
    return litestar.Response(content, media_type=media_type.partition(";")[0], headers=headers)
