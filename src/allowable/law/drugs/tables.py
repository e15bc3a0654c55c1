"""What CMS publishes for drugs of Medicare Part B (section 1847A of the Social Security Act; the quarterly ASP pricing file)."""

from ...kernel.table import Table, number, text

DRUG_LIMITS = Table(
    "drug_limits",
    "Payment allowance limit of a drug of Medicare Part B for one billing unit",
    keys=[text("hcpcs", "procedure code")],
    columns=[
        number("payment_limit", "payment limit in dollars per billing unit", places=3, below=10_000_000),
        number("coinsurance_percent", "coinsurance in percent, below 20 where inflation-adjusted; blank before 2023", places=3, below=101),
        text("billing_unit", "dosage of one unit where it is a plain number and unit, else blank"),
        text("note", "CMS's note in the row, such as how the limit was found"),
        text("unknown_because", "why the limit is blank"),
    ],
    authority="CMS Medicare Part B drug ASP pricing file, payment allowance limits",
)

TABLES = (DRUG_LIMITS,)
