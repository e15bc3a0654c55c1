"""Numbers: relative value units, whether the office is priced, conversion factors, national amounts of one code or of a claim."""

from __future__ import annotations

import re
from itertools import combinations

from ..claims.model import Claim, Line
from ..kernel.day import day_text
from ..kernel.number import number_text
from ..law.ambulatory.tables import ASC_RATES
from ..law.outpatient.tables import ADDENDUM_B
from ..law.physician.citations import FEE_FORMULA, NOT_APPLICABLE
from ..law.physician.tables import RELATIVE_VALUES
from ..views.indicator_words import PHYSICIAN
from .answer import Answer, Refusal, of_cite, of_document, of_row
from .indicators import held_row
from .yearly import values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..engine import PricedClaim, PricedLine
    from ..runners.account import Account
    from .facts import Facts, Held
    from .question import Question

PLACES = {"facility": "22", "office": "11"}
TABLE_OF = {"facility": RELATIVE_VALUES, "office": RELATIVE_VALUES, "hospital": ADDENDUM_B, "asc": ASC_RATES}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
PLACED = re.compile(rf"\b(?:in|at|near|around) (?!(?:Medicare|{MONTHS}|Q[1-4]|The|An?)\b)[A-Z][a-z]+")  # "in Houston", not "in January"
SAYS = {"facility": "the physician in a facility", "office": "the physician in the office", "hospital": "a hospital outpatient department",
        "asc": "a surgical center"}  # fmt: skip
ALL = tuple(TABLE_OF)
PATIENT_PAYS = (
    r"\b(?:patients?|beneficiar\w+|enrollees?|members?)(?:'s)? (?:\w+ )?"
    r"(?:pays?|owes?|share|part|portion|responsib\w+|costs?|charged?)\b|\bout[- ]of[- ]pocket\b|\bcost to (?:the |a )?patient"
)
MEDICARE_PAYS = r"\bmedicare\b.*\b(?:pay|pays|paid|payment|reimburse\w*)\b|\b(?:paid|payment|reimbursed) by medicare\b"
PART_SAYS = "Medicare's part is the allowed amount less the patient's share, deductible met, and less sequestration."
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


def settings_asked(question: Question) -> list[str]:
    """Settings of which an amount is asked for; all four where none is named."""
    found: list[str] = [name for name in ("office", "hospital", "asc") if name in question.settings]
    physician = question.settings & {"physician", "facility"}
    if (
        physician
        and question.has(r"\bphysician|\bsurgeon|\bdoctor|\bprofessional|\bmpfs\b|\bpfs\b|\bpractitioner")
        and "office" not in found
    ):
        return ["facility"] if found else ["facility", "office"]
    return found or list(ALL)


def price(facts: Facts, question: Question, codes: list[str]) -> Answer:
    """What Medicare allows nationally for one code, or for several on one claim, in the settings asked about."""
    if PLACED.search(question.text) or question.has(r"\bzip\b|\blocality\b|\bcbsa\b|\bwage (?:index|area)\b|\bmy area\b"):
        raise Refusal(
            "a place is named, and only national amounts are answered here; use `allowable price` or `allowable compare` with --zip"
        )
    if question.has(PATIENT_PAYS):
        raise Refusal("what a patient owes depends on the deductible and other insurance; `allowable price` shows the share with both")
    if len(codes) > 1:
        _no_edit_among(facts, question, codes)
    found = {name: _priced(facts, codes, name, question.modifiers) for name in settings_asked(question)}
    if not any(priced is not None for priced, _ in found.values()):
        raise Refusal(f"no release is held that prices {' with '.join(codes)} at that time; `allowable releases list` shows what is held")
    values: dict[str, dict[str, Any]] = {}
    parts, cites, days = [], [], []
    for name, (priced, day) in found.items():
        if priced is None:
            continue
        amount, why = _amount(priced, name)
        part = _medicare_part(priced) if amount else None
        values[name] = {"amount": amount, "is": "allowed", "medicare_payment": part, "on": day_text(day)}
        values[name]["lines"] = _lines(priced) if len(codes) > 1 else None
        paid = f", of which Medicare's part is ${part}" if part and question.has(MEDICARE_PAYS) else ""
        parts.append(f"{SAYS[name]} {'$' + amount if amount else 'nothing (' + why + ')'} on {day_text(day)}{paid}")
        cites += cites_of(priced.lines[0].account)
        days.append(day)
    subject = "-".join([codes[0], *question.modifiers[:4]]) if len(codes) == 1 else f"{' with '.join(codes)} on one claim"
    text = f"National amounts allowed for {subject}: {'; '.join(parts)}."
    notes = [PART_SAYS] if "Medicare's part" in text else []
    notes += [_lines_text(priced) for priced, _ in found.values() if priced is not None and len(codes) > 1]
    notes += ["" if facts.is_dated else "No day was given: the last held day of each schedule was taken."]
    notes += ["National amounts; `allowable price` and `allowable compare` make them local, and `--edit` applies the edits first."]
    value: dict[str, Any] = {"kind": "amount", "number_is": "allowed", "settings": values, "yes_no": None}
    if len(values) == 1:
        value["number"] = next(iter(values.values()))["amount"]
    unique = list({(one["document"], one["place"], one["release"]): one for one in cites}.values())
    return Answer(text, value, unique, notes, codes).on_day(day_text(days[0]))


def _no_edit_among(facts: Facts, question: Question, codes: list[str]) -> None:
    """Refusal where NCCI denies one of the codes beside another: amounts of all of them would be paid to nobody."""
    from .pairs import find

    hospital_alone = settings_asked(question) == ["hospital"]
    for pair in (find(facts, "hospital" if hospital_alone else "practitioner", two) for two in combinations(codes, 2)):
        if pair.edit is not None:
            paid, denied, indicator, reason = pair.edit
            raise Refusal(
                f"NCCI denies {denied} beside {paid} (edit indicator {indicator}, {reason}; {pair.quarter}), "
                f"so amounts of both are not stated; ask for {paid} alone, or use `allowable price` with --edit"
            )


def _priced(facts: Facts, codes: list[str], setting: str, modifiers: list[str]) -> tuple[PricedClaim | None, int]:
    best: tuple[PricedClaim | None, int] = (None, 0)
    for day in facts.days(TABLE_OF[setting].name):
        priced = price_claim(facts, codes, setting, day, modifiers if len(codes) == 1 else [])
        if all(line.status == "priced" for line in priced.lines):
            return priced, day
        if best[0] is None or any(line.status == "unknown" for line in best[0].lines):
            best = (priced, day)
    return best


def price_claim(facts: Facts, codes: list[str], setting: str, day: int, modifiers: list[str]) -> PricedClaim:
    """One claim of the codes in a setting, national amounts."""
    lines = [Line(code, modifiers=modifiers[:4]) for code in codes]
    if setting in PLACES:
        return facts.engine.price(Claim(lines, on=day, place_of_service=PLACES[setting]), facts.known)
    return facts.engine.price(Claim(lines, on=day, setting=setting), facts.known)


def _amount(priced: PricedClaim, setting: str) -> tuple[str | None, str]:
    lines: list[PricedLine] = priced.lines
    if len(lines) == 1 and setting in ("hospital", "asc"):
        lines = [lines[0].about("unreduced_amount")] if not lines[0].line.modifiers else lines
    if any(line.amount is None for line in lines):
        return None, "; ".join(dict.fromkeys(reason for line in lines if line.amount is None for reason in line.reasons[:1]))
    return f"{sum(line.allowed for line in lines if line.allowed is not None):.2f}", ""


def _medicare_part(priced: PricedClaim) -> str | None:
    """What Medicare itself pays of the allowed amounts, as the claim is priced; None where a line does not say."""
    found = [part for line in priced.lines if (part := line.value("medicare_payment")) is not None]
    return f"{sum(found):.2f}" if len(found) == len(priced.lines) else None


def _lines(priced: PricedClaim) -> list[dict[str, Any]]:
    return [
        {"hcpcs": line.line.hcpcs, "allowed": None if line.allowed is None else f"{line.allowed:.2f}", "status": line.status}
        for line in priced.lines
    ]


def _lines_text(priced: PricedClaim) -> str:
    lines = [f"{one['hcpcs']} {'$' + one['allowed'] if one['allowed'] else one['status']}" for one in _lines(priced)]
    return f"By line, {priced.claim.setting}: {', '.join(lines)}."


def cites_of(account: Account) -> list[dict[str, Any]]:
    """Citations of the rows and stated values on which an account's amount rests."""
    found: list[dict[str, Any]] = []
    for step in account.amount_steps:
        for name, value, places, kind, origin in step.inputs:
            if kind == "column" and origin is not None:
                cell = number_text(value, places) if isinstance(value, int) else str(value)
                found.append(of_row(origin.table.authority, origin.print, {name: cell}))
            elif kind == "parameter" and not origin[0].is_codes:
                cite = origin[1].cite
                found.append(of_document(cite.document, cite.place, cite.evidence, cite.url))
    return found or [of_cite(cite) for step in account.amount_steps[:1] for cite in step.rule.cites]
