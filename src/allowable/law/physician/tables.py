"""What CMS publishes for the physician fee schedule, as this law needs it (42 CFR 414; the RVU release's own record layout)."""

from ...kernel.table import Table, number, text

RECORD_LAYOUT = "CMS National Physician Fee Schedule Relative Value File, record layout"

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
    authority=RECORD_LAYOUT,
)

GEOGRAPHIC_INDICES = Table(
    "geographic_indices",
    "Geographic practice cost indices of a locality",
    keys=[text("mac", "Medicare administrative contractor"), text("locality", "locality number of that contractor")],
    columns=[
        number("work_index_with_floor", "work index with the 1.0 floor", places=3, below=3),
        number("work_index_without_floor", "work index without the 1.0 floor, where CMS printed it", places=3, below=3),
        number("practice_expense_index", "practice expense index", places=3, below=3),
        number("malpractice_index", "malpractice index", places=3, below=5),
    ],
    authority="Addendum E of the physician fee schedule rule, as printed in the RVU release",
)

LOCALITIES = Table(
    "localities",
    "State, name and counties of a locality",
    keys=[text("mac", "Medicare administrative contractor"), text("locality", "locality number of that contractor")],
    columns=[
        text("state", "state as printed"),
        text("area", "fee schedule area"),
        text("counties", "counties as printed"),
    ],
    authority="Locality-county crosswalk of the RVU release",
)

IMAGING_CAPS = Table(
    "imaging_caps",
    "Amounts to which the OPPS cap lowers an imaging service, by locality",
    keys=[
        text("hcpcs", "procedure code"),
        text("component", "row of the file: blank, 26 or TC"),
        text("mac", "Medicare administrative contractor"),
        text("locality", "locality number of that contractor"),
    ],
    columns=[
        text("status", "status code"),
        number("facility_amount", "capped amount in a facility", places=2, below=100_000),
        number("non_facility_amount", "capped amount outside a facility", places=2, below=100_000),
    ],
    authority="OPPSCAP file of the RVU release",
)

ANESTHESIA_FACTORS = Table(
    "anesthesia_conversion_factors",
    "Anaesthesia conversion factor of a locality",
    keys=[text("mac", "Medicare administrative contractor"), text("locality", "locality number of that contractor")],
    columns=[number("conversion_factor", "dollars per unit", places=2, below=100)],
    authority="Anaesthesia conversion factor file of the RVU release",
)

ANESTHESIA_BASE_UNITS = Table(
    "anesthesia_base_units",
    "Anaesthesia base units of a code",
    keys=[text("hcpcs", "anaesthesia code")],
    columns=[number("listed_base_units", "base units; 0 where the contractor sets them", places=0, below=100)],
    authority="CMS anaesthesia base units by code, a yearly list",
)

TABLES = (RELATIVE_VALUES, GEOGRAPHIC_INDICES, LOCALITIES, IMAGING_CAPS, ANESTHESIA_FACTORS, ANESTHESIA_BASE_UNITS)
