"""A PricedClaim as the JSON object of `allowable price --json` (schema allowable.price/1, accounts in schema account/1) and as plain text.

Plain Python and no import that is not needed: this stands on the path of one price through the command line.
"""

from __future__ import annotations

from ..engine import unverified_steps
from ..kernel.day import OPEN, day_text
from ..kernel.number import number_text
from ..runners.account import SCHEMA as ACCOUNT_SCHEMA
from ..runners.account import Unknown, value_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from ..claims.model import Claim
    from ..engine import PricedClaim, PricedLine
    from ..kernel.cite import Cite
    from ..kernel.program import System
    from ..runners.account import Account, Print, Source, Step

    Json = dict[str, Any]

SCHEMA = "allowable.price/1"
ORIGINS = {"rule": "rule", "parameter": "value of law", "column": "published table", "field": "claim"}
UNVERIFIED = "rests on unverified rules or values [U]"  # how engine.PricedLine begins that reason
TITLES = {"physician": "Physician fee schedule", "hospital": "Hospital outpatient (OPPS)", "asc": "Ambulatory surgical center"}
STATUS_WORDS = {"unknown": "unknown", "pends": "pends", "not_payable": "not payable"}


def price_json(priced: PricedClaim, not_applied: str, place: Json | None = None) -> Json:
    """The object of schema allowable.price/1: amounts are texts with cents, None where there is none; days are texts, None if open."""
    return {
        "schema": SCHEMA,
        "on": _common_day(priced),
        "known_on": known_text(priced.known_on),
        "setting": priced.claim.setting,
        "place": place or place_json(priced.claim),
        "total": {"allowed": amount_text(priced.total.cents, 2)},
        "lines": [line_json(line, priced.claim.setting) for line in priced.lines],
        "not_applied": not_applied,
    }


def line_json(line: PricedLine, setting: str) -> Json:
    """One PricedLine: what was billed, what is allowed, status, reasons, weakest evidence, and the whole account."""
    return {
        "hcpcs": line.line.hcpcs,
        "modifiers": list(line.line.modifiers),
        "units": line.line.units,
        "setting": setting,
        "place_of_service": line.line.place_of_service,
        "on": day_text(day_of(line)),
        "allowed": amount_text(line.amount, line.places),
        "status": line.status,
        "reasons": list(line.reasons),
        "evidence": line.evidence,
        "account": account_json(line.account),
    }


def account_json(account: Account) -> Json:
    """An Account as the object of schema account/1: every step with its reason, its inputs with their origins, and its citations."""
    return {
        "schema": ACCOUNT_SCHEMA,
        "system": account.system.name,
        "on": day_text(account.on),
        "known_on": known_text(account.known),
        "fields": {name: _field_text(account.system, name, value) for name, value in account.fields.items()},
        "steps": [step_json(step) for step in account.steps],
    }


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
        says = f"wage area {claim.cbsa}" if claim.cbsa else "national amounts"
        return {"kind": "local" if claim.cbsa else "national", "says": says, "cbsa": claim.cbsa}
    first = claim.lines[0]
    says = f"MAC {first.mac}, locality {first.locality}" if first.mac else "national amounts"
    return {"kind": "local" if first.mac else "national", "says": says, "mac": first.mac, "locality": first.locality}


def is_trivial(step: Step) -> bool:
    """Whether a reader may skip a step: a blank, an index of one that no table gave, or another rule's value handed on."""
    value = step.value
    if value.__class__ is Unknown:
        return False
    if isinstance(value, str):
        return not value
    if isinstance(value, int) and not isinstance(value, bool) and value == 10**step.places:
        return not any(kind == "column" for _, _, _, kind, _ in step.inputs)
    return step.because is None and any(
        kind == "rule" and (given, places) == (value, step.places) for _, given, places, kind, _ in step.inputs
    )


def amount_text(amount: int | None, places: int) -> str | None:
    """A scaled amount as text with all its places, or None."""
    return None if amount is None else number_text(amount, places)


def dollars(text: str) -> str:
    """An amount's text for people: $1,207.17."""
    whole, point, cents = text.partition(".")
    return f"${int(whole):,}{point}{cents}"


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


def prints_of(accounts: Iterable[Account]) -> list[Print]:
    """The distinct prints on which accounts rest, in the order in which they were needed."""
    found: dict[tuple[str, str, str], Print] = {}
    for account in accounts:
        for step in account.steps:
            for _, _, _, kind, origin in step.inputs:
                if kind == "column" and origin:
                    found[(origin.table.name, origin.print.release, origin.print.sha256)] = origin.print
    return list(found.values())


def print_words(one: Print) -> str:
    """A print in one line: release, file, short hash, and what it is worth if it is not CMS's own bytes."""
    trust = "" if one.trust == "official" else f", {one.trust}"
    return f"{one.release} ({one.member}, sha256 {short_hash(one.sha256)}{trust})"


def short_hash(text: str) -> str:
    """The first twelve digits of a hash, or of each of two (a bridge between two releases names both)."""
    return " and ".join(part[:12] for part in text.split(" and "))


def price_text(
    priced: PricedClaim, not_applied: str, place: Json | None = None, *, width: int = 80, bold: Callable[[str], str] = str
) -> list[str]:
    """Lines of plain text for a PricedClaim, at most `width` columns wide where words allow; `bold` marks the total."""
    claim = priced.claim
    said = (place or place_json(claim))["says"]
    lines = [*wrapped(f"{TITLES[claim.setting]}, {_days_words(priced)}{_places_words(claim)}, {said}", width), ""]
    names = [f"{line.line!r}{'' if line.line.units == 1 else f' x {line.line.units}'}" for line in priced.lines]
    amounts = [answer_words(line) for line in priced.lines]
    total = "no total" if priced.total.cents is None else dollars(number_text(priced.total.cents, 2))
    wide, broad = max(map(len, [*names, "total"])), max(map(len, [*amounts, total]))
    for line, name, amount in zip(priced.lines, names, amounts, strict=True):
        lines += _with_reasons(
            f"  {name:<{wide}}  {amount:>{broad}}", [one for one in line.reasons if not one.startswith(UNVERIFIED)], width
        )
    if len(names) > 1 or priced.total.cents is None:
        lines.append(bold(f"  {'total':<{wide}}  {total:>{broad}}"))
    lines.append("")
    for at, one in enumerate(prints_of([line.account for line in priced.lines])):
        lines += hanging("From  " if at == 0 else "      ", print_words(one), width)
    unverified = list(dict.fromkeys(name for line in priced.lines for name in unverified_steps(line.account)))
    if unverified:
        lines += hanging("[U]   ", f"{UNVERIFIED}: {', '.join(unverified)}", width)
    return [*lines, *hanging("Note  ", not_applied, width)]


def _with_reasons(start: str, reasons: Sequence[str], width: int) -> list[str]:
    if not reasons:
        return [start]
    indent = len(start) + 2
    if width - indent < 30:
        return [start, *(part for reason in reasons for part in hanging("      ", reason, width))]
    found: list[str] = []
    for reason in reasons:
        found += hanging(f"{start}  " if not found else " " * indent, reason, width)
    return found


def hanging(start: str, text: str, width: int) -> list[str]:
    """`text` behind `start`, wrapped, further lines indented to the same column."""
    parts = wrapped(text, max(width - len(start), 20))
    return [f"{start}{parts[0]}", *(" " * len(start) + part for part in parts[1:])]


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; a longer word stands alone."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _field_text(system: System, name: str, value: Any) -> str | None:
    return value_text(value, system.fields[name].places if name in system.fields else 0)


def _common_day(priced: PricedClaim) -> str | None:
    days = {day_of(line) for line in priced.lines}
    return day_text(days.pop()) if len(days) == 1 else None


def _days_words(priced: PricedClaim) -> str:
    days = sorted({day_of(line) for line in priced.lines})
    known = known_text(priced.known_on)
    return ", ".join(map(day_text, days)) + (f" as known on {known}" if known else "")


def _places_words(claim: Claim) -> str:
    places = sorted({line.place_of_service for line in claim.lines if line.place_of_service})
    return f", place of service {', '.join(places)}" if claim.setting == "physician" else ""
