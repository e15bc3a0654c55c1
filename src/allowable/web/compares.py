"""The three settings side by side, with the chart that the paper shows too."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import litestar

from ..api import answers
from ..api.requests import CompareRequest
from ..pages.compared_chart import SCREEN, svg
from ..pages.compared_view import TITLES, facts, in_words, summary, title
from .forms import Form, last_day
from .given import billed_of, request_of, texts
from .problems import PageError, is_for_people, said
from .site import engine, page

Json = dict[str, Any]

MOST_AREAS = 3
TEXTS = (
    "on",
    "known_on",
    "deductible_remaining",
    "city",
    "zip",
    "mac",
    "locality",
    "county",
    "cbsa",
    "hospital_wage_index",
    "asc_wage_index",
)


@litestar.get("/compare", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The form, and below it the comparison once a code is given."""
    form = Form.of(request)
    shown: dict[str, Any] = {"form": form, "rows": form.rows(), "day": last_day(), "here": "/compare"}
    if not form.lines:
        problem = "Give at least one procedure code." if "on" in form and not form["more"] else ""
        return page("compare.html", **shown, problem=problem, found=None)
    try:
        if "on" not in form:
            raise PageError("give a service day: amounts change by day, so none is assumed")
        found = answers.compare(engine(), request_of(CompareRequest, codes=billed_of(form), **texts(form, TEXTS)))
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return page("compare.html", 422, **shown, problem=said(problem), found=None)
    return page(
        "compare.html",
        **shown,
        problem="",
        found=found,
        title=title(found),
        facts=facts(found),
        settings=list(TITLES.values()),
        answers=[{**in_words(one), "drawing": svg(one, SCREEN)} for one in found["answers"]],
        offered=[_offered(form, area) for area in _areas(found)],
    )


def _areas(found: Json) -> list[str]:
    """Wage areas that may be the facilities', where the place given does not decide."""
    areas: dict[str, None] = {}
    for answer in found["answers"]:
        place = answer["place"]
        if place["wage_area"] is None and place["wage_area_because"]:
            areas |= dict.fromkeys([*place["wage_area_choices"], *re.findall(r"\bin (\d{5})\b", place["wage_area_hint"] or "")])
    return list(areas)[:MOST_AREAS]


def _offered(form: Form, area: str) -> Json:
    """What an operation is allowed in each setting if its facilities lie in a wage area, and the address of that comparison."""
    kept = [(name, value) for name, values in form.found.items() for value in values if name not in ("cbsa", "more", "county")]
    request = request_of(CompareRequest, codes=billed_of(form), **texts(form, TEXTS) | {"cbsa": area, "county": ""})
    try:
        found = answers.compare(engine(), request)["answers"]
    except ValueError:  # an area that the tables of the day do not have: its page says so
        found = []
    rows = [cells for one in found for name, cells, _ in summary(one) if name == "Together"]
    return {"area": area, "query": urlencode([*kept, ("cbsa", area)]), "cells": rows[0] if len(rows) == 1 else []}
