"""What is answered: one function for each operation, from an engine and a request to the record that the command line prints as `--json`.

Every door that answers programs or people builds on these, and adds nothing. They are plain and synchronous, and raise the package's own
errors (subclasses of ValueError whose message says what to do); files.py holds the operations that read an uploaded file.
"""

from __future__ import annotations

import os
from typing import Any

from ..claims.model import Claim, Line
from ..claims.unplaced import claim_for_edits
from ..claims.written import line_of
from ..engine import NOT_APPLIED, Engine, PricedClaim
from ..kernel.day import day_number
from ..views.pricing import price_json
from .problem import RequestError
from .requests import (
    AskRequest,
    CheckRequest,
    CodeRequest,
    CompareRequest,
    GuideRequest,
    LineRequest,
    NoteFileRequest,
    NoteRequest,
    PriceRequest,
    ReleasesRequest,
    RulesRequest,
)

Json = dict[str, Any]

LINE_FIELDS = tuple(name for name in LineRequest.__struct_fields__ if name != "hcpcs")
CLAIM_FIELDS = tuple(name for name in PriceRequest.__struct_fields__ if name not in ("lines", "zip", "known_on", "edit"))
CHECK_FIELDS = ("setting", "on", "place_of_service", "practitioner", "bill_type", "condition_codes", "cbsa")
PLACE = ("zip", "mac", "locality", "cbsa")
COMPARED_PLACE = ("city", *PLACE, "county", "hospital_wage_index", "asc_wage_index")


def price(engine: Engine, request: PriceRequest) -> Json:
    """A claim's amounts with their accounts (allowable.price/1); with `edit`, before and after its edits (allowable.edited/1)."""
    known = _known(request)
    place = _zip_place(engine, request, known)
    if request.edit:
        from ..views.edited import edited

        return edited(engine, _claim(request, place), known, place=place).record
    return price_json(_priced(engine, request, place, known), NOT_APPLIED, place)


def priced_claim(engine: Engine, request: PriceRequest) -> tuple[PricedClaim, Json | None]:
    """The PricedClaim behind the record of `price`, and the place that its ZIP code leads to: for doors that draw its waterfall."""
    known = _known(request)
    place = _zip_place(engine, request, known)
    return _priced(engine, request, place, known), place


def check(engine: Engine, request: CheckRequest) -> Json:
    """A claim's findings (allowable.check/1): what fails and why, what would resolve it, and what was not checked."""
    from ..views.checked import checked_json
    from ..views.findings_held import held_quarters

    known = _known(request)
    place = _zip_place(engine, request, known)
    facts = {"sex": request.sex, "diagnoses": tuple(one.replace(".", "").upper() for one in request.diagnoses)}
    fields = {name: getattr(request, name) for name in CHECK_FIELDS}
    claim = claim_for_edits(_lines(request.lines), **fields, **_locality(request, place))
    checked = engine.check(claim, known, facts)
    return checked_json(engine, checked, held_quarters(engine, checked, facts), place=place)


def code(engine: Engine, request: CodeRequest) -> Json:
    """Everything held about one code (allowable.code/1)."""
    from ..pages.code import code_page

    return code_page(engine, request.hcpcs, request.on, request.known_on)


def compare(engine: Engine, request: CompareRequest) -> Json:
    """The procedures in office, hospital and surgical center (allowable.compare/1)."""
    from ..pages.comparison import compare as compare_settings

    return compare_settings(
        engine,
        request.codes,
        request.on,
        request.known_on,
        deductible_remaining=_text(request.deductible_remaining),
        read=_line_without_facts,
        **{name: _text(getattr(request, name)) for name in COMPARED_PLACE},
    )


def guide(engine: Engine, request: GuideRequest) -> Json:
    """The coding guide of a family as one object (allowable.guide/1)."""
    from ..guides import build_guide

    place = {name: getattr(request, name) for name in PLACE}
    return build_guide(engine, request.family, request.on, request.known_on, **place)


def guide_file(engine: Engine, request: GuideRequest) -> bytes:
    """The guide written as `format` says."""
    from ..guides.render import render

    return render(guide(engine, request), f".{request.format}", request.whole_dollars)


def guide_name(request: GuideRequest) -> str:
    """A name for the file of a guide: hysteroscopy-2024-03-15.pdf."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in request.family)
    return f"{letters}-{request.on}.{request.format}"


def note(engine: Engine, request: NoteRequest) -> Json:
    """The codes that a note supports, with its words as evidence (allowable.note/1)."""
    from ..notes.documents import document_of_text

    return note_of(engine, document_of_text(request.text, request.name), request)


def note_of(engine: Engine, document: Any, request: NoteRequest | NoteFileRequest) -> Json:
    """The same of a document of notes/documents.py."""
    from ..notes import read_note

    for day in filter(None, (request.on, request.known_on)):
        day_number(day)  # a day that is none is refused before anything is read of the note, whatever it says
    found: Json = read_note(
        document.text, name=document.name, on=request.on, setting=request.setting, known_on=request.known_on, engine=engine
    )
    found["notes"] = [*document.notes, *found["notes"]]
    if request.prices:
        from ..notes.priced import prices

        place = {name: _text(value) for name in COMPARED_PLACE if (value := getattr(request, name)) is not None}
        found["prices"] = prices(engine, found["codes"], request.on, request.known_on, place)
    return found


def ask(engine: Engine, request: AskRequest) -> Json:
    """An answer with its citations, or why there is none (allowable.answer/1)."""
    from ..questions import ask as ask_question

    found: Json = ask_question(request.question, on=request.on, known_on=request.known_on, engine=engine)
    return found


def releases(engine: Engine, request: ReleasesRequest) -> Json:
    """What is held (allowable.releases.list/1), or one table or release of it (allowable.releases.show/1)."""
    from ..releases.holdings import holdings, names, show

    if request.name is None:
        return _without_folders(holdings(engine.store))
    found = show(engine.store, request.name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(request.name, names(engine.store), 4, 0.4)
        hint = f"; near names are {', '.join(near)}" if near else ""
        raise RequestError(f"nothing that is held is called {request.name!r}{hint}; without `name`, all is listed", "name", missing=True)
    return _without_folders(found)


def rules(engine: Engine, request: RulesRequest) -> Json:
    """Every rule and dated value with its citation (allowable.rules/1)."""
    from ..views.rules import rules_list

    found = rules_list(engine, [request.system] if request.system else None, request.names)
    if not found["rules"]:
        raise RequestError(
            f"no rule or value is called {' or '.join(request.names)}; without `names`, all are listed", "names", missing=True
        )
    return found


def _without_folders(record: Json) -> Json:
    """What is held without where on the machine it lies: files keep their names, folders are left out."""
    found = {name: value for name, value in record.items() if name != "folders"}
    for name, value in found.items():
        if isinstance(value, dict) and "path" in value:
            found[name] = value | {"path": os.path.split(value["path"])[1]}
        elif isinstance(value, list):
            found[name] = [one | {"path": os.path.split(one["path"])[1]} if "path" in one else one for one in value]
    return found


def _priced(engine: Engine, request: PriceRequest, place: Json | None, known: int | None) -> PricedClaim:
    claim = _claim(request, place)
    found = engine.price(claim, known)
    if found.total.cents is None:
        from ..pages.unheld import refuse_unheld

        refuse_unheld(engine, found)
    return found


def _claim(request: PriceRequest, place: Json | None) -> Claim:
    fields = {name: getattr(request, name) for name in CLAIM_FIELDS}
    return Claim(_lines(request.lines), **fields | _locality(request, place))


def _lines(lines: list[str | LineRequest]) -> list[Line]:
    return [
        line_of(one) if isinstance(one, str) else Line(one.hcpcs, **{name: getattr(one, name) for name in LINE_FIELDS}) for one in lines
    ]


def _line_without_facts(text: str) -> Line:
    if ":" in text:
        raise RequestError(f"{text}: facts of a line (:denied) belong to a claim; a comparison takes codes, modifiers and units", "codes")
    return line_of(text)


def _locality(request: PriceRequest | CheckRequest, place: Json | None) -> Json:
    return {name: place[name] if place else getattr(request, name) for name in ("mac", "locality")}


def _zip_place(engine: Engine, request: PriceRequest | CheckRequest, known: int | None) -> Json | None:
    if request.zip is None:
        return None
    if request.mac or request.locality:
        raise RequestError("give `zip`, or `mac` with `locality`, not both", "zip")
    if request.setting != "physician":
        raise RequestError(
            "`zip` leads to a physician's locality; for a hospital or a center give `cbsa`, its wage area; "
            "`compare` takes a ZIP code or a city, and says in which wage area it lies",
            "zip",
        )
    on = request.on or next((one.on for one in request.lines if isinstance(one, LineRequest) and one.on), None)
    if on is None:
        raise RequestError("no service day: give `on`, because amounts, edits and places change by day", "on")
    from ..pages.zip_place import zip_place

    return zip_place(engine, request.zip, on, known)


def _known(request: PriceRequest | CheckRequest) -> int | None:
    return None if request.known_on is None else day_number(request.known_on)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)
