"""What hospitals and surgical centers are paid by: status indicator and APC, payment indicator, lists, and what one claim packages."""

from __future__ import annotations

import re

from ..kernel.cite import Cite
from ..kernel.day import day_text
from ..law.ambulatory.tables import ASC_ANCILLARY_RATES, ASC_EXCLUDED, ASC_RATES
from ..law.edits.citations import ASC_INDICATORS, STATUS_INDICATORS
from ..law.outpatient.tables import ADDENDUM_B, APC_RATES, INFERRED_APCS
from ..releases.store import Missing
from ..views.indicator_words import CENTER_INDICATOR, HOSPITAL_STATUS
from ..views.pricing import dollars
from .answer import Answer, Refusal, of_cite
from .prices import cites_of, price_claim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..engine import PricedLine
    from .facts import Facts, Held
    from .question import Question

NAMED_APC = re.compile(r"\bapc (?:code |number )?(\d{4})\b")
LISTED = Cite("42 CFR", "416.166, covered surgical procedures", evidence="U")
INPATIENT = "C"
ONLY_INPATIENT = (
    r"\binpatient[- ]only\b|\bipo list\b|\binpatient list\b|"
    r"\b(?:requires?d?|have|has|needs?|must) (?:to )?(?:be )?(?:done |performed |an? |as )*inpatient\b"
)
DEPENDS = dict.fromkeys(("Q1", "Q2", "Q4"), "depends on the claim")  # packaged beside another service, otherwise paid
NEVER_PAID = (INPATIENT, "E1", "E2", "M")  # paid under no schedule to an outpatient
PAID_THERE = (
    r"^(?:is|are|can|may|does|do|will|would)\b.*(?:\boutpatient\b|\b(?:covered|payable|paid)\b.*\b(?:hospital|opps)\b|"
    r"\bopps (?:ever |also )?pay|\bpay (?:an? |the )?(?:hospital|hopd))"
)
ASKS_RATE = r"\b(?:what|which|how much)\b.*\b(?:pays?|paid|payment|rate|gets?|amount)\b"
PAID = ("J1", "S", "T", "V", "Q1", "Q2", "Q3", "R", "U", "K", "G", "H")
NOT_PAID_ASC = ("C5", "B5", "D5", "E5", "M5", "M6", "U5", "X5", "Y5", "K5", "N1", "L1", "D1")


def hospital_status(facts: Facts, question: Question, code: str) -> Answer:
    """Status indicator and APC of a code in Addendum B."""
    held = _held(facts, ADDENDUM_B, code)
    status = held.text("status") or ""
    means = HOSPITAL_STATUS.get(status)
    apc, inferred, cites = _apc(facts, held, code)
    if means is None:
        raise Refusal(f"{code}: status {status or 'blank'} of {held.printed.release} has no meaning that is held")
    asks_apc = question.has(r"\bapcs?\b") and not question.has(r"\bstatus\b")
    words = f"APC {apc}" + (", inferred from its status and rate" if inferred else "") if apc else "no APC in the print that is held"
    if asks_apc and apc is None and status in PAID:
        raise Refusal(
            f"{code}: the Addendum B that is held for {held.on} carries no APC, and its rate does not settle one; its status is {status}"
        )
    yes_no, lead = None, code
    if question.has(ONLY_INPATIENT):
        yes_no = "yes" if status == INPATIENT else "no"
    elif question.has(r"comprehensive_apc|\bcomprehensive\b|\bj1\b"):
        yes_no = "yes" if status in ("J1", "J2") else "no"
    elif question.has(r"\bpackag(?:ed|es?|ing)\b"):
        yes_no = {"N": "yes", **DEPENDS}.get(status, "no")
    elif question.has(r"\bseparately\b"):
        yes_no = {"N": "no", **DEPENDS}.get(status, "yes" if status in PAID else "no" if status in NEVER_PAID else None)
    elif question.has(PAID_THERE) and not asks_apc:
        yes_no = "yes" if status in PAID else "no" if status in NEVER_PAID else None
    if yes_no:
        lead = f"{yes_no.capitalize() if yes_no in ('yes', 'no') else 'It depends on the claim'}: {code}"
    rate = held.text("payment_rate")
    of_hospital = not question.settings & {"asc", "office", "physician"}
    paid = f" The national rate of the hospital is {_dollars(rate)}." if rate and of_hospital and question.has(ASKS_RATE) else ""
    text = f"{lead} has OPPS status {status} ({means}), {words}.{paid}{_before(facts, held)}"
    value = {"kind": "status", "indicator": status, "apc": apc, "inferred": inferred, "yes_no": yes_no}
    cites = [held.cite("status", "apc", "payment_rate"), *cites, of_cite(STATUS_INDICATORS)]
    return Answer(text, value, cites, [facts.says(held) or ""], [code]).on_day(held.on)


def _before(facts: Facts, held: Held) -> str:
    """The status before the present one, where nobody said a day: codes leave the inpatient list by year."""
    for day in facts.days(held.table.name) if not facts.is_dated else ():
        found = facts.engine.store.find(held.table, held.row.key, day, facts.known)
        if day < held.day and not isinstance(found, Missing):
            was = found[0].values[held.table.where["status"]]
            if was != held.value("status"):
                return f" Before, to {day_text(day)}, its status was {was}."
    return ""


def _dollars(text: str) -> str:
    """A rate's text for people, to the cent where it has no more: $2,978.77 of 2978.770."""
    whole, _, cents = text.partition(".")
    return dollars(f"{whole}.{cents.rstrip('0'):0<2}")


def apc_rate(facts: Facts, question: Question) -> Answer:
    """National rate of each APC that the question names."""
    found = [_held(facts, APC_RATES, apc) for apc in dict.fromkeys(NAMED_APC.findall(question.words))]
    if question.has(r"\bcopay|\bcoinsurance"):
        return _copayments(facts, found)
    rates = {held.row.key[0]: held.text("payment_rate") for held in found}
    if not rates or None in rates.values():
        raise Refusal("say which APC, by its four digits; one that is held without a rate cannot be answered")
    text = f"National rate {'; '.join(f'of APC {apc} {_dollars(rate)}' for apc, rate in rates.items() if rate)} on {found[0].on}."
    value = {"kind": "amount", "rates": rates, "number": next(iter(rates.values())) if len(rates) == 1 else None, "yes_no": None}
    cites = [held.cite("payment_rate", "status") for held in found]
    return Answer(text, value, cites, [facts.says(found[0]) or "", "Before the wage index; `allowable price` makes it local."]).on_day(
        found[0].on
    )


def _copayments(facts: Facts, found: list[Held]) -> Answer:
    names = ("national_copayment", "minimum_copayment", "adjusted_copayment")
    held = {one.row.key[0]: {name: text for name in names if (text := one.text(name))} for one in found}
    if not held or not all(held.values()):
        raise Refusal("no copayment is held for that APC and time; ask for its rate, or price the code with `allowable price`")
    parts = []
    for apc, shown in held.items():
        listed = ", ".join(name.replace("_", " ") + f" {_dollars(text)}" for name, text in shown.items())
        parts.append(f"APC {apc}: {listed}")
    value = {"kind": "amount", "copayments": held, "yes_no": None}
    cites = [one.cite(*names) for one in found]
    return Answer(f"{'; '.join(parts)} on {found[0].on}.", value, cites, [facts.says(found[0]) or ""]).on_day(found[0].on)


def _apc(facts: Facts, held: Held, code: str) -> tuple[str | None, bool, list[dict[str, Any]]]:
    printed = held.text("apc")
    if printed:
        return printed, False, []
    found = facts.engine.store.find(INFERRED_APCS, (code,), held.day, facts.known)
    if not isinstance(found, Missing):
        from .facts import Held as HeldRow

        row = HeldRow(INFERRED_APCS, *found, held.day)
        return row.text("apc"), True, [row.cite("apc", "inferred_from") | {"evidence": "S"}]
    return None, False, []


def _held(facts: Facts, table: Any, code: str) -> Held:
    found = facts.row(table, code)
    if isinstance(found, Missing):
        raise Refusal(f"{code}: {found.reason} ({found.detail})")
    return found


def center_indicator(facts: Facts, question: Question, code: str) -> Answer:
    """Payment indicator of a code in a surgical center, whether it is listed, whether it is excluded."""
    for table in (ASC_RATES, ASC_ANCILLARY_RATES):
        found = facts.row(table, code)
        if not isinstance(found, Missing):
            break
    else:
        return _not_listed(facts, code)
    indicator = found.text("payment_indicator") or ""
    means = CENTER_INDICATOR.get(indicator)
    if means is None:
        raise Refusal(f"{code}: payment indicator {indicator or 'blank'} of {found.printed.release} has no meaning that is held")
    apart = question.has(r"\bseparately\b|\bpaid\b")  # N1 is listed, and packaged
    listed = "no" if indicator in NOT_PAID_ASC and (indicator != "N1" or apart) else "yes"
    yes_no = listed if question.has(r"\b(?:list(?:ed)?|covered|allowed|approved|payable|paid|can|separately)\b|\bdevice") else None
    if question.has(r"\bdevice"):
        yes_no = "yes" if indicator == "J8" else "no"
    elif question.has(r"\bpackaged\b"):
        yes_no = "yes" if indicator == "N1" else "no"
    lead = f"{yes_no.capitalize()}: {code}" if yes_no else code
    value = {"kind": "payment_indicator", "indicator": indicator, "yes_no": yes_no}
    text = f"{lead} has ASC payment indicator {indicator}: {means}."
    return Answer(text, value, [found.cite("payment_indicator"), of_cite(ASC_INDICATORS)], [facts.says(found) or ""], [code]).on_day(
        found.on
    )


def _not_listed(facts: Facts, code: str) -> Answer:
    excluded = facts.row(ASC_EXCLUDED, code)
    if isinstance(excluded, Missing):
        raise Refusal(f"{code} stands in no ASC addendum that is held for that time, neither covered nor excluded")
    text = f"No: {code} is on the list of procedures excluded from payment in a surgical center."
    value = {"kind": "payment_indicator", "indicator": None, "yes_no": "no"}
    return Answer(text, value, [excluded.cite("excluded"), of_cite(LISTED)], [facts.says(excluded) or ""], [code]).on_day(excluded.on)


def packaging(facts: Facts, question: Question, codes: list[str]) -> Answer:
    """Codes on one hospital claim: which is paid by itself and which is packaged, as the rules price the claim."""
    for day in facts.days(ADDENDUM_B.name):
        priced = price_claim(facts, codes, "hospital", day, [])
        if all(line.status == "priced" for line in priced.lines):
            break
    else:
        raise Refusal(f"no held day prices {' with '.join(codes)} on one hospital claim")
    statuses = {line.line.hcpcs: line.account.values.get("status_in_force") for line in priced.lines}
    packaged = [line for line in priced.lines if line.amount == 0]
    subject = codes[0]
    yes_no: str | None = "no" if any(line.line.hcpcs == subject for line in packaged) else "yes"
    if question.has(r"\bpackaged\b|\bbundled\b") and not question.has(r"\bseparately\b"):
        yes_no = "yes" if yes_no == "no" else "no"
    parts = [_line_words(line, str(statuses[line.line.hcpcs])) for line in priced.lines]
    is_subject = question.has(
        rf"\b(?:is|are|does|do|will|would|can) (?:[a-z]+ ){{0,3}}{subject.lower()}\b(?! (?:and|or|plus)\b)|"
        rf"\b{subject.lower()} (?:done|performed|billed|given) with\b.*\bis it\b"
    )
    if 0 < len(packaged) < len(priced.lines) and not is_subject:
        yes_no = None  # one is paid and another is not, and of which it is asked is not sure
    text = f"{yes_no.capitalize() + ': on' if yes_no else 'On'} one hospital outpatient claim {'; '.join(parts)}."
    value = {"kind": "packaging", "yes_no": yes_no, "packaged": [line.line.hcpcs for line in packaged], "statuses": statuses}
    cites = [found.cite("status", "payment_rate") for code in codes if not isinstance(found := facts.row(ADDENDUM_B, code), Missing)]
    cites += [of_cite(STATUS_INDICATORS), *cites_of(priced.lines[0].account)[:3]]
    note = "" if facts.is_dated else f"No day was given: {day_text(day)}, the last held day that prices both, was taken."
    edits = "Priced without NCCI edits, which `allowable check` applies first."
    return Answer(text, value, cites, [note, edits], codes).on_day(day_text(day))


def _line_words(line: PricedLine, status: str) -> str:
    means = HOSPITAL_STATUS.get(status, "")
    how = "is packaged, with no payment of its own" if line.amount == 0 else f"is paid {dollars(f'{line.allowed:.2f}')} (national)"
    return f"{line.line.hcpcs} (status {status}, {means}) {how}"
