"""Statistical areas, whose wage index applies: of counties (OMB's delineation) and of ZIP codes (HUD's crosswalk)."""

from __future__ import annotations

import math
import re
from datetime import date
from fractions import Fraction

from ...kernel.day import OPEN, day_number
from ...law.geography.tables import COUNTY_WAGE_AREAS, ZIP_WAGE_AREAS
from ..intervals import quarter_after
from ..problem import Refused
from ..recipe import columns_of, recipe
from ..snapshot import Snapshot
from .geography import quarter_day, quarter_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..files import PublishedFile

COUNTY_COLUMNS = ("county_fips", "county", "state", "cbsa", "metro_division", "kind", "wage_area")


@recipe("geography", [COUNTY_WAGE_AREAS], r"^county_to_wage_area_(20\d\d)on_DERIVED\.csv$")
def county_wage_areas(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Counties of the statistical areas, derived from OMB's delineation; it speaks until a new delineation is adopted."""
    rows, lines, places = {}, {}, None
    for number, cells in file.rows():
        if places is None:
            places = list(columns_of(cells, {name: [name] for name in COUNTY_COLUMNS}, file.where, number).values())
            continue
        if len(cells) <= max(places):
            raise Refused(file.where, "the row is cut short", row=number)
        county, name, state, cbsa, division, kind, area = (cells[at] for at in places)
        expected = {"metro": division or cbsa, "micro": ""}.get(kind)
        if not re.fullmatch(r"\d{5}", county) or (county,) in rows or not re.fullmatch(r"\d{5}", cbsa) or area != expected:
            raise Refused(
                file.where,
                f"county {county[:10]!r} with areas {cbsa!r}, {division!r}, {area!r} ({kind}) contradicts itself, or stands twice",
                row=number,
            )
        rows[county,] = (name, state, cbsa, division, kind, area)
        lines[county,] = number
    if len(rows) < 1_800:
        raise Refused(file.where, f"it has {len(rows)} counties, and the delineation more than 1,800: it is cut short")
    first = day_number(date(int(match[1]), 1, 1))
    yield Snapshot(COUNTY_WAGE_AREAS, "Counties July 2023", file, effective=first, until=OPEN, rows=rows, trust="derived", lines=lines)


HUD_COLUMNS = {"zip5": ["ZIP"], "cbsa": ["CBSA"], "share": ["TOT_RATIO"]}
NO_AREA = "99999"
SHARE_PLACES = 6


@recipe("geography", [ZIP_WAGE_AREAS], r"^ZIP_CBSA_(03|06|09|12)(20\d\d)(?:_hud)?\.xlsx$")
def zip_wage_areas(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """HUD's crosswalk of a quarter. Shares of a ZIP code must add up to one; they are kept with six places."""
    found: dict[str, list[tuple[Fraction, str, int]]] = {}
    places = None
    for number, cells in file.sheet_rows():
        if places is None:
            places = list(columns_of(cells, HUD_COLUMNS, file.where, number).values())
        elif any(cells):
            code, cbsa, share = (cells[at] for at in places)
            if (
                not re.fullmatch(r"\d{5}", code)
                or not re.fullmatch(r"\d{5}", cbsa)
                or not re.fullmatch(r"[01](\.\d+)?(e-\d+)?|\d\.\d+e-\d+", share)
            ):
                raise Refused(file.where, f"{code!r}, {cbsa!r}, {share!r} are no ZIP code, area and share", row=number)
            found.setdefault(code, []).append((-Fraction(share), "" if cbsa == NO_AREA else cbsa, number))
    if len(found) < 35_000:
        raise Refused(file.where, f"it has {len(found)} ZIP codes, and a whole crosswalk more than 35,000: it is cut short")
    rows, lines = {}, {}
    for code, areas in found.items():
        missing = 1 + sum((share for share, _, _ in areas), Fraction(0))
        if abs(missing) > Fraction(1, 10**SHARE_PLACES) or len({area for _, area, _ in areas}) < len(areas):
            raise Refused(file.where, f"ZIP code {code}: its shares do not add up to 1, or an area stands twice", row=areas[0][2])
        for at, (negated, area, number) in enumerate(sorted(areas), 1):
            rows[code, str(at)] = (area, math.floor(-negated * 10**SHARE_PLACES + Fraction(1, 2)))
            lines[code, str(at)] = number
    named = f"{match[2]}{int(match[1]) // 3}"
    first = quarter_day(named)
    yield Snapshot(
        ZIP_WAGE_AREAS, f"HUD ZIP to CBSA {quarter_name(named)}", file, effective=first, until=quarter_after(first), rows=rows, lines=lines
    )
