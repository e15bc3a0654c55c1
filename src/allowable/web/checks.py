"""Which edits will deny a claim, why, and what to do: codes in a form, or a file of claims as it came."""

from __future__ import annotations

import re
from typing import Any

import litestar
import msgspec

from ..api import answers
from ..api.requests import CheckFileRequest, CheckRequest
from ..views.findings import OUTCOMES
from ..views.findings import SCHEMA as CLAIM_SCHEMA
from ..views.findings_text import (
    amount_words,
    edit_words,
    failures,
    finding_parts,
    heading,
    held_lines,
    line_words,
    money_words,
    numbers_words,
    open_findings,
    passed_words,
    row_words,
    total_words,
    verdict,
)
from .forms import Form, last_day
from .given import lines_of, request_of, texts
from .prices import PLACES, SETTINGS
from .problems import PageError, is_for_people, said
from .site import engine, page
from .uploads import answer_of, content_of, sent_with, texts_of

Json = dict[str, Any]

WORDS = (
    amount_words,
    edit_words,
    failures,
    finding_parts,
    heading,
    held_lines,
    line_words,
    money_words,
    numbers_words,
    open_findings,
    passed_words,
    row_words,
    total_words,
    verdict,
)
SAID = {one.__name__: one for one in WORDS} | {"signs": {"fail": "✕", "not_checked": "?", "pass": "✓"}, "outcomes": OUTCOMES}
SEXES = (("", "not given"), ("F", "F"), ("M", "M"))
TEXTS = ("on", "setting", "zip", "cbsa", "known_on", "bill_type", "sex")
MOST_FINDINGS = 12  # on a page: with more it would be too heavy
MOST_FAULTS = 25


@litestar.get("/check", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The form, and below it the findings once a code is given."""
    form = Form.of(request)
    if not form.lines:
        return _page(form, problem="Give at least one procedure code." if "on" in form and not form["more"] else "")
    try:
        found = _checked(form)
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return _page(form, 422, problem=said(problem))
    return _page(form, claims=[found])


def _page(form: Form, status: int = 200, **shown: Any) -> litestar.Response[bytes]:
    about = {
        "form": form,
        "rows": form.rows(),
        "settings": SETTINGS,
        "places": (("", "not given"), *PLACES),
        "sexes": SEXES,
        "day": last_day(),
    }
    empty: Json = {"problem": "", "claims": [], "summary": None, "faults": [], "left_out": 0, "most": MOST_FINDINGS, "here": "/check"}
    return page("check.html", status, **about, **SAID, **empty | shown)


def _checked(form: Form) -> Json:
    if "on" not in form:
        raise PageError("give a service day: edits change by quarter, so none is assumed")
    given = texts(form, TEXTS)
    physician = form.get("setting", "physician") == "physician"
    given |= {"cbsa": ""} if physician else {"zip": ""}
    diagnoses = [one for one in re.split(r"[\s,;]+", form["diagnoses"]) if one]
    place = form["pos"] if physician else ""
    return answers.check(engine(), request_of(CheckRequest, lines=lines_of(form), place_of_service=place, diagnoses=diagnoses, **given))


@litestar.post("/check", status_code=200)
async def upload(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The findings of every claim of a file: 837, FHIR, JSON, CSV or Parquet."""
    data = await sent_with(request)
    form = Form(texts_of(data))
    try:
        name, content = await content_of(data)
        asked = request_of(CheckFileRequest, everything=False, **texts(form, ("setting", "known_on")))
        answer = await answer_of(request, "check", name, content, asked)
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return _page(form, 422, problem=said(problem))
    found = [msgspec.json.decode(line) for line in answer.splitlines()]
    claims = [one for one in found if one["schema"] == CLAIM_SCHEMA]
    faults = [one for one in found[:-1] if one["schema"] != CLAIM_SCHEMA]
    fit = claims[: _fitting(claims)]
    return _page(form, claims=fit, left_out=len(claims) - len(fit), faults=faults[:MOST_FAULTS], summary=found[-1])


def _fitting(claims: list[Json]) -> int:
    """How many claims a page has room for; the first is always shown."""
    found = 0
    for at, claim in enumerate(claims):
        found += max(1, len(failures(claim)))
        if at and found > MOST_FINDINGS:
            return at
    return len(claims)
