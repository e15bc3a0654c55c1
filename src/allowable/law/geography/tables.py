"""What CMS, and HUD and OMB with it, publish to find the locality and the wage area of a place."""

from ...kernel.table import Table, number, text

ZIP_FILE = "CMS ZIP code to carrier locality file and its record layout"

ZIP_LOCALITIES = Table(
    "zip_localities",
    "Contractor and locality of a ZIP code",
    keys=[text("zip5", "ZIP code of five digits")],
    columns=[
        text("state", "postal abbreviation of the state; blank where the source states none"),
        text("mac", "Medicare administrative contractor (carrier)"),
        text("locality", "locality number of that contractor"),
        text("plus_four", "1 when the ZIP code lies in several areas, so that its four further digits decide; else 0"),
    ],
    authority=ZIP_FILE + ", ZIP5",
)

ZIP4_LOCALITIES = Table(
    "zip4_localities",
    "Contractor and locality of the ZIP+4 codes of a divided ZIP code, as ranges without gaps",
    # Ranges of one release never overlap: the last key of this ZIP code that is not after the four digits, and is in force on the day,
    # decides, and only if its codes reach as far. Digits in no range are not in CMS's file: unknown, not the answer of the ZIP code.
    keys=[text("zip5", "ZIP code of five digits"), text("plus4_from", "first four further digits of the range")],
    columns=[
        number("codes", "how many consecutive plus four codes the range has, its first included", places=0, below=10_001),
        text("mac", "Medicare administrative contractor (carrier)"),
        text("locality", "locality number of that contractor"),
    ],
    authority=ZIP_FILE + ", ZIP9",
)

COUNTY_WAGE_AREAS = Table(
    "county_wage_areas",
    "Statistical area of a county, and the area whose wage index applies there",
    # Only counties inside a core-based statistical area are listed; a metropolitan division stands for its area.
    keys=[text("county", "FIPS code of the county: two digits of the state, three of the county")],
    columns=[
        text("name", "name of the county"),
        text("state", "name of the state"),
        text("cbsa", "core-based statistical area"),
        text("metropolitan_division", "division of the area; empty where there is none"),
        text("kind", "metro or micro: metropolitan or micropolitan area"),
        text("wage_area", "area of the wage index; empty for a micropolitan county, which has its state's rural index"),
    ],
    authority="OMB Bulletin 23-01 (July 2023 delineation)",
)

ZIP_WAGE_AREAS = Table(
    "zip_wage_areas",
    "Statistical areas in which the addresses of a ZIP code lie",
    # HUD gives areas without their metropolitan divisions: where an area has divisions the county decides, not this table.
    keys=[text("zip5", "ZIP code of five digits"), text("number", "1, 2... from the area with most addresses to that with fewest")],
    columns=[
        text("cbsa", "core-based statistical area; empty outside of every area"),
        number("share", "share of the ZIP code's addresses", places=6, below=2),
    ],
    authority="HUD-USPS ZIP code crosswalk (ZIP to CBSA)",
)

TABLES = (ZIP_LOCALITIES, ZIP4_LOCALITIES, COUNTY_WAGE_AREAS, ZIP_WAGE_AREAS)
