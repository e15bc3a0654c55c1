"""The guide builder: a family on a day at a place, section by section, and the whole to keep in the formats that the command writes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import litestar
import msgspec

from ..api import answers
from ..api.handlers import GUIDES
from ..api.requests import GuideRequest
from ..families import family_names, load_family
from ..guides.render.chart import SCREEN, svg
from ..guides.render.html import headings, slug
from ..guides.render.sections import document
from ..guides.render.view import Chart, Checklist, Document, Paragraph, Table
from .forms import Form, last_day
from .given import request_of, texts
from .problems import PageError, is_for_people, said
from .site import download, engine, page

MOST_KEPT = 8
TEXTS = ("family", "on", "known_on", "zip", "mac", "locality", "cbsa")
KINDS = {Paragraph: "paragraph", Checklist: "checklist", Chart: "chart", Table: "table"}
FORMATS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "html": "Page", "md": "Markdown", "json": "JSON"}


def _asked(form: Form, **more: Any) -> GuideRequest:
    if "on" not in form:
        raise PageError("give a service day: amounts and edits change by day, so none is assumed")
    return request_of(GuideRequest, **texts(form, TEXTS), whole_dollars=bool(form["whole_dollars"]), **more)


@litestar.get("/guide", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The form, and one section of the guide at a time."""
    form = Form.of(request)
    shown: dict[str, Any] = {"form": form, "families": _families(), "day": last_day(), "here": "/guide", "formats": FORMATS}
    if "family" not in form:
        return page("guide.html", **shown, problem="", made=None)
    try:
        asked = _asked(form)
        made = _made(asked)
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return page("guide.html", 422, **shown, problem=said(problem), made=None)
    section = next((one for one in made.sections if one.key == form["section"]), made.sections[0])
    kept = {name: form[name] for name in (*TEXTS, "whole_dollars") if form[name]}
    return page(
        "guide.html",
        **shown,
        problem="",
        made=made,
        section=section,
        address_of=lambda **more: urlencode(kept | more),
        kind=lambda block: KINDS[type(block)],
        headings=headings,
        slug=slug,
        drawing=lambda block: svg(block, SCREEN),
    )


_KEPT: dict[bytes, Document] = {}  # the guides shown last: each of their sections is a page


def _made(asked: GuideRequest) -> Document:
    key = msgspec.json.encode(asked)
    found = _KEPT.get(key)
    if found is None:
        found = _KEPT[key] = document(answers.guide(engine(), asked), asked.whole_dollars)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
    return found


def _families() -> list[tuple[str, str]]:
    return [(name, load_family(name).title) for name in family_names()]


@litestar.get("/guide/file", sync_to_thread=True)
def file(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The guide as a file to keep."""
    form = Form.of(request)
    kind = form["format"]
    if kind not in FORMATS:
        raise PageError(f"no guide is written as {kind[:20]!r}; choose one of {', '.join(FORMATS)}")
    asked = _asked(form, format=kind)
    content = answers.guide_file(engine(), asked)
    return download(content, f"{load_family(asked.family).name}-{asked.on}.{kind}", GUIDES[kind])
