"""Tables of the payment systems that edits read too. No law folder imports another's: declared again, and a test keeps the shapes alike."""

from ...kernel.table import Table, number, text

RELATIVE_VALUES = Table(
    "relative_values",
    "Relative value units and payment indicators of a code",
    keys=[text("hcpcs", "procedure code"), text("component", "row of the file: blank, 26, TC or 53")],
    columns=[
        text("status", "status code: whether and how the schedule pays"),
        number("work_rvu", "work relative value units", places=2, below=1_000),
        number("non_facility_pe_rvu", "practice expense units outside a facility", places=2, below=10_000),
        text("non_facility_na", "NA when the service is rarely or never done outside a facility"),
        number("facility_pe_rvu", "practice expense units in a facility", places=2, below=10_000),
        text("facility_na", "NA when the service is rarely or never done in a facility"),
        number("malpractice_rvu", "malpractice relative value units", places=2, below=1_000),
        text("professional_technical", "professional/technical component indicator"),
        text("global_days", "global period"),
        number("preoperative_share", "pre-operative share of the global fee", places=2, below=2),
        number("intraoperative_share", "intra-operative share of the global fee", places=2, below=2),
        number("postoperative_share", "post-operative share of the global fee", places=2, below=2),
        text("multiple_procedure", "multiple procedure indicator"),
        text("bilateral", "bilateral surgery indicator"),
        text("assistant", "assistant at surgery indicator"),
        text("co_surgeon", "co-surgeon indicator"),
        text("team", "team surgery indicator"),
        text("endoscopic_base", "base code of the endoscopic family"),
        number("file_conversion_factor", "conversion factor printed in the row", places=4, below=100),
        text("supervision", "physician supervision of diagnostic procedures"),
        text("imaging_family", "diagnostic imaging family indicator"),
        number("opps_non_facility_pe_rvu", "non-facility practice expense used for the OPPS cap", places=2, below=10_000),
        number("opps_facility_pe_rvu", "facility practice expense used for the OPPS cap", places=2, below=10_000),
        number("opps_malpractice_rvu", "malpractice units used for the OPPS cap", places=2, below=1_000),
    ],
    authority="CMS National Physician Fee Schedule Relative Value File, record layout",
)

ADDENDUM_B = Table(
    "addendum_b",
    "Status, APC, rate and copayments of a code. An APC, weight or copayment absent beside a rate is one that the held print lacks",
    keys=[text("hcpcs", "procedure, drug or device code")],
    columns=[
        text("status", "status indicator: whether and how the system pays"),
        text("apc", "ambulatory payment classification, four digits"),
        number("relative_weight", "relative payment weight", places=4, below=10_000),
        number("payment_rate", "national unadjusted rate; drugs are printed to a tenth of a cent", places=3, below=10_000_000),
        number("national_copayment", "national unadjusted copayment; CMS prints a point where there is none", places=2, below=2_000_000),
        number("minimum_copayment", "minimum unadjusted copayment", places=2, below=2_000_000),
        number("inflation_coinsurance", "coinsurance lowered for a drug whose price outran inflation, as a share", places=5, below=1),
        number("adjusted_copayment", "copayment after that share or after the cap at the inpatient deductible", places=2, below=2_000_000),
    ],
    authority="OPPS Addendum B",
)

DEVICE_INTENSIVE = Table(
    "device_intensive",
    "Procedures that CMS designates as device-intensive, with their device portion",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        text("status", "status indicator"),
        text("apc", "ambulatory payment classification"),
        number("apc_offset_share", "device portion of the whole APC, as a share", places=4, below=2),
        number("offset_share", "device portion as a share of the rate", places=4, below=2),
        number("offset_amount", "device portion in dollars", places=2, below=1_000_000),
    ],
    authority="OPPS Addendum P, Device Intensive List",
)

_ASC = "CMS quarterly ASC approved HCPCS codes and payment rates"
_INDICATOR = text("payment_indicator", "payment indicator of Addendum DD1: whether and how the service is paid")
_WEIGHT = number("relative_weight", "payment weight; blank where the rate does not come from a weight", places=4, below=10_000)
_RATE = number("payment_rate", "national unadjusted payment rate in dollars; blank where none is printed", places=2, below=10_000_000)
_COMMENT = text("comment_indicator", "comment indicator of Addendum DD2, printed with the final rule addenda only")

ASC_RATES = Table(
    "asc_rates",
    "Payment indicator, weight and national rate of a covered surgical procedure in an ambulatory surgical center",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        _INDICATOR,
        text("multiple_procedure", "Y or N: subject to multiple procedure discounting; blank where CMS prints none"),
        _WEIGHT,
        _RATE,
        _COMMENT,
        text("mark", "* office-based for the time being; ** preventive, without coinsurance or deductible"),
    ],
    authority=f"{_ASC}, Addendum AA",
)

ASC_ANCILLARY_RATES = Table(
    "asc_ancillary_rates",
    "Payment indicator, weight and national rate of an ancillary service integral to a covered surgical procedure",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        _INDICATOR,
        _WEIGHT,
        _RATE,
        number("adjusted_copayment", "inflation-adjusted copayment of a drug in dollars; blank: none printed", places=2, below=10_000_000),
        _COMMENT,
        text("mark", "** preventive, without coinsurance or deductible; *** non-opioid alternative, payment limited"),
    ],
    authority=f"{_ASC}, Addendum BB",
)

ASC_EXCLUDED = Table(
    "asc_excluded",
    "Surgical procedures that are excluded from payment in an ambulatory surgical center",
    keys=[text("hcpcs", "procedure code")],
    columns=[text("excluded", "Y for every code of the list")],
    authority=f"{_ASC}, Addendum EE",
)

TABLES = (RELATIVE_VALUES, ADDENDUM_B, DEVICE_INTENSIVE, ASC_RATES, ASC_ANCILLARY_RATES, ASC_EXCLUDED)
