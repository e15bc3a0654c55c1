"""Numbers of the physician fee schedule and of others: relative value units, whether the office is priced, conversion factors."""

from __future__ import annotations

from ..kernel.day import day_text
from ..kernel.number import number_text
from ..law.physician.citations import FEE_FORMULA, NOT_APPLICABLE
from ..views.indicator_words import PHYSICIAN
from .answer import Answer, Refusal, of_cite, of_document
from .indicators import held_row
from .yearly import values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts, Held
    from .question import Question

PRICED = ("A", "R", "T")  # statuses that are priced from units


def units(facts: Facts, question: Question, code: str) -> Answer:
    """Relative value units: work, practice expense, malpractice, totals, as far as asked for; all totals where nothing is named."""
    component = next((one for one in question.modifiers if one in ("26", "TC", "53")), "")
    held = held_row(facts, code, component)
    named = code + (f"-{component}" if component else "")
    if held.text("status") not in PRICED and not any(held.value(name) for name in ("work_rvu", "non_facility_pe_rvu", "malpractice_rvu")):
        return _no_units(facts, held, named)
    asked = _asked(question)
    figures = {name: text for name, text in _figures(held).items() if name in asked}
    value = {"kind": "rvu", "yes_no": None, **{name.replace(" ", "_"): text for name, text in figures.items()}}
    if len(figures) == 1:
        value["number"] = next(iter(figures.values()))
    parts = [f"{text or 'none'} {name}" for name, text in figures.items()]
    names = ("work_rvu", "non_facility_pe_rvu", "non_facility_na", "facility_pe_rvu", "malpractice_rvu")
    notes = [facts.says(held) or "", *_other_times(facts, held)]
    text = f"{named} has {', '.join(parts)} in {held.printed.release} ({held.on})."
    return Answer(text, value, [held.cite(*names), of_cite(FEE_FORMULA)], notes, [code]).on_day(held.on)


def _no_units(facts: Facts, held: Held, named: str) -> Answer:
    """A code that the schedule lists without relative value units, such as one that the contractor prices."""
    status = held.text("status") or ""
    means = PHYSICIAN["status"][2].get(status, "")
    text = f"{named} has no relative value units in {held.printed.release} ({held.on}): status {status}, {means}."
    value = {"kind": "rvu", "yes_no": "no", "status": status}
    cites = [held.cite("status", "work_rvu", "facility_pe_rvu", "malpractice_rvu"), of_cite(FEE_FORMULA)]
    return Answer(text, value, cites, [facts.says(held) or ""], [held.row.key[0]]).on_day(held.on)


def _asked(question: Question) -> list[str]:
    found = [
        name
        for name, pattern in (("work RVU", r"\bwork\b|\bwrvu"), ("malpractice RVU", r"malpractice|\bmp\b|liability"))
        if question.has(pattern)
    ]
    kinds = ["total"] if question.has(r"\btotals?\b") or not found else []
    kinds += ["practice expense"] if question.has(r"practice expense|\bpe\b") else []
    if "practice expense" in kinds and not question.has(r"\btotals?\b"):
        kinds = ["practice expense"]
    office, facility = "office" in question.settings, question.has(r"(?<!non)\bfacility\b|\bhospital\b|\basc\b")
    sides = [side for side, named in (("non-facility", office), ("facility", facility)) if named] or ["non-facility", "facility"]
    return found + [f"{kind} RVU, {side}" for kind in kinds for side in sides]


def _figures(held: Held) -> dict[str, str | None]:
    work, malpractice = held.value("work_rvu") or 0, held.value("malpractice_rvu") or 0
    figures = {"work RVU": number_text(work, 2), "malpractice RVU": number_text(malpractice, 2)}
    for side, column in (("non-facility", "non_facility_pe_rvu"), ("facility", "facility_pe_rvu")):
        expense = held.value(column)
        figures[f"practice expense RVU, {side}"] = number_text(expense or 0, 2)
        figures[f"total RVU, {side}"] = number_text(work + (expense or 0) + malpractice, 2)
    return figures  # type: ignore[return-value]  # a text each; None is allowed for


def _other_times(facts: Facts, held: Held) -> list[str]:
    """What the work units were otherwise, where nobody said a day: they change by year."""
    if facts.is_dated:
        return []
    spans = facts.history(held.table, held.row.key, "work_rvu")
    before = next((one for one in spans if one[1] <= held.on), None)
    return [f"Work units before, to {before[1]} (that day not included): {before[2]}."] if before else []


def office_price(facts: Facts, question: Question, code: str) -> Answer:
    """Whether the physician fee schedule prices a code in the office (or, asked so, in a facility)."""
    held = held_row(facts, code)
    facility = question.has(r"(?<!non)\bfacility\b|\bhospital\b|\basc\b") and "office" not in question.settings
    column, where = ("facility_na", "in a facility") if facility else ("non_facility_na", "in the office (non-facility)")
    flagged = held.text(column) == "NA"
    priced = not flagged and held.text("status") in ("A", "R", "T")
    asks_mark = question.has(r"\bna\b|\bflag")
    if asks_mark and not flagged:
        text = f"No: CMS does not mark {code} NA {where}."
    elif flagged:
        lead = "Yes" if asks_mark else "No"
        marks = "CMS marks its practice expense NA there, rarely or never done in that setting"
        text = f"{lead}: {code} has no price {where}; {marks}."
    elif priced:
        text = f"Yes: {code} is priced {where}."
    else:
        raise Refusal(
            f"{code} has status {held.text('status')} in {held.printed.release}, so that the mark NA does not decide; ask for its status"
        )
    value = {"kind": "priced", "yes_no": "yes" if (flagged if asks_mark else priced) else "no", "na": flagged}
    return Answer(text, value, [held.cite(column, "status"), of_cite(NOT_APPLICABLE)], [facts.says(held) or ""], [code]).on_day(held.on)


def factor(facts: Facts, question: Question) -> Answer:
    """The conversion factor of the physician fee schedule, of anaesthesia, or of surgical centers."""
    if "hospital" in question.settings:
        raise Refusal(
            "the conversion factor of hospitals is not held by itself: CMS's rates of each APC are; ask for a code's APC or payment"
        )
    system, name = ("ambulatory", "conversion_factor") if "asc" in question.settings else ("physician", "conversion_factor")
    if question.has(r"\banesthesia\b"):
        name = "national_anesthesia_conversion_factor"
    if question.has(r"\bqualifying\b|\bapm\b|\bqpp?\b"):
        name = "qualifying_conversion_factor"
    within = values_of(facts, system, name)
    if not within:
        raise Refusal(f"no {facts.engine.system(system).parameters[name].says.split('(')[0].strip().lower()} is held for that time")
    parts = [f"{one.written} from {day_text(one.starts)}" for one in within]
    value = {"kind": "number", "number": within[0].written, "all": [one.written for one in within], "yes_no": None}
    whose = {"conversion_factor": "", "national_anesthesia_conversion_factor": " of anaesthesia (national)"}.get(
        name, " of qualifying participants"
    )
    schedule = "surgical centers" if system == "ambulatory" else "the physician fee schedule"
    text = f"The conversion factor{whose} of {schedule} is {'; then '.join(parts)}, in dollars."
    cites = [of_document(one.cite.document, one.cite.place, one.cite.evidence, one.cite.url) for one in within]
    note = "" if facts.is_dated else "No day was given: the latest that is held."
    qualifying = "From 2026 there are two factors; this one is of those who are no qualifying participants."
    notes = [note, qualifying if name == "conversion_factor" and system == "physician" and within[-1].written == "33.4009" else ""]
    return Answer(text, value, cites, notes).on_day(day_text(max(within[0].starts, facts.first or 0)))
