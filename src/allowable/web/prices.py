"""The claim pricer: what is allowed, who pays it, and the account, which unfolds down to the row of CMS's file and the law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import litestar
import msgspec

from ..api import answers
from ..api.requests import PriceRequest
from ..kernel.cite import EVIDENCE, WEAKEST_FIRST
from ..kernel.day import day_text
from ..releases.snapshot import TRUSTS
from ..views.entry import Sources
from ..views.pricing import answer_words, cents_words, place_json
from ..views.waterfall import waterfall
from ..views.waterfall_chart import svg, title_of
from ..views.waterfall_words import change_words, claim_table, facts, heading, title
from .forms import LINE_FIELDS, Form, last_day
from .given import lines_of, request_of, texts, ticked, written_of
from .places import FacilityPlace, city_place, facility_place
from .problems import PageError, is_for_people, said
from .site import engine, page

if TYPE_CHECKING:
    from ..engine import PricedClaim

Json = dict[str, Any]

ACCOUNTS = 6  # lines whose steps one page shows: with more it would be too heavy
SETTINGS = (("physician", "Physician"), ("hospital", "Hospital outpatient, facility"), ("asc", "Surgical center, facility"))
PLACES = (
    ("22", "22 hospital outpatient"),
    ("24", "24 surgical center"),
    ("11", "11 office"),
    ("21", "21 inpatient hospital"),
    ("23", "23 emergency room"),
)
PRACTITIONERS = (("", "physician"), *((one, one) for one in ("NP", "PA", "CNS", "CNM", "CSW", "MFT", "MHC", "RD", "CP", "CRNA", "AA")))
TEXTS = ("on", "setting", "known_on", "deductible_remaining")
BESIDE_CITY = ("zip", "mac", "locality", "cbsa", "wage_index")
FLAGS = ("nonparticipating", "unassigned", "qualifying_participant")
FACILITY_TEXTS = ("bill_type", "cost_to_charge_ratio", "device_credit", "packaged_charges", "wage_index")
FACILITY_FLAGS = ("quality_reduction", "rural_sole_community", "rural_emergency")


@litestar.get("/price", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The form, and below it the answer once a code is given."""
    form = Form.of(request)
    shown: dict[str, Any] = {
        "form": form,
        "rows": form.rows(),
        "settings": SETTINGS,
        "places": PLACES,
        "practitioners": PRACTITIONERS,
        "day": last_day(),
    }
    if not form.lines:
        problem = "Give at least one procedure code." if "on" in form and not form["more"] else ""
        return page("price.html", **shown, problem=problem, answer=None, here="/price")
    try:
        answer = _answer(form)
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return page("price.html", 422, **shown, problem=said(problem), answer=None, here="/price")
    return page("price.html", **shown, problem="", answer=answer, here="/price")


def _answer(form: Form) -> Json:
    setting = form.get("setting", "physician")
    if "on" not in form:
        raise PageError("give a service day: amounts change by day, so none is assumed")
    place: Json = {}
    found = FacilityPlace({}, "")
    if setting == "physician":
        if "cbsa" in form:
            raise PageError("a wage area is of a facility; for the physician's amount give a ZIP code")
        place = {**texts(form, ("zip", "mac", "locality", "practitioner", "mips_percent")), "place_of_service": form.get("pos", "22")}
        place |= ticked(form, FLAGS)
    else:
        place = {**texts(form, ("cbsa", *FACILITY_TEXTS)), **ticked(form, FACILITY_FLAGS)}
        if "zip" in form and not form["cbsa"] and not form["wage_index"]:
            found = facility_place(engine(), str(setting), form["zip"], form["on"], form.get("known_on"))
            place |= found.facts
    said_city = ""
    if "city" in form:
        if any(form[name] for name in BESIDE_CITY):
            raise PageError("give a city, or what says the place otherwise, not both")
        facts, said_city = city_place(engine(), str(setting), form["city"], form["on"], form.get("known_on"))
        place |= facts
    asked = request_of(PriceRequest, lines=lines_of(form), **texts(form, TEXTS), **place)
    priced, where = answers.priced_claim(engine(), asked)
    said_place = (where or place_json(priced.claim))["says"]
    said_place = "; ".join(filter(None, (said_place, found.says or said_city)))
    answer = _shown(priced, said_place, _first_account(form, len(priced.lines)))
    others = [(name, value) for name, values in form.found.items() for value in values if name not in (*LINE_FIELDS, "more", "steps")]
    kept = urlencode([*others, ("lines", written_of(form))], safe=",@")
    return answer | {
        "kept": kept,
        "undecided": found.undecided,
        "zip": form["zip"],
        "offered": [_offered(form, asked, *one) for one in found.choices.items()],
    }


def _first_account(form: Form, lines: int) -> int:
    """The first line whose steps are shown; `steps` of the address names one of its page."""
    asked = form["steps"]
    line = int(asked) if asked.isdigit() and len(asked) < 4 else 1
    return (min(max(line, 1), lines) - 1) // ACCOUNTS * ACCOUNTS


def _offered(form: Form, asked: PriceRequest, area: str, whose: str) -> Json:
    """A wage area that may be the facility's: the amounts there, and the address of the page that explains them."""
    kept = [(name, value) for name, values in form.found.items() for value in values if name not in ("cbsa", "more")]
    try:
        strip = _strip(answers.priced_claim(engine(), msgspec.structs.replace(asked, cbsa=area))[0])
    except ValueError:  # an area that the tables of the day do not have: its page says so
        strip = []
    return {"area": area, "whose": whose, "query": urlencode([*kept, ("cbsa", area)]), "strip": strip}


def _strip(priced: PricedClaim) -> list[tuple[str, str]]:
    """[(what, amount or why there is none)] of a claim."""
    table = claim_table(priced)
    names = {"allowed": "Medicare allows", "Medicare": "Medicare pays", "patient": "The patient pays"}
    word = answer_words(priced.lines[0]) if len(priced.lines) == 1 else "no total"
    totals = zip(table["columns"], table["totals"], strict=True)
    return [(names[name], (amount if amount.startswith("$") else word) or word) for name, amount in totals if name in names]


def _shown(priced: PricedClaim, place: str, first: int) -> Json:
    sources = Sources()
    found = [waterfall(engine(), line, sources) for line in priced.lines[first : first + ACCOUNTS]]
    table = claim_table(priced)
    return {
        "title": title(priced),
        "count": len(priced.lines),
        "first": first + 1,
        "last": first + len(found),
        "groups": [(at, min(at + ACCOUNTS - 1, len(priced.lines))) for at in range(1, len(priced.lines) + 1, ACCOUNTS)],
        "facts": facts(priced, place),
        "claim": table,
        "has_why": any(why for _, _, why, _ in table["rows"]),
        "strip": _strip(priced),
        "lines": [
            {
                "heading": heading(priced, one.line),
                "answer": answer_words(one.line),
                "is_word": one.line.amount is None,
                "reasons": one.line.reasons,
                "drawing": svg(one),
                "stages": one.stages,
                "payment": one.payment,
                "folded": one.folded,
            }
            for one in found
        ],
        "prints": [_print_words(number, one) for number, one in sources.prints.values()],
        "cites": [(letter, one) for letter, one in sources.cites.values()],
        "tags": [(tag, EVIDENCE[tag]) for tag in reversed(WEAKEST_FIRST) if tag in {cite.evidence for _, cite in sources.cites.values()}],
        "title_of": title_of,
        "change": lambda stage: change_words(stage).replace("-", "−"),
        "cents": cents_words,
    }


def _print_words(number: int, one: Any) -> Json:
    days = f"{day_text(one.effective)} to {day_text(one.until - 1)}"
    return {
        "number": number,
        "release": one.release,
        "member": one.member,
        "sha256": one.sha256,
        "days": days,
        "trust": TRUSTS.get(one.trust, one.trust),
    }
