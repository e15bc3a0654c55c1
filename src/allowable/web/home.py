"""The first page: one field for a code or for words, and what else there is to ask."""

from __future__ import annotations

from typing import Any

import litestar
from litestar.response import Redirect

from .finding import MOST, codes_in, find, is_code
from .forms import Form, last_day
from .held import is_held
from .named import named, together, told
from .site import page

DOORS = (
    ("/price", "Price a claim", "What Medicare allows, pays and leaves to the patient, with every step, its reason and its source."),
    ("/compare", "Compare settings", "The same operation in the office, in a hospital and in a surgical center."),
    ("/check", "Check a claim", "Which edits will deny it, why, and what to do."),
    ("/guide", "Make a coding guide", "A procedure family on one day, to read or to keep as PDF, Word, Excel or a page."),
    ("/audit", "Audit a guide", "Drop somebody's guide: which of its figures are true, and on which days."),
    ("/note", "Read a note", "Codes that an operative note supports, with the words that support them."),
    ("/ask", "Ask a question", "Answered with a citation, or not at all."),
    ("/releases", "Releases", "What CMS published and is held here."),
    ("/rules", "Rules", "Every rule and dated value of the law, with its citation."),
)


MOST_NAMED = 12


@litestar.get("/", sync_to_thread=True)
def first(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes] | Redirect:
    """The first page, or what a search finds; one code leads straight to its page."""
    form = Form.of(request)
    asked = form["q"]
    if asked and is_code(asked):
        return Redirect(f"/codes/{asked.upper()}" + (f"?on={form['on']}" if "on" in form else ""), status_code=303)
    codes = [code for code in codes_in(asked) if is_held(code)][:MOST_NAMED] if asked else []
    beside = told(asked, form["on"]) if codes else None
    return page(
        "home.html",
        asked=asked,
        form=form,
        named=[named(code, beside) for code in codes] if beside else [],
        together=together(codes, beside) if beside else [],
        found=find(asked) if asked and not codes else [],
        most=MOST,
        doors=DOORS,
        day=last_day(),
        here="/codes" if asked else "",
    )
