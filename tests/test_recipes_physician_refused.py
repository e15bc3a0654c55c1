"""Physician fee schedule recipes on files made here: whole ones read, spoilt ones are refused with their row and the reason.

Codes and amounts are invented; columns, places and localities are CMS's (RVU25D).
"""

import pathlib

import pytest

from allowable.kernel.day import ALWAYS, day_number
from allowable.law.physician.tables import RELATIVE_VALUES
from allowable.releases.files import PublishedFile, open_file
from allowable.releases.problem import Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import physician  # noqa: F401  registers the recipes
from allowable.releases.recipes.physician_localities import listed_for_caps, localities_of
from allowable.releases.recipes.physician_release import known_day
from allowable.releases.recipes.physician_values import ANCHORS, COLUMNS

STACKED = [COLUMNS["hcpcs"][0], "MOD", "DESCRIPTION", "STATUS CODE", "NOT USED FOR MEDICARE PAYMENT"]
STACKED += [spellings[0] for name, spellings in COLUMNS.items() if name not in ("hcpcs", "component", "status")]
STACKED.insert(STACKED.index("DIAGNOSTIC IMAGING FAMILY INDICATOR"), "CALCULATION FLAG")
PLAIN = "{},,,X,,0.00,0.00,,0.00,,0.00,0.00,0.00,9,XXX,0.00,0.00,0.00,9,9,9,9,9,,32.3465,09,0,99,0.00,0.00,0.00"
TITLE = "2025 National Physician Fee Schedule Relative Value File October Release"


def read_one(file):
    """Snapshots of one file by the recipe that recognises its name; none if no recipe does."""
    recipe = next((recipe for recipe in RECIPES if recipe.system == "physician" and recipe.pattern.match(file.name)), None)
    return list(recipe.read(file, recipe.pattern.match(file.name))) if recipe else []


def relative_value_lines(title=TITLE):
    """A whole PPRRVU in CMS's layout: titles in the third column, a header stacked over two rows, 19,004 rows; row n is line n - 1."""
    upper = ",".join(" ".join(name.split()[:-1]) if place != 2 else "" for place, name in enumerate(STACKED))
    lower = ",".join(name.split()[-1] for name in STACKED)
    codes = [*ANCHORS[:3], *map(str, range(20_000, 39_000)), ANCHORS[3]]
    return [f",,{title}" + "," * 28, ",,RELEASED 09/11/2025" + "," * 28, upper, lower, *map(PLAIN.format, codes)]


def saved(folder, name, content):
    """The PublishedFile of a made file; its folder names the release."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else "\r\n".join(content).encode("cp1252"))
    return next(open_file(folder / name))


def test_a_made_file_of_relative_values_reads(tmp_path):
    [snapshot] = read_one(saved(tmp_path / "rvu25d", "PPRRVU2025_Oct.csv", relative_value_lines()))
    assert (len(snapshot.rows), snapshot.release, snapshot.lines["A0021", ""]) == (19_004, "RVU25D", 7)
    assert snapshot.rows["20000", ""][:6] == ("X", 0, 0, "", 0, "")


def test_the_layout_of_2026_has_a_further_column_and_reads_by_name(tmp_path):
    title = "2026 National Physician Fee Schedule Relative Value File July Release"
    lines = [line.replace("32.3465", "33.4009") for line in relative_value_lines(title)]
    place = STACKED.index("ENDO BASE")
    for number, line in enumerate(lines):
        cells = line.split(",")
        cells.insert(place, {2: "PRIC", 3: "IND"}.get(number, "" if number < 4 else "9"))
        lines[number] = ",".join(cells)
    [snapshot] = read_one(saved(tmp_path / "rvu26c", "PPRRVU2026_Jul_nonQPP.csv", lines))
    assert snapshot.rows["20000", ""][RELATIVE_VALUES.where["endoscopic_base"]] == ""
    assert snapshot.rows["20000", ""][RELATIVE_VALUES.where["file_conversion_factor"]] == 334_009


def test_the_print_for_qualifying_participants_is_left_to_the_law(tmp_path):
    assert read_one(saved(tmp_path / "rvu26c", "PPRRVU2026_Jul_QPP.csv", relative_value_lines())) == []


def _row(number, old, new):
    return lambda lines: [*lines[: number - 1], lines[number - 1].replace(old, new, 1), *lines[number:]]


def _all(old, new):
    return lambda lines: [line.replace(old, new) for line in lines]


BAD_RELATIVE_VALUES = {
    "a renamed column": (_row(3, "WORK", "EFFORT"), r"row 4: no column 'WORK RVU'; the header has .*'EFFORT RVU'"),
    "a column too few in one row": (_row(60, ",0.00,0.00,0.00", ",0.00,0.00"), "row 60: 30 columns where the header has 31"),
    "a column too many in all rows": (lambda lines: [line + "," for line in lines], "row 4: 32 columns where CMS's layout has 31"),
    "cut short in the middle": (lambda lines: lines[:500], "it has 496 rows, and at least 18800 are expected in RVU25D"),
    "cut short near its end": (lambda lines: lines[:-1], "it has no V5364, which every release from 2020 to 2026 prints"),
    "cut within a row": (lambda lines: [*lines[:900], lines[900][:20]], r"row 901: \d+ columns where the header has 31"),
    "units that do not add up": (_row(8, ",0.00,", ",1.25,"), r"row 8: the units do not add up: 1\.25 \+ 0\.00 \+ 0\.00 is not .*0\.00"),
    "a word for a number": (_row(9, ",0.00,", ",many,"), "row 9: column work_rvu: 'many' is not a number"),
    "a lone sign for a number": (_row(9, ",0.00,", ",-,"), "row 9: column work_rvu: '-' is not a number"),
    "a blank number": (_row(9, ",0.00,", ",,"), "row 9: column work_rvu is blank"),
    "three decimal places": (_row(9, ",0.00,", ",0.125,"), "row 9: column work_rvu: '0.125' has more than 2 decimal places"),
    "a unit beyond the stated maximum": (_row(9, ",0.00,", ",1000,"), "row 9: .*work_rvu: 100000 is not below the stated maximum"),
    "an unknown status": (_row(10, ",X,", ",Z,"), "row 10: column status: 'Z' is none of"),
    "an unknown global period": (_row(10, ",XXX,", ",45,"), "row 10: column global_days: '045' is none of"),
    "a code that is none": (_row(11, "20003", "2000?"), r"row 11: column HCPCS: '2000\?' is no procedure code"),
    "an unknown component": (_row(11, "20003,,", "20003,QQ,"), "row 11: column MOD: 'QQ' is none of"),
    "a code twice": (_row(12, "20004", "20003"), "row 12: 20003 with modifier blank stands there twice"),
    "two conversion factors": (_row(13, "32.3465", "33.8872"), "row 13: the conversion factor 338872 is not the 323465 of the rows above"),
    "the factor of another year": (_all("32.3465", "33.8872"), "338872 is not 323465, that of RVU25D from 2025-10-01"),
    "the title of another year": (_row(1, "2025", "2024"), "its name is not that of its title, which says release D of 2024"),
    "the title of another quarter": (_row(1, "October", "April"), "its name is not that of its title, which says release B of 2025"),
    "no title": (_row(1, "National", "Local"), "no title line such as"),
    "a day that is none": (_row(2, "09/11", "13/11"), "'RELEASED 13/11/2025', which is no day"),
    "no header": (lambda lines: [lines[0], *lines[4:]], "no header row that starts with HCPCS"),
    "no rows": (lambda lines: lines[:4], "no rows below the header"),
    "wrong encoding": (lambda lines: "\r\n".join(lines).encode("utf-16"), "NUL bytes"),
    "a web page": (lambda lines: b"<!DOCTYPE html><html></html>", "a web page, not a table"),
}


@pytest.mark.parametrize("case", BAD_RELATIVE_VALUES)
def test_bad_relative_values_are_refused_with_row_and_reason(case, tmp_path):
    spoil, reason = BAD_RELATIVE_VALUES[case]
    with pytest.raises(Refused, match=rf"PPRRVU2025_Oct\.csv.*{reason}"):
        read_one(saved(tmp_path / "rvu25d", "PPRRVU2025_Oct.csv", spoil(relative_value_lines())))


def test_relative_values_under_another_releases_name_are_refused(tmp_path):
    with pytest.raises(Refused, match="named as release RVU25A, but its content is of 2025D"):
        read_one(saved(tmp_path / "rvu25a", "PPRRVU2025_Oct.csv", relative_value_lines()))


def index_lines():
    """GPCI2025 in CMS's layout: row 3 is the header, row 4 the first locality; Alaska at its floor, all else alike."""
    header = "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
    header += "2025 PW GPCI (with 1.0 Floor),2025 PE GPCI,2025 MP GPCI"
    rows = [f"{mac},ZZ,{place},NAME,{1.5 if mac == '02102' else '1.000'},0.900,0.800" for mac, place in sorted(localities_of(2025))]
    return ["ADDENDUM E. FINAL CY 2025 INDICES (GPCIs),,,,,,", ",,,,,,", header, *rows, '"MAC Assignments as of a day",,,,,,']


def factor_lines():
    """ANES2025 in CMS's layout: row 1 is the header."""
    rows = [f"{mac} ,{place} ,NAME,{27 if mac == '02102' else '20.10'} " for mac, place in sorted(localities_of(2025))]
    return ["Contractor,Locality,Locality Name,National Anes CF of 20.3178", *rows, ",,,"]


def crosswalk_lines():
    """25LOCCO in CMS's layout: row 3 is the header, every row its own state, a footnote at the end."""
    rows = [f"{int(mac)},{int(place)},STATE {mac},STATEWIDE* ,ALL COUNTIES " for mac, place in sorted(localities_of(2025))]
    header = "Medicare Adminstrative Contractor,Locality Number,State ,Fee Schedule Area ,Counties"
    return ["COUNTIES INCLUDED IN 2025 LOCALITIES.,,,,", ",,,,", header, *rows, "*  Payment locality is serviced by two carriers.,,,,"]


def cap_lines():
    """OPPSCAP_Oct in CMS's layout with two groups of rows: row 2 is the first of the first."""
    places = sorted(listed_for_caps(2025))
    rows = [f"{code},A,{mac},{place},101.5,101.50" for code in ("70170,", "93990,TC") for mac, place in places]
    return ["HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE", *rows, "\x1a,,,,,,"]


MADE = {"GPCI2025.csv": index_lines, "ANES2025.csv": factor_lines, "25LOCCO.csv": crosswalk_lines, "OPPSCAP_Oct.csv": cap_lines}


@pytest.mark.parametrize(
    ("name", "count", "key", "row"),
    [
        ("GPCI2025.csv", 109, ("02102", "01"), (1500, None, 900, 800)),
        ("ANES2025.csv", 109, ("01112", "05"), (2010,)),
        ("25LOCCO.csv", 109, ("01112", "05"), ("STATE 01112", "STATEWIDE", "ALL COUNTIES")),
        ("OPPSCAP_Oct.csv", 230, ("93990", "TC", "01112", "74"), ("A", 10_150, 10_150)),
    ],
)
def test_made_files_by_locality_read(name, count, key, row, tmp_path):
    [snapshot] = read_one(saved(tmp_path / "rvu25d", name, MADE[name]()))
    assert (len(snapshot.rows), snapshot.rows[key], snapshot.release, snapshot.trust) == (count, row, "RVU25D", "official")


BAD_BY_LOCALITY = [
    ("GPCI2025.csv", _row(4, "1.000", "0.988"), "row 4: the work index of 01112 05 is below the floor that its header states"),
    ("GPCI2025.csv", lambda lines: _all("1.000", "0.988")(_all(" (with 1.0 Floor)", "")(lines)), "header does not say whether"),
    ("GPCI2025.csv", _all(",1.5,", ",1.200,"), r"row 35: the work index of Alaska is below its statutory 1\.5"),
    ("GPCI2025.csv", _row(3, "2025 PE GPCI", "2025 RENT GPCI"), r"row 3: 0 columns named like .*'2025 RENT GPCI'"),
    ("GPCI2025.csv", _row(3, "2025 PE", "2024 PE"), "its name and its header state several years: 2024, 2025"),
    ("GPCI2025.csv", _row(1, "FINAL", "PROPOSED"), "its title says that it was proposed"),
    ("GPCI2025.csv", lambda lines: lines[:60], r"57 localities where CMS prints 109 for 2025; 52 are missing"),
    ("GPCI2025.csv", _row(5, "01112,ZZ,09", "01112,ZZ,05"), "108 localities where CMS prints 109 for 2025; 1 are missing"),
    ("GPCI2025.csv", lambda lines: [*lines, lines[3]], "row 114: 01112 05 stands there twice, first in row 4"),
    ("GPCI2025.csv", _row(6, "01112", "O1112"), "row 6: 'O1112' and '51' are no contractor"),
    ("GPCI2025.csv", _row(6, "0.900", "0.9O0"), "row 6: column practice_expense_index: '0.9O0' is not a number"),
    ("ANES2025.csv", _row(2, "20.10", "30.10"), r"row 2: the factor of 01112 05 is above Alaska's"),
    ("ANES2025.csv", _row(1, "National Anes CF", "National CF"), "no header row within the first 8 rows"),
    ("ANES2025.csv", lambda lines: lines[:80], "79 localities where CMS prints 109"),
    ("25LOCCO.csv", _row(3, "Counties", "Parishes"), "row 3: no column 'Counties'"),
    ("25LOCCO.csv", _row(1, "2025", "2021"), "its title is of 2021, its name of 2025"),
    ("25LOCCO.csv", _row(9, "1112", "1113"), "1 of them CMS does not have .01113 54 in row 9"),
    ("OPPSCAP_Oct.csv", lambda lines: lines[:-3], "row 229: 93990 TC: 113 localities where CMS prints 115 for 2025; 2 are missing"),
    ("OPPSCAP_Oct.csv", lambda lines: lines[:116], "no 93990 TC, with which CMS's prints end"),
    ("OPPSCAP_Oct.csv", _row(7, "70170", "170"), "row 7: '170' and '' are no procedure code"),
    ("OPPSCAP_Oct.csv", _row(7, "101.5,", "n/a,"), "row 7: column facility_amount: 'n/a' is not a number"),
    ("OPPSCAP_Jan.csv", None, "its name says Jan, its zip or folder RVU25D"),
]


@pytest.mark.parametrize(("name", "spoil", "reason"), BAD_BY_LOCALITY)
def test_bad_tables_by_locality_are_refused_with_row_and_reason(name, spoil, reason, tmp_path):
    lines = MADE[name.replace("Jan", "Oct")]()
    with pytest.raises(Refused, match=rf"{name}.*{reason}"):
        read_one(saved(tmp_path / "rvu25d", name, spoil(lines) if spoil else lines))


def test_a_converted_index_that_does_not_fit_the_average_of_its_row_is_refused(tmp_path):
    rows = [f"{mac},{place},NAME,1,0.9,0.8,0.9" for mac, place in sorted(localities_of(2020)) if mac != "02102"]
    lines = ["mac,locality_number,locality_name,gpci_work,gpci_pe,gpci_mp,gpci_gaf", "02102,01,NAME,1.5,1.1,0.6,1.066666667", *rows]
    [snapshot] = read_one(saved(tmp_path / "any", "gpci_rvu20a.csv", lines))
    assert (snapshot.trust, snapshot.rows["02102", "01"]) == ("converted", (1500, None, 1100, 600))
    with pytest.raises(Refused, match=r"row 3: gpci_gaf '0\.9' is not the average of the three indices"):
        read_one(saved(tmp_path / "any", "gpci_rvu20a.csv", _row(3, ",0.8,", ",0.7,")(lines)))


def test_a_table_that_no_zip_or_folder_assigns_to_a_release_is_refused(tmp_path):
    with pytest.raises(Refused, match="which quarterly release this is; leave it in CMS's zip, or put it in a folder named"):
        read_one(saved(tmp_path / "downloads", "GPCI2025.csv", index_lines()))


@pytest.mark.parametrize(
    ("origin", "known"),
    [
        ("rvu25a-updated-01-10-2025.zip", "2025-01-10"),
        ("RVU26A_12.29.25.zip", "2025-12-29"),
        ("RVU25A.zip", None),
        ("rvu25a-1-2-17.zip", None),
        ("rvu25a-02-30-2025.zip", None),
    ],
)
def test_the_day_in_a_zips_name_is_the_day_on_which_it_became_known(origin, known):
    file = PublishedFile("GPCI2025.csv", origin, origin, "", pathlib.Path("downloads"), bytes)
    assert known_day(file, 2026 if "26" in origin else 2025) == (day_number(known) if known else ALWAYS)
