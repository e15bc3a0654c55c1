"""What CMS published and is held here: tables with their days, the prints behind each, and what changed for a code between two days."""

from __future__ import annotations

from typing import Any

import litestar

from ..api import answers
from ..api.requests import ReleasesRequest
from ..releases.snapshot import TRUSTS
from .changes import changes
from .finding import is_code
from .forms import Form, last_day
from .problems import NothingThere, PageError, is_for_people, said
from .site import engine, page

Json = dict[str, Any]


@litestar.get("/releases", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """All that is held, and, where a code and two days are given, what changed."""
    form = Form.of(request)
    held = answers.releases(engine(), ReleasesRequest())
    shown: dict[str, Any] = {"form": form, "held": held, "day": last_day(), "here": "/releases"}
    if "code" not in form:
        return page("releases.html", **shown, problem="", changed=None)
    try:
        changed = _changed(form)
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return page("releases.html", 422, **shown, problem=said(problem), changed=None)
    return page("releases.html", **shown, problem="", changed=changed)


def _changed(form: Form) -> Json:
    code = form["code"].upper()
    if not is_code(code):
        raise PageError(f"{code[:20]!r} is no procedure code; a code has five letters or digits, such as 58563")
    if "from" not in form or "to" not in form:
        raise PageError("give both days: the earlier and the later")
    return {"code": code, **changes(code, form["from"], form["to"], form.get("known_on"))}


@litestar.get("/releases/{name:str}", sync_to_thread=True)
def one(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """A table with its columns and prints, a file of code pairs, or a release."""
    name = request.path_params["name"]
    try:
        found = answers.releases(engine(), ReleasesRequest(name=name[:120]))
    except Exception as problem:
        if not is_for_people(problem):
            raise
        raise NothingThere(f"Nothing that is held is called {name[:60]}.") from None
    return page("release.html", name=name, found=found, trusts=TRUSTS, here="/releases")
