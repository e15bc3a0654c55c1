"""The first page: one field for a code or for words, and what else there is to ask."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import litestar
from litestar.response import Redirect

from .finding import codes_in, find, is_code, words_of
from .forms import Form, last_day
from .held import is_held
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
SETTING_WORDS = (
    (re.compile(r"\b(asc|surgery cent(er|re)|surgical cent(er|re))\b", re.I), "asc"),
    (re.compile(r"\b(hospital|outpatient|hopd)\b", re.I), "hospital"),
    (re.compile(r"\boffice\b", re.I), "physician"),
)


@litestar.get("/", sync_to_thread=True)
def first(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes] | Redirect:
    """The first page, or what a search finds; one code leads straight to its page."""
    form = Form.of(request)
    asked = form["q"]
    if asked and is_code(asked):
        return Redirect(f"/codes/{asked.upper()}" + (f"?on={form['on']}" if "on" in form else ""), status_code=303)
    named = [code for code in codes_in(asked) if is_held(code)] if asked else []
    return page(
        "home.html",
        asked=asked,
        form=form,
        named=[_named(code, asked, form) for code in named[:MOST_NAMED]],
        found=find(asked) if asked and not named else [],
        doors=DOORS,
        day=last_day(),
        here="/codes" if asked else "",
    )


def _named(code: str, asked: str, form: Form) -> dict[str, str]:
    """A code that stands among words: our words for it, and the address of its price with what else the words tell."""
    setting = next((one for words, one in SETTING_WORDS if words.search(asked)), "")
    place = next((one for one in re.findall(r"\b\d{5}\b", asked) if one != code and not is_held(one)), "")
    day = next(iter(re.findall(r"\b\d{4}-\d{2}-\d{2}\b", asked)), form["on"]) or last_day(*(["zip_localities"] if place else []))
    told = {"code": code, "setting": setting, "zip": place, "on": day}
    query = urlencode({name: value for name, value in told.items() if value})
    where = {"asc": " in a surgical center", "hospital": " in a hospital", "physician": " in the office"}.get(setting, "")
    query += "&pos=11" if setting == "physician" else ""
    says = f"Price it{where}{f' at ZIP {place}' if place else ''}"
    return {"hcpcs": code, "words": words_of(code) or "", "price": f"/price?{query}", "says": says, "place": place}
