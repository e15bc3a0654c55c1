"""A PricedClaim as the JSON object of `allowable price --json` (schema allowable.price/1, accounts in schema account/1); price_text.py says
it in plain text.

Plain Python and no import that is not needed: this stands on the path of one price through the command line.
"""

from __future__ import annotations

from ..kernel.day import OPEN, day_text
from ..kernel.number import number_text, round_half_away
from ..runners.account import SCHEMA as ACCOUNT_SCHEMA
from ..runners.account import Unknown, value_text
from .unread import with_unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..claims.model import Claim
    from ..engine import PricedClaim, PricedLine
    from ..kernel.cite import Cite
    from ..kernel.program import System
    from ..runners.account import Account, Print, Source, Step

    Json = dict[str, Any]

SCHEMA = "allowable.price/1"
ORIGINS = {"rule": "rule", "parameter": "value of law", "column": "published table", "field": "claim"}
OUTPUTS = {"allowed": "", "medicare": "medicare_payment", "patient": "patient_share"}  # "" is the first output: what is allowed
HEADINGS = {"allowed": "allowed", "medicare": "Medicare", "patient": "patient"}
STATUS_WORDS = {"unknown": "unknown", "pends": "pends", "not_payable": "not payable"}


def price_json(priced: PricedClaim, not_applied: str, place: Json | None = None) -> Json:
    """The object of schema allowable.price/1: amounts are texts with cents, None where there is none; days are texts, None if open."""
    return priced_json(priced, not_applied, place, [line_json(line, priced.claim.setting) for line in priced.lines])


def priced_json(priced: PricedClaim, not_applied: str, place: Json | None, lines: list[Any]) -> Json:
    """The same around lines that are made already, in whatever form the door writes them."""
    return {
        "schema": SCHEMA,
        "on": _common_day(priced),
        "known_on": known_text(priced.known_on),
        "setting": priced.claim.setting,
        "place": place or place_json(priced.claim),
        "total": {name: amount_text(total_cents(priced, output), 2) for name, output in OUTPUTS.items()},
        "lines": lines,
        "not_applied": with_unread(priced, not_applied),
    }


def line_json(line: PricedLine, setting: str, account: Any = None) -> Json:
    """One PricedLine: what was billed, what is allowed, status, reasons, weakest evidence, and the whole account, or one made already."""
    return {
        "hcpcs": line.line.hcpcs,
        "modifiers": list(line.line.modifiers),
        "units": line.line.units,
        "setting": setting,
        "place_of_service": line.line.place_of_service,
        "on": day_text(day_of(line)),
        "charge": amount_text(line.line.charge, 2),
        "allowed": amount_text(line.amount, line.places),
        "medicare": amount_text(cents_of(line, "medicare_payment"), 2),
        "patient": amount_text(cents_of(line, "patient_share"), 2),
        "limiting_charge": amount_text(cents_of(line, "limiting_charge"), 2),
        "outlier": amount_text(cents_of(line, "outlier_payment"), 2),
        "status": line.status,
        "reasons": list(line.reasons),
        "evidence": line.evidence,
        "account": account or account_json(line.account),
    }


def account_json(account: Account) -> Json:
    """An Account as the object of schema account/1: every step with its reason, its inputs with their origins, and its citations."""
    return {
        "schema": ACCOUNT_SCHEMA,
        "system": account.system.name,
        "on": day_text(account.on),
        "known_on": known_text(account.known),
        "fields": fields_json(account),
        "steps": [step_json(step) for step in account.steps],
    }


def fields_json(account: Account) -> Json:
    """The fields of the line as texts."""
    return {name: _field_text(account.system, name, value) for name, value in account.fields.items()}


def step_json(step: Step) -> Json:
    """One step: rule, what it says, its value or why there is none, because of what, inputs, citations, whether it is trivial."""
    found: Json = {
        "rule": step.rule.name,
        "says": step.rule.says,
        "value": value_text(step.value, step.places),
        "because": step.because,
        "inputs": {name: input_json(value, places, kind, origin) for name, value, places, kind, origin in step.inputs},
        "cites": [cite_json(cite) for cite in step.rule.cites],
        "evidence": step.rule.evidence,
        "trivial": is_trivial(step),
    }
    if step.value.__class__ is Unknown:
        found["unknown"] = unknown_json(step.value)
    return found


def input_json(value: Any, places: int, kind: str, origin: Any) -> Json:
    """One input of a step: its value and whence: a rule, a dated value with its citation, a table with row and file, the claim."""
    found: Json = {"value": value_text(value, places), "origin": ORIGINS.get(kind, kind)}
    if value.__class__ is Unknown:
        found["unknown"] = unknown_json(value)
    if kind == "parameter" and origin:
        dated, chosen = origin
        found.update({"unit": dated.unit, "from": day_text(chosen.starts), "known": day_text(chosen.known), "cite": cite_json(chosen.cite)})
    elif kind == "column" and origin:
        found["source"] = source_json(origin)
    return found


def unknown_json(value: Unknown) -> Json:
    """Why there is no value: category (unknown, pends, not_payable), reason, detail."""
    return {"category": value.category, "reason": value.reason, "detail": value.detail}


def cite_json(cite: Cite) -> Json:
    """A citation: document, place in it, evidence tag, url where there is one."""
    found = {"document": cite.document, "place": cite.place, "evidence": cite.evidence}
    if cite.url:
        found["url"] = cite.url
    return found


def source_json(source: Source) -> Json:
    """Where a published value stands: table, row (key), column, and the print that speaks for the day."""
    key = {column.name: part for column, part in zip(source.table.keys, source.key, strict=True)}
    return {"table": source.table.name, "row": key, "column": source.column, **print_json(source.print)}


def print_json(one: Print) -> Json:
    """A release's print of a table: release, file, member, sha256, trust, the days it speaks for, the day it became public."""
    shown: Json = one.entry()  # a print comes through the account, whose folds know no releases and so no type of it
    return shown


def place_json(claim: Claim) -> Json:
    """Where the claim is priced, from its own fields."""
    if claim.setting != "physician":
        index = amount_text(claim.wage_index, 4)
        says = f"wage index {index}" if index else f"wage area {claim.cbsa}" if claim.cbsa else "national amounts"
        return {"kind": "local" if claim.cbsa or index else "national", "says": says, "cbsa": claim.cbsa, "wage_index": index}
    first = claim.lines[0]
    if len({(line.mac, line.locality) for line in claim.lines}) > 1:
        return {"kind": "several", "says": "several places", "mac": None, "locality": None}
    says = f"MAC {first.mac}, locality {first.locality}" if first.mac else "national amounts"
    return {"kind": "local" if first.mac else "national", "says": says, "mac": first.mac, "locality": first.locality}


def is_trivial(step: Step) -> bool:
    """Whether a reader may skip a step: a blank, an index of one that no table gave, or another rule's value handed on."""
    value = step.value
    has_column = any(kind == "column" for _, _, _, kind, _ in step.inputs)
    hands_on = any(kind == "rule" and (given, places) == (value, step.places) for _, given, places, kind, _ in step.inputs)
    return is_trivial_value(value, step.places, step.because, has_column, hands_on)


def is_trivial_value(value: Any, places: int, because: str | None, has_column: bool, hands_on: bool) -> bool:
    """The same of a value, given whether a table is among the step's inputs, and a rule whose value it only hands on."""
    if value.__class__ is Unknown:
        return False
    if isinstance(value, str):
        return not value
    if isinstance(value, int) and not isinstance(value, bool) and value == 10**places:
        return not has_column
    return because is None and hands_on


def cents_of(line: PricedLine, output: str) -> int | None:
    """An output of a line's system in cents, "" for the first; None where there is no value, or the system has no such output."""
    found = line.account.values.get(output) if output else line.amount
    return round_half_away(found, (line.outputs[output] if output else line.places) - 2) if isinstance(found, int) else None


def total_cents(priced: PricedClaim, output: str) -> int | None:
    """Sum of an output over the lines in cents; None while a line has no value."""
    found = [cents_of(line, output) for line in priced.lines]
    known = [cents for cents in found if cents is not None]
    return sum(known) if len(known) == len(found) else None


def amount_text(amount: int | None, places: int) -> str | None:
    """A scaled amount as text with all its places, or None."""
    return None if amount is None else number_text(amount, places)


def dollars(text: str) -> str:
    """An amount's text for people: $1,207.17."""
    whole, point, cents = text.partition(".")
    return f"${int(whole):,}{point}{cents}"


def cents_words(cents: int | None) -> str:
    """Cents for people: $1,207.17; blank for none."""
    return "" if cents is None else dollars(number_text(cents, 2))


def day_of(line: PricedLine) -> int:
    """Service day of a priced line; a Claim has refused lines without one."""
    assert line.line.on is not None
    return line.line.on


def answer_words(line: PricedLine) -> str:
    """A line's answer for people: $1,207.17, or the word for why there is no amount."""
    return STATUS_WORDS.get(line.status, line.status) if line.amount is None else dollars(number_text(line.amount, line.places))


def known_text(known: int | None) -> str | None:
    """The day on which we look, or None for everything that is held."""
    return None if known in (None, OPEN) else day_text(known)


def short_hash(text: str) -> str:
    """The first twelve digits of a hash, or of each of two (a bridge between two releases names both)."""
    return " and ".join(part[:12] for part in text.split(" and "))


def name_of(line: PricedLine) -> str:
    """A line as it was billed: 58563-51 x 2."""
    return f"{line.line!r}{'' if line.line.units == 1 else f' x {line.line.units}'}"


def _field_text(system: System, name: str, value: Any) -> str | None:
    return value_text(value, system.fields[name].places if name in system.fields else 0)


def _common_day(priced: PricedClaim) -> str | None:
    days = {day_of(line) for line in priced.lines}
    return day_text(days.pop()) if len(days) == 1 else None
