"""Physician fee schedule recipes on CMS's own files: their rows, days and trust, their equality with conversions, CMS's own amounts.

Counts, conversion factors and days are those of the published files, in cms/pfs of the shared data beside the repository; without them the
tests are skipped. Files made to be refused are in test_recipes_physician_refused.py.
"""

import functools
import pathlib
import re
from fractions import Fraction

import pytest

from allowable.kernel.day import ALWAYS, day_number, day_text
from allowable.law.physician.tables import ANESTHESIA_FACTORS, GEOGRAPHIC_INDICES, IMAGING_CAPS, LOCALITIES, RELATIVE_VALUES
from allowable.releases.files import open_file, open_tree
from allowable.releases.problem import Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import physician  # noqa: F401  registers the recipes

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


@functools.cache
def read(path):
    """{table name: Snapshot} of a zip or a folder of CMS's files; every table once."""
    tables = {}
    for each in open_tree(CMS / "pfs" / path) if (CMS / "pfs" / path).is_dir() else [CMS / "pfs" / path]:
        for file in open_file(each):
            for snapshot in read_one(file):
                assert snapshot.table.name not in tables, f"{path} yields {snapshot.table.name} twice"
                tables[snapshot.table.name] = snapshot
    return tables


@pytest.fixture(scope="module", autouse=True)
def _forget():
    """Half a gigabyte of rows goes when these tests are done."""
    yield
    read.cache_clear()


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
    expected = {"relative_values": values, "imaging_caps": caps}
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
def test_rvu24c_prints_its_caps_at_the_factor_of_january_2024_and_without_the_work_floor():
    january, march = read("2024/rvu24a")["imaging_caps"].rows, read("2024/rvu24ar")["imaging_caps"].rows
    july, indices = read("2024/rvu24c")["imaging_caps"].rows, read("2024/rvu24c")["geographic_indices"].rows
    key, amount = ("93990", "TC", "15202", "00"), IMAGING_CAPS.where["facility_amount"]
    assert (january[key][amount], march[key][amount], july[key][amount]) == (9558, 9716, 9558)  # cents
    changed = [place for place in july if july[place] != january[place]]
    assert len(changed) == 3621
    assert {(component, indices[mac, locality][0]) for _, component, mac, locality in changed} == {("", 1_000)}  # raised by the floor
    assert all(july[place][amount] < january[place][amount] for place in changed)


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
