"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

_MANUAL = "Medicare Claims Processing Manual, Pub. 100-04, chapter 14"
_ACT = "Social Security Act"

# What CMS prints of a code
INDICATORS = Cite("CMS CY 2025 ASC Addendum DD1", "payment indicators", evidence="V")
ADDENDA = Cite("CMS ASC Addenda AA and BB", "payment rate column", evidence="V")
EXCLUDED = Cite("CMS ASC Addendum EE", "surgical procedures excluded from payment", evidence="V")
MARCH_2024 = Cite(
    "CMS ASC approved HCPCS codes and payment rates", "release of 9 March 2024, named among CMS's downloads and not held", evidence="S"
)

# The wage index
ADJUSTMENT = Cite("42 CFR", "416.172(b) and (c)(2), geographic adjustment", evidence="V")
AREA_RATES = Cite(
    _MANUAL,
    "section 40.2: CMS gives its contractors a rate for each wage area",
    evidence="MAC",
    url="http://www.ascbillingcode.com/2016/10/wage-adjustment-of-base-payment-rates.html",
)
INDEX_BASIS = Cite(
    "beckersasc.com, quoting CMS",
    "adjustment of surgery center payment for geographic differences: the index before reclassification, without floors",
    evidence="S",
)

# Quality reporting
REPORTING = Cite("42 CFR", "416.171(a)(2)(iii)", evidence="V")
REPORTING_INDICATORS = Cite(
    "CMS OPPS and ASC final rules", "requirements of quality reporting: the payment indicators that the lower factor reaches", evidence="U"
)

# Devices
DEVICE_CREDIT = Cite("42 CFR", "416.179(b)", evidence="V", url="https://codes.findlaw.com/cfr/title-42-public-health/cfr-sect-42-416-179/")
DEVICE_STOPPED = Cite("42 CFR", "416.172(f)(2), from 2016: not for a procedure under modifier 52", evidence="V")
DEVICE_FIRST = Cite(_MANUAL, "sections 40.8 and 40.10: the device portion before the wage index", evidence="U")
PASS_THROUGH = Cite("42 CFR", "416.179(b)(1), predecessor devices of a pass-through device; ASC code pairs", evidence="V")

# Stopped procedures, and modifiers of others
INTERRUPTED = Cite("42 CFR", "416.172(f)(1)", evidence="V")
PHYSICIANS_ALONE = Cite("Palmetto GBA", "terminated ambulatory surgical center procedures (8EELE32452)", evidence="MAC")
UNUSED_LENS = PHYSICIANS_ALONE
BOTH_SIDES = Cite(
    "Priority Health, on regulations of CMS",
    "bill bilateral procedures separately, 1 June 2022: two lines or two units",
    evidence="S",
)

# Several procedures
MULTIPLE = Cite("42 CFR", "416.172(e)(1)", evidence="V")
SUBJECT = Cite("CMS ASC Addendum AA", "subject to multiple procedure discounting", evidence="V")
MULTIPLE_LAST = Cite(_MANUAL, "section 40.5, as ascbillingcode.com reproduces it (October 2010)", evidence="MAC")
RANKED_BY_RATE = MULTIPLE
CHARGE_OF_SEVERAL = Cite(_MANUAL, "section 40.5: a charge for several units, divided among them", evidence="U")

# Combinations
COMBINATION = Cite("42 CFR", "416.172(h)", evidence="V")
COMBINATION_CODES = Cite(
    "streamlinemd.com",
    "higher payments for new C-codes for centers in 2023; Addendum AA prints them from C7500 on",
    evidence="S",
    url="https://streamlinemd.com/higher-payments-for-new-c-codes-for-asc-in-2023",
)

# Payment
ANCILLARY = Cite("42 CFR", "416.164(b), services integral to a covered surgical procedure", evidence="S")
NON_OPIOID = Cite("CMS ASC Addendum BB, October 2025", "note 4; section 4135 of the Consolidated Appropriations Act, 2023", evidence="V")
DENIED = Cite("Medicaid NCCI Policy Manual, 2025", "chapter I, page I-3: a code that an edit denies is not paid", evidence="V")
ALLOWED = Cite("42 CFR", "416.172(b): the lesser of the actual charge and the adjusted rate", evidence="V")
COINSURANCE = Cite(_ACT, "section 1833(a)(1)(G)", evidence="V")
PREVENTIVE = Cite("CMS ASC Addendum BB, October 2025", "note 2: preventive services, marked by two asterisks", evidence="V")
DRUG_COPAYMENT = Cite("CMS ASC Addendum BB, October 2025", "note 1: copayments under the Inflation Reduction Act", evidence="V")
SCREENING = Cite(_ACT, "section 1833(dd)", evidence="V")
DEDUCTIBLE = Cite(
    "First Coast Service Options",
    "federal sequestration payment reductions, example of an approved amount of $100",
    evidence="MAC",
    url="https://medicare.fcso.com/fee-schedules/federal-sequestration-payment-reductions",
)
SEQUESTRATION = DEDUCTIBLE
WRONG_OPERATION = Cite(
    "MLN Matters MM6405", "NCD 140.6 to 140.8: operations of the wrong kind, on the wrong body part, on the wrong patient", evidence="MAC"
)
