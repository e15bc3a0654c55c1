"""`allowable price`: codes in, amounts and their accounts out."""

from __future__ import annotations

import os
import sys

from ..claims.model import Claim
from ..claims.values import ClaimError
from ..claims.written import line_of
from ..engine import NOT_APPLIED, SYSTEM_OF_SETTING, Engine
from ..kernel.day import day_number, day_text
from .failures import BadInput
from .options import PRICE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..engine import PricedClaim, PricedLine
    from ..kernel.program import System
    from ..releases.store import Store

FLAGS = ("qualifying_participant", "nonparticipating", "unassigned", "quality_reduction", "rural_sole_community", "rural_emergency")
FACTS = (
    "practitioner",
    "deductible_remaining",
    "mips_percent",
    "wage_index",
    "device_credit",
    "bill_type",
    "cost_to_charge_ratio",
    "packaged_charges",
    "ranking",
)
CODE_TABLES = ("relative_values", "addendum_b", "asc_rates", "asc_ancillary_rates", "hcpcs_codes")


def run(values: dict[str, Any]) -> int:
    """Price what the options say and print or write it; gives 0 if every line has an amount, 1 if one has none."""
    if values["edit"] or names_file(values["codes"]):
        from .price_edit import run_edited

        return run_edited(values)
    if values["files"]:
        from .waterfall_page import refuse_bad_names

        refuse_bad_names(values["files"])
    engine = Engine()
    known = None if values["known_on"] is None else day_number(values["known_on"])
    claim, place = claim_of(engine, values, known)
    priced = engine.price(claim, known)
    if priced.total.cents is None:
        from ..pages.unheld import refuse_unheld

        refuse_unheld(engine, priced)
    _show(engine, values, priced, place)
    return 0 if priced.total.cents is not None else 1


def names_file(codes: Sequence[str]) -> bool:
    """Whether a file of claims stands where codes would."""
    return len(codes) == 1 and "@" not in codes[0] and ("." in codes[0] or os.sep in codes[0])


def claim_of(engine: Engine, values: dict[str, Any], known: int | None) -> tuple[Claim, dict[str, Any] | None]:
    """The claim that the options say, and the place that its ZIP code leads to."""
    if values["claim_file"] is not None:
        return _claim_of_file(values), None
    _check(values)
    place = _place(engine, values, known)
    return _claim(values, place), place


def _claim_of_file(values: dict[str, Any]) -> Claim:
    from .claim_input import claim_of_file

    free = ("claim_file", "known_on", "explain", "edit", "as_json", "files")
    said = [one.flag for one in PRICE if one.name not in free and values[one.name]]
    if said or values["codes"]:
        raise BadInput(f"--claim reads the whole claim from the file: leave {', '.join(['the codes'] * bool(values['codes']) + said)} out")
    return claim_of_file(values["claim_file"])


def _check(values: dict[str, Any]) -> None:
    if not values["codes"]:
        raise BadInput("no procedure code: give one or more, such as 58558 or 58563-51, or a claim with --claim FILE.json")
    if values["on"] is None:
        raise BadInput("no service day: give --on, such as --on 2025-03-10; amounts change by day, so none is assumed")
    if values["place_of_service"] is None and (values["setting"] or "physician") == "physician":
        raise BadInput(
            "no place of service: give --pos (22 hospital outpatient, 24 ASC, 11 office), or --setting hospital or asc for a facility"
        )
    if values["zip_code"] and (values["mac"] or values["locality"]):
        raise BadInput("give --zip, or --mac with --locality, not both")
    given, absent = ("--locality", "--mac") if values["mac"] is None else ("--mac", "--locality")
    if (values["mac"] is None) != (values["locality"] is None):
        raise BadInput(
            f"{given} is given without {absent}: a locality number means nothing without its contractor; give both, --zip, or neither"
        )
    physician = (values["setting"] or "physician") == "physician"
    if physician and values["cbsa"]:
        raise BadInput("--cbsa is the wage area of a facility; for the physician's amount give --zip, or --mac with --locality")
    if not physician and (values["mac"] or values["zip_code"]):
        raise BadInput("--zip, --mac and --locality place a physician's claim; for a hospital or ASC give --cbsa, its wage area")


def _place(engine: Engine, values: dict[str, Any], known: int | None) -> dict[str, Any] | None:
    """The place that a ZIP code leads to, as the answer shows it; None without one."""
    if values["zip_code"] is None:
        return None
    from ..pages.zip_place import zip_place

    return zip_place(engine, values["zip_code"], values["on"], known)


def _claim(values: dict[str, Any], place: dict[str, Any] | None) -> Claim:
    try:
        return Claim(
            [line_of(text) for text in values["codes"]],
            setting=values["setting"] or "physician",
            on=values["on"],
            place_of_service=values["place_of_service"],
            mac=place["mac"] if place else values["mac"],
            locality=place["locality"] if place else values["locality"],
            cbsa=values["cbsa"],
            condition_codes=[values["condition_code"]] if values["condition_code"] else [],
            **{name: values[name] for name in FLAGS},
            **{name: values[name] for name in FACTS if values[name] is not None},
        )
    except ClaimError as problem:
        raise BadInput(_with_flags(str(problem))) from None


def _with_flags(message: str) -> str:
    """A message about an argument of Claim, in the words of the command line."""
    for one in PRICE:
        if message.startswith((one.name + " ", one.name + ":")) and one.name in (*FLAGS, *FACTS):
            return one.flag + message[len(one.name) :]
    if message.startswith(("condition_codes ", "condition code ", "type of bill ")):
        return {"c": "--condition-code", "t": "--bill-type"}[message[0]] + ": " + message
    return message


def _show(engine: Engine, values: dict[str, Any], priced: PricedClaim, place: dict[str, Any] | None) -> None:
    if values["as_json"]:
        from ..views.pricing import price_json
        from .terminal import print_json

        print_json(price_json(priced, NOT_APPLIED, place))
    if values["files"]:
        from .waterfall_page import write

        for name in values["files"]:
            write(engine, priced, NOT_APPLIED, place, name)
            print(f"wrote {name}", file=sys.stderr if values["as_json"] else sys.stdout)
    elif values["as_json"]:
        return
    elif values["explain"]:
        from .waterfall import explain

        explain(engine, priced, NOT_APPLIED, place)
    else:
        from ..views.price_text import price_text
        from .terminal import bold, width

        lines = price_text(priced, NOT_APPLIED, place, width=width(), bold=bold)
        if priced.total.cents is None:
            lines += _advice(engine, priced, width())
        sys.stdout.write("\n".join(lines) + "\n")


def _advice(engine: Engine, priced: PricedClaim, columns: int) -> list[str]:
    """What to do about codes without a row: the days on which they stand in held releases, or that they stand in none."""
    from ..views.price_text import hanging

    system = engine.system(SYSTEM_OF_SETTING[priced.claim.setting])
    found = {}
    for line in priced.lines:
        if line.status == "unknown" and line.line.hcpcs not in found:
            found[line.line.hcpcs] = _advice_of(engine.store, system, line)
    return [part for says in found.values() if says for part in hanging("Next  ", says, columns)]


def _advice_of(store: Store, system: System, line: PricedLine) -> str | None:
    from ..views.pricing import day_of

    code, day = line.line.hcpcs, day_of(line)
    tables = {lookup.table.name for lookup in system.lookups if lookup.keys[0] == "hcpcs"}
    rows = [row for name in tables if (points := store.table(name)) for row in points.under(code)]
    if not rows:
        others = [name for name in CODE_TABLES if (points := store.table(name)) and points.under(code)]
        if others:
            return f"{code} is a code of other schedules, but on no list of this setting that is held"
        return f"{code} stands in no release that is held; check the code"
    if any(row.starts <= day < row.until for row in rows):
        return None
    first, last = min(row.starts for row in rows), max(row.until for row in rows) - 1
    return f"{code} stands in releases for service days {day_text(first)} to {day_text(last)}; check the day and the code"
