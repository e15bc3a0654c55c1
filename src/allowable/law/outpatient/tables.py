"""What CMS publishes for the hospital outpatient prospective payment system, as this law needs it (42 CFR 419; addenda of the rule)."""

from ...kernel.table import Table, number, text

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

INFERRED_APCS = Table(
    "inferred_apcs",
    "APC inferred from a code's status and rate, where Addendum B is held without APCs. Never CMS's own statement",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        text("apc", "inferred ambulatory payment classification"),
        text("inferred_from", "what pointed to this APC alone"),
    ],
    authority="Derived from Addendum B and the APC rates of the same year",
)

APC_RATES = Table(
    "apc_rates",
    "Rate and copayments of an APC whose rate the yearly rule sets; those of drugs (G, K, K1) and devices (H, H1) are left out",
    keys=[text("apc", "ambulatory payment classification, four digits")],
    columns=[
        text("status", "status indicator of the APC"),
        number("relative_weight", "relative payment weight, where the print carries it", places=4, below=10_000),
        number("payment_rate", "national unadjusted rate", places=2, below=1_000_000),
        number("national_copayment", "national unadjusted copayment; CMS prints a point where there is none", places=2, below=1_000_000),
        number("minimum_copayment", "minimum unadjusted copayment", places=2, below=1_000_000),
        number("adjusted_copayment", "copayment after the cap at the inpatient deductible, where printed", places=2, below=100_000),
    ],
    authority="OPPS Addendum A and the APC rate table of the OPPS Pricer",
)

WAGE_INDEX = Table(
    "outpatient_wage_index",
    "Wage indices of a labour market area: two digits are the rural part of a state, five a core-based statistical area",
    keys=[text("cbsa", "state code or core-based statistical area")],
    columns=[
        number("geographic_index", "index of hospitals located in the area", places=4, below=5),
        number("reclassified_index", "index of hospitals reclassified into the area", places=4, below=5),
        number("rural_floor", "rural floor of a state, 2020 to 2022", places=4, below=5),
        number("imputed_floor", "imputed floor of an all-urban state, from 2022", places=4, below=5),
    ],
    authority="Wage index table of the OPPS Pricer",
)

OUTMIGRATION = Table(
    "outmigration_adjustments",
    "Addition to the wage index of a hospital in a county whose workers commute to better paid areas",
    keys=[text("county", "five-digit county code (FIPS)")],
    columns=[number("adjustment", "added to the wage index", places=4, below=10)],
    authority="OPPS Addendum L and the out-migration table of the OPPS Pricer",
)

COMPREHENSIVE_RANKS = Table(
    "comprehensive_ranks",
    "Rank by which the primary of several comprehensive (J1) procedures is chosen; 1 outranks all",
    keys=[text("hcpcs", "comprehensive procedure code")],
    columns=[
        text("apc", "comprehensive APC"),
        number("rank", "rank used for primary assignment", places=0, below=100_000),
        text("deleted", "YES for a code that no longer exists in the year"),
    ],
    authority="OPPS Addendum J, Rank for Primary Assignment",
)

COMPLEXITY_ADJUSTMENTS = Table(
    "complexity_adjustments",
    "Pairs of a primary comprehensive procedure and a second procedure or add-on that are paid from the next higher APC",
    keys=[text("primary", "primary comprehensive procedure"), text("secondary", "second comprehensive procedure or add-on code")],
    columns=[
        text("primary_apc", "APC of the primary alone"),
        text("secondary_status", "status indicator of the second: J1, or N for an add-on"),
        text("adjusted_code", "CMS's own code for the adjusted procedure, such as 5855R"),
        text("adjusted_apc", "APC that pays the pair"),
    ],
    authority="OPPS Addendum J, Complexity Adjustments",
)

COMPLEXITY_TARGETS = Table(
    "complexity_targets",
    "The APC that pays a primary comprehensive procedure with any of its pairs: one alone for each primary",
    keys=[text("primary", "primary comprehensive procedure")],
    columns=[
        text("adjusted_code", "CMS's own code for the adjusted procedure, such as 5855R"),
        text("adjusted_apc", "APC that pays the procedure with any of its pairs"),
    ],
    authority="OPPS Addendum J, Complexity Adjustments",
)

COMPOSITES = Table(
    "composites",
    "Services that are paid together through a composite APC, where several stand on one day or one beside critical care",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        text("family", "APC of the composite, without contrast: 8004, 8005, 8007, 8010; 5041 for services beside critical care"),
        text("contrast_apc", "APC of the composite with contrast: 8006 or 8008; blank for a family without that distinction"),
        text("contrast", "YES for a service that makes its composite one with contrast"),
        text("apc", "APC of the service by itself"),
    ],
    authority="OPPS Addendum M",
)

DEVICE_OFFSETS = Table(
    "device_offsets",
    "Device portion of a procedure's rate, for every code with claims of the base year",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        text("status", "status indicator"),
        text("apc", "ambulatory payment classification"),
        number("offset_share", "device portion as a share of the rate", places=4, below=2),
        number("offset_amount", "device portion in dollars", places=2, below=1_000_000),
    ],
    authority="OPPS Addendum P, HCPCS Offsets",
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

STATUS_INDICATORS = Table(
    "status_indicators",
    "Status indicators in force, and the system's answer to each in one word of ours",
    keys=[text("indicator", "status indicator")],
    columns=[text("answer", "paid, packaged, at cost, elsewhere, or unpaid: under this system, as the addendum's last column begins")],
    authority="OPPS Addendum D1",
)

BLOOD_RANKS = Table(
    "blood_ranks",
    "Order in which the blood deductible is applied to blood products; 1 comes first",
    keys=[text("hcpcs", "blood product code")],
    columns=[number("rank", "place in the order", places=0, below=1_000)],
    authority="Blood deductible rank table of the OPPS Pricer",
)

TABLES = (
    ADDENDUM_B,
    INFERRED_APCS,
    APC_RATES,
    WAGE_INDEX,
    OUTMIGRATION,
    COMPREHENSIVE_RANKS,
    COMPLEXITY_ADJUSTMENTS,
    COMPLEXITY_TARGETS,
    COMPOSITES,
    DEVICE_OFFSETS,
    DEVICE_INTENSIVE,
    STATUS_INDICATORS,
    BLOOD_RANKS,
)
