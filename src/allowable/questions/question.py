"""A question taken apart: its codes, modifiers, days, settings, and its words in one form (anaesthesia is anesthesia, D&C is one word)."""

from __future__ import annotations

import re

from ..claims.modifiers import MODIFIERS
from .problem import QuestionError
from .words import canonical, named_codes, spelled

LONGEST = 1_000
CODE = re.compile(r"(?<![\w.$-])([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})(?![\w]|\.\d)", re.IGNORECASE)
RANGE = re.compile(
    r"\b([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b)\s*([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})\b", re.IGNORECASE
)
ZIP = re.compile(r"\bzip(?:\s*code)?:?\s*(\d{5}(?:-\d{4})?)\b", re.IGNORECASE)
AREA = re.compile(r"\b(?:cbsa|wage area)(?: code| number)?:? (\d{5})\b", re.IGNORECASE)
CITY_ZIP = re.compile(  # "in Seattle, WA 98101": five digits behind a place, beside a code
    r"\b(?:in|at|near) (?!Medicare|CMS|Part|Office|Hospital|Outpatient|Column|Table|Chapter|Section|January|February|March|April|May|June|"
    r"July|August|September|October|November|December)(?:[A-Z][a-z.]+ ?){1,3},? ?(?:[A-Z]{2},? )?\(?(\d{5}(?:-\d{4})?)\b\)?"
)
ONE = "[0-9A-Z]{2}"
LISTED = re.compile(
    rf"\bmod(?:ifier)?s?\.?\s*[:#-]?\s*(-?{ONE}(?:\s*(?:,|/|and|or|&|vs\.?|versus|\+|with)\s*(?:mod(?:ifier)?s?\s+)?-?{ONE})*)\b", re.I
)
BEFORE = re.compile(rf"\b({ONE}(?:\s*(?:,|/|and|or|&|vs\.?|versus)\s*{ONE})*)\s+mod(?:ifier)?s?\b", re.I)
ENGLISH = "AM AN AS AT BE BY DO GO HE IF IN IS IT ME MY NO OF OK ON OR SO TO UP US WE VS"  # after "modifier", no modifiers
HUNG = re.compile(rf"(?:\b(?:[0-9]{{4}}[0-9A-Z]|[A-Z][0-9]{{4}})|\s)-({ONE})(?=[\s,;.?)/-]|$)", re.IGNORECASE)
BARE = re.compile(r"(?<![\w-])([A-Z]{2}|[EFT][1-9])(?![\w-])")
DOING = re.compile(
    r"\b(?:append|attach|add|use|using|report|put|bill|tak|accept|allow|need|requir|with|get)\w*\s+(?:a\s+|the\s+|with\s+)?"
    r"-?(\d\d|tc|[lr]t|x[epsu])\b"
    r"(?!\s*(?:[%:/-]|\.\d|percent|days?|units?|times|codes?|minutes?|mins?|hours?|hrs?|years?|weeks?|months?|other|lesions?|polyps?|more|"
    r"patients?|mg|ml|cc|cm|mm|g|kg|grams?|dollars|visits?|tests?|levels?)(?![a-z]))",
    re.I,
)
APPENDED = re.compile(rf"\b(?:append|attach)\w*\s+(?:a\s+|the\s+)?-?({ONE})\b(?=\s+(?:to|on|onto|for|with)\b|\W*$)", re.I)
ON_CODE = re.compile(rf"\b(?:[0-9]{{4}}[0-9A-Z]|[A-Z][0-9]{{4}})-({ONE})(?=[\s,;.?)/]|$)", re.I)
ASKED = re.compile(
    r"\bis\s+-?(\d\d)\s+(?:correct|right|appropriate|valid|needed|required|allowed|ok|okay|proper|acceptable|used)\b", re.IGNORECASE
)
AT_CODE = re.compile(
    r"(?:^|\b(?:is|are|can|does|will|add|put)\s+)-?(\d\d)\s+(?:on|with|for|to)\s+(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})\b", re.IGNORECASE
)
LAST = re.compile(r"[:;,?]\s*(\d\d)\s*\?\s*$")
ACRONYMS = {"CO", "PC", "SA", "AI", "CT", "AT", "CA", "PA", "PD", "PO"}  # words of other meanings: only after the word modifier
STATES_TOO = ("GA", "RI")  # letters of a state that are a modifier
BEHIND_CITY = re.compile(r"\b(?:in|at|of|from) (?:an? |the )?(?:[A-Z][\w.']+ ){0,2}[A-Z][\w.']+,? $|\b[A-Z][a-z]+, $")
YEAR = re.compile(r"(?<![\d.$-])(20[0-4]\d)(?![\d.%-])")
DAY = re.compile(r"\b(20\d\d-\d\d-\d\d)\b")
QUARTER = re.compile(r"(?:\b(20\d\d)\s*-?\s*Q([1-4])\b|\bQ([1-4])\s*(?:of\s*)?(20\d\d)\b)", re.IGNORECASE)
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
MONTH = re.compile(
    rf"\b({'|'.join(name[:3] for name in MONTHS)})[a-z]*\.?,?\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(20\d\d)\b", re.IGNORECASE
)
DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(name[:3] for name in MONTHS)})[a-z]*\.?,?\s+(20\d\d)\b", re.IGNORECASE
)
SLASHES = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/(20\d\d)(?![\d/])")  # month/day/year, as claims have it
SETTINGS = {
    "asc": re.compile(r"\basc\b|\bsurgical cent|\bsurgery cent"),
    "hospital": re.compile(
        r"\bhospitals?\b(?!(?:'s)? (?:stays?|admissions?|course|days?|discharges?|rounds?|visits?|privileges))|"
        r"\bopps\b|\bhopd\b|\boutpatient department"
    ),
    "office": re.compile(r"\boffice\b|\bnonfacility\b|\bpos 11\b"),
    "facility": re.compile(r"\bfacility\b|\bpos 2[124]\b"),
    "physician": re.compile(
        r"\bphysician\b|\bsurgeon\b|\bdoctor\b|\bprofessional\b|\bmpfs\b|\bpfs\b|\bfee schedule\b|\bpractitioner\b|\bprovider\b"
    ),
}


class Question:
    """What a question says.

    text       as asked, blanks made single
    words      the text in canonical form, lower case, without its codes' modifiers changed
    codes      procedure codes in the order of their mention, each once, the ends of ranges among them
    mentions   the same, a range as one item: [("58555",), ("58558", "58565")]
    named      codes that words of the question name, such as cystoscopy, beyond those written as codes
    modifiers  two-character modifiers in order
    unknown    what the question calls a modifier and is none that is held here
    day, until first day and day after the last of what a date, month, quarter or year in the question means, as texts; None without
    settings   of asc, hospital, office, facility, physician, as far as named
    zip, area  a ZIP code, and the number of a wage area (CBSA), that are called so; None without
    """

    __slots__ = ("area", "codes", "day", "mentions", "modifiers", "named", "settings", "text", "unknown", "until", "words", "zip")

    def __init__(self, text: str) -> None:
        if not isinstance(text, str) or not text.strip():
            raise QuestionError('the question is blank; ask one, such as "Can 58555 be billed with 58558?"')
        self.text = " ".join(text.split())
        if len(self.text) > LONGEST:
            raise QuestionError(f"the question has {len(self.text):,} characters; ask in at most {LONGEST:,}, one thing at a time")
        zips = ZIP if ZIP.search(self.text) else CITY_ZIP
        zip_code, area = zips.search(self.text), AREA.search(self.text)
        if zips is CITY_ZIP and zip_code and not CODE.search(CITY_ZIP.sub(" ", self.text)):
            zip_code = None
        self.zip = zip_code[1] if zip_code else None
        self.area = area[1] if area else None
        # five digits that are no procedure code
        plain = spelled(AREA.sub(" ", zips.sub(" ", self.text) if zip_code else self.text))
        self.words = canonical(plain)
        self.mentions = _mentions(plain)
        self.codes = list(dict.fromkeys(code for one in self.mentions for code in one))
        self.modifiers = _modifiers(plain)
        self.unknown = _no_modifiers(plain)
        self.day, self.until = _days(plain)
        self.settings = {name for name, pattern in SETTINGS.items() if pattern.search(self.words)}
        self.named = named_codes(self.words, self.codes)

    def has(self, pattern: str | re.Pattern[str]) -> bool:
        """Whether the canonical words hold a pattern."""
        return re.search(pattern, self.words) is not None


def _mentions(text: str) -> list[tuple[str, ...]]:
    found: list[tuple[int, tuple[str, ...]]] = []
    ranges = [(match.start(), match.end(), (match[1].upper(), match[2].upper())) for match in RANGE.finditer(text)]
    found += [(start, ends) for start, _, ends in ranges]
    for match in CODE.finditer(re.sub(r"(?<=\w{5})-(?=\w{2}\b)", " ", text)):
        if not any(start <= match.start() < end for start, end, _ in ranges):
            found.append((match.start(), (match[1].upper(),)))
    return list(dict.fromkeys(one for _, one in sorted(found)))


def _modifiers(text: str) -> list[str]:
    found: list[tuple[int, str]] = []
    for pattern in (LISTED, BEFORE):
        for match in pattern.finditer(text):
            found += [(match.start(), one.upper()) for one in re.findall(rf"\b{ONE}\b", match[1])]
    found += [(match.start(), match[1].upper()) for pattern in (HUNG, DOING, ASKED, AT_CODE, LAST) for match in pattern.finditer(text)]
    bare = [match for match in BARE.finditer(text) if match[1] not in ACRONYMS]
    found += [(match.start(), match[1]) for match in bare if not (match[1] in STATES_TOO and BEHIND_CITY.search(text[: match.start()]))]
    return list(dict.fromkeys(one for _, one in sorted(found) if one in MODIFIERS))


def _no_modifiers(text: str) -> list[str]:
    """What stands where a modifier stands, and is none that is held here: the 98 of "modifier 98"; the QX of 58558-QX is one."""
    found = [one.upper() for pattern in (LISTED, BEFORE) for match in pattern.finditer(text) for one in re.findall(rf"\b{ONE}\b", match[1])]
    found += [match[1].upper() for pattern in (APPENDED, ON_CODE) for match in pattern.finditer(text)]
    return list(dict.fromkeys(one for one in found if one not in MODIFIERS and one not in ENGLISH.split()))


def _month(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, 1) if month[:3] == name.lower()[:3])


def _days(text: str) -> tuple[str | None, str | None]:
    if match := DAY.search(text):
        return match[1], None
    if match := SLASHES.search(text):
        return f"{match[3]}-{int(match[1]):02d}-{int(match[2]):02d}", None
    if match := DAY_FIRST.search(text):
        return f"{match[3]}-{_month(match[2]):02d}-{int(match[1]):02d}", None
    if match := MONTH.search(text):
        month = _month(match[1])
        if match[2]:
            return f"{match[3]}-{month:02d}-{int(match[2]):02d}", None
        year = int(match[3])
        return f"{year}-{month:02d}-01", f"{year + (month == 12)}-{month % 12 + 1:02d}-01"
    if match := QUARTER.search(text):
        year, quarter = int(match[1] or match[4]), int(match[2] or match[3])
        after = f"{year + 1}-01-01" if quarter == 4 else f"{year}-{3 * quarter + 1:02d}-01"
        return f"{year}-{3 * quarter - 2:02d}-01", after
    if match := YEAR.search(text):
        return f"{match[1]}-01-01", f"{int(match[1]) + 1}-01-01"
    return None, None
