"""What the row of a code in the physician fee schedule says: global period, sides, assistants, surgeons, endoscopic base, components."""

from __future__ import annotations

import re

from ..kernel.cite import Cite
from ..law.outpatient.tables import ADDENDUM_B
from ..law.physician.citations import (
    ASSISTANT,
    BILATERAL,
    CO_SURGEON,
    COMPONENT_INDICATOR,
    ENDOSCOPY,
    ENDOSCOPY_DIFFERENCE,
    GLOBAL_SHARES,
    MULTIPLE,
    STATUS_CODES,
    TEAM,
)
from ..law.physician.tables import RELATIVE_VALUES
from ..releases.store import Missing
from ..views.indicator_words import PHYSICIAN
from .answer import Answer, Refusal, of_cite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts, Held
    from .question import Question

GLOBAL = Cite("CMS RVU25D record layout (RVU25D.pdf)", "global surgery indicator", evidence="V")
DAYS = r"(zero|ten|ninety|\d{1,3})"
NAMED_DAYS = re.compile(
    rf"\b{DAYS}[- ]?(?:days?)?(?: of)?[- ]global\b|"
    rf"\bglobal(?: (?:period|days?|surgery|indicator|package))?(?: (?:of|for|on) \w{{5}})?(?: of| is| =|:)* {DAYS}\b(?! (?:week|month))|"
    rf"\b{DAYS} (?:postoperative|followup) days\b|(?<!at )(?<!after )(?<!visit )\b{DAYS} days? (?:in (?:the|its) )?(?:global|period)\b"
)
ASKS = r"^(?:is|are|does|do|has|have)\b"
OF_ITSELF = (
    r"\binherent|\balready\b|\bby (?:definition|nature)\b|\bdescri(?:be|pt)|\bconsidered\b|"
    r"^(?:is|are) (?:\w+ ){0,2}\w{5} (?:an? )?(?:\w+ )?bilateral(?: (?:procedure|code|service))?\W*$"
)
ONLY_DOCUMENTED = "only with documentation"
# {value: (yes_no, lead)}: what an indicator answers to "is it paid".
BILATERAL_SAYS = {
    "0": ("no", "No: bilateral indicator 0, both sides together are paid as one, and the 150 percent adjustment does not apply"),
    "1": ("yes", "Yes: bilateral indicator 1, modifier 50 with one unit is paid at 150 percent"),
    "2": ("no", "No: bilateral indicator 2, the units already stand for both sides"),
    "3": ("yes", "Yes, but without the 150 percent adjustment: bilateral indicator 3, each side is paid in full"),
    "9": ("no", "No: bilateral indicator 9, the concept of two sides does not apply"),
}
ASSISTANT_SAYS = {
    "0": (
        ONLY_DOCUMENTED,
        "Only with documentation: assistant at surgery indicator 0, an assistant is paid only where the record shows the medical need",
    ),
    "1": ("no", "No: assistant at surgery indicator 1, the statute bars payment for an assistant"),
    "2": ("yes", "Yes: assistant at surgery indicator 2, an assistant may be paid"),
    "9": ("no", "No: assistant at surgery indicator 9, the concept does not apply"),
}
CO_SURGEON_SAYS = {
    "0": ("no", "No: co-surgeon indicator 0, co-surgeons are not permitted"),
    "1": (
        ONLY_DOCUMENTED,
        "Only with documentation: co-surgeon indicator 1, co-surgeons are paid, with 62, only where the record shows that two were needed",
    ),
    "2": ("yes", "Yes: co-surgeon indicator 2, co-surgeons of two specialties are paid, each with modifier 62, without documentation"),
    "9": ("no", "No: co-surgeon indicator 9, the concept does not apply"),
}
TEAM_SAYS = {
    "0": ("no", "No: team surgery indicator 0, a team is not permitted"),
    "1": (
        ONLY_DOCUMENTED,
        "Only with documentation: team surgery indicator 1, a team is paid by report, where the record shows that it was needed",
    ),
    "2": ("yes", "Yes: team surgery indicator 2, a team is paid by report"),
    "9": ("no", "No: team surgery indicator 9, the concept does not apply"),
}
COMPONENTS = {  # PC/TC indicator: is 26 valid, is TC valid
    "0": ("no", "no"), "1": ("yes", "yes"), "2": ("no", "no"), "3": ("no", "no"), "4": ("no", "no"),
    "5": ("no", "no"), "6": ("yes", "no"), "7": ("no", "no"), "8": ("no", "no"), "9": ("no", "no"),
}  # fmt: skip
# {status: whether the fee schedule pays}; the others depend on what else is on the claim, or on a schedule of its own
STATUS_SAYS = {**dict.fromkeys("AC", "yes"), **dict.fromkeys("BEIMNX", "no")}
OWN_SCHEDULE = ("E", "X")
UNPAID_OUTPATIENT = ("B", "C", "E1", "E2", "M", "N")  # statuses of Addendum B
SURGERY = {
    "bilateral": ("bilateral", BILATERAL_SAYS, BILATERAL),
    "assistant": ("assistant", ASSISTANT_SAYS, ASSISTANT),
    "co_surgeon": ("co_surgeon", CO_SURGEON_SAYS, CO_SURGEON),
    "team": ("team", TEAM_SAYS, TEAM),
}


def named_days(question: Question) -> set[int]:
    """Days that the question says a global period has, such as 90 in "Since 58563 has 90 global days"."""
    found = {one for match in NAMED_DAYS.finditer(question.words) for one in match.groups() if one}
    return {0 if one == "zero" else 10 if one == "ten" else 90 if one == "ninety" else int(one) for one in found}


def held_row(facts: Facts, code: str, component: str = "") -> Held:
    """The row of a code in the physician fee schedule; Refusal with the store's reason where there is none."""
    found = facts.row(RELATIVE_VALUES, code, component)
    if isinstance(found, Missing):
        raise Refusal(f"{code}: {found.reason} ({found.detail})")
    return found


def surgery(facts: Facts, question: Question, code: str, intent: str) -> Answer:
    """Sides, assistant, co-surgeons, team: the Answer by the indicator of the row."""
    column, says, cite = SURGERY[intent]
    held = held_row(facts, code)
    indicator = held.text(column)
    if indicator not in says:
        raise Refusal(f"{code} carries no {column.replace('_', '-')} indicator in {held.printed.release}")
    yes_no, lead = says[indicator]
    if intent == "bilateral" and indicator == "3" and question.has(r"\b150\b"):
        yes_no, lead = "no", lead.replace("Yes, but without the 150 percent adjustment", "No")
    value: dict[str, str | None] = {"kind": "indicator", "name": column, "indicator": indicator, "yes_no": yes_no}
    if intent == "bilateral" and indicator not in ("0", "9") and question.has(OF_ITSELF):
        value, lead = value | {"yes_no": None}, f"B{lead.partition(': b')[2]}"  # bilateral of itself, or payable for two sides
    return Answer(f"{lead} ({code}).", value, [held.cite(column), of_cite(cite)], [facts.says(held) or ""], [code]).on_day(held.on)


def global_days(facts: Facts, question: Question, code: str) -> Answer:
    """The global period of a code."""
    held = held_row(facts, code)
    period = held.text("global_days") or ""
    means = PHYSICIAN["global_days"][2].get(period)
    if means is None:
        raise Refusal(f"{code} carries no global period in {held.printed.release}")
    days = int(period) if period.isdigit() else None
    size = {"000": ", a minor procedure", "010": ", a minor procedure", "090": ", a major procedure"}.get(period, "")
    yes_no = None
    lead = f"{code} has a global period of {period}"
    if period.isdigit() and question.has(r"\bmajor\b") and not question.has(r"\bminor\b"):
        yes_no = "yes" if period == "090" else "no"
    elif period.isdigit() and question.has(r"\bminor\b") and not question.has(r"\bmajor\b"):
        yes_no = "no" if period == "090" else "yes"
    elif question.has(r"\badd-?on\b"):
        yes_no = "yes" if period == "ZZZ" else "no"
    elif (named := named_days(question)) and question.has(ASKS) and not question.has(r"\bor (?:an? )?\w+[- ]days?\b"):
        yes_no = "yes" if named == {days} else "no" if len(named) == 1 else None
    lead = f"{yes_no.capitalize()}: {lead}" if yes_no else lead
    value = {"kind": "indicator", "name": "global_days", "indicator": period, "number": days, "yes_no": yes_no}
    cites = [held.cite("global_days"), of_cite(GLOBAL)]
    return Answer(f"{lead}{size}: {means}.", value, cites, [facts.says(held) or ""], [code]).on_day(held.on)


def multiple(facts: Facts, question: Question, code: str) -> Answer:
    """The multiple-procedure indicator and, of an endoscopy, its base code."""
    held = held_row(facts, code)
    indicator = held.text("multiple_procedure") or ""
    means = PHYSICIAN["multiple_procedure"][2].get(indicator)
    if means is None:
        raise Refusal(f"{code} carries no multiple procedure indicator in {held.printed.release}")
    base = held.text("endoscopic_base")
    reduced = "no" if indicator in ("0", "9") else "yes"
    yes_no = reduced if question.has(r"^(?:is|are|does|do|will|would|can|may)\b") else None
    lead = f"{yes_no.capitalize()}: {code}" if yes_no else code
    text = f"{lead} carries multiple procedure indicator {indicator}: {means}" + (f"; its endoscopic base is {base}." if base else ".")
    value = {"kind": "indicator", "name": "multiple_procedure", "indicator": indicator, "base": base, "yes_no": yes_no}
    cites = [held.cite("multiple_procedure", "endoscopic_base"), of_cite(ENDOSCOPY if indicator == "3" else MULTIPLE)]
    return Answer(text, value, cites, [facts.says(held) or ""], [code, *([base] if base else [])]).on_day(held.on)


def endoscopic_base(facts: Facts, question: Question, code: str) -> Answer:
    """The base code of an endoscopy's family, or that it has none."""
    held = held_row(facts, code)
    base = held.text("endoscopic_base")
    indicator = held.text("multiple_procedure")
    members = [] if base else _members(facts, held, code)
    if members:
        text = f"{code} is itself the base of an endoscopic family, with {', '.join(members)}."
    elif not base:
        text = f"{code} has no endoscopic base: it is in no endoscopic family (multiple procedure indicator {indicator})."
    elif base == code:
        text = f"{code} is itself the base of its endoscopic family."
    else:
        text = (
            f"The endoscopic base of {code} is {base}: of several endoscopies of the family the highest is paid in full, each further "
            f"one by what it adds to {base}, and {base} itself is not paid beside them."
        )
    asked = next((one for one in question.codes if one != code), None)
    yes_no = None if asked is None else "yes" if base == asked else "no"
    value = {"kind": "code", "name": "endoscopic_base", "codes": [base] if base else members, "yes_no": yes_no}
    cites = [held.cite("endoscopic_base", "multiple_procedure"), of_cite(ENDOSCOPY), of_cite(ENDOSCOPY_DIFFERENCE)]
    return Answer(text, value, cites, [facts.says(held) or ""], [code, *([base] if base else [])]).on_day(held.on)


def _members(facts: Facts, held: Held, code: str) -> list[str]:
    """Codes whose endoscopic base is this code, on the day of its row: the whole table is read, which this question alone needs."""
    points = facts.engine.store.table(RELATIVE_VALUES.name)
    column = RELATIVE_VALUES.where["endoscopic_base"]
    rows = (points.find(key, held.day, facts.known) for key in points.keys() if key[1] == "")  # noqa: SIM118  no dict
    return sorted(row.key[0] for row in rows if row is not None and row.values[column] == code)


def endoscopic_family(facts: Facts, question: Question, codes: list[str]) -> Answer:
    """Whether several codes are of one endoscopic family, so that the endoscopy rule is applied among them."""
    rows = {code: held_row(facts, code) for code in codes}
    bases = {code: held.text("endoscopic_base") or "" for code, held in rows.items()}
    own = {code for code, base in bases.items() if not base and (code in bases.values() or _members(facts, rows[code], code))}
    named = {base or (code if code in own else "") for code, base in bases.items()}
    same = len(named) == 1 and named != {""}
    listed = ", ".join(
        f"{code} is a base itself" if code in own else f"the base of {code} is {base}" if base else f"{code} has none"
        for code, base in bases.items()
    )
    rule = "of the family the highest is paid in full and each further one by what it adds to the base" if same else "each is ranked apart"
    unlike = (
        own and question.has(r"\bbases?\b") and not question.has(r"\bfamil")
    )  # a base and its members are one family, of no common base
    yes_no = None if unlike else "yes" if same else "no"
    lead = yes_no.capitalize() if yes_no else "Endoscopic bases"
    text = f"{lead}: {listed}; {rule}."
    value = {"kind": "code", "name": "endoscopic_base", "codes": sorted(set(bases.values()) - {""}), "yes_no": yes_no}
    cites = [held.cite("endoscopic_base", "multiple_procedure") for held in rows.values()] + [of_cite(ENDOSCOPY)]
    first = rows[codes[0]]
    return Answer(text, value, cites, [facts.says(first) or "", "NCCI edits are applied first."], codes).on_day(first.on)


def components(facts: Facts, question: Question, code: str) -> Answer:
    """Whether 26 and TC are valid with a code, by its PC/TC indicator."""
    held = held_row(facts, code)
    indicator = held.text("professional_technical") or ""
    if indicator not in COMPONENTS:
        raise Refusal(f"{code} carries no PC/TC indicator in {held.printed.release}")
    valid = dict(zip(("26", "TC"), COMPONENTS[indicator], strict=True))
    asked = [one for one in question.modifiers if one in valid]
    alike = set(COMPONENTS[indicator])
    yes_no = valid[asked[0]] if len(asked) == 1 else COMPONENTS[indicator][0] if len(alike) == 1 else None
    yes_no = None if len(asked) > 1 and alike == {"yes"} else yes_no  # each is valid, and both on one line is the whole test
    means = PHYSICIAN["professional_technical"][2][indicator]
    lead = f"{yes_no.capitalize()}: {code}" if yes_no and asked else code
    value = {"kind": "indicator", "name": "professional_technical", "indicator": indicator, "yes_no": yes_no, "valid": valid}
    cites = [held.cite("professional_technical"), of_cite(COMPONENT_INDICATOR)]
    return Answer(f"{lead} has PC/TC indicator {indicator}: {means}.", value, cites, [facts.says(held) or ""], [code]).on_day(held.on)


def status(facts: Facts, question: Question, code: str) -> Answer:
    """The status code of the physician fee schedule."""
    held = held_row(facts, code)
    found = held.text("status") or ""
    means = PHYSICIAN["status"][2].get(found)
    if means is None:
        raise Refusal(f"{code}: status {found or 'blank'} of {held.printed.release} has no meaning that is held")
    asks = question.has(r"^(?:is|are|can|does|do|will|would)\b.*\b(?:paid|payable|priced|pays?|covered|reimbursed?)\b")
    yes_no = STATUS_SAYS.get(found) if asks else None
    if yes_no == "no" and not question.has(r"\b(?:fee schedule|mpfs|pfs)\b") and is_paid_elsewhere(facts, code, found):
        yes_no = None  # not by this schedule, which is all that its status says
    value = {"kind": "indicator", "name": "status", "indicator": found, "yes_no": yes_no}
    text = f"{yes_no.capitalize() + ': ' if yes_no else ''}{code} has status {found} in the physician fee schedule: {means}."
    return Answer(text, value, [held.cite("status"), of_cite(STATUS_CODES)], [facts.says(held) or ""], [code]).on_day(held.on)


def is_paid_elsewhere(facts: Facts, code: str, status: str) -> bool:
    """Whether another schedule may pay what the physician's does not: one of its own (status E, X), or that of hospitals."""
    held = facts.row(ADDENDUM_B, code)
    return status in OWN_SCHEDULE or (not isinstance(held, Missing) and held.text("status") not in UNPAID_OUTPATIENT)


def care_shares(facts: Facts, question: Question, code: str) -> Answer:
    """The pre-, intra- and postoperative shares of the global fee."""
    held = held_row(facts, code)
    names = ("preoperative_share", "intraoperative_share", "postoperative_share")
    shares = {name: held.value(name) for name in names}
    if not any(shares.values()):
        raise Refusal(f"{code} has no shares of a global fee in {held.printed.release} (global period {held.text('global_days')})")
    parts = [f"{name.split('_')[0]} {value or 0} percent" for name, value in shares.items()]
    value = {"kind": "shares", **{name: held.text(name) for name in names}, "yes_no": None}
    text = f"Of the global fee of {code}: {', '.join(parts)}."
    return Answer(text, value, [held.cite(*names), of_cite(GLOBAL_SHARES)], [facts.says(held) or ""], [code]).on_day(held.on)


__all__ = ["care_shares", "components", "endoscopic_base", "endoscopic_family", "global_days", "held_row", "multiple", "status", "surgery"]
