"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

STATUS = Cite("CY 2025 OPPS final rule", "Addendum D1, status indicators", evidence="V")
LABOUR = Cite("CMS OPPS Pricer", "wage adjustment of 60 percent of the rate", evidence="VC")
WAGE_RULE = Cite("42 CFR", "419.43(c), wage index", evidence="V")
ADDENDUM = Cite("CMS OPPS Addendum B", "payment rate column", evidence="V")
APC_TABLE = Cite("CMS OPPS Pricer", "APC rate table", evidence="VC")
ROUNDING = Cite("CMS OPPS Pricer", "line payment, one rounding half up to the cent", evidence="VC")
