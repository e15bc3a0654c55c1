"""Somebody's guide, dropped or pasted: which of its figures are true, and on which days."""

from __future__ import annotations

from datetime import date
from typing import Any

import litestar
import msgspec

from ..api.requests import AuditRequest
from ..audits.render_html import bars
from ..audits.view import ORDER, WORDS, Row, View, outcome_of
from .forms import Form
from .given import request_of, texts
from .problems import PageError, is_for_people, said
from .site import page
from .uploads import answer_of, content_of, sent_with, texts_of

Json = dict[str, Any]

SIGNS = {"pass": "✓", "fail": "✕", "not_checked": "?"}
SAYS = {"pass": "pass", "fail": "fail", "not_checked": "not checked"}
MOST_FIGURES = 150
MOST_SOURCES = 60


@litestar.get("/audit", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The form."""
    return page("audit.html", form=Form.of(request), problem="", view=None, here="/audit")


@litestar.post("/audit", status_code=200)
async def upload(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The audit of the document that was sent, or of the text that was pasted."""
    data = await sent_with(request)
    form = Form(texts_of(data))
    try:
        if "text" in form and not isinstance(data.get("file", ""), str):
            raise PageError("a text was pasted and a document chosen: send the one that is meant")
        name, content = ("pasted.txt", form["text"].encode("utf-8")) if "text" in form else await content_of(data)
        asked = request_of(AuditRequest, **texts(form, ("on", "known_on")))
        report = msgspec.json.decode(await answer_of(request, "audit", name, content, asked))
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return page("audit.html", 422, form=form, problem=said(problem), view=None, here="/audit")
    return _page(form, report)


def _page(form: Form, report: Json) -> litestar.Response[bytes]:
    view = View(report)
    figures = sorted(report["figures"], key=lambda one: ORDER.index(outcome_of(one)))
    period = view.period
    return page(
        "audit.html",
        form=form,
        problem="",
        view=view,
        rows=[(Row(one, outcome_of(one)), bars(_spans(one, report, period), period) if period else []) for one in figures[:MOST_FIGURES]],
        left_out=max(0, len(figures) - MOST_FIGURES),
        sources=view.sources[:MOST_SOURCES],
        words=WORDS,
        signs=SIGNS,
        says=SAYS,
        bars=lambda spans: bars(spans, period) if period else [],
        months=_months(period),
        here="/audit",
    )


def _spans(figure: Json, report: Json, period: tuple[date, date] | None) -> list[tuple[date, date]]:
    """Stretches of the document's time on which a figure is true, as known on the day of the audit."""
    if period is None or figure["outcome"] == "not_checked":
        return []
    first, last = period
    found = []
    for window in figure["windows"]:
        known = report["known_on"]
        current = (
            window["known_until"] is None if known is None else (window["known_from"] or "") <= known <= (window["known_until"] or "9999")
        )
        starts = date.fromisoformat(window["service_from"])
        until = date.fromisoformat(window["service_until"]) if window["service_until"] else date.max
        if current and starts <= last and until >= first:
            found.append((max(starts, first), min(until, last)))
    return found


def _months(period: tuple[date, date] | None) -> list[tuple[int, str]]:
    """[(left in per mille, name)] of the first days of the quarters of the period."""
    if period is None:
        return []
    first, last = period
    days = (last - first).days + 1
    starts = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    shown = [day for day in starts if first <= day <= last][:12]
    return [((day - first).days * 1000 // days, f"{day.day} {day:%b}") for day in shown]
