"""`allowable price`: codes in, amounts and their accounts out."""

import sys

from ..claims.model import Claim, Line
from ..engine import NOT_APPLIED, SYSTEM_OF_SETTING, Engine
from ..kernel.day import OPEN, day_number, day_text
from .failures import BadInput
from .place import place_of_zip, refuse_unknown_place


def run(values):
    """Price what the options say and print it; gives 0 if every line has an amount, 1 if one has none."""
    _check(values)
    engine = Engine()
    known = None if values["known_on"] is None else day_number(values["known_on"])
    place = _place(engine.store, values, known)
    claim = _claim(values, place)
    priced = engine.price(claim, known)
    if priced.total.cents is None:
        _refuse_bad_place_or_day(engine, claim, priced)
    _show(engine, values, priced, place)
    return 0 if priced.total.cents is not None else 1


def _check(values):
    if values["on"] is None:
        raise BadInput("no service day: give --on, such as --on 2025-03-10; amounts change by day, so none is assumed")
    if values["place_of_service"] is None and (values["setting"] or "physician") == "physician":
        raise BadInput("no place of service: give --pos (22 hospital outpatient, 24 ASC, 11 office), or --setting hospital or asc for a facility")
    if values["zip_code"] and (values["mac"] or values["locality"]):
        raise BadInput("give --zip, or --mac with --locality, not both")
    given, absent = ("--locality", "--mac") if values["mac"] is None else ("--mac", "--locality")
    if (values["mac"] is None) != (values["locality"] is None):
        raise BadInput(f"{given} is given without {absent}: a locality number means nothing without its contractor; give both, --zip, or neither")
    physician = (values["setting"] or "physician") == "physician"
    if physician and values["cbsa"]:
        raise BadInput("--cbsa is the wage area of a facility; for the physician's amount give --zip, or --mac with --locality")
    if not physician and (values["mac"] or values["zip_code"]):
        raise BadInput("--zip, --mac and --locality place a physician's claim; for a hospital or ASC give --cbsa, its wage area")


def _place(store, values, known):
    if values["zip_code"] is None:
        return None
    return place_of_zip(store, values["zip_code"], day_number(values["on"]), OPEN if known is None else known)


def _claim(values, place):
    return Claim(
        [line_of(text) for text in values["codes"]],
        setting=values["setting"] or "physician",
        on=values["on"],
        place_of_service=values["place_of_service"],
        mac=place.mac if place else values["mac"],
        locality=place.locality if place else values["locality"],
        cbsa=values["cbsa"],
        qualifying_participant=values["qualifying_participant"],
    )


def line_of(text):
    """A Line of a text such as 58558, 58563-51 or 96372x2 (two units); x after a dash is part of a modifier."""
    head, _, tail = text.lower().rpartition("x")
    if tail.isdigit() and len(head.rpartition("-")[2]) in ((5,) if "-" not in head else (2,)):
        return Line.parse(text[: len(head)], units=int(tail))
    return Line.parse(text)


def _refuse_bad_place_or_day(engine, claim, priced):
    """An amount is lacking: if that is because of a place or a day that is not held at all, that is bad input, and said once."""
    system = engine.system(SYSTEM_OF_SETTING[claim.setting])
    first = claim.lines[0]
    points = engine.store.table(system.lookups[0].table.name)
    if points is None:
        raise BadInput(f"no release of the {system.says} is held; import one with `allowable releases import FILE`")
    if not points.first_day() <= first.on < points.last_day():
        held = [one for one in points.prints if not one.bridge]
        raise BadInput(
            f"{day_text(first.on)} is {'before the first' if first.on < points.first_day() else 'after the last'} day that is held for the {system.says}: "
            f"{day_text(points.first_day())} ({held[0].release}) to {day_text(points.last_day() - 1)} ({held[-1].release}); "
            "choose a day in that span, or import the release of that day with `allowable releases import FILE`"
        )
    fields = {"mac": first.mac, "locality": first.locality, "cbsa": claim.cbsa}
    refuse_unknown_place(engine.store, system, fields, first.on, priced.known_on)


def _show(engine, values, priced, place):
    said = place.json() if place else None
    if values["as_json"]:
        from ..pricing_view import price_json
        from .terminal import print_json

        print_json(price_json(priced, NOT_APPLIED, said))
    elif values["explain"]:
        from .waterfall import explain

        explain(engine, priced, NOT_APPLIED, said)
    else:
        from ..pricing_view import price_text
        from .terminal import bold, width

        sys.stdout.write("\n".join(price_text(priced, NOT_APPLIED, said, width=width(), bold=bold)) + "\n")
