"""Words of the pages: amounts and days as people read them, marks of sources, and messages of the command line said for a page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import markupsafe

from ..engine import NOT_APPLIED
from ..releases.snapshot import TRUSTS
from ..views.pricing import STATUS_WORDS, dollars, short_hash

Json = dict[str, Any]

FIELDS = {  # how a page calls what an option of the command line gives
    "pos": "a place of service",
    "on": "a service day",
    "city": "a city",
    "zip": "a ZIP code",
    "mac": "a MAC",
    "locality": "a locality",
    "cbsa": "a wage area",
    "county": "a county",
    "wage-index": "a wage index",
    "hospital-wage-index": "the hospital's wage index",
    "asc-wage-index": "the center's wage index",
    "deductible-remaining": "what is left of the deductible",
    "known-on": "a day of knowledge",
    "bill-type": "a type of bill",
    "sex": "the patient's sex",
    "diagnosis": "diagnoses",
    "cost-to-charge-ratio": "a cost-to-charge ratio",
}
PAGES = {  # commands that have a page of the same use
    "allowable price": ("/price", "Price"),
    "allowable price --edit": ("/check", "Check"),
    "allowable compare": ("/compare", "Compare"),
    "allowable check": ("/check", "Check"),
    "allowable code": ("/codes", "Codes"),
}
NOT_APPLIED_HERE = "Edits (code pairs, unit limits, add-on codes, global periods) are not applied here; the page Check applies them."
SETTINGS = {
    "physician": "Physician fee schedule",
    "hospital": "Hospital outpatient (OPPS)",
    "asc": "Ambulatory surgical center",
}


def for_page(text: str) -> markupsafe.Markup:
    """A message in the words of a page: options of the command line as the fields that stand for them, commands as pages or set as such."""
    parts = text.replace(NOT_APPLIED, NOT_APPLIED_HERE).split("`")
    return markupsafe.Markup("").join(_command(part) if at % 2 and at + 1 < len(parts) else _fields(part) for at, part in enumerate(parts))


def _command(text: str) -> markupsafe.Markup:
    if text in PAGES:
        return markupsafe.Markup('<a href="{}">{}</a>').format(*PAGES[text])
    return markupsafe.Markup("<code>{}</code>").format(text)


def _fields(text: str) -> str:
    text = re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda found: plain(found[0]), text)
    return re.sub(r"--([a-z][a-z-]*)", lambda found: FIELDS.get(found[1], found[1].replace("-", " ")), text)


def sentence(text: str) -> str:
    """A text with a capital letter first and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", ":")) or not text else text + "."


def begun(text: str) -> str:
    """A text with a capital letter first, the rest as it is."""
    return text[:1].upper() + text[1:]


def money(amount: str | None) -> str:
    """An amount's text as dollars; blank for none, beside which a word and a reason must stand."""
    return "" if amount is None else dollars(amount)


def status_words(status: str) -> str:
    """The word for why there is no amount."""
    return STATUS_WORDS.get(status, status.replace("_", " "))


def before(day: str) -> str:
    """The day before a day: the last of a stretch whose end is the day after it."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def stretch(first: str, until: str | None) -> str:
    """A stretch of days, `until` the day after the last."""
    return f"{first} to {before(until)}" if until else f"from {first}"


def marks(numbers: Any) -> markupsafe.Markup:
    """Links to the numbered sources of a page."""
    links = markupsafe.Markup(", ").join(markupsafe.Markup('<a href="#source-{0}">{0}</a>').format(one) for one in numbers or ())
    return markupsafe.Markup('<sup><span class="unseen">source </span>{}</sup>').format(links) if links else markupsafe.Markup("")


def source_words(one: Json) -> Json:
    """A source of a page as {title, where, days, trust, hash}: a file that CMS published, or a value stated by law."""
    if one["kind"] == "file":
        trust = TRUSTS.get(one["trust"], one["trust"])
        return {
            "title": one["release"],
            "where": one["member"],
            "days": stretch(one["effective"], one["until"]),
            "trust": trust,
            "hash": one["sha256"] or "",
        }
    value = f" {one['value']}" if one["value"] else ""
    title = f"{str(one['table']).replace('_', ' ')}{value}"
    where = f"{one['file']}, {one['member']}"
    return {"title": title, "where": where, "days": f"from {one['effective']}", "trust": f"evidence {one['evidence']}", "hash": ""}


def hash_words(text: str) -> str:
    """The first digits of a hash."""
    return short_hash(text)


def plain(name: str) -> str:
    """A name of the house in words."""
    return name.replace("_", " ")


SAID = (money, status_words, before, stretch, marks, source_words, hash_words, plain)
