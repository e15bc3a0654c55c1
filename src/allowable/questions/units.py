"""How many units are likely (MUE), whether a code is an add-on and to what, and which codes NCCI denies beside a code."""

from __future__ import annotations

import re

from ..law.edits.citations import ADD_ON, UNITS_DAY, UNITS_LINE
from ..law.edits.tables import (
    ADD_ON_CODES,
    CODE_PAIRS_PRACTITIONER,
    UNIT_LIMITS_HOSPITAL,
    UNIT_LIMITS_HOSPITAL_EXCERPT,
    UNIT_LIMITS_PRACTITIONER,
    UNIT_LIMITS_PRACTITIONER_EXCERPT,
)
from ..releases.store import Missing
from ..views.indicator_words import ADJUDICATION
from .answer import Answer, Refusal, of_cite, of_row
from .indicators import held_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts, Held
    from .question import Question

TABLES = {
    "practitioner": (UNIT_LIMITS_PRACTITIONER_EXCERPT, UNIT_LIMITS_PRACTITIONER),
    "hospital": (UNIT_LIMITS_HOSPITAL_EXCERPT, UNIT_LIMITS_HOSPITAL),
}
WHOSE = {"practitioner": "physicians and surgical centers", "hospital": "hospital outpatient departments"}
COUNT = re.compile(r"\b(\d{1,3})\s*(?:units?|times|x\b)|\bx\s*(\d{1,3})\b")
WORDS = {
    "twice": 2,
    "more than once": 2,
    "more than one unit": 2,
    "multiple units": 2,
    "two or more units": 2,
    "two units": 2,
    "two times": 2,
    "three units": 3,
    "three times": 3,
    "four units": 4,
    "five units": 5,
}
SHOWN = 25


def limit(facts: Facts, question: Question, code: str) -> Answer:
    """The medically unlikely edit of a code, and whether a number of units in the question passes it."""
    settings = ["hospital"] if "hospital" in question.settings else ["practitioner"]
    found = {name: held for name in settings if (held := _limit(facts, name, code)) is not None}
    if not found:
        raise Refusal(f"no unit limit (MUE) of {code} is held for that time; CMS does not publish every limit")
    ((setting, held),) = found.items()
    units = held.text("units") or ""
    adjudication = held.text("adjudication") or ""
    wanted = _wanted(question) if units != "0" else None  # of a code that is not payable no number is a limit
    yes_no = (
        None if wanted is None else "yes" if wanted <= int(units) else "no" if adjudication in ("1", "2") else "only with documentation"
    )
    lead = {"yes": "Yes: the", "no": "No: the", "only with documentation": "Only with documentation: the"}.get(yes_no or "", "The")
    count = "1 unit" if units == "1" else f"{units} units"
    means = ADJUDICATION.get(adjudication, "")
    limit_of = f"medically unlikely edit (MUE) of {code} for {WHOSE[setting]}"
    text = f"{lead} {limit_of} is {count}, adjudication indicator {adjudication}: {means}."
    value = {"kind": "units", "number": units, "adjudication": adjudication, "setting": setting, "yes_no": yes_no}
    cites = [held.cite("units", "adjudication"), of_cite(UNITS_LINE if adjudication == "1" else UNITS_DAY)]
    return Answer(text, value, cites, [facts.says(held) or ""], [code]).on_day(held.on)


def _limit(facts: Facts, setting: str, code: str) -> Held | None:
    for table in TABLES[setting]:
        if facts.engine.store.table(table.name) is None:
            continue
        held = facts.row(table, code)
        if not isinstance(held, Missing):
            return held
    return None


def _wanted(question: Question) -> int | None:
    match = COUNT.search(question.words)
    if match:
        return int(match[1] or match[2])
    return next((number for words, number in WORDS.items() if words in question.words), None)


def add_on(facts: Facts, question: Question, code: str) -> Answer:
    """Whether a code is an add-on, and with which primaries it is payable."""
    points = facts.engine.store.table(ADD_ON_CODES.name)
    where = ADD_ON_CODES.where
    for day in facts.days(ADD_ON_CODES.name) if points is not None else ():
        rows = [row for row in points.under(code) if row.starts <= day < row.until and row.known <= facts.known]
        rows = [row for row in rows if _covers(row.values[where["first_day"]], row.values[where["last_day"]], day)]
        printed = points.print_for(day, facts.known)
        if not rows or printed is None:
            continue
        primaries = list(dict.fromkeys(row.key[1] for row in rows if row.key[1] != "CCCCC"))
        asked = [one for one in question.codes if one != code]
        kind = rows[0].values[where["kind"]]
        yes_no = "yes" if not asked or asked[0] in primaries else "no" if kind == "1" else "decided by the contractor"
        listed = ", ".join(primaries[:SHOWN]) + (f" and {len(primaries) - SHOWN} more" if len(primaries) > SHOWN else "")
        with_what = f"payable beside {listed}" if primaries else "payable beside the primaries that the contractor decides"
        lead = f"{yes_no.capitalize()}: {code} is an add-on" if yes_no in ("yes", "no") else f"The contractor decides: {code} is an add-on"
        cites = [of_row(ADD_ON_CODES.authority, printed, {"add_on": code, "primaries": len(primaries), "kind": kind}), of_cite(ADD_ON)]
        from ..kernel.day import day_text

        value = {"kind": "add_on", "yes_no": yes_no, "codes": primaries, "type": kind}
        note = "" if facts.is_dated else f"No day was given: the latest held list was taken ({printed.release})."
        return Answer(f"{lead} of type {kind}, {with_what}.", value, cites, [note], [code]).on_day(day_text(day))
    held = held_row(facts, code)
    if held.text("global_days") == "ZZZ":
        raise Refusal(f"{code} has the global period of an add-on (ZZZ), but no add-on list that is held names its primaries")
    text = f"No: {code} is no add-on; it stands in no held add-on list, and its global period is {held.text('global_days')}."
    value = {"kind": "add_on", "yes_no": "no", "codes": []}
    return Answer(text, value, [held.cite("global_days"), of_cite(ADD_ON)], [facts.says(held) or ""], [code]).on_day(held.on)


def _covers(first: int | None, last: int | None, day: int) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def partners(facts: Facts, question: Question, code: str) -> Answer:
    """How many codes NCCI denies beside a code, those of its own part of the code set named."""
    from ..guides.pairs import held_pairs
    from ..kernel.day import OPEN, day_text

    points = facts.engine.store.table(CODE_PAIRS_PRACTITIONER.name)
    day = next(iter(facts.days(CODE_PAIRS_PRACTITIONER.name)), None) if points is not None else None
    pairs, held = (None, False) if day is None else held_pairs(facts.engine.store.folders, "practitioner", day)
    if pairs is None or day is None or not held or points is None:
        raise Refusal("no NCCI table of that time is held; ask without a date for what the held quarter says")
    rows = [row for row in pairs.partners(code) if row[4] in ("0", "1") and row[3] >= day and (row[2] is None or row[2] <= day)]
    denied = sorted({row[1] for row in rows if row[0] == code})
    over = sorted({row[0] for row in rows if row[1] == code})
    near = [one for one in denied if one[:2] == code[:2]]
    text = f"NCCI denies {len(denied)} codes beside {code}" + (f", of its own chapter {', '.join(near[:SHOWN])}." if near else ".")
    if over:
        above = [one for one in over if one[:2] == code[:2]] or over
        text += f" {code} itself is denied beside {len(over)} codes, such as {', '.join(above[:SHOWN])}."
    printed = points.print_for(day)
    row = {"column_1": code, "column_2_codes": len(denied), "column_1_codes_over_it": len(over)}
    value = {"kind": "codes", "codes": near, "number": str(len(denied)), "yes_no": None}
    until = day_text(min(pairs.until, OPEN) - 1)
    note = f"NCCI table of {day_text(pairs.effective)} to {until}; `allowable code {code}` lists every pair with its indicator."
    return Answer(text, value, [of_row("CMS NCCI procedure-to-procedure edits", printed, row)], [note], [code]).on_day(day_text(day))
