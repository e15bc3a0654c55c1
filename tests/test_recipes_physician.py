"""Physician fee schedule recipes: what CMS's own files must yield, and what must be refused with its place and reason.

Counts, conversion factors and days are those of the published files (folder cms/pfs of the shared data beside the repository); the tests on
them are skipped where the files are absent. The bad files are made here, with invented rows.
"""

import functools
import pathlib
import re
from fractions import Fraction

import pytest

from allowable.kernel.day import ALWAYS, day_number, day_text
from allowable.law.physician.tables import ANESTHESIA_FACTORS, GEOGRAPHIC_INDICES, IMAGING_CAPS, LOCALITIES, RELATIVE_VALUES
from allowable.releases.files import PublishedFile, open_file, open_tree
from allowable.releases.problem import Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import physician  # noqa: F401  registers the recipes
from allowable.releases.recipes.physician_localities import listed_for_caps, localities_of
from allowable.releases.recipes.physician_release import known_day
from allowable.releases.recipes.physician_values import ANCHORS, COLUMNS

CMS = pathlib.Path(__file__).resolve().parents[1].parent / "shared" / "cms"
published = pytest.mark.skipif(
    not CMS.is_dir(), reason="NOT TESTED: CMS's published files are absent (expected in ../shared/cms beside the repository)"
)
PHYSICIAN_TABLES = (RELATIVE_VALUES, GEOGRAPHIC_INDICES, LOCALITIES, IMAGING_CAPS, ANESTHESIA_FACTORS)

# path: release, first day, end, trust, (relative values, localities, cap rows; None: not in it), factor in the rows, day released.
# Factors: RULES 1.2 (2022, 2023 and 2025 read in CMS's files; 2020, 2021, 2024 and 2026 from secondary sources, confirmed here).
QUARTERS = [("a", "01-01", "04-01"), ("b", "04-01", "07-01"), ("c", "07-01", "10-01"), ("d", "10-01", "01-01")]
CONVERTED_ROWS = {  # relative values of the four releases, localities, factor
    2020: ((17236, 17250, 17320, 17346), 112, "36.0896"),
    2021: ((17327, 17338, 17403, 17432), 112, "34.8931"),
    2022: ((17600, 17630, 17695, 17726), 112, "34.6062"),
    2023: ((18010, 18037, 18132, 18168), 112, "33.8872"),
}
OFFICIAL_ZIPS = {
    "RVU20A": ((17236, 112, 18207), "36.0896", "2019-11-08"),
    "RVU21A": ((17327, 112, 17969), "34.8931", "2020-12-29"),
    "RVU22A": ((17600, 112, 18564), "34.6062", "2021-12-15"),
    "RVU23A": ((18010, 112, 18326), "33.8872", "2023-01-30"),
    "RVU24A": ((18499, 109, 17710), "32.7442", "2023-12-14"),
    "RVU25A": ((18865, 109, 16100), "32.3465", "2024-12-23"),
}


def _releases():
    for name, (rows, factor, released) in OFFICIAL_ZIPS.items():
        year = 2000 + int(name[3:5])
        yield f"zips/{name}.zip", name, f"{year}-01-01", f"{year}-04-01", "official", rows, factor, released
    for year, (counts, places, factor) in CONVERTED_ROWS.items():
        for (letter, first, end), count in zip(QUARTERS, counts, strict=True):
            path, name = f"{year}/rvu{year % 100}{letter}", f"RVU{year % 100}{letter.upper()}"
            last = f"{year + (letter == 'd')}-{end}"
            yield path, name, f"{year}-{first}", last, "converted", (count, places, None), factor, None
    yield "2024/rvu24a", "RVU24A", "2024-01-01", "2024-04-01", "converted", (18499, 109, 17710), "32.7442", None
    yield "2024/rvu24ar", "RVU24AR", "2024-03-09", "2024-04-01", "converted", (18499, 109, 17710), "33.2875", None
    yield "2024/rvu24b", "RVU24B", "2024-04-01", "2024-07-01", "converted", (18534, 109, 17710), "33.2875", None
    yield "2024/rvu24c", "RVU24C", "2024-07-01", "2024-10-01", "converted", (18664, 109, 17710), "33.2875", None
    yield "2025/rvu25d", "RVU25D", "2025-10-01", "2026-01-01", "official", (19090, 109, 16100), "32.3465", "2025-09-11"
    yield "2026/rvu26a", "RVU26A", "2026-01-01", "2027-01-01", "retyped", (None, 109, None), None, None
    yield "2026/rvu26c", "RVU26C", "2026-07-01", "2026-10-01", "official", (19356, None, None), "33.4009", "2026-06-30"


def read_one(file):
    """Snapshots of one file by the recipe that recognises its name; none if no recipe does."""
    recipe = next((recipe for recipe in RECIPES if recipe.system == "physician" and recipe.pattern.match(file.name)), None)
    return list(recipe.read(file, recipe.pattern.match(file.name))) if recipe else []


@functools.lru_cache(maxsize=14)
def read(path):
    """{table name: Snapshot} of a zip or a folder of CMS's files; every table once."""
    tables = {}
    for each in open_tree(CMS / "pfs" / path) if (CMS / "pfs" / path).is_dir() else [CMS / "pfs" / path]:
        for file in open_file(each):
            for snapshot in read_one(file):
                assert snapshot.table.name not in tables, f"{path} yields {snapshot.table.name} twice"
                tables[snapshot.table.name] = snapshot
    return tables


@published
@pytest.mark.parametrize("year", [20, 21, 22, 23, 24])
def test_the_converted_tables_equal_cms_own_zip_row_by_row(year):
    official, converted = read(f"zips/RVU{year}A.zip"), read(f"20{year}/rvu{year}a")
    assert set(official) - set(converted) == ({"imaging_caps"} if year < 24 else set())
    for name, snapshot in converted.items():
        ours, theirs = official[name].rows, snapshot.rows
        assert [(key, ours.get(key), theirs.get(key)) for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)] == []


@published
@pytest.mark.parametrize(("path", "name", "first", "end", "trust", "counts", "factor", "released"), list(_releases()))
def test_every_release_reads_with_its_rows_days_and_trust(path, name, first, end, trust, counts, factor, released):
    tables = read(path)
    values, places, caps = counts
    expected = dict(relative_values=values, imaging_caps=caps)
    expected |= dict.fromkeys(("geographic_indices", "localities", "anesthesia_conversion_factors"), places)
    assert {table: len(snapshot.rows) for table, snapshot in tables.items()} == {table: n for table, n in expected.items() if n}
    for snapshot in tables.values():
        assert (snapshot.release, day_text(snapshot.effective), day_text(snapshot.until), snapshot.trust) == (name, first, end, trust)
        known = released if snapshot.table is RELATIVE_VALUES else None
        assert snapshot.known == (day_number(known) if known else ALWAYS)
        assert snapshot.lines.keys() == snapshot.rows.keys()
        _check_shape(snapshot)
    if factor:
        printed = {row[RELATIVE_VALUES.where["file_conversion_factor"]] for row in tables["relative_values"].rows.values()}
        assert printed == {int(Fraction(factor) * 10**4)}


def _check_shape(snapshot):
    """Distinct values fit the declared columns, and no text of a code's row is long enough to be a descriptor."""
    table = snapshot.table
    for place, column in enumerate(table.columns):
        distinct = {row[place] for row in snapshot.rows.values()}
        for value in distinct:
            column.check(value, table.name)
        if column.is_text and table is not LOCALITIES:
            assert max((len(value) for value in distinct if value), default=0) <= 5
    assert {len(key) for key in snapshot.rows} == {len(table.keys)}
    assert {len(row) for row in snapshot.rows.values()} == {len(table.columns)}


@published
def test_rvu20d_gets_back_the_leading_zeros_that_its_conversion_lost():
    before, after = read("2020/rvu20c")["relative_values"].rows, read("2020/rvu20d")["relative_values"].rows
    assert ("00100", "") in after
    assert (len(after.keys() - before.keys()), len(before.keys() - after.keys())) == (26, 0)
    changed = {
        (key[0], column.name, before[key][place], after[key][place])
        for key in before
        for place, column in enumerate(RELATIVE_VALUES.columns)
        if before[key][place] != after[key][place] and column.name != "status"
    }
    assert changed == {("0599T", "global_days", "YYY", "ZZZ")}


@published
def test_rvu24c_prints_its_caps_at_the_factor_of_january_2024():
    january, march = read("2024/rvu24a")["imaging_caps"].rows, read("2024/rvu24ar")["imaging_caps"].rows
    july = read("2024/rvu24c")["imaging_caps"].rows
    key, amount = ("93990", "TC", "15202", "00"), IMAGING_CAPS.where["facility_amount"]
    assert (january[key][amount], march[key][amount], july[key][amount]) == (9558, 9716, 9558)  # cents
    changed = [place for place in july if july[place] != january[place]]
    assert {place[0] for place in changed} == {"75572"}


@published
def test_2026_indices_carry_both_work_indices_and_older_ones_only_that_with_the_floor():
    rows = read("2026/rvu26a")["geographic_indices"].rows
    assert rows["10112", "00"] == (1_000, 988, 875, 566)
    assert rows["02102", "01"] == (1_500, 1_500, 1_065, 551)
    assert read("2025/rvu25d")["geographic_indices"].rows["10112", "00"] == (1_000, None, 869, 575)
    assert read("zips/RVU20A.zip")["geographic_indices"].rows["13292", "04"][1] is None


@published
def test_localities_carry_their_state_down_and_lose_only_the_footnote_mark():
    rows = read("2025/rvu25d")["localities"].rows
    assert rows["13202", "03"][0] == "NEW YORK"
    assert rows["01112", "75"] == ("CALIFORNIA", "REST OF STATE", "ALL OTHER COUNTIES")
    assert rows["12402", "99"][0] == "NEW JERSEY"


@published
@pytest.mark.parametrize(("path", "count"), [("pfrev25c/PFREV25C.txt", 109), ("pfrev25d/PFREV4.txt", 1526)])
def test_cms_own_amounts_follow_from_the_snapshots_to_the_cent(path, count):
    """Amount = (work x index + practice expense x index + malpractice x index) x factor, rounded half up once (RULES 1.1; RVU25D.pdf)."""
    tables = read("2025/rvu25d")
    printed = (CMS / "pfs/2025" / path).read_text("latin-1").splitlines()
    records = [re.findall(r'"([^"]*)"', line) for line in printed if not line.startswith('"TRL')]
    wrong = []
    for record in records:
        _, mac, locality, code, component, outside, inside = (cell.strip() for cell in record[:7])
        units = dict(zip(RELATIVE_VALUES.column_names, tables["relative_values"].rows[code, component], strict=True))
        indices = tables["geographic_indices"].rows[mac, locality]
        for amount, expense in ((outside, "non_facility_pe_rvu"), (inside, "facility_pe_rvu")):
            parts = units["work_rvu"] * indices[0] + units[expense] * indices[2] + units["malpractice_rvu"] * indices[3]
            cents = (parts * units["file_conversion_factor"] + 5 * 10**6) // 10**7  # nine places to two
            if cents != Fraction(amount) * 100:
                wrong.append((code, component, mac, locality, amount, cents))
    assert (len(records), wrong) == (count, [])


@published
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("GPCI2026_FABRICATED_prestigesf.csv", r"96 localities where CMS prints 109 for 2026; 23 of them CMS does not have .*; 36 are"),
        ("gpci_2026_by_locality_MISLABELLED_maggiexgao.csv", "row 1: no column of Medicare contractors"),
        ("rvu25a_IS_HTML_alex-bea.zip", "a web page saved as .zip"),
    ],
)
def test_fabricated_and_mislabelled_files_are_refused(name, reason):
    with pytest.raises(Refused, match=reason):
        for file in open_file(CMS / "rejected" / name):
            read_one(file)


# Files made here. Codes and numbers are invented, columns and places are CMS's.

STACKED = [COLUMNS["hcpcs"][0], "MOD", "DESCRIPTION", "STATUS CODE", "NOT USED FOR MEDICARE PAYMENT"]
STACKED += [spellings[0] for name, spellings in COLUMNS.items() if name not in ("hcpcs", "component", "status")]
STACKED.insert(STACKED.index("DIAGNOSTIC IMAGING FAMILY INDICATOR"), "CALCULATION FLAG")
PLAIN = "{},,,X,,0.00,0.00,,0.00,,0.00,0.00,0.00,9,XXX,0.00,0.00,0.00,9,9,9,9,9,,32.3465,09,0,99,0.00,0.00,0.00"
TITLE = "2025 National Physician Fee Schedule Relative Value File October Release"


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
    ("GPCI2025.csv", _all(",1.5,", ",1.200,"), r"row 36: the work index of Alaska is below its statutory 1\.5"),
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
