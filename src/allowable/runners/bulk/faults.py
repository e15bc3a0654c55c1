"""Lines that cannot be read: each comes out with a reason of its own, and takes no part in its claim."""

from __future__ import annotations

from .names import FLAGS, OF_A_FACILITYS_CLAIM, OF_ALL_DAYS

MOST_LINES = 999  # of one claim, as claims/model.py: from it the kernel proves that totals fit
PRACTITIONERS = ("NP", "PA", "CNS", "CNM", "CSW", "MFT", "MHC", "RD", "CP", "CRNA", "AA")  # as claims/model.py
DOLLARS = 100
TEN_THOUSANDTHS = 10_000
RANGES = {  # of what stands in a column, scaled to the places of the field; as claims/model.py
    "units": (1, 9_999),
    "charge": (0, 10_000_000 * DOLLARS),
    "minutes": (1, 9_999),
    "base_units": (1, 99),
    "postoperative_days": (1, 90),
    "deductible_remaining": (0, 9_999 * DOLLARS),
    "mips_percent": (-9 * DOLLARS, 9 * DOLLARS),
    "wage_index": (1, 4 * TEN_THOUSANDTHS),
    "cost_to_charge_ratio": (0, 9 * TEN_THOUSANDTHS),
    "device_credit": (0, 999_999 * DOLLARS),
    "packaged_charges": (0, 10_000_000 * DOLLARS),
}
BLANK_CLAIM = "claim_id is blank"
TOO_LONG = f"the claim has more than {MOST_LINES} lines"
BLANK_CODE = "hcpcs is blank"
NO_DAY = "service_date is blank, or no day such as 2025-03-10"
NUMBERS = {
    "units": "units is no whole number from 1 to 9,999",
    "charge": "charge is no amount in dollars and cents from 0 to 10,000,000",
    "minutes": "minutes is no whole number from 1 to 9,999",
    "base_units": "base_units is no whole number from 1 to 99",
    "postoperative_days": "postoperative_days is no whole number from 1 to 90",
    "deductible_remaining": "deductible_remaining is no amount in dollars and cents from 0 to 9,999",
    "mips_percent": "mips_percent is no percentage from -9.00 to 9.00",
    "wage_index": "wage_index is no index above 0 and up to 4, such as 1.0123",
    "cost_to_charge_ratio": "cost_to_charge_ratio is no ratio from 0 to 9, such as 0.2210",
    "device_credit": "device_credit is no amount in dollars and cents from 0 to 999,999",
    "packaged_charges": "packaged_charges is no amount in dollars and cents from 0 to 10,000,000",
}
NO_PRACTITIONER = f"practitioner is none of {', '.join(PRACTITIONERS)}, nor blank for a physician"
NO_FLAG = {name: f"{name} is neither yes nor no" for name in FLAGS}
NO_BILL_TYPE = "bill_type is none such as 131 or 0131"
NO_AREA = "cbsa is neither a five-digit CBSA nor a two-digit rural area"
NO_RANKING = "ranking is neither blank for the manual's way nor regulation"
DIFFERS = {name: f"the lines of the claim differ in {name}" for name in (*OF_A_FACILITYS_CLAIM, *OF_ALL_DAYS)}
TEXTS = (
    BLANK_CLAIM,
    TOO_LONG,
    BLANK_CODE,
    NO_DAY,
    *NUMBERS.values(),
    NO_PRACTITIONER,
    *NO_FLAG.values(),
    NO_BILL_TYPE,
    NO_AREA,
    NO_RANKING,
    *DIFFERS.values(),
)
"""Every reason of this kind, for the registry of reasons."""
