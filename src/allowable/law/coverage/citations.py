"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

MEDICAL_NECESSITY = Cite("Social Security Act", "section 1862(a)(1)(A), as the determination on sterilization cites it", evidence="V")
STERILIZATION = Cite(
    "Medicare National Coverage Determinations Manual, Pub. 100-03",
    "section 230.3, Sterilization (no effective date posted)",
    evidence="V",
    url="https://www.cms.gov/medicare-coverage-database/view/ncd.aspx?NCDId=13",
    read="2026-11-21",
)
STERILIZATION_CONTRACTOR = Cite(
    "Noridian Healthcare Solutions, coverage topic Sterilization",
    "procedures denied when used for sterilization",
    evidence="MAC",
    url="https://med.noridianmedicare.com/web/jea/policies/ncd/sterilization",
    read="2026-11-21",
)
INSERT_SALES = Cite(
    "FDA, Essure Permanent Birth Control, as quoted by Medi-Cal's notice of 8 January 2020",
    "sales in the United States ended on 2018-12-31; unused units to be returned by the end of 2019",
    evidence="S",
    url="https://files.medi-cal.ca.gov/pubsdoco/newsroom/newsroom_30183.aspx",
    read="2026-11-21",
)
INSERT_STOCK = Cite(
    "FDA, Essure Permanent Birth Control, as quoted by the trade press",
    "units bought before could be implanted for up to one year from their purchase",
    evidence="S",
    read="2026-11-21",
)
