"""What Medicare allows for one code, or for several on one claim: in the settings asked about, at the place named, else nationally."""

from __future__ import annotations

import re
from itertools import combinations

from ..claims.model import Claim, Line
from ..kernel.day import day_text
from ..kernel.number import number_text
from ..law.ambulatory.tables import ASC_RATES
from ..law.outpatient.tables import ADDENDUM_B
from ..law.physician.tables import RELATIVE_VALUES
from ..views.pricing import dollars
from .answer import Answer, Refusal, of_cite, of_document, of_row
from .placed import place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..engine import PricedClaim, PricedLine
    from ..runners.account import Account
    from .facts import Facts
    from .placed import Place
    from .question import Question

PLACES = {"facility": "22", "office": "11"}
TABLE_OF = {"facility": RELATIVE_VALUES, "office": RELATIVE_VALUES, "hospital": ADDENDUM_B, "asc": ASC_RATES}
NATIONAL = "National amounts; a ZIP code or a city in the question makes them local, and `allowable price --edit` applies the edits first."
LOCAL = "Amounts of the place; `allowable price --edit` applies the edits first."
OWN_INDEX = "Of the hospital: the wage index of those located in the area; what reclassification or a floor gives one of them is not in it."
SAYS = {"facility": "the physician in a facility", "office": "the physician in the office", "hospital": "a hospital outpatient department",
        "asc": "a surgical center"}  # fmt: skip
ALL = tuple(TABLE_OF)
PATIENT_PAYS = (
    r"\b(?:patients?|beneficiar\w+|enrollees?|members?)(?:'s)? (?:\w+ )?"
    r"(?:pays?|owes?|share|part|portion|responsib\w+|costs?|charged?)\b|\bout[- ]of[- ]pocket\b|\bcost to (?:the |a )?patient"
)
MEDICARE_PAYS = r"\bmedicare\b.*\b(?:pay|pays|paid|payment|reimburse\w*)\b|\b(?:paid|payment|reimbursed) by medicare\b"
CIRCUMSTANCE = (  # what changes the amount, or where none of the four settings is meant
    r"\bnon-?par(?:ticipating)?\b|\b(?:not|doesn't|does not|isn't) (?:a )?participat\w*|\blimiting charge|\bunassigned\b|\bassignment\b|"
    r"\bhpsa\b|\bshortage area|\bmips\b|\bapm\b|\bqualifying participant|\bquality reporting\b|\bcritical access\b|\bcah\b|\brhcs?\b|"
    r"\bfqhcs?\b|\brural (?:health|emergency)|\bsole community\b|\bsnf\b|\bskilled nursing\b|\bnursing (?:home|facility)\b|"
    r"\b(?:at|in) (?:the |a |her |his |their )?(?:patient's )?home\b|\bhome health\b|\bhospice\b|\binpatients?\b(?! only)|"
    r"\bbirth(?:ing)? center\b|\btelehealth\b|\boff-campus\b|\bprovider-based\b|\b340b\b"
)
PARTS = frozenset(["26", "TC"])  # of the physician's claim alone: neither a hospital nor a center reports a part of a test
PART_SAYS = "Medicare's part is the allowed amount less the patient's share, deductible met, and less sequestration."


def settings_asked(question: Question) -> list[str]:
    """Settings of which an amount is asked for; all four where none is named, those of the physician where a part of a test is."""
    found = _settings_named(question)
    if not PARTS & set(question.modifiers):
        return found
    of_physician = [name for name in found if name in PLACES]
    if not of_physician:
        raise Refusal("modifiers 26 and TC are of the physician's claim; a hospital or a surgical center reports neither")
    return of_physician


def _settings_named(question: Question) -> list[str]:
    both = {"office", "facility"} <= question.settings
    found: list[str] = [
        name for name in ("facility", "office", "hospital", "asc") if name in question.settings and (both or name != "facility")
    ]
    physician = question.settings & {"physician", "facility"}
    if (
        physician
        and question.has(r"\bphysician|\bsurgeon|\bdoctor|\bprofessional|\bmpfs\b|\bpfs\b|\bpractitioner")
        and "office" not in found
    ):
        return ["facility"] if found else ["facility", "office"]
    return found or list(ALL)


def price(facts: Facts, question: Question, codes: list[str]) -> Answer:
    """What Medicare allows for one code, or for several on one claim, in the settings asked about: at the place named, else nationally."""
    if question.has(PATIENT_PAYS):
        raise Refusal("what a patient owes depends on the deductible and other insurance; `allowable price` shows the share with both")
    if match := re.search(CIRCUMSTANCE, question.words):
        raise Refusal(
            f"amounts are given here for the office, a facility, a hospital outpatient department and a surgical center, without "
            f"further circumstances: {match[0]} is one; `allowable price` takes those that it knows"
        )
    if len(codes) > 1:
        _no_edit_among(facts, question, codes)
    found = {name: _priced(facts, question, codes, name) for name in settings_asked(question)}
    stated = {name: one for name, one in found.items() if one.claim is not None}
    if not stated:
        left = {one.because: one for one in found.values() if one.because}
        released = f"no release is held that prices {' with '.join(codes)} at that time; `allowable releases list` shows what is held"
        raise Refusal("; ".join(left) or released)
    values, parts, cites = {}, [], []
    for name, one in stated.items():
        values[name], part = _part(question, one, name, len(codes) > 1)
        parts.append(part)
        cites += cites_of(one.claim.lines[0].account) if one.claim else []
    places = {one.place.says: one.place for one in stated.values() if one.place}
    for place in places.values():
        cites += place.cites
    subject = "-".join([codes[0], *question.modifiers[:4]]) if len(codes) == 1 else f"{' with '.join(codes)} on one claim"
    where = f" in {'; '.join(places)}" if places else ""
    unsaid = [f"{SAYS[name]}: not stated, {one.because}" for name, one in found.items() if one.because]
    text = f"{'Amounts' if places else 'National amounts'} allowed for {subject}{where}: {'; '.join(parts + unsaid)}."
    notes = [PART_SAYS] if "Medicare's part" in text else []
    notes += [_lines_text(one.claim) for one in stated.values() if one.claim is not None and len(codes) > 1]
    notes += ["" if facts.is_dated else "No day was given: the last held day of each schedule was taken."]
    notes += [LOCAL if places else NATIONAL, OWN_INDEX if places and "hospital" in stated else ""]
    value: dict[str, Any] = {"kind": "amount", "number_is": "allowed", "settings": values, "yes_no": None}
    if places:
        value["place"] = next(iter(places.values())).entry()
    if len(values) == 1 and not unsaid:
        value["number"] = next(iter(values.values()))["amount"]
    unique = list({(one["document"], one["place"], one["release"]): one for one in cites}.values())
    return Answer(text, value, unique, notes, codes).on_day(day_text(next(iter(stated.values())).day))


def _part(question: Question, one: Priced, name: str, several: bool) -> tuple[dict[str, Any], str]:
    """What one setting allows, for programs and in words."""
    assert one.claim is not None
    amount, why = _amount(one.claim, name)
    part = _medicare_part(one.claim) if amount else None
    lines = _lines(one.claim) if several else None
    value = {"amount": amount, "is": "allowed", "medicare_payment": part, "on": day_text(one.day), "lines": lines}
    later = "".join(f", allowed {dollars(other)} from {day_text(day)}" for day, other in one.later)
    if one.later:
        value["later"] = [{"on": day_text(day), "amount": other} for day, other in one.later]
    paid = f", of which Medicare's part is {dollars(part)}" if part and question.has(MEDICARE_PAYS) else ""
    none = "unknown" if _is_unknown(one.claim) else "nothing"
    return value, f"{SAYS[name]} {dollars(amount) if amount else none + ' (' + why + ')'} on {day_text(one.day)}{paid}{later}"


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


class Priced:
    """A claim in a setting on a day: `claim` None where nothing prices it, or where the place does not decide it, `because` of that.

    `later` has (day, amount) of later prints of the time asked about, where the amount is another.
    """

    __slots__ = ("because", "claim", "day", "later", "place")

    def __init__(self, claim: PricedClaim | None, day: int, place: Place | None = None, because: str = "") -> None:
        self.claim = claim
        self.day = day
        self.place = place
        self.because = because
        self.later: list[tuple[int, str]] = []


def _priced(facts: Facts, question: Question, codes: list[str], setting: str) -> Priced:
    best = Priced(None, 0)
    for day in facts.days(TABLE_OF[setting].name):
        place = place_of(facts, question, day)
        because = place.because.get("physician" if setting in PLACES else "facility") if place else None
        if because:
            return Priced(None, day, place, because)
        priced = price_claim(facts, codes, setting, day, question.modifiers if len(codes) == 1 else [], place)
        if all(line.status == "priced" for line in priced.lines):
            found = Priced(priced, day, place)
            found.later = _later(facts, question, codes, setting, found) if facts.is_dated else []
            return found
        if best.claim is None or (_is_unknown(best.claim) and not _is_unknown(priced)):
            best = Priced(priced, day, place)
    return best


def _later(facts: Facts, question: Question, codes: list[str], setting: str, first: Priced) -> list[tuple[int, str]]:
    """(day, amount) of the later prints of the time asked about, where the amount changes."""
    assert first.claim is not None
    found: list[tuple[int, str]] = []
    before, _ = _amount(first.claim, setting)
    for day in facts.days(TABLE_OF[setting].name):
        if day <= first.day:
            continue
        place = place_of(facts, question, day)
        claim = price_claim(facts, codes, setting, day, question.modifiers if len(codes) == 1 else [], place)
        amount, _ = _amount(claim, setting)
        if amount is not None and amount != before:
            found.append((day, amount))
            before = amount
    return found


def _is_unknown(priced: PricedClaim) -> bool:
    return any(line.status == "unknown" for line in priced.lines)


def price_claim(facts: Facts, codes: list[str], setting: str, day: int, modifiers: list[str], place: Place | None = None) -> PricedClaim:
    """One claim of the codes in a setting, at a place or, without one, at national amounts."""
    lines = [Line(code, modifiers=modifiers[:4]) for code in codes]
    if setting in PLACES:
        claim = Claim(lines, on=day, place_of_service=PLACES[setting])
        if place is not None:
            claim = Claim(lines, on=day, place_of_service=PLACES[setting], mac=place.mac, locality=place.locality)
        return facts.engine.price(claim, facts.known)
    return facts.engine.price(Claim(lines, on=day, setting=setting, cbsa=place.area if place else None), facts.known)


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
    lines = [f"{one['hcpcs']} {dollars(one['allowed']) if one['allowed'] else one['status']}" for one in _lines(priced)]
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
