"""Every rule and dated value of the law with its citation, by system and by name."""

from __future__ import annotations

from typing import Any

import litestar

from ..engine import ALL_SYSTEMS
from ..kernel.cite import EVIDENCE, WEAKEST_FIRST
from ..views.rules import rules_list
from .forms import Form
from .site import engine, page

SYSTEMS = {
    "physician": "Physician fee schedule",
    "outpatient": "Hospital outpatient",
    "ambulatory": "Surgical center",
    "coverage": "Coverage",
}
MOST = 40


@litestar.get("/rules", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The rules of one system, or those whose names hold what is asked for; some at a time."""
    form = Form.of(request)
    system = form["system"] if form["system"] in ALL_SYSTEMS else ""
    asked = form["q"].lower().replace(" ", "_")
    chosen = [system] if system else None if asked else ["physician"]
    found: list[dict[str, Any]] = rules_list(engine(), chosen, [asked] if asked else [])["rules"]
    first = max(0, int(form["first"])) if form["first"].isdigit() and len(form["first"]) < 6 else 0
    return page(
        "rules.html",
        form=form,
        found=found[first : first + MOST],
        first=first,
        count=len(found),
        most=MOST,
        system=system or ("" if asked else "physician"),
        systems=SYSTEMS,
        tags=[(tag, EVIDENCE[tag]) for tag in reversed(WEAKEST_FIRST)],
        here="/rules",
    )
