"""The record of a note (allowable.note/1) in words and cells: one shape for the terminal and the page."""

from __future__ import annotations

from ..views.pricing import STATUS_WORDS, dollars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

TITLES = {"office": "Office", "hospital": "Hospital", "asc": "ASC"}
KINDS = {
    "operative_note": "operative note",
    "discharge_summary": "discharge summary",
    "encounter_note": "note of a visit or consultation",
    "other": "no document of a procedure that is known here",
}
LIMITS = (
    "The codes are proposals from what the note says, by rules that can be read; a coder decides. Nothing here is a promise of payment.",
    "CPT codes are the American Medical Association's. The words beside a code are this program's own and no descriptor of theirs.",
)
NOTHING = "–"
NEAREST_PAIRS = "Code pairs of the service day are not held"  # how the record's note begins where another quarter's table was read


def billed(code: Json) -> str:
    """A code with its modifiers and units: 58661-50, 11201 x 2."""
    name = "-".join((code["hcpcs"], *code["modifiers"]))
    return name if (code.get("units") or 1) == 1 else f"{name} x {code['units']}"


def headline(record: Json) -> str:
    """What came out, in a sentence."""
    if record["abstained"]:
        return f"No code is proposed: {_unstopped(record['abstained_because'] or 'no rule covers what the note describes')}."
    names = [billed(code) for code in record["codes"]]
    if not names:
        return "No code is proposed: the note shows no procedure that the rules cover."
    gaps = len(record["missing"])
    more = f"; {gaps} {'thing is' if gaps == 1 else 'things are'} missing in the documentation" if gaps else ""
    return f"{len(names)} {'code' if len(names) == 1 else 'codes'}: {', '.join(names)}{more}."


def facts(record: Json) -> list[tuple[str, str]]:
    """What the reading speaks for."""
    kind = str(KINDS.get(record["kind"], record["kind"]))
    is_said = record["kind_because"] in (record["abstained_because"] or "")  # the headline says it already
    found = [("Document", kind if is_said else f"{kind}: {_unstopped(record['kind_because'])}")]
    if record["on"] and record["codes"]:
        nearest = any(says.startswith(NEAREST_PAIRS) for says in record["notes"])
        own = "indicators in force on that day; code pairs of the nearest table held"
        found.append(("Rules of", f"{record['on']} ({own if nearest else 'edits and indicators in force on that day'})"))
    return found


def is_open(record: Json) -> bool:
    """Whether a person must look: the reader abstained, or something is missing that would change a code."""
    return bool(record["abstained"] or not record["codes"] or any(one["changes"] for one in record["missing"]))


class Sources:
    """The sources of a record's reasons, each once, with its number from 1: what a page or a screen lists at its end."""

    def __init__(self, record: Json) -> None:
        self.entries: list[str] = []
        for code in record["codes"]:
            for one in (*code["reasons"], *code["modifier_reasons"]):
                self.numbers(one["sources"])

    def numbers(self, sources: list[Json]) -> list[int]:
        """The numbers of sources, without doubles."""
        found = []
        for one in map(source_words, sources):
            if one not in self.entries:
                self.entries.append(one)
            found.append(self.entries.index(one) + 1)
        return sorted(set(found))


def source_words(one: Json) -> str:
    """A source with its evidence tag: V read, S secondary, U unverified."""
    words = ", ".join(part for part in (one.get("document"), one.get("place")) if part)
    return f"{words} [{one['evidence']}]" if one.get("evidence") else words


def reason_lines(code: Json, sources: Sources) -> list[tuple[bool, str, list[int]]]:
    """(whether it held, the sentence, the numbers of its sources) of each step that led to a code; what did not hold names its code."""
    found = []
    for one in code["reasons"]:
        would = f" (it would be {one['hcpcs']})" if one.get("hcpcs") else ""
        says = one["says"] if one["outcome"] else f"not told: {one['says']}{would}"
        found.append((bool(one["outcome"]), says, sources.numbers(one["sources"])))
    return found


def considered(record: Json) -> list[Json]:
    """The alternatives that stand in no path of reasons and were truly weighed: what an edit dropped, or what has evidence."""
    return [one for one in record["alternatives"] if one["edit"] or one["evidence"]]


def unreached(record: Json) -> str:
    """The neighbours of the codes that no question reached, because one before them was answered; blank without any."""
    asked = {one.get("hcpcs") for code in record["codes"] for one in code["reasons"]} | {one["hcpcs"] for one in considered(record)}
    names = [one["hcpcs"] for one in record["alternatives"] if one["hcpcs"] not in asked]
    return f"Not reached, a question before them settled it: {', '.join(dict.fromkeys(names))}." if names else ""


def edit_words(edit: Json | None) -> str:
    """The NCCI row that dropped a code; blank where it was no edit."""
    if not edit:
        return ""
    row = f"NCCI pair {edit['column_one']}/{edit['column_two']}, indicator {edit['indicator']}, {edit['release']}"
    return f"{row} ({edit['rationale']})" if edit.get("rationale") else row


def missing_words(one: Json) -> str:
    """What is missing, why it matters and what it would change."""
    codes = f" ({', '.join(one['codes'])})" if one["codes"] else ""
    changes = f" Open until then: {_unstopped(one['changes'])}." if one["changes"] else ""
    return f"{_sentence(one['what'])} {_sentence(one['why'] + codes)}{changes}"


def stated_words(one: Json) -> str:
    """A code that the author wrote, and whether it agrees with what the note shows."""
    return f"{one['hcpcs']} {'agrees' if one['agrees'] else 'is not what is proposed'}: {_unstopped(one['because'])}."


def price_rows(settings: list[Json]) -> list[tuple[str, list[str], bool]]:
    """Rows of (title, a cell for each of `settings`, whether it is the sum)."""
    rows = []
    for words, part, strong in (
        ("Physician", "physician", False),
        ("Facility", "facility", False),
        ("Together", "allowed", True),
        ("Medicare pays", "medicare", False),
        ("Patient pays", "patient", False),
    ):
        rows.append((words, [_cell(one, part) for one in settings], strong))
        rows += _rows_of_codes(settings, part)
    return rows


def _rows_of_codes(settings: list[Json], claim: str) -> list[tuple[str, list[str], bool]]:
    """What each of several codes is worth on the claim of the physician or the facility; nothing where there is but one."""
    lines = [[line for line in one["lines"] if line["claim"] == claim] for one in settings]
    longest = max(lines, key=len, default=[])
    if len(longest) < 2:
        return []
    return [
        (f"· {line['billed']}", [_amount(own[at]) if at < len(own) else NOTHING for own in lines], False) for at, line in enumerate(longest)
    ]


def _amount(line: Json) -> str:
    return dollars(line["allowed"]) if line["allowed"] is not None else STATUS_WORDS.get(line["status"], STATUS_WORDS["unknown"])


def _cell(setting: Json, part: str) -> str:
    if part == "facility" and setting["setting"] == "office":
        return NOTHING
    amount: str | None = setting[part]
    own = {line["status"] for line in setting["lines"] if line["claim"] == part and line["allowed"] is None}
    status = own.pop() if len(own) == 1 else setting["status"]  # the claim's own word, not the other claim's
    return dollars(amount) if amount is not None else STATUS_WORDS.get(status, STATUS_WORDS["unknown"])


def price_places(prices: Json) -> list[Json]:
    """Each place a note was priced for: {"place", "settings"}; more than one only where a ZIP code lies in several localities."""
    first = {"place": prices["place"], "settings": prices["settings"]}
    return [one for one in (first, *prices.get("other_places", [])) if one["settings"]]


def price_remarks(place: Json) -> list[str]:
    """Why a setting has no amount, and what to give."""
    found = []
    for one in place["settings"]:
        found += [f"{TITLES[one['setting']]}: {because}." for because in dict.fromkeys(one["because"])]
        found += [f"{TITLES[one['setting']]}: {_unstopped(ask)}." for ask in one["next"]]
    return list(dict.fromkeys(found))


def price_title(prices: Json) -> str:
    """What the amounts speak for."""
    place = f", {prices['place']}" if prices["place"] else ""
    because = "" if prices["on_because"] == "as given" else f" ({prices['on_because']})"
    return f"What Medicare allows on {prices['on']}{because}{place}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{_unstopped(text)[1:]}."


def _unstopped(text: str) -> str:
    return text.rstrip().rstrip(".")
