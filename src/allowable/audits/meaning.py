"""What words say about a figure: setting, place of the service, measure, year and day. Only words; the values are asked elsewhere."""

from __future__ import annotations

import re

from ..kernel.day import DayError, day_number
from .quantities import AMOUNTS, FACTOR, SUMS, UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from .quantities import Quantity
    from .shapes import Key, Levels, Stretch, Tiers
    from .tokens import Token

OFFICE = re.compile(
    r"\bnon[\s-]*fac(?:ility|\.)?(?![a-z])|\bnf\b|\b(?:in[\s-]?|physician'?s?[\s-])?offices?\b(?![\s-]*based)|"
    r"\bpos[\s-]*11\b|\bfreestanding\b",
    re.I,
)
FACILITY = re.compile(r"\bfac(?:ility|ilities|\.)?(?![a-z])|\bpos[\s-]*(?:19|21|22|24)\b", re.I)
HOSPITAL = re.compile(r"\bhopd?s?\b|\bh?opps\b|\bhospitals?\b|\boutpatient\b|\bapcs?\b|\bopd\b", re.I)
ASC = re.compile(r"\bascs?\b|\bambulatory\b", re.I)
PHYSICIAN = re.compile(
    r"\bphysicians?\b|\bprofessional\b|\bm?pfs\b|\bsurgeons?\b|\bclinicians?\b|\bpractitioners?\b|\bprovider fee\b", re.I
)
RVU = re.compile(r"\b[wt]?rvu'?s?\b|\brelative value", re.I)
WORK = re.compile(r"\bwrvu'?s?\b|\bwork\b", re.I)
EXPENSE = re.compile(r"\bpractice[\s-]+expense|\bpe\b", re.I)
MALPRACTICE = re.compile(r"\bmalpractice|\bmp\b|\bpli\b|\bliability\b", re.I)
TOTAL = re.compile(r"\btotals?\b|\bcombined\b|\btogether\b|\btrvu'?s?\b|\bsum\b", re.I)
AMOUNT = re.compile(
    r"\bpay(?:ment|ments|s)?\b|\bpaid\b|\ballow(?:ed|able|ance)?\b|\breimburse|\brates?\b|\bfees?\b|\bamounts?\b|"
    r"\baverage\b|\bprices?\b|\$",
    re.I,
)
FACTOR_WORDS = re.compile(r"\bconversion factor|\bCF\b")
OTHER = re.compile(
    r"\bco-?pay(?:ment)?s?\b|\bco-?insurance\b|\bdeductible|\bcharges?\b|\blist price|\bcosts?\b|\bcommercial\b|\bmedicaid\b|"
    r"\bchanges?\b|\bdifferen\w*|\bvariance|\bsav(?:e|ings)\b|\binvoice|\bwage index|\bpercent|%|\boffset|\bper diem|\binpatient\b|"
    r"\bms-?drg|\bdrgs?\b|\bpatient (?:share|pays|responsib\w*)|\bweights?\b|\bthreshold|\bbudget|\bscore|\bgpci|\bind(?:ex|ices)\b|"
    r"\bfluid|\bunits? limit|\bmue\b",
    re.IGNORECASE,
)
CLAIM_RULE = re.compile(
    r"\bmodifiers?\b|\bhalf\b|\breduc\w*|\bdiscount\w*|\bmultiple[\s-]procedure|\bbilateral\b|\bassistant\b|\bsecond(?:ary)? procedure|"
    r"\bdiscontinued|\bterminated|\bsequest\w*|\bcomplexity|\bdevice credit|\bthen\b|\bpreviously\b|\bformerly\b|"
    r"\b(?:prior|previous|last) year\b|\binstead of\b|\b(?:up|down) from\b",
    re.IGNORECASE,
)
PERCENTAGE = re.compile(r"[-+]?\d[\d.,]*\s?(?:%|percent\b)", re.I)
YEAR = re.compile(r"\b(?:CY|FY)?[\s-]?(20[12][0-9])\b|\bCY[\s-]?'?([12][0-9])\b", re.I)
RIGHTS = re.compile(r"(?:copyright|\(c\)|©|all rights reserved)", re.I)
ISO_DAY = re.compile(r"\b(20[12][0-9])-([01][0-9])-([0-3][0-9])\b")
US_DAY = re.compile(r"\b([01]?[0-9])/([0-3]?[0-9])/((?:20)?[12][0-9])\b")
STRETCH = re.compile(r"\s*(?:-|to|through|thru|until)\s*", re.I)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WORD_DAY = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.?\s+([0-3]?[0-9])(?:st|nd|rd|th)?,?\s+(20[12][0-9])\b", re.I)
DAY_WORD = re.compile(rf"\b([0-3]?[0-9])(?:st|nd|rd|th)?\s+({'|'.join(MONTHS)})[a-z]*\.?,?\s+(20[12][0-9])\b", re.I)


RULE_LEVELS = 5  # own text, row and column, band, caption, nearest heading
FACTOR_PLACES = 3  # conversion factors are printed with four decimals, amounts with two at most


class Words:
    """What a text says: `settings`, `places`, `measures` (sets of names), `years` (whole numbers),
    `days` (stretches of days: pairs of first and last day number).

    `other` is a word that bars every reading; `rule` a word of a claim rule, under which an amount is not the unreduced one.
    """

    __slots__ = ("days", "measures", "other", "places", "rule", "settings", "years")

    def __init__(
        self,
        settings: Iterable[str] = (),
        places: Iterable[str] = (),
        measures: Iterable[str] = (),
        years: Iterable[int] = (),
        days: Iterable[Stretch] = (),
        other: str | None = None,
        rule: str | None = None,
    ) -> None:
        self.settings = frozenset(settings)
        self.places = frozenset(places)
        self.measures = frozenset(measures)
        self.years = tuple(years)
        self.days = tuple(days)
        self.other = other
        self.rule = rule

    @property
    def says_something(self) -> bool:
        """Whether the text bears on the meaning of a figure at all."""
        return bool(self.settings or self.places or self.measures or self.other)

    def joined(self, more: Words) -> Words:
        """Both texts' words together."""
        sets = (self.settings | more.settings, self.places | more.places, self.measures | more.measures)
        return Words(*sets, *(one or other for one, other in zip(self.key[3:], more.key[3:], strict=True)))

    def __eq__(self, more: object) -> bool:
        return isinstance(more, Words) and self.key == more.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> Key:
        """What two texts must share to say the same."""
        return self.settings, self.places, self.measures, self.years, self.days, self.other, self.rule


NOTHING = Words()
_KNOWN: dict[str, Words] = {}


def words_of(text: str) -> Words:
    """The Words of a text."""
    found = _KNOWN.get(text)
    if found is None:
        found = _KNOWN[text] = _read(text) if text else NOTHING
    return found


def _read(text: str) -> Words:
    settings = {name for name, pattern in (("hospital", HOSPITAL), ("asc", ASC), ("physician", PHYSICIAN)) if pattern.search(text)}
    places = {"office"} if OFFICE.search(text) else set()
    if FACILITY.search(OFFICE.sub(" ", text)):
        places.add("facility")
    measures = set()
    if FACTOR_WORDS.search(text):
        measures.add("factor")
    if RVU.search(text):
        measures.add("units")
    for name, pattern in (("work", WORK), ("expense", EXPENSE), ("malpractice", MALPRACTICE), ("total", TOTAL)):
        if pattern.search(text):
            measures.add(name)
    if AMOUNT.search(text):
        measures.add("amount")
    barred, ruled = (_first_match(pattern, PERCENTAGE.sub(" ", text)) for pattern in (OTHER, CLAIM_RULE))
    return Words(settings, places, measures, years_of(text), stretches_of(text), barred, ruled)


def _first_match(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group().strip().lower() if found else None


def years_of(text: str) -> tuple[int, ...]:
    """Years that a text names, copyright years left out."""
    found = []
    for match in YEAR.finditer(text):
        if not RIGHTS.search(text[max(0, match.start() - 40) : match.start()]):
            year = int(match[1] or f"20{match[2]}")
            if year not in found:
                found.append(year)
    return tuple(found)


def stretches_of(text: str) -> tuple[Stretch, ...]:
    """(first, last) day numbers of the stretches that a text names; a single day is a stretch of one."""
    found = _places_of_days(text)
    made, at = [], 0
    while at < len(found):
        number, _, end = found[at]
        if at + 1 < len(found) and STRETCH.fullmatch(text[end : found[at + 1][1]]) and number < found[at + 1][0]:
            made.append((number, found[at + 1][0]))
            at += 2
        else:
            made.append((number, number))
            at += 1
    return tuple(dict.fromkeys(made))


def days_of(text: str) -> tuple[int, ...]:
    """Day numbers that a text names."""
    return tuple(dict.fromkeys(number for number, _, _ in _places_of_days(text)))


def _places_of_days(text: str) -> list[tuple[int, int, int]]:
    """[(day number, start, end)] in the order of the text."""
    found = []
    for pattern, order in ((ISO_DAY, (0, 1, 2)), (US_DAY, (2, 0, 1)), (WORD_DAY, (2, 0, 1)), (DAY_WORD, (2, 1, 0))):
        for match in pattern.finditer(text):
            year, month, day = (match.groups()[place] for place in order)
            month = MONTHS.index(month[:3].lower()) + 1 if month[:1].isalpha() else int(month)
            year = int(year) if len(year) == 4 else 2000 + int(year)
            try:
                number = day_number(f"{year:04}-{month:02}-{int(day):02}")
            except DayError:
                continue
            found.append((number, *match.span()))
    return sorted(found, key=lambda one: one[1])


def readings(levels: Levels, token: Token) -> tuple[Tiers, str | None]:
    """(list of tiers of Quantities, why none) for a printed figure; `levels` are Words from the nearest text to the farthest.

    A tier holds the readings that the words allow at the same distance; a farther one is a reading that only values can confirm.
    """
    barred = next((words for words in levels[:2] if words.other), None)
    if barred is not None:
        return [], f"{barred.other!r} stands beside it: no amount that this product checks"
    dollars, measures = token.dollars, _first(levels, "measures")
    if "factor" in measures and (measures == {"factor"} or token.places >= FACTOR_PLACES):
        return [[FACTOR]], None
    places = _first(levels, "places")
    near = levels[0].joined(levels[1]) if len(levels) > 1 else levels[0]
    far = next((words.settings for words in levels[2:] if words.settings), frozenset())
    tiers = [_tier(near.settings or (far if not near.places else frozenset()), places, measures, dollars)]
    if not near.settings and near.places and far:
        tiers.append(_tier(far, frozenset(), measures, dollars))
    if not near.settings and not near.places and not far:
        return [everything(measures, dollars)], None
    return [tier for tier in tiers if tier], None


def claim_rule(levels: Levels) -> str | None:
    """The word of a claim rule in the texts that stand near a figure, or None."""
    return next((words.rule for words in levels[:RULE_LEVELS] if words.rule), None)


def _first(levels: Levels, name: str) -> frozenset[str]:
    for words in levels:
        found: frozenset[str] = getattr(words, name)
        if found:
            return found
    return frozenset()


def _tier(settings: frozenset[str], places: frozenset[str], measures: frozenset[str], dollars: bool) -> list[Quantity]:
    """Readings for stated settings and places."""
    facilities = settings & {"hospital", "asc"}
    sites = places or ({"facility"} if facilities and "physician" in settings else {"facility", "office"})
    units = measures & {"units", "work", "expense", "malpractice"} and not dollars
    if units and "amount" not in measures:
        return _units(sites, measures)
    made = _units(sites, measures) if units else []
    if "physician" in settings or not settings:
        made += [AMOUNTS["physician", site] for site in ("facility", "office") if site in sites]
    if "physician" not in settings:
        made += [AMOUNTS[one, None] for one in sorted(facilities)]
        if len(facilities) == 2 and "facility" in places:
            made.append(AMOUNTS["physician", "facility"])
    if "total" in measures:
        made += [SUMS[one] for one in sorted(facilities or {"physician"}) if SUMS[one] not in made]
    if not dollars and "amount" not in measures and ("physician" in settings or not settings):
        made += _units(sites, {"total"})
    return list(dict.fromkeys(made))


def _units(sites: Set[str], measures: Set[str]) -> list[Quantity]:
    kinds = [kind for kind in ("work", "expense", "malpractice", "total") if kind in measures] or ["total", "work"]
    if kinds[-1] == "total" and len(kinds) > 1:
        kinds.pop()
    made = [UNITS[kind, site] for kind in kinds for site in ("facility", "office") if site in sites]
    return list(dict.fromkeys(made))


def everything(measures: frozenset[str], dollars: bool) -> list[Quantity]:
    """Every reading of a figure about which no word says anything of the setting."""
    if dollars or measures == {"amount"}:
        return list(AMOUNTS.values())
    if measures & {"units", "work", "expense", "malpractice", "total"} and "amount" not in measures:
        return _units({"facility", "office"}, measures)
    return [*AMOUNTS.values(), *_units({"facility", "office"}, {"total"})]
