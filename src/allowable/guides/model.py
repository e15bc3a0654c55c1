"""The coding guide of a family as one plain object: what every renderer prints, and what `--json` is.

Figures come from the engine, each with the numbers of its sources; words come from the family file and the notices, each marked as ours.
Amounts are texts with their cents; None stands where there is no value, and a reason always stands beside it.
"""

from __future__ import annotations

from ..engine import RATES_ALONE, unverified_steps
from ..families import load_family
from ..kernel.day import OPEN, day_number, day_text
from ..law.outpatient.tables import ADDENDUM_B
from ..releases.store import Missing
from .amounts import Amounts
from .changes import change_rows, year_before
from .chart import site_chart
from .modifiers import modifier_table, statements
from .notices import notice
from .pairs import pair_matrix
from .places import find_place
from .problem import GuideError
from .sources import Sources
from .truths import truths
from .view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import TypeVar

    from ..engine import Engine
    from ..families import Code, Family
    from .view import Json

    T = TypeVar("T")

SCHEMA = "allowable.guide/1"
PRICED_TABLES = ("relative_values", "addendum_b", "apc_rates", "asc_rates")


def build_guide(
    engine: Engine,
    family: str,
    on: date | str | int,
    known_on: date | str | int | None = None,
    *,
    zip: str | None = None,
    mac: str | None = None,
    locality: str | None = None,
    cbsa: str | None = None,
) -> Json:
    """The guide of a family (its name) for a service day, as known on a day, for a place; raises GuideError, FamilyError or DayError.

    on, known_on   dates or texts such as 2024-03-15; known_on None looks with everything that is held
    zip            five digits, or nine as in 77030-1234: leads to mac and locality
    mac, locality  both or neither; cbsa: wage area of hospital and surgical center
    """
    held = load_family(family)
    day = day_number(on)
    known = OPEN if known_on is None else day_number(known_on)
    _check_day(engine, day)
    sources = Sources()
    place = find_place(engine, day, known, sources, zip=zip, mac=mac, locality=locality, cbsa=cbsa)
    view = View(engine, day, known, place, sources)
    amounts = [Amounts(view, code.hcpcs) for code in held.codes]
    codes = _with_roles([_code(view, held, code, one) for code, one in _pairs(held.codes, amounts)])
    listed = [code["hcpcs"] for code in codes]
    return {
        "schema": SCHEMA,
        "family": held.name,
        "title": held.title,
        "says": held.says,
        "on": day_text(day),
        "known_on": None if known == OPEN else day_text(known),
        "place": place.entry(),
        "notice": notice(held, day, known),
        "codes": codes,
        "modifiers": modifier_table(view, [one for code, one in _pairs(codes, amounts) if code["role"] != "related"]),
        "pairs": pair_matrix(engine, listed, day, "practitioner", sources),
        "pairs_hospital": pair_matrix(engine, listed, day, "hospital", sources),
        "devices": [_device(view, entry) for entry in held.devices],
        "diagnoses": _diagnoses(held),
        "checklist": [_item(held, entry) for entry in held.checklist],
        "changes": _changes(view, amounts),
        "chart": site_chart(codes),
        "sources": sources.entries(),
        "words_sources": list(held.sources.values()),
        "not_applied": RATES_ALONE,
        "unverified": _unverified(amounts, held),
    }


def _pairs(codes: Iterable[T], amounts: Iterable[Amounts]) -> Iterable[tuple[T, Amounts]]:
    return zip(codes, amounts, strict=True)


def _check_day(engine: Engine, day: int) -> None:
    tables = [points for name in PRICED_TABLES if (points := engine.store.table(name)) is not None]
    if not tables:
        raise GuideError(
            "no release is held: build the facts with `allowable releases build DIR`, or import one with `allowable releases import FILE`"
        )
    if all(points.print_for(day) is None for points in tables):
        first = day_text(min(points.first_day() for points in tables))
        last = day_text(max(points.last_day() for points in tables) - 1)
        raise GuideError(
            f"no release is held that speaks for {day_text(day)}: what is held begins on {first} and ends on {last}; "
            "choose a day within, or import the release of that day with `allowable releases import FILE`"
        )


def _code(view: View, family: Family, code: Code, amounts: Amounts) -> Json:
    return {
        "hcpcs": code.hcpcs,
        "words": code.words,
        "choose": code.choose,
        "role": None,
        "role_from": None,
        "part": code.part,
        **amounts.entry,
        "truths": truths(view, amounts),
        "documentation": list(code.documentation),
        "diagnoses": [{"icd10cm": name, "words": family.diagnoses[name]["words"]} for name in code.diagnoses],
        "denials": list(code.denials),
        "words_sources": list(code.sources),
    }


def _with_roles(codes: list[Json]) -> list[Json]:
    """Give every code its role from the facts of the day; where no row is held, from the family file, and say so."""
    bases = {code["indicators"]["endoscopic_base"] for code in codes} & {code["hcpcs"] for code in codes}
    for code in codes:
        part = code.pop("part")
        if code["indicators"]["status"] is None:
            code["role"], code["role_from"] = part, "family file"
            continue
        in_family = code["indicators"]["endoscopic_base"] in bases
        code["role"] = "base" if code["hcpcs"] in bases else "member" if in_family else "related"
        code["role_from"] = "published facts"
    return codes


def _device(view: View, entry: Json) -> Json:
    status: str | None = None
    sources: list[int] = []
    if "hcpcs" in entry:
        row = view.fact(ADDENDUM_B, entry["hcpcs"])
        if not isinstance(row, Missing):
            status, sources = row.text("status"), [row.source]
    return {
        "hcpcs": entry.get("hcpcs"),
        "says": entry["says"],
        "settings": list(entry["settings"]),
        "status": status,
        "sources": sources,
        "cites": [{"document": entry["document"], "place": entry["place"], "evidence": entry["evidence"], "url": None}],
        "evidence": entry["evidence"],
    }


def _diagnoses(family: Family) -> list[Json]:
    return [
        {**entry, "codes": [code.hcpcs for code in family.codes if entry["icd10cm"] in code.diagnoses], "illustrative": True}
        for entry in family.diagnoses.values()
    ]


def _item(family: Family, entry: Json) -> Json:
    return {
        "item": entry["item"],
        "codes": entry.get("codes", []),
        "source": entry["source"],
        "evidence": family.sources[entry["source"]]["evidence"],
    }


def _changes(view: View, amounts: Iterable[Amounts]) -> Json:
    day = year_before(view.day)
    earlier = view.on(day)
    try:
        _check_day(view.engine, day)
    except GuideError as problem:
        return {"compared_with": day_text(day), "rows": [], "note": str(problem)}
    national = view.place.mac is None
    rows = [row for one in amounts for row in change_rows(Amounts(earlier, one.hcpcs), one, national)]
    return {"compared_with": day_text(day), "rows": rows, "note": None}


def _unverified(amounts: Iterable[Amounts], family: Family) -> list[str]:
    """Names of everything shown that rests on an unverified rule, value or statement, each once."""
    names = [name for one in amounts for line in one.lines.values() for name in unverified_steps(line.account)]
    names += [statement.name for statement in statements() if statement.evidence == "U"]
    used = {name for code in family.codes for name in code.sources} | {entry["source"] for entry in family.checklist}
    names += [
        f"{entry['document']} ({entry['place']})" for name, entry in family.sources.items() if name in used and entry["evidence"] == "U"
    ]
    names += _listed("diagnoses", [entry["icd10cm"] for entry in family.diagnoses.values() if entry["evidence"] == "U"])
    names += _listed("devices", [entry["hcpcs"] for entry in family.devices if entry["evidence"] == "U" and "hcpcs" in entry])
    return list(dict.fromkeys(names))


def _listed(what: str, names: Sequence[str]) -> list[str]:
    return [f"{what} {', '.join(names)}"] if names else []
