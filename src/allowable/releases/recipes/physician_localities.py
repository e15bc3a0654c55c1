"""The localities of the physician fee schedule by Medicare contractor, against which every table by locality is held.

Source: the GPCI, ANES and LOCCO files of all releases from RVU20A to RVU26A agree on these numbers: 112 until 2023; 109 from 2024, when
three in California were retired (CY 2023 physician fee schedule final rule, as the note below GPCI2024 says).
"""

from __future__ import annotations

import re

from ..problem import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    Place = tuple[str, str]  # contractor and locality

_SINCE_2024 = """
01112 05 09 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 75
01182 17 18 71 72 73 74
01212 01 | 01312 00 | 02102 01 | 02202 00 | 02302 01 99 | 02402 02 99 | 03102 00 | 03202 01 | 03302 01 | 03402 02 | 03502 09 | 03602 21
04112 01 | 04212 05 | 04312 00 | 04412 09 11 15 18 20 28 31 99 | 05102 00 | 05202 00 | 05302 01 02 99 | 05402 00 | 06102 12 15 16 99
06202 00 | 06302 00 | 07102 13 | 07202 01 99 | 07302 00 | 08102 00 | 08202 01 99 | 09102 03 04 99 | 09202 20 50 | 10112 00 | 10212 01 99
10312 35 | 11202 01 | 11302 00 | 11402 16 | 11502 00 | 12102 01 | 12202 01 | 12302 01 99 | 12402 01 99 | 12502 01 99 | 13102 00
13202 01 02 03 | 13282 99 | 13292 04 | 14112 03 99 | 14212 01 99 | 14312 40 | 14412 01 | 14512 50 | 15102 00 | 15202 00
"""
_RETIRED = {("01112", "06"), ("01112", "07"), ("01182", "26")}
FIRST_YEAR_WITHOUT_RETIRED, LAST_YEAR_SEEN = 2024, 2026

SINCE_2024 = frozenset((group.split()[0], locality) for group in re.split(r"[|\n]", _SINCE_2024.strip()) for locality in group.split()[1:])
UNTIL_2023 = SINCE_2024 | _RETIRED

_CONTRACTOR = re.compile(r"\d{4,5}", re.ASCII)
_LOCALITY = re.compile(r"\d{1,2}", re.ASCII)


def localities_of(year: int) -> frozenset[Place]:
    """Pairs (contractor, locality) that CMS prints in that year; the last ones seen for a later year."""
    return UNTIL_2023 if year < FIRST_YEAR_WITHOUT_RETIRED else SINCE_2024


def listed_for_caps(year: int) -> frozenset[Place]:
    """The pairs of OPPSCAP, which lists the localities of southern California under the northern contractor as well."""
    pairs = localities_of(year)
    return pairs | {("01112", locality) for contractor, locality in pairs if contractor == "01182"}


def locality_key(contractor: str, locality: str, where: str, row: int) -> Place:
    """The pair with its leading zeros; refuses what is no contractor number or no locality number."""
    if not _CONTRACTOR.fullmatch(contractor) or not _LOCALITY.fullmatch(locality):
        raise Refused(where, f"{contractor!r} and {locality!r} are no contractor (5 digits) and locality (2 digits)", row=row)
    return contractor.zfill(5), locality.zfill(2)


def difference(year: int, lines: Mapping[Place, int], expected: Set[Place] | None = None) -> str | None:
    """What is wrong with the places of a table of `year`, given {pair: row number}; None if nothing. A later year may differ by a tenth."""
    expected = expected or localities_of(year)
    strange = sorted(set(lines) - expected, key=lambda pair: lines[pair])
    missing = sorted(expected - set(lines))
    if len(strange) + len(missing) <= (len(expected) // 10 if year > LAST_YEAR_SEEN else 0):
        return None
    reason = f"{len(lines)} localities where CMS prints {len(expected)} for {year}"
    if strange:
        shown = ", ".join(f"{' '.join(pair)} in row {lines[pair]}" for pair in strange[:3])
        reason += f"; {len(strange)} of them CMS does not have ({shown})"
    if missing:
        reason += f"; {len(missing)} are missing ({', '.join(' '.join(pair) for pair in missing[:3])})"
    return reason
