"""May two codes stand on one claim: the NCCI pair in either order, its indicator, its reason, and the quarter that says so.

Three outcomes, as everywhere: an edit, no edit in a whole table of a quarter that is held, or a refusal where no table speaks for the day.
"""

from __future__ import annotations

import re
from itertools import combinations

from ..kernel.day import OPEN, day_text, quarter_of
from ..law.edits.citations import PAIR, PAIR_INDICATOR, PAIR_MODIFIERS, VISIT_MODIFIERS
from ..law.edits.tables import CODE_PAIRS_HOSPITAL, CODE_PAIRS_PRACTITIONER, PAIR_RATIONALES
from ..law.physician.tables import RELATIVE_VALUES
from ..releases.store import Missing
from .answer import Answer, Refusal, of_cite, of_row
from .guards import is_open, stated
from .words import patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..kernel.table import Table
    from ..releases.store import Print
    from .facts import Facts
    from .question import Question

WHOSE = {"practitioner": "claims of physicians and surgical centers", "hospital": "claims of hospital outpatient departments"}
TABLES = {"practitioner": CODE_PAIRS_PRACTITIONER, "hospital": CODE_PAIRS_HOSPITAL}
DOCUMENT = "CMS NCCI procedure-to-procedure edits"
ANATOMIC = "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD LM RC RI"
BYPASS = frozenset(f"{ANATOMIC} 24 25 57 58 78 79 27 59 91 XE XP XS XU".split())
FOR_VISITS = frozenset(("24", "25", "27", "57"))
INCLUDED, EDIT = (re.compile(patterns()[name]) for name in ("included", "asks_edit"))
MUTUALLY_EXCLUSIVE = PAIR_RATIONALES[6]
ANOTHER_DAY, ANOTHER_PERSON, ANOTHER_SESSION = (re.compile(patterns()[f"another_{one}"]) for one in ("day", "person", "session"))
ASKS_PAIR = patterns()["asks_pair"]
HOLDS = re.compile(
    r"^(?:does|do|will|would|should) .*\b(?:includes?|bundled|contains?|covers?)\b(?!.*\b(?:into|part of)\b)"
)  # the first code holds
SUBJECT = r"(?:[a-z]+ ){0,3}[0-9a-z]{4}[0-9a-z]\b(?! ?(?:and|&|\\+|/|,))"  # a question's first code, alone
MOST = 12  # codes of one question, a range expanded


class Pair:
    """Two codes in one setting on a day: `edit` is (column 1, column 2, indicator, rationale), or None where a whole table has none."""

    __slots__ = ("codes", "day", "edit", "printed", "setting", "table")

    def __init__(self, setting: str, codes: tuple[str, str], day: int, printed: Print, edit: tuple[str, str, str, str] | None) -> None:
        self.setting = setting
        self.table: Table = TABLES[setting]
        self.codes = codes
        self.day = day
        self.printed = printed
        self.edit = edit

    @property
    def quarter(self) -> str:
        """The quarter of the table, such as 2024 Q3."""
        year, quarter = quarter_of(self.day)
        return f"{year} Q{quarter + 1}"

    def cite(self) -> dict[str, Any]:
        """The row, or its absence in both orders."""
        if self.edit is None:
            row: dict[str, Any] = {"codes": list(self.codes), "edit": None, "looked_in": "both orders, the whole table of the quarter"}
        else:
            row = dict(zip(("column_1", "column_2", "indicator", "rationale"), self.edit, strict=True))
        return of_row(f"{DOCUMENT}, {WHOSE[self.setting]}", self.printed, row)


def answer(facts: Facts, question: Question, groups: list[list[str]]) -> Answer:
    """The Answer on every pair of codes of different groups; Refusal where no table speaks for the time asked about."""
    setting = (
        "hospital"
        if "hospital" in question.settings and not question.has(r"\bphysician\b|\bsurgeon\b|\bprofessional\b")
        else "practitioner"
    )
    wanted = [(one, two) for a, b in combinations(groups, 2) for one in a for two in b if one != two]
    found = [find(facts, setting, codes) for codes in wanted[: MOST * MOST]]
    first = found[0]
    parts = [_says(facts, question, pair) for pair in found]
    text = (
        parts[0][0]
        if len(parts) == 1
        else " ".join(f"{pair.codes[0]} and {pair.codes[1]}: {part[0]}" for pair, part in zip(found, parts, strict=True))
    )
    values = [part[1] for part in parts]
    value = values[0] if len(values) == 1 else {"kind": "pairs", "pairs": values, "yes_no": _common(values)}
    notes = [*dict.fromkeys(note for part in parts for note in part[2]), _which(facts, first)]
    cites = [pair.cite() for pair in found] + [of_cite(PAIR_INDICATOR)]
    if any(pair.edit and pair.edit[2] == "1" for pair in found):
        cites.append(of_cite(VISIT_MODIFIERS if any(pair.edit and is_visit(pair.edit[1]) for pair in found) else PAIR_MODIFIERS))
    found_answer = Answer(text, value, cites, notes, [code for group in groups for code in group]).on_day(day_text(first.day))
    scope = _scope(question, found)
    twofold = question.has(r"\bindicators?\b") or (
        question.has(INCLUDED) and question.has(r"^(?:can|may|could|should|must)\b(?!.*\bbe bundled)|\bseparately\b")
    )  # billed, and included
    if not scope and not twofold and question.has(ASKS_PAIR) and not (is_open(question) and not question.has(r"\bmodifiers?\b")):
        return found_answer
    found_answer = stated(found_answer)
    found_answer.text = " ".join(one for one in (found_answer.text, _columns(question, first), scope) if one)
    if scope:
        found_answer.text = f"For one practitioner and one day: {found_answer.text}"
        found_answer.value["billable"] = None
    found_answer.citations += [of_cite(PAIR)] if scope else []
    return found_answer


def find(facts: Facts, setting: str, codes: tuple[str, str]) -> Pair:
    """The Pair of two codes for the time asked about: the latest table that speaks of it, or the first of a named time."""
    table = TABLES[setting]
    points = facts.engine.store.table(table.name)
    if points is None:
        raise Refusal("no table of NCCI code pairs is held; import one with `allowable releases import FILE`")
    for day in facts.days(table.name):
        for key in (codes, codes[::-1]):
            found = facts.engine.store.find(table, key, day, facts.known)
            if not isinstance(found, Missing):
                row, printed = found
                indicator, rationale = (row.values[table.where[name]] for name in ("modifier_indicator", "rationale"))
                return Pair(setting, codes, day, printed, (*key, str(indicator), PAIR_RATIONALES.get(rationale or 0, "")))
        speaking = points.print_for(day, facts.known)
        if speaking is not None and not points.is_excerpt(speaking):
            return Pair(setting, codes, day, speaking, None)
    raise Refusal(_not_held(facts, points, setting))


def _not_held(facts: Facts, points: Any, setting: str) -> str:
    whole = [one for one in points.prints if not points.is_excerpt(one)]
    held = ", ".join(sorted({f"{day_text(one.effective)} to {day_text(one.until - 1)}" for one in whole})) or "no whole quarter"
    return (
        f"the NCCI table of the time asked about is not held (for {WHOSE[setting]}: {held}), and another quarter does not speak for it; "
        "ask without a date for what the held quarter says, or import the quarter with `allowable releases import FILE`"
    )


def is_visit(code: str) -> bool:
    """Whether a code is an evaluation and management visit, which takes 24, 25, 27 or 57 and not 59."""
    return code.isdigit() and (99202 <= int(code) <= 99499 or code in ("92002", "92004", "92012", "92014"))


def _says(facts: Facts, question: Question, pair: Pair) -> tuple[str, dict[str, Any], list[str]]:
    """(sentence, value, notes) of one pair."""
    asks_edit, asks_included = question.has(EDIT), question.has(INCLUDED)
    value: dict[str, Any] = {"kind": "pair", "edit": pair.edit is not None, "codes": list(pair.codes)}
    if pair.edit is None:
        one, two = pair.codes
        lead = "No, there is none" if asks_edit else "No, not bundled" if asks_included else "Yes, as far as NCCI goes"
        text = f"{lead}: {one} and {two} have no edit in {pair.quarter}, in either order; both may be reported when each was done."
        rest = "No edit is no promise of payment: multiple-procedure rules, coverage and what the chart shows still decide."
        return text, value | {"yes_no": "no" if asks_edit or asks_included else "yes", "billable": "yes", "indicator": None}, [rest]
    column_1, column_2, indicator, rationale = pair.edit
    value |= {"column_1": column_1, "column_2": column_2, "indicator": indicator, "rationale": rationale}
    reason = f"reason: {rationale}"
    if question.has(r"\bmutually exclusive\b") and rationale != MUTUALLY_EXCLUSIVE:
        raise Refusal(
            f"{column_1} and {column_2} are paired for another reason ({rationale}); ask whether the one is bundled into the other"
        )
    way = _way(question, column_1) if asks_included else None
    turned = (
        not asks_included
        and len(question.mentions) > 1
        and column_1 in question.mentions[0]
        and question.has(rf"^(?:is|are|does|can|may|should|will) {SUBJECT}")
    )
    if indicator == "0":
        lead = "Yes" if asks_edit else "Yes, bundled" if asks_included else "No"
        if way is False:
            lead = "The other way round"
        elif turned and not asks_edit:  # asked about the code that is paid
            lead = "No, not both"
        paid = f"{column_1} is paid, and " if turned else ""
        text = f"{lead}: {paid}{column_2} is denied beside {column_1}, and no modifier opens it (edit indicator 0; {reason})."
        yes_no = None if way is False else "yes" if asks_edit or asks_included else "no"
        return text, value | {"yes_no": yes_no, "billable": "no"}, [_modifier_words(question, None)]
    opens = _opens(facts, pair, column_1, column_2)
    wrong = [one for one in question.modifiers if one not in BYPASS]
    lead = "Yes" if asks_edit else "Yes, bundled unless a distinct circumstance is shown" if asks_included else f"Only with {_list(opens)}"
    lead = "The other way round" if way is False else lead
    if wrong and not set(question.modifiers) & BYPASS:
        lead = f"No, not with {_list(wrong)}"
    text = (
        f"{lead}: {column_2} is denied beside {column_1}, but a modifier such as {column_2}-{opens[0]} opens it where the record shows "
        f"{_circumstance(column_2)} (edit indicator 1; {reason})."
    )
    yes_no = None if way is False else "yes" if asks_edit or asks_included else "only with a modifier"
    return text, value | {"yes_no": yes_no, "billable": "only with a modifier", "modifiers": opens}, [_modifier_words(question, opens)]


def _way(question: Question, column_1: str) -> bool | None:
    """Whether what holds the other code in the question is column 1, as in the table; None where the question says no direction."""
    if len(question.codes) != 2 or not question.has(rf"^(?:is|are|does|do|can|may|should|will|would) {SUBJECT}"):
        return None
    if HOLDS.search(question.words):
        return column_1 == question.codes[0]
    if re.search(
        r"\b(?:bundle[sd]?|bundling) (?:into|in|to)\b|\bincluded (?:in|within)\b|\bpart of\b|\bcomponent of\b", question.text.lower()
    ):
        return column_1 == question.codes[1]
    return None


def _columns(question: Question, pair: Pair) -> str:
    """Which code is which column, where the question asks for it."""
    if pair.edit is None or not question.has(r"\bcolumns?\b"):
        return ""
    return f"Column 1, which is paid, is {pair.edit[0]}; column 2 is {pair.edit[1]}."


def _scope(question: Question, pairs: list[Pair]) -> str:
    """What the question names that no edit speaks of: another day, another practitioner; of the same day another session. Else blank."""
    outside = ["another day"] if ANOTHER_DAY.search(question.words) else []
    outside += ["another practitioner of another group or specialty, or another patient"] if ANOTHER_PERSON.search(question.words) else []
    speaks = "An edit speaks for one patient, one practitioner (or group of one specialty) and one day"
    if outside:
        return f"{speaks}: of {' and of '.join(outside)} it says nothing, where global periods and other rules decide."
    if ANOTHER_SESSION.search(question.words) and any(pair.edit is None or pair.edit[2] == "0" for pair in pairs):
        return f"{speaks}: sessions of one day are under it, with indicator 0 always; a session of another day is not."
    return ""


def _opens(facts: Facts, pair: Pair, column_1: str, column_2: str) -> list[str]:
    if not is_visit(column_2):
        return ["59", "XS", "XE", "XP", "XU"] if not is_visit(column_1) else ["25"]
    found = facts.engine.store.find(RELATIVE_VALUES, (column_1, ""), pair.day, facts.known)
    period = None if isinstance(found, Missing) else found[0].values[RELATIVE_VALUES.where["global_days"]]
    return ["57", "25"] if period == "090" else ["25"]


def _circumstance(column_2: str) -> str:
    if is_visit(column_2):
        return "a significant visit apart from the usual work of the procedure"
    return "a different session, site, organ or lesion, not the same one"


def _modifier_words(question: Question, opens: list[str] | None) -> str:
    asked = [one for one in question.modifiers if one not in BYPASS]
    if asked:
        return f"{_list(asked)} is none of the modifiers that NCCI recognises for opening an edit."
    if opens and set(opens) & FOR_VISITS:
        return "24, 25 and 57 belong on the visit, never on the procedure."
    return "Of 59 and XE, XP, XS, XU report one, the most exact." if opens else ""


def _list(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"


def _common(values: list[dict[str, Any]]) -> str | None:
    found = {one["yes_no"] for one in values}
    return found.pop() if len(found) == 1 else None


def _which(facts: Facts, pair: Pair) -> str:
    until = min(pair.printed.until, OPEN) - 1
    said = f"NCCI table for {WHOSE[pair.setting]}, {pair.quarter} ({day_text(pair.printed.effective)} to {day_text(until)})"
    return f"{said}, the {'first held of the time asked about' if facts.is_dated else 'latest held that speaks of the pair'}."


def expand(facts: Facts, mention: tuple[str, ...]) -> list[str]:
    """The held codes of a mention: itself, or those between the ends of a range."""
    if len(mention) == 1:
        return list(mention)
    first, last = mention
    if not (first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= 200):
        return [first, last]
    held = [code for number in range(int(first), int(last) + 1) if facts.holds_code(code := f"{number:05d}")]
    return held[:MOST] or [first, last]


__all__ = ["answer", "expand", "find", "is_visit"]
