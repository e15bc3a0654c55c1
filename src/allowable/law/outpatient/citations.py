"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

STATUS = Cite("CY 2025 OPPS final rule", "Addendum D1, status indicators", evidence="V")
LABOUR = Cite("CMS OPPS Pricer", "wage adjustment of 60 percent of the rate", evidence="VC")
WAGE_RULE = Cite("42 CFR", "419.43(c), wage index", evidence="V")
ADDENDUM = Cite("CMS OPPS Addendum B", "payment rate column", evidence="V")
APC_TABLE = Cite("CMS OPPS Pricer", "APC rate table", evidence="VC")
ROUNDING = Cite("CMS OPPS Pricer", "line payment, one rounding half up to the cent", evidence="VC")

# Packaging, comprehensive payments, discounts
_EDITOR = "CMS Integrated Outpatient Code Editor user manual V25.1"
DENIED = Cite("Medicaid NCCI Policy Manual, 2025", "chapter I, page I-3: a code that an edit denies is not paid", evidence="V")
EDIT_37 = Cite(_EDITOR, "edit 37, page 58", evidence="V")
EDIT_74 = Cite(_EDITOR, "edit 74", evidence="V")
STOPPED = Cite("42 CFR", "419.44(b)(1)", evidence="V")
FACILITY_MODIFIERS = Cite("Palmetto GBA", "terminated procedures, modifiers 73 and 74; 53 is a practitioner's", evidence="MAC")
BILATERAL_LIST = Cite(_EDITOR, "page 83, codes that are conditionally or independently bilateral: the lists are not held", evidence="U")
REPEATED = Cite(_EDITOR, "page 81, modifiers 76, 77, 78 and 79", evidence="V")
BILL_TYPES = Cite(_EDITOR, "bill types of the prospective payment system", evidence="U")
COMPREHENSIVE_BILLS = Cite(_EDITOR, "page 103, comprehensive logic", evidence="V")
CONDITIONAL = Cite(_EDITOR, "pages 83 to 84, conditional packaging", evidence="V")
COMPOSITE_UNITS = Cite(_EDITOR, "imaging composites count a line with modifier 50 as two units", evidence="V")
COMPOSITE_LINE = Cite(_EDITOR, "which line carries a composite", evidence="U")
CRITICAL_CARE = Cite(_EDITOR, "services packaged on the day of critical care", evidence="U")
MENTAL_HEALTH = Cite(_EDITOR, "mental health composite: a day costs at most its rate", evidence="U")
CONDITIONAL_COMPREHENSIVE = Cite(_EDITOR, "page 84, a Q2 service that becomes J1", evidence="V")
VISIT_PACKAGES = Cite(_EDITOR, "visits of status J2 among the services that package Q1", evidence="U")
LABORATORY = Cite("CY 2025 OPPS final rule", "Addendum D1, status Q4", evidence="V")
SPECIMENS = Cite(_EDITOR, "laboratory tests on type of bill 14x", evidence="U")
COMPOSITE = Cite("CY 2025 OPPS final rule", "Addendum D1, status Q3; Addendum M", evidence="V")
COMPREHENSIVE = Cite(_EDITOR, "pages 103 to 105, comprehensive procedures", evidence="V")
RANKS = Cite("OPPS Addendum J", "Rank for Primary Assignment", evidence="V")
COMPLEXITY = Cite(_EDITOR, "pages 104 to 105, complexity adjustment", evidence="V")
COMPLEXITY_LIST = Cite("OPPS Addendum J", "Complexity Adjustments", evidence="V")
ADD_ONS_OF_OTHER_YEARS = Cite("OPPS Addendum J of 2025", "its add-on codes, taken for years not held", evidence="U")
EXCLUDED_CODES = Cite("OPPS Addendum J", "preventive services, cell and gene therapies: codes of ours", evidence="U")
EXCLUSIONS = Cite("OPPS Addendum J", "Comprehensive APC Payment Policy Exclusions", evidence="V")
OBSERVATION = Cite(_EDITOR, "page 107, comprehensive observation", evidence="V")
OBSERVATION_LINE = Cite(_EDITOR, "which visit carries comprehensive observation", evidence="U")
INPATIENT_DAY = Cite(_EDITOR, "edits 18, 45 and 49", evidence="V")
INPATIENT_EXPIRED = Cite(_EDITOR, "modifier CA, inpatient-only procedure on a patient who expires", evidence="V")
PACKAGED = Cite("CY 2025 OPPS final rule", "Addendum D1, status indicators", evidence="V")
TOKEN_CHARGE = Cite(_EDITOR, "page 82, charges of 0.01 to 1.00", evidence="V")
QUARTERS = Cite(_EDITOR, "the release that speaks for a claim over two quarters", evidence="U")
UNITS_CUT = Cite(_EDITOR, "pages 83 to 105, payment adjustment flag 11: units are cut to one", evidence="V")
FORMULAS = Cite(_EDITOR, "page 81, discounting formulas", evidence="V")
MULTIPLE = Cite("42 CFR", "419.44(a); I/OCE user manual V25.1, page 82", evidence="V")
BOTH_SIDES = Cite(_EDITOR, "pages 81 and 83, modifier 50", evidence="V")
BOTH_SIDES_HIGHEST = Cite(_EDITOR, "formula 4 for both sides of the highest procedure: the matrix of assignments is not held", evidence="U")

# Rates of a hospital, payment, coinsurance, deductible, outliers
_ACT = "Social Security Act"
_PRICER = "CMS OPPS Pricer"
NONEXCEPTED = Cite(_ACT, "section 1833(t)(21), services of off-campus outpatient departments", evidence="V")
NONEXCEPTED_SHARE = Cite(_PRICER, "section 603 services: the rate times the reduction of the physician fee schedule", evidence="VC")
EXCEPTED_CLINIC = Cite(_PRICER, "clinic visits off campus: 40 percent; from 2023 not for rural sole community hospitals", evidence="VC")
DRUG_ADMINISTRATION = Cite("AAMC and Michigan Health and Hospital Association", "CY 2026 OPPS: drug administration", evidence="S")
HIGHEST_RATE = Cite("CMS OPPS Addendum B", "highest rates of services, 2020 to 2026", evidence="V")
HIGHEST_LINE = HIGHEST_RATE
TECHNIQUE = (
    Cite("42 CFR", "419.71, payment reduction for film and computed radiography", evidence="V"),
    Cite(_ACT, "sections 1833(t)(16)(F) and 1834(p)", evidence="V"),
)
QUALITY = (
    Cite(_ACT, "section 1833(t)(17)(A), hospitals that do not report quality data", evidence="V"),
    Cite(_PRICER, "reduced update ratio, rounded to the cent", evidence="VC"),
)
QUALITY_EXCLUDED = Cite(_PRICER, "APCs of new technology and section 603 services keep the rate", evidence="VC")
DEVICE_OFF = Cite("42 CFR", "419.44(b)(2), device portion of a procedure stopped before anesthesia", evidence="V")
DEVICE_LIST = Cite("CMS OPPS Addendum P", "device-intensive list and offsets by code", evidence="V")
SOLE_COMMUNITY = Cite(_PRICER, "rural sole community hospitals: 7.1 percent, not for bill type 14x nor section 603", evidence="VC")
DEVICE_CREDIT = Cite("42 CFR", "419.45(a) and (b): the credit, at most the device portion", evidence="V")
DEVICE_SHARES = Cite(_PRICER, "device credit by the line's share of the rates, four decimals", evidence="VC")
CREDIT_OFF = (DEVICE_CREDIT, Cite(_PRICER, "device credit taken from the payment of the line, never below zero", evidence="VC"))
AT_COST = Cite(_PRICER, "pass-through devices: charge times cost-to-charge ratio, less the device portion of the procedure", evidence="VC")
EMERGENCY = (
    Cite(_ACT, "section 1834(x)(1), rural emergency hospitals: 5 percent, without coinsurance on it", evidence="V"),
    Cite(_PRICER, "addition to each line, rounded to the cent", evidence="VC"),
)
DRUGS = Cite("CMS OPPS Addendum B", "payment rate of drugs and biologicals, each unit", evidence="V")
COPAYMENT = (
    Cite("42 CFR", "419.41(b) and (c), program payment percentage", evidence="V"),
    Cite("CMS OPPS Addendum B", "national and minimum unadjusted copayment", evidence="V"),
)
COPAYMENT_PLACES = Cite("42 CFR", "419.41(b), program payment percentage, and to how many decimals it is kept", evidence="U")
COINSURANCE = (
    Cite("42 CFR", "419.41(c), from the wage-adjusted payment to the copayment and its maximum", evidence="V"),
    Cite(_PRICER, "coinsurance, at most the inpatient deductible times units and discount", evidence="VC"),
)
DRUG_COINSURANCE = (
    Cite(_ACT, "section 1847A(i)(5), coinsurance of drugs whose price outran inflation", evidence="V"),
    Cite("CMS OPPS Addendum B", "minimum copayment and adjusted coinsurance of drugs", evidence="V"),
)
SHARED_CAP = Cite("42 CFR", "419.41(c)(4)(i), drugs and blood together with the procedure of their day", evidence="V")
PREVENTIVE = Cite("CMS OPPS Addendum B", "codes of services with a rate and a copayment of 0.00", evidence="V")
SCREENING = Cite(_ACT, "section 1833(dd)", evidence="V")
DEDUCTIBLE = Cite("42 CFR", "419.41(c)(2), the deductible comes off before the program payment percentage", evidence="V")
DEDUCTIBLE_ORDER = Cite(_PRICER, "deductible from the APC with the highest share of coinsurance down", evidence="VC")
OUTLIER = (
    Cite("42 CFR", "419.43(d), outlier adjustment", evidence="V"),
    Cite(_PRICER, "outlier payment of a line", evidence="VC"),
)
OUTLIER_SHARES = Cite(_PRICER, "packaged charges by the line's share of the payments, eight decimals", evidence="VC")
SEQUESTRATION = Cite(
    "First Coast Service Options",
    "federal sequestration payment reductions, example of an approved amount of $100",
    evidence="MAC",
    url="https://medicare.fcso.com/fee-schedules/federal-sequestration-payment-reductions",
)
WRONG_OPERATION = Cite(
    "MLN Matters MM6405", "NCD 140.6 to 140.8: operations of the wrong kind, on the wrong body part, on the wrong patient", evidence="MAC"
)
