"""What CMS publishes for ambulatory surgical centers, as this law needs it (42 CFR 416.164 to 416.179; the quarterly ASC addenda)."""

from ...kernel.table import Table, number, text

ADDENDA = "CMS quarterly ASC approved HCPCS codes and payment rates"

INDICATOR = text("payment_indicator", "payment indicator of Addendum DD1: whether and how the service is paid")
WEIGHT = number("relative_weight", "payment weight; blank where the rate does not come from a weight", places=4, below=10_000)
RATE = number("payment_rate", "national unadjusted payment rate in dollars; blank where none is printed", places=2, below=10_000_000)
COMMENT = text("comment_indicator", "comment indicator of Addendum DD2, printed with the final rule addenda only")

# Addenda AA and BB are two lists of one release. They share no code; each is a table, so that a print of the one never replaces the other.
ASC_RATES = Table(
    "asc_rates",
    "Payment indicator, weight and national rate of a covered surgical procedure in an ambulatory surgical center",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        INDICATOR,
        text("multiple_procedure", "Y or N: subject to multiple procedure discounting; blank where CMS prints none"),
        WEIGHT,
        RATE,
        COMMENT,
        text("mark", "* office-based for the time being; ** preventive, without coinsurance or deductible"),
    ],
    authority=f"{ADDENDA}, Addendum AA",
)

ASC_ANCILLARY_RATES = Table(
    "asc_ancillary_rates",
    "Payment indicator, weight and national rate of an ancillary service integral to a covered surgical procedure",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        INDICATOR,
        WEIGHT,
        RATE,
        number("adjusted_copayment", "inflation-adjusted copayment of a drug in dollars; blank: none printed", places=2, below=10_000_000),
        COMMENT,
        text("mark", "** preventive, without coinsurance or deductible; *** non-opioid alternative, payment limited"),
    ],
    authority=f"{ADDENDA}, Addendum BB",
)

ASC_EXCLUDED = Table(
    "asc_excluded",
    "Surgical procedures that are excluded from payment in an ambulatory surgical center",
    keys=[text("hcpcs", "procedure code")],
    columns=[text("excluded", "Y for every code of the list")],
    authority=f"{ADDENDA}, Addendum EE",
)

ASC_DEVICE_OFFSETS = Table(
    "asc_device_offsets",
    "Device portion of a procedure in an ambulatory surgical center",
    # The OPPS payment rate that Addendum FF prints is left out: for a comprehensive APC it is not the rate of Addendum B.
    keys=[text("hcpcs", "procedure code")],
    columns=[
        text("apc", "ambulatory payment classification"),
        number("device_offset_share", "device portion as a share of the rate it is taken from", places=4, below=2),
        number("device_offset_amount", "device portion in dollars", places=2, below=1_000_000),
        number("apc_device_offset_share", "device share of the whole APC, printed from 2025", places=4, below=2),
    ],
    authority=f"{ADDENDA}, Addendum FF",
)

ASC_WAGE_INDEX = Table(
    "asc_wage_index",
    "Wage index of an area for ambulatory surgical centers",
    keys=[text("area", "core-based statistical area (five digits), or state code of its rural remainder (two digits)")],
    columns=[
        number("wage_index", "wage index; blank where CMS printed none, zero or several values", places=4, below=5),
        text("unknown_because", "why the index is blank, with the values as printed"),
        text("area_name", "name of the area as printed"),
    ],
    authority="CMS ASC wage index file of the calendar year",
)

ASC_CODE_PAIRS = Table(
    "asc_code_pairs",
    "Share of a procedure's rate that is taken off when a pass-through device is billed with it",
    # The list gives some pairs apart for modifiers 52, 73 and 74, always with the share of the pair without one.
    keys=[text("device", "code of the pass-through device"), text("procedure", "procedure code")],
    columns=[
        number("offset_share", "device offset as a share of the procedure's rate; blank where the list gives several", places=4, below=2),
        text("unknown_because", "why the share is blank, with the values as printed"),
    ],
    authority="CMS ASC code pairs of the calendar year",
)

ASC_DEVICE_SHARES = Table(
    "asc_pass_through_offsets",
    "Share of a procedure's rate that any pass-through device of the code pairs takes off: one and the same for all devices of a procedure",
    keys=[text("procedure", "procedure code")],
    columns=[
        number("offset_share", "device offset as a share of the procedure's rate; blank where the list gives several", places=4, below=2),
        text("unknown_because", "why the share is blank, with the values as printed"),
    ],
    authority="CMS ASC code pairs of the calendar year",
)

# The pairs are the hospital system's (law/outpatient), and no law folder reads another's: declared again, a test keeps both alike.
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

TABLES = (ASC_RATES, ASC_ANCILLARY_RATES, ASC_EXCLUDED, ASC_DEVICE_OFFSETS, ASC_WAGE_INDEX, ASC_CODE_PAIRS, ASC_DEVICE_SHARES)
