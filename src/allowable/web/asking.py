"""A question, answered with its citations or not at all."""

from __future__ import annotations

from typing import Any

import litestar

from ..api import answers
from ..api.requests import AskRequest
from .forms import Form
from .given import request_of, texts
from .problems import is_for_people, said
from .site import engine, page

EXAMPLES = (
    "Can 58555 be billed with 58558?",
    "What is the global period of 58563?",
    "How many units of 58558 are likely on one day?",
    "Which modifier does a surgical center bill when it stopped after anesthesia?",
)


@litestar.get("/ask", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The question and its answer."""
    form = Form.of(request)
    shown: dict[str, Any] = {"form": form, "examples": EXAMPLES, "here": "/ask"}
    if "q" not in form:
        return page("ask.html", **shown, problem="", found=None)
    try:
        found = answers.ask(engine(), request_of(AskRequest, question=form["q"], **texts(form, ("on", "known_on"))))
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return page("ask.html", 422, **shown, problem=said(problem), found=None)
    return page("ask.html", **shown, problem="", found=found)
