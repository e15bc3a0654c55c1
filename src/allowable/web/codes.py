"""The page of one code: what it is worth in each setting, what its indicators say, what it meets on a claim, and its history."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import litestar
from litestar.response import Redirect

from ..guides.sources import Sources
from ..kernel.day import day_number
from ..pages.code import CodeError
from ..views.indicator_words import COVERAGE
from .changes import changes
from .finding import find, is_code, words_of
from .forms import Form
from .held import held
from .history import chart
from .pair_groups import all_pairs, beside, pages_of
from .problems import NothingThere, PageError, is_for_people, said
from .site import engine, page

Json = dict[str, Any]

VALUES = (
    ("Physician in a facility", "physician", "facility"),
    ("Physician in the office", "physician", "non_facility"),
    ("Hospital outpatient", "hospital", None),
    ("Surgical center", "asc", None),
)
TITLES = {"practitioner": "Physician and surgical center", "hospital": "Hospital outpatient", "supplier": "Supplier"}


@litestar.get("/codes", sync_to_thread=True)
def search(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes] | Redirect:
    """The codes of the family; what is searched for is answered by the first page."""
    form = Form.of(request)
    if form["q"]:
        return Redirect(f"/?{urlencode({'q': form['q']})}", status_code=303)
    return page("codes.html", form=form, found=find("hysteroscopy"), here="/codes")


@litestar.get("/codes/{code:str}", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """Everything that is held about a code on a day."""
    form = Form.of(request)
    code = request.path_params["code"]
    try:
        found = held(code[:20].upper(), form.get("on"), form.get("known_on"))
    except Exception as problem:
        if not is_for_people(problem):
            raise
        status = 404 if isinstance(problem, CodeError) and "no release that is held" in str(problem) else 422
        return page("code_problem.html", status, problem=said(problem), code=code[:20], form=form, here="/codes")
    if form["pairs"] == "all":
        return _pairs(found, form)
    other = form.get("against")
    try:
        asked_beside = _beside(found, form["beside"])
    except PageError as problem:
        asked_beside = {"problem": said(problem)}
    return page(
        "code.html",
        found=found,
        beside=asked_beside,
        own_words=found["words"] or words_of(found["hcpcs"]),
        form=form,
        values=[_value(found, *one) for one in VALUES],
        limits=TITLES,
        pairs=[(TITLES[one["setting"]], one) for one in found["pairs"]],
        count=sum(one["count"] for one in found["pairs"]),
        coverage=COVERAGE,
        drawing=chart(found),
        changes=changes(found["hcpcs"], other, found["on"], form.get("known_on")) if other else None,
        here="/codes",
    )


def _beside(found: Json, other: str) -> Json | None:
    """{other, answers: [(title, answer)]} of the question whether another code is denied beside this one; None where it was not asked."""
    if not other:
        return None
    if not is_code(other):
        raise PageError(f"{other[:20]!r} is no procedure code; a code has five letters or digits, such as 58558")
    day = day_number(found["on"])
    settings = [one["setting"] for one in found["pairs"]]
    answers = [beside(engine(), found["hcpcs"], other.upper(), day, setting) for setting in settings]
    return {"problem": "", "other": other.upper(), "answers": dict(zip(settings, answers, strict=True))}


def _pairs(found: Json, form: Form) -> litestar.Response[bytes]:
    """Every partner of a code, some hundreds on a page."""
    sources = Sources()
    day = day_number(found["on"])
    entries = [all_pairs(engine(), found["hcpcs"], day, one["setting"], sources) for one in found["pairs"]]
    pages = pages_of([(TITLES[one["setting"]], one) for one in entries])
    number = int(form["page"]) if form["page"].isdigit() and len(form["page"]) < 4 else 1
    if not 1 <= number <= len(pages):
        raise NothingThere(f"The pairs of {found['hcpcs']} have {len(pages)} pages; there is no page {form['page'][:20]}.")
    return page(
        "pairs.html",
        found=found,
        form=form,
        notes=sorted({one["note"] for one in entries if one["note"]}),
        groups=pages[number - 1],
        number=number,
        last=len(pages),
        count=sum(one["count"] for one in entries),
        sources=sources.entries(),
        here="/codes",
    )


def _value(found: Json, title: str, schedule: str, place: str | None) -> Json:
    figure = found[schedule][place] if place else found[schedule]
    if schedule == "physician":
        details = [
            f"{figure['total_rvu']} total RVU" if figure["total_rvu"] else "",
            f"{found['work_rvu']} work" if found["work_rvu"] else "",
        ]
    elif schedule == "hospital":
        apc = f"APC {figure['apc']}{' (inferred)' if figure['apc_inferred'] else ''}" if figure["apc"] else ""
        details = [apc, f"status {figure['status']}" if figure["status"] else ""]
    else:
        details = [f"indicator {figure['indicator']}" if figure["indicator"] else ""]
    return {"title": title, "figure": figure, "details": ", ".join(filter(None, details))}
