"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

FEE_FORMULA = Cite(
    "CMS RVU25D record layout (RVU25D.pdf)",
    "formula for the 2025 physician fee schedule payment amount",
    evidence="V",
    url="https://www.cms.gov/medicare/payment/fee-schedules/physician",
)
FEE_STATUTE = Cite("Social Security Act", "section 1848(b)(1)", evidence="V")
STATUS_CODES = Cite("CMS RVU25D record layout (RVU25D.pdf)", "attachment A, status code", evidence="V")
PLACE_RULE = Cite("42 CFR", "414.22(b)(5)(i)", evidence="V")
PLACE_MANUAL = Cite("Medicare Claims Processing Manual, Pub. 100-04, chapter 12", "section 20.4.2", evidence="MAC")
NOT_APPLICABLE = Cite("CMS RVU25D record layout (RVU25D.pdf)", "non-facility NA indicator", evidence="V")
COMPONENT = Cite("CMS RVU25D record layout (RVU25D.pdf)", "modifier field", evidence="V")
INDICES = Cite("Social Security Act", "section 1848(e)(1)", evidence="V")
WORK_FLOOR = Cite("Social Security Act", "section 1848(e)(1)(E)", evidence="V")
QUALIFYING = Cite("Social Security Act", "section 1848(d)(1)(A), two conversion factors from 2026", evidence="S")
