"""What CMS's indicators mean, in our own short words: {column: (label, document, {value: meaning})}. For pages about one code."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Words = tuple[str, str, dict[str, str]]

LAYOUT = "CMS RVU25D record layout (RVU25D.pdf)"
STATUS_LIST = "CY 2025 OPPS final rule, Addendum D1"
CENTER_LIST = "CY 2025 ASC Addendum DD1"

PHYSICIAN: dict[str, Words] = {
    "status": (
        "status",
        f"{LAYOUT}, attachment A [V]",
        {
            "A": "active: priced from relative value units if covered",
            "R": "restricted coverage: priced from units where there are any, else by the contractor",
            "T": "paid only when the same provider is paid nothing else under this schedule that day",
            "B": "always bundled into another service, never paid by itself",
            "P": "bundled when incident to a service of the same day, otherwise excluded",
            "C": "priced by the contractor, by report",
            "J": "anaesthesia: base and time units",
            "E": "not in this schedule, by regulation",
            "X": "not in this schedule, by statute",
            "I": "not valid for Medicare, which uses another code",
            "N": "not covered by Medicare",
            "M": "a measurement code, never paid",
        },
    ),
    "global_days": (
        "global period",
        f"{LAYOUT}, global surgery [V]",
        {
            "000": "the day of the procedure itself",
            "010": "the day of the procedure and ten days after it",
            "090": "the day before, the day of the procedure and ninety days after it",
            "XXX": "the concept does not apply",
            "YYY": "set by the contractor",
            "ZZZ": "an add-on: takes the period of the procedure it is billed with",
            "MMM": "maternity care, with its own rules",
        },
    ),
    "multiple_procedure": (
        "multiple procedures",
        f"{LAYOUT}, multiple procedure [V]",
        {
            "0": "no reduction",
            "1": "the reductions in force before 1995",
            "2": "ranked with the day's other surgery: 100, 50, 50, 50, 50 percent",
            "3": "endoscopy: the value of the base code is paid once for the family, which is then ranked as one item",
            "4": "imaging: reduction for further studies of a session",
            "5": "therapy: reduction of the practice expense of further units",
            "6": "diagnostic cardiovascular: reduction of further technical components",
            "7": "diagnostic ophthalmology: reduction of further technical components",
            "9": "the concept does not apply",
        },
    ),
    "bilateral": (
        "bilateral",
        f"{LAYOUT}, bilateral surgery [V]",
        {
            "0": "both sides together are paid as one",
            "1": "both sides together are paid at 150 percent",
            "2": "the units already stand for both sides",
            "3": "each side is paid in full",
            "9": "the concept does not apply",
        },
    ),
    "assistant": (
        "assistant at surgery",
        f"{LAYOUT}, assistant at surgery [V]",
        {
            "0": "paid only with documentation of the need",
            "1": "not paid: a restriction of the statute",
            "2": "paid",
            "9": "the concept does not apply",
        },
    ),
    "co_surgeon": (
        "co-surgeons",
        f"{LAYOUT}, co-surgeons [V]",
        {
            "0": "not permitted",
            "1": "permitted with documentation of the need",
            "2": "permitted for two specialties, no documentation needed",
            "9": "the concept does not apply",
        },
    ),
    "team": (
        "team surgery",
        f"{LAYOUT}, team surgeons [V]",
        {
            "0": "not permitted",
            "1": "permitted with documentation, paid by report",
            "2": "permitted, paid by report",
            "9": "the concept does not apply",
        },
    ),
    "professional_technical": (
        "professional and technical",
        f"{LAYOUT}, PC/TC indicator [V]",
        {
            "0": "a physician's service: it has no such parts, modifiers 26 and TC are invalid",
            "1": "a diagnostic test: both parts may be billed, with modifier 26 or TC",
            "2": "professional part only, a code of its own",
            "3": "technical part only, a code of its own",
            "4": "the whole test only: its parts have codes of their own",
            "5": "incident to a physician's service: not paid for patients of a hospital",
            "6": "laboratory test with a physician's interpretation: modifier 26 is valid, TC is not",
            "7": "physical therapy: not paid for patients of a hospital",
            "8": "a physician's interpretation of a test of an inpatient",
            "9": "the concept does not apply",
        },
    ),
    "endoscopic_base": ("endoscopic base", f"{LAYOUT}, endoscopic base code [V]", {}),
}

HOSPITAL_STATUS = {
    "A": "paid under another fee schedule",
    "B": "not recognised on a hospital outpatient bill",
    "C": "inpatient only",
    "D": "discontinued",
    "E1": "not covered by Medicare",
    "E2": "no pricing information or claims data",
    "F": "paid at reasonable cost",
    "G": "pass-through drug or biological",
    "H": "pass-through device, paid at cost",
    "H1": "non-opioid device",
    "J1": "comprehensive: one payment for the whole claim",
    "J2": "comprehensive observation, when its conditions are met",
    "K": "drug or biological paid by itself",
    "K1": "non-opioid drug",
    "L": "vaccine",
    "M": "not billable to the contractor",
    "N": "packaged into other payments",
    "P": "partial hospitalization or intensive outpatient program",
    "Q1": "packaged with a service of status S, T or V, otherwise paid",
    "Q2": "packaged with a service of status T, otherwise paid",
    "Q3": "may be part of a composite payment",
    "Q4": "laboratory test, packaged unless alone",
    "R": "blood product",
    "S": "paid by itself, no discount for several",
    "S1": "skin substitute product",
    "T": "paid by itself, discounted when several are done",
    "U": "brachytherapy source",
    "V": "visit",
    "Y": "durable medical equipment",
}

CENTER_INDICATOR = {
    "A2": "surgical procedure of the list of 2007, rate derived from the hospital's weight",
    "G2": "surgical procedure listed since 2008, rate derived from the hospital's weight",
    "J8": "device-intensive procedure",
    "P2": "office-based procedure at a rate from the hospital's weight",
    "P3": "office-based procedure at the physician's non-facility practice expense",
    "R2": "office-based procedure without physician units, rate from the hospital's weight",
    "Z2": "radiology service at a rate from the hospital's weight",
    "Z3": "radiology service at the physician's non-facility practice expense",
    "N1": "packaged into the payment of the procedure",
    "K2": "drug or biological paid by itself",
    "K7": "drug or biological, priced by the contractor",
    "H2": "brachytherapy source",
    "J7": "pass-through device, priced by the contractor",
    "L1": "vaccine, packaged",
    "L6": "new technology lens or non-opioid device",
    "F4": "acquisition of tissue, or a vaccine, at reasonable cost",
    "K5": "no price and no claims data, so not paid",
    "D1": "dental service beside a procedure, not paid separately",
    "D2": "dental surgery, listed since 2024",
    "S2": "used from 2026; not in the list of indicators that is held, that of 2025",
    "C5": "inpatient only",
    "B5": "another code may be used",
    "D5": "deleted",
    "E5": "not covered",
    "M5": "quality measurement",
    "M6": "not payable to a center",
    "U5": "unlisted or not surgical",
    "X5": "unsafe in a center, or needs an overnight stay",
    "Y5": "not surgical",
}

FACILITY: dict[str, Words] = {
    "hospital": ("hospital status", f"{STATUS_LIST} [V]", HOSPITAL_STATUS),
    "asc": ("ASC indicator", f"{CENTER_LIST} [V]", CENTER_INDICATOR),
}

COVERAGE = {
    "C": "covered at the contractor's judgment",
    "D": "special coverage instructions",
    "I": "not payable by Medicare",
    "M": "not covered by Medicare",
    "S": "not covered by statute",
}

ADJUDICATION = {
    "1": "for each claim line; the same code may stand on several lines with a modifier",
    "2": "for the day of service, absolute by policy",
    "3": "for the day of service, clinical: more units are paid only on documentation",
}


def meaning(words: Words, value: str | None) -> str | None:
    """The meaning of an indicator's value; None for a blank or a value without words."""
    return words[2].get(value) if value else None
