"""A comparison in words and cells, one shape for the terminal, the page and the paper."""

from __future__ import annotations

from ..guides.notices import AMA, NO_PROMISE, SCHEDULES
from ..kernel.number import scaled_number
from ..views.pricing import STATUS_WORDS, dollars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

TITLES = {"office": "Office", "hospital": "Hospital", "asc": "ASC"}
NOTHING = "–"
MOST_NAMES = 4  # of codes in a title
KINDS = {"why": "Why", "no": "No amount", "next": "Next"}
PART_TITLES = {"medicare": "Medicare pays", "patient": "Patient pays"}


class Remark:
    """One sentence below the figures: which setting it is of, and whether it is why, no, or next (what to give)."""

    __slots__ = ("kind", "text", "who")

    def __init__(self, kind: str, who: str, text: str) -> None:
        self.kind = kind
        self.who = who
        self.text = text


def title(found: Json) -> str:
    """What is compared, in a line."""
    names = found["codes"]
    shown = " + ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} procedures"
    return f"{shown} by setting"


def facts(found: Json) -> list[tuple[str, str]]:
    """What the comparison speaks for; of several places each stands above its own figures."""
    left = found["deductible_remaining"]
    one = found["answers"][0] if len(found["answers"]) == 1 else None
    return [
        ("Service day", found["on"]),
        *([("Place", sentence(one["place"]["says"]))] if one else []),
        *([("Wage area", sentence(area))] if one and (area := wage_area_words(one)) else []),
        ("Known on", found["known_on"] or "everything that is held"),
        ("Deductible", "taken as met" if left is None else f"{dollars(left)} left before these claims"),
    ]


def wage_area_words(answer: Json) -> str:
    """How the wage area of an answer was found; blank where the user gave it or none is needed."""
    place = answer["place"]
    return place["wage_area_because"] or "" if place["wage_area"] else ""


def sentence(text: str) -> str:
    """A text with a capital letter first."""
    return text[:1].upper() + text[1:]


def summary(answer: Json) -> list[tuple[str, list[str], bool]]:
    """Rows of (title, a cell a setting, whether it is the sum): physician, facility, together, who pays."""
    settings = answer["settings"]
    rows = [("Physician", [_cell(settings[name]["claims"]["physician"], "allowed") for name in TITLES], False)]
    rows.append(("Facility", [_facility_cell(settings[name]) for name in TITLES], False))
    rows.append(("Together", [_sum(settings[name], "allowed") for name in TITLES], True))
    for part, words in PART_TITLES.items():
        rows.append((words, [_sum(settings[name], part) for name in TITLES], False))
    return rows


def _facility_cell(setting: Json) -> str:
    claim = setting["claims"].get("facility")
    return NOTHING if claim is None else _cell(claim, "allowed")


def _cell(claim: Json, part: str) -> str:
    amount = claim["total"][part]
    if amount is not None:
        return dollars(amount)
    found = {line["status"] for line in claim["lines"]}
    return next((STATUS_WORDS[one] for one in STATUS_WORDS if one in found and one != "unknown"), STATUS_WORDS["unknown"])


def _sum(setting: Json, part: str) -> str:
    amount = setting["total"][part]
    return dollars(amount) if amount is not None else "no total" if part == "allowed" else NOTHING


def procedures(answer: Json) -> tuple[list[tuple[str, str]], list[tuple[str, list[str]]]]:
    """Columns as (setting, claim) and rows as (billed, cells) of what each procedure is allowed; no rows for one procedure alone."""
    claims = [(name, whose, claim) for name in TITLES for whose, claim in answer["settings"][name]["claims"].items()]
    count = len(claims[0][2]["lines"])
    rows = [(claims[0][2]["lines"][at]["billed"], [_line_cell(claim["lines"][at]) for _, _, claim in claims]) for at in range(count)]
    return [(TITLES[name], whose) for name, whose, _ in claims], rows if count > 1 else []


def _line_cell(line: Json) -> str:
    if line["allowed"] is not None:
        return dollars(line["allowed"])
    return NOTHING if line["status"] == "not_billed" else str(STATUS_WORDS.get(line["status"], line["status"]))


def remarks(answer: Json) -> list[Remark]:
    """Why amounts were reduced, why there is none, and what to give where something is unknown."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for name, setting in answer["settings"].items():
        for whose, claim in setting["claims"].items():
            for line in claim["lines"]:
                who = whose if whose == "physician" else TITLES[name]
                if line["why"] and line["status"] == "priced":
                    _add(found, ("why", who, line["why"]), line["billed"])
                where = f"{TITLES[name]}, {whose}" if line["status"] != "not_billed" else "physician in a facility"
                for reason in line["reasons"]:
                    _add(found, ("why" if line["status"] in ("priced", "not_billed") else "no", where, reason), line["billed"])
    made = [Remark(kind, f"{', '.join(billed)} ({who})", text) for (kind, who, text), billed in found.items()]
    return made + [Remark("next", TITLES[name], _next(setting)) for name, setting in answer["settings"].items() if setting["asks"]]


def _add(found: dict[tuple[str, str, str], list[str]], key: tuple[str, str, str], billed: str) -> None:
    if billed not in found.setdefault(key, []):
        found[key].append(billed)


def _next(setting: Json) -> str:
    national = setting["claims"]["facility"]["national"]["allowed"]
    return f"{'; '.join(setting['asks'])}. The national amount, without a wage index, is {dollars(national)}"


def in_words(answer: Json) -> Json:
    """One answer as a page or paper shows it: place, wage area, summary, columns and rows of procedures, and remarks by their kind."""
    columns, rows = procedures(answer)
    noted = remarks(answer)
    return {
        "place": sentence(answer["place"]["says"]),
        "wage_area": sentence(wage_area_words(answer)),
        "summary": summary(answer),
        "columns": columns,
        "rows": rows,
        "remarks": [(words, [(one.who, one.text) for one in noted if one.kind == kind]) for kind, words in KINDS.items()],
    }


def bar_parts(setting: Json) -> dict[str, int]:
    """Cents of physician, facility, medicare and patient of a setting that has a total; those that are known."""
    if setting["total"]["allowed"] is None:
        return {}
    parts = {name: setting[name] for name in ("physician", "facility")} | {name: setting["total"][name] for name in PART_TITLES}
    return {name: scaled_number(amount, 2) for name, amount in parts.items() if amount is not None}


def lacking_words(setting: Json) -> str:
    """What stands for the bar of a setting without a total."""
    return {"not_payable": "no total: not payable as billed", "pends": "no total: a line pends"}.get(setting["status"], "no total: unknown")


def notices(found: Json) -> list[str]:
    """What a written comparison says of itself."""
    return [*found["notes"], AMA, SCHEDULES, NO_PROMISE]
