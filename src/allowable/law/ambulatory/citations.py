"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

ADJUSTMENT = Cite("42 CFR", "416.172(b) and (c)(2), geographic adjustment", evidence="V")
INDICATORS = Cite("CMS CY 2025 ASC Addendum DD1", "payment indicators", evidence="V")
ADDENDA = Cite("CMS ASC Addenda AA and BB", "payment rate column", evidence="V")
EXCLUDED = Cite("CMS ASC Addendum EE", "surgical procedures excluded from payment", evidence="V")
MARCH_2024 = Cite(
    "CMS ASC approved HCPCS codes and payment rates", "release of 9 March 2024, named among CMS's downloads and not held", evidence="S"
)
