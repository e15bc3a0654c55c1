"""What a document says of itself: its year, its effective day, the place its amounts are for, and which schedules its sources name."""

from __future__ import annotations

import re

from ..kernel.day import day_date, day_number
from .blocks import Line
from .meaning import RIGHTS, days_of, years_of
from .tokens import money_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .collect import Collected
    from .shapes import Block, Stretch

SERVICE_DAY = re.compile(r"\bservice days?\b|\bdates? of service\b|\bfor services? (?:of|on)\b", re.I)
ON_DAY = re.compile(r"\b(?:as of|service days?|dates? of service|for services? (?:of|on)|on(?=\s+20\d\d-))\b", re.I)
FROM_DAY = re.compile(r"\b(?:effective|valid|in force|beginning|starting|(?:on|from) (?:or|and) after|from)\b", re.I)
RATES = re.compile(r"\brates?\b|\bpayment|\bfees?\b|\bguide\b|\bcalendar year\b|\bcy\b|\breimburs|\bmedicare\b", re.I)
CONTRACTOR = re.compile(
    r"\b(?:MAC|carrier|contractor)\s*(?:number|no\.?|#|:)?\s*([0-9]{5})\b\D{0,25}?\blocality\s*(?:number|no\.?|#|:)?\s*([0-9]{2})\b", re.I
)
AREA = re.compile(r"\b(?:CBSA|wage area)\s*(?:code|number|no\.?|#|:)?\s*([0-9]{5}|[0-9]{2})\b", re.I)
LOCAL = re.compile(
    r"\b(?:locality|geographically|gpci|wage|locally)[\s-]*(?:adjusted|specific|index(?:ed)?)\b|\bfor (?:your|this) locality\b|"
    r"\blocal(?:ly)? (?:rates|amounts|payments)\b",
    re.I,
)
NATIONAL = re.compile(r"\bnational(?:ly)?\b|\bunadjusted\b", re.I)
TITLE_TEXTS = 3
TITLE_LINES = 12

FINAL_RULES = {  # the yearly final rules by CMS's own numbers: fee schedule, and OPPS with ASC
    "physician": "1715|1734|1751|1770|1784|1807|1832",
    "facility": "1717|1736|1753|1772|1786|1809|1834",
}
CITED = {
    "physician": re.compile(
        r"\brvu\s?\d\d[a-d]r?\b|rvu\d\d[a-d]|relative value file|\bpprrvu|physician fee schedule|\bm?pfs\b|"
        rf"\bcms-(?:{FINAL_RULES['physician']})\b",
        re.I,
    ),
    "hospital": re.compile(
        rf"addendum[\s_-]*[ab]\b|\bh?opps\b|outpatient prospective|outpatient department|\bcms-(?:{FINAL_RULES['facility']})\b", re.I
    ),
    "asc": re.compile(rf"addendum[\s_-]*(?:aa|bb)\b|\bascs?\b|ambulatory surg|\bcms-(?:{FINAL_RULES['facility']})\b", re.I),
    "NCCI": re.compile(r"\bncci\b|correct coding", re.I),
    "CPT": re.compile(r"\bcpt\b", re.I),
}
INLINE = {  # outside a list of sources only the name of a publication counts, not the name of a setting
    "physician": re.compile(
        r"\brvu\d\d[a-d]|relative value file|\bpprrvu|physician fee schedule (?:final rule|look|file)|"
        rf"\bcms-(?:{FINAL_RULES['physician']})\b",
        re.I,
    ),
    "hospital": re.compile(rf"addendum[\s_-]*b\b|\bopps (?:final rule|addend|web addend)|\bcms-(?:{FINAL_RULES['facility']})\b", re.I),
    "asc": re.compile(rf"addendum[\s_-]*(?:aa|bb)\b|\basc (?:final rule|addend|approved)|\bcms-(?:{FINAL_RULES['facility']})\b", re.I),
    "NCCI": re.compile(r"\bncci (?:policy|edits?|manual)\b|correct coding (?:initiative|policy)", re.I),
    "CPT": re.compile(r"\bcpt (?:professional|20\d\d)\b", re.I),
}
SOURCE_WORD = re.compile(
    r"\bsources?\b|\breferences?\b|\baccording to\b|\bpublished\b|\bper cms\b|\btaken from\b|\bbased on\b|\brates? (?:are|is|were) from\b",
    re.I,
)


class Statement:
    """What a document says of itself.

    year     or None
    day      day number on which (`is_from` False) or from which (`is_from` True) it says that it holds, or None
    place    {} for national amounts, else mac and locality, cbsa
    is_local_without_place   it says that its amounts are local, and not where
    cited    {family of publications: [texts that name one]}
    """

    __slots__ = ("cited", "day", "has_sources", "is_from", "is_local_without_place", "place", "year")

    def __init__(
        self,
        year: int | None,
        day: int | None,
        is_from: bool,
        place: dict[str, str],
        is_local_without_place: bool,
        cited: dict[str, list[str]],
        has_sources: bool,
    ) -> None:
        self.year = year
        self.day = day
        self.is_from = is_from
        self.place = place
        self.is_local_without_place = is_local_without_place
        self.cited = cited
        self.has_sources = has_sources


def statement_of(found: Collected) -> Statement:
    """The Statement of a Collected document."""
    place = _place(found.body)
    texts = [text for text, _ in found.body]
    local = (
        not place
        and any(LOCAL.search(text) and not NATIONAL.search(text) for text in texts)
        and not any(NATIONAL.search(text) for text in texts)
    )
    year = _year(found)
    day, is_from = _day(found, year)
    year = year_of(day) if day is not None else year
    return Statement(year, day, is_from, place, local, _cited(found), bool(found.sources))


def _year(found: Collected) -> int | None:
    """The year that headings and lines on rates name most; copyright years do not count, sources count little."""
    weights: dict[int, int] = {}
    for place, (text, block) in enumerate(found.body):
        level = block.level if isinstance(block, Line) else 0
        weight = 30 if place < TITLE_TEXTS or level == 1 else 10 if level in range(1, 7) else 4 if RATES.search(text) else 1
        for year in years_of(text):
            weights[year] = weights.get(year, 0) + weight
    if not weights:
        for text in found.sources:
            for year in years_of(text):
                weights[year] = weights.get(year, 0) + 1
    return max(weights, key=lambda year: (weights[year], year)) if weights else None


def _day(found: Collected, year: int | None) -> tuple[int | None, bool]:
    """(day on or from which the document says that it holds, whether from), if its first lines or headings say so.

    A day of another year than the document's counts only if it is called a service day: others may be days of printing.
    """
    for place, (text, block) in enumerate(found.body):
        said = FROM_DAY.search(text) or ON_DAY.search(text)
        if not said or RIGHTS.search(text) or money_tokens(text) or not (place < TITLE_LINES or (isinstance(block, Line) and block.level)):
            continue
        days = days_of(text)
        is_from = FROM_DAY.search(text) is not None
        if len(days) == 1 and (year is None or year_of(days[0]) == year or (SERVICE_DAY.search(text) and not is_from)):
            return days[0], is_from
    return None, False


def _place(body: list[tuple[str, Block]]) -> dict[str, str]:
    place: dict[str, str] = {}
    for text, _ in body:
        contractor, area = CONTRACTOR.search(text), AREA.search(text)
        if contractor and "mac" not in place:
            place |= {"mac": contractor[1], "locality": contractor[2]}
        if area and "cbsa" not in place:
            place["cbsa"] = area[1]
    return place


def _cited(found: Collected) -> dict[str, list[str]]:
    cited = {}
    for name in CITED:
        texts = [text for text in found.sources if CITED[name].search(text)]
        texts += [text for text, _ in found.body if INLINE[name].search(text) and (SOURCE_WORD.search(text) or name not in ("NCCI", "CPT"))]
        if texts:
            cited[name] = texts
    return cited


def days_of_year(year: int) -> Stretch:
    """(first day, day after the last) of a year."""
    return day_number(f"{year:04}-01-01"), day_number(f"{year + 1:04}-01-01")


def year_of(day: int) -> int:
    """Year of a day number."""
    return day_date(day).year
