"""ZIP codes, counties and statistical areas: where CMS's files put a place, and a refusal of files that are cut, moved or mislabelled."""

import gzip
import pathlib
import zipfile
from bisect import bisect_right
from collections import Counter

import pytest

from allowable.kernel.day import OPEN, day_text
from allowable.law.geography.tables import TABLES
from allowable.releases.files import open_file
from allowable.releases.problem import NotRecognised, Refused
from allowable.releases.recipes import geography, load
from reading import snapshots

GEO = pathlib.Path(__file__).parents[1] / ".." / "shared" / "cms" / "geo"
OCTOBER, JANUARY, HISTORY = GEO / "ZIP5_OCT2025.txt.gz", GEO / "ZIP5_JAN2026.xlsx", GEO / "zip9" / "zip9_records.tsv.gz"
COUNTIES, DELINEATION = GEO / "cbsa" / "county_to_wage_area_2025on_DERIVED.csv", GEO / "cbsa" / "list1_2023.xlsx"
HUD = GEO / "cbsa" / "ZIP_CBSA_122022_hud.xlsx"

published = pytest.mark.skipif(
    not GEO.exists(), reason="LOUD: CMS's files (../shared/cms/geo) are not here: published places are NOT tested"
)


@pytest.fixture(scope="module")
def october():
    [one] = snapshots(OCTOBER)
    return one


@pytest.fixture(scope="module")
def january():
    [one] = snapshots(JANUARY)
    return one


@pytest.fixture(scope="module")
def history():
    """{(table, year): snapshot}."""
    return {(one.table.name, int(day_text(one.effective)[:4])): one for one in snapshots(HISTORY)}


# ZIP codes of five digits ---------------------------------------------------------------------------------------------------------------


@published
def test_releases_of_zip_codes(october, january):
    for one, release, first, after in (
        (october, "ZIP5 2025Q4", "2025-10-01", "2026-01-01"),
        (january, "ZIP5 2026Q1", "2026-01-01", "2026-04-01"),
    ):
        assert (one.release, day_text(one.effective), day_text(one.until), one.trust) == (release, first, after, "official")
        assert len(one.rows) == 42_956
    assert [Counter(row[3] for row in one.rows.values())["1"] for one in (october, january)] == [580, 581]
    changed = sum(january.rows.get(key) != row for key, row in october.rows.items())
    assert changed < 100


ZIPS = [  # read in ZIP5_OCT2025.txt, positions 1 to 21
    ("77030", ("TX", "04412", "18", "0")),
    ("47703", ("IN", "08102", "00", "0")),
    ("99501", ("AK", "02102", "01", "0")),
    ("35958", ("AL", "10112", "00", "1")),  # divided: the four further digits decide
]


@published
@pytest.mark.parametrize(("code", "row"), ZIPS)
def test_place_of_a_zip_code(october, january, code, row):
    assert october.rows[code,] == january.rows[code,] == row


def test_a_workbook_is_passed_over_where_the_text_lies_beside_it(tmp_path):
    (tmp_path / "ZIP5_JAN2026.xlsx").write_bytes(b"PK")
    (tmp_path / "ZIP5_JAN2026.txt").write_text("")
    with zipfile.ZipFile(tmp_path / "zip-code-carrier-locality-file.zip", "w") as archive:
        archive.writestr("ZIP5_JAN2026.xlsx", b"PK")
        archive.writestr("folder/ZIP5_JAN2026.txt", "")
    for path in (tmp_path / "ZIP5_JAN2026.xlsx", tmp_path / "zip-code-carrier-locality-file.zip"):
        with pytest.raises(NotRecognised, match=r"read from (folder/)?ZIP5_JAN2026\.txt"):
            snapshots(path)


BAD_ZIP5 = [  # change of the lines, what the message must say
    (lambda lines: lines[:30_000], "it has 30000 ZIP codes"),
    (lambda lines: [*lines[:9], lines[9][:60], *lines[10:]], "row 10: the line has 60 positions, not 80"),
    (lambda lines: [*lines[:9], lines[9][:7] + " " + lines[9][7:79], *lines[10:]], "row 10: .* is no carrier: the columns have moved"),
    (lambda lines: [*lines, lines[4]], "row 42957: ZIP code .* stands twice; its first row is 5"),
    (lambda lines: [line[:75] + "20261" for line in lines], "row 1: the row is of '20261' .*, the file's name says 20254"),
    (lambda lines: ["<!DOCTYPE html>", *lines], "web page"),
]


@published
@pytest.mark.parametrize(("change", "why"), BAD_ZIP5)
def test_zip_codes_that_are_refused(tmp_path, change, why):
    with gzip.open(OCTOBER, "rt", newline="") as stream:
        lines = stream.read().split("\r\n")[:-1]
    (tmp_path / "ZIP5_OCT2025.txt").write_text("\r\n".join(change(lines)) + "\r\n", newline="")
    with pytest.raises(Refused, match=why):
        snapshots(tmp_path / "ZIP5_OCT2025.txt")


@published
def test_a_web_page_named_zip_is_refused():
    with pytest.raises(Refused, match="web page saved as"):
        snapshots(GEO.parent / "rejected" / "zip_codes_requiring_4_extension_IS_HTML_alex-bea.zip")


# ZIP+4 ----------------------------------------------------------------------------------------------------------------------------------

YEARS = range(2020, 2026)
LISTS = ("carriers", "localities")
ZIP4_COUNTS = {2020: 1_007_868, 2021: 1_014_154, 2022: 1_025_322, 2023: 1_055_253, 2024: 1_068_524, 2025: 1_076_014}  # counted in the lines


@published
def test_the_history_is_read_year_by_year(history):
    assert set(history) == {(name, year) for name in ("zip_localities", "zip4_localities") for year in YEARS}
    for year in YEARS:
        one = history["zip4_localities", year]
        assert (one.release, day_text(one.until), one.trust) == (f"ZIP9 {year}", f"{year + 1}-01-01", "converted")
        assert sum(count for count, _, _ in one.rows.values()) == ZIP4_COUNTS[year]
        divided = {code for code, _ in one.rows}
        assert {code for (code,), row in history["zip_localities", year].rows.items() if row[3] == "1"} == divided


def answer(rows, keys, code, plus):
    """As the law looks it up: the last range that does not begin after the four digits, if it reaches as far."""
    at = bisect_right(keys, (code, plus)) - 1
    if at < 0 or keys[at][0] != code:
        return None
    count, mac, locality = rows[keys[at]]
    return (mac, locality) if int(plus) - int(keys[at][1]) < count else None


@published
def test_every_plus_four_code_of_2024_has_its_answer_and_no_other_has_one(history):
    rows = history["zip4_localities", 2024].rows
    keys = sorted(rows)
    macs, localities = (gzip.decompress((HISTORY.parent / f"{name}.txt.gz").read_bytes()).decode().split() for name in LISTS)
    listed = {}
    with gzip.open(HISTORY, "rt") as stream:
        for line in stream:
            code, plus, first, last, mac, locality = line.split("\t")
            if plus and code in ("77085", "35958", "78641", "60467", "19344", "93454") and int(first) <= 2024 <= int(last):
                listed[code, plus] = (macs[int(mac)], localities[int(locality)])
    assert len(listed) > 8_000 and len(set(listed.values())) > 5
    for code in {code for code, _ in listed}:
        for plus in range(10_000):
            assert answer(rows, keys, code, f"{plus:04d}") == listed.get((code, f"{plus:04d}"))


@published
def test_a_range_keeps_its_key_and_its_length_from_year_to_year(history):
    lengths = {}
    for year in YEARS:
        for key, (count, _, _) in history["zip4_localities", year].rows.items():
            assert lengths.setdefault(key, count) == count


@published
def test_the_history_agrees_with_cms_own_file(history, october):
    """The converted history of 2025 against CMS's file of October 2025, which it was not made from here."""
    mine, theirs = history["zip_localities", 2025].rows, october.rows
    assert mine.keys() == theirs.keys()
    assert [key for key in mine if mine[key][1:] != theirs[key][1:]] == []
    assert all(row[0] is None for row in mine.values())  # the history states no state


def zip9_line(code, plus, mac="04412", locality="18", flag="1", quarter="20261"):
    return f"TX{code}{mac}{locality}      {flag}{plus}".ljust(75) + quarter + "\r\n"


def test_cms_own_zip9_layout(tmp_path, monkeypatch):
    monkeypatch.setattr(geography, "LEAST_ZIP4", 6)
    lines = [zip9_line("77085", f"{plus:04d}") for plus in (1000, 1001, 1003)] + [
        zip9_line("77085", f"{plus:04d}", locality="09") for plus in (1004, 1005)
    ]
    lines += [zip9_line("77086", "1006"), zip9_line("77030", "    ", flag="0")]
    path = tmp_path / "ZIP9_JAN2026.txt"
    path.write_text("".join(lines), newline="")
    [one] = snapshots(path)
    assert one.rows == {
        ("77085", "1000"): (2, "04412", "18"),
        ("77085", "1003"): (1, "04412", "18"),
        ("77085", "1004"): (2, "04412", "09"),
        ("77086", "1006"): (1, "04412", "18"),
    }
    assert (one.release, day_text(one.effective), day_text(one.until)) == ("ZIP9 2026Q1", "2026-01-01", "2026-04-01")
    for change, why in (
        ([*lines, zip9_line("77085", "1000", mac="04512")], "row 8: .* stands twice with two answers"),
        ([*lines, zip9_line("77085", "10 0")], "row 8: .*no plus four code"),
        ([*lines, zip9_line("77085", "2000", quarter="20254")], "row 8: the row is of '20254'"),
        (lines[:4], "it has 4 ZIP[+]4 codes"),
    ):
        path.write_text("".join(change), newline="")
        with pytest.raises(Refused, match=why):
            snapshots(path)


BAD_HISTORY = [
    ("00210\t\t2020\t9999\t0\t0\n00209\t\t2020\t9999\t0\t0\n", "row 2: '00209' is no ZIP code, or stands after a later one"),
    ("00210\t\t2020\t9999\t7\t0\n", "row 1: .* is not two years and two places in the lists"),
    ("00210\t\t2020\t9999\t0\n", "row 1: .* is not two years"),
    ("00210\t\t2021\t2020\t0\t0\n", "row 1: the years 2021 and 2020"),
    ("00210\t12\t2020\t9999\t0\t0\n", "row 1: '12' is no plus four code"),
    ("00210\t\t2020\t9999\t0\t0\n00210\t\t2024\t9999\t0\t1\n", "row 2: ZIP code 00210  has two answers in one year"),
    ("00210\t\t2020\t9999\t0\t0\n", "2020 has 1 ZIP codes and 0 ZIP[+]4 codes"),
]


@pytest.mark.parametrize(("content", "why"), BAD_HISTORY)
def test_histories_that_are_refused(tmp_path, content, why):
    (tmp_path / "carriers.txt").write_text("14312\n")
    (tmp_path / "localities.txt").write_text("40\n00\n")
    (tmp_path / "zip9_records.tsv").write_text(content)
    with pytest.raises(Refused, match=why):
        snapshots(tmp_path / "zip9_records.tsv")


def test_a_history_without_its_lists_is_refused(tmp_path):
    (tmp_path / "zip9_records.tsv").write_text("00210\t\t2020\t9999\t0\t0\n")
    with pytest.raises(Refused, match=r"the list carriers\.txt is not beside it"):
        snapshots(tmp_path / "zip9_records.tsv")
    (tmp_path / "carriers.txt").write_text("1431\n")
    with pytest.raises(Refused, match="row 1: '1431' does not look like one of carriers"):
        snapshots(tmp_path / "zip9_records.tsv")


# Statistical areas ----------------------------------------------------------------------------------------------------------------------


@published
def test_counties_agree_with_the_delineation():
    """The derived list against OMB's own workbook, county by county."""
    [one] = snapshots(COUNTIES)
    assert (len(one.rows), one.trust, day_text(one.effective), one.until) == (1_915, "derived", "2025-01-01", OPEN)
    [file] = open_file(DELINEATION)
    listed = {}
    for _, cells in file.sheet_rows():
        if cells[0].isdigit():
            kind = {"Metropolitan Statistical Area": "metro", "Micropolitan Statistical Area": "micro"}[cells[4]]
            listed[cells[9] + cells[10],] = (
                cells[7],
                cells[8],
                cells[0],
                cells[1],
                kind,
                (cells[1] or cells[0]) if kind == "metro" else "",
            )
    assert one.rows == listed


@published
def test_areas_of_a_county():
    [one] = snapshots(COUNTIES)
    assert one.rows["48201",][2:] == ("26420", "", "metro", "26420")  # Harris County, Texas
    assert one.rows["06001",][2:] == ("41860", "36084", "metro", "36084")  # Alameda County: the division stands for the area
    assert one.rows["01005",][2:] == ("21640", "", "micro", "")  # Barbour County, Alabama: rural


@published
def test_zip_codes_lie_in_one_area_or_in_several():
    [one] = snapshots(HUD)
    assert (len(one.rows), day_text(one.effective), day_text(one.until)) == (47_478, "2022-10-01", "2023-01-01")
    areas = Counter(code for code, _ in one.rows)
    assert Counter(areas.values()) == {1: 32_582, 2: 5_866, 3: 956, 4: 74}
    assert one.rows["00683", "1"] == ("41900", 999_855) and one.rows["00683", "2"] == ("32420", 145)
    assert sum(area == "" for area, _ in one.rows.values()) == 11_211
    sums = Counter()
    for (code, _), (_, share) in one.rows.items():
        sums[code] += share
    assert {abs(total - 1_000_000) <= 2 for total in sums.values()} == {True}  # six places are kept of sixteen


@published
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("33860,,metro,33860", "33860,,metro,33861", 1), "row 2: county '01001' .* contradicts itself"),
        (lambda text: text + text.splitlines()[1] + "\n", "row 1917: .*stands twice"),
        (lambda text: text[:20_000], "cut short"),
        (lambda text: text.replace("wage_area", "area", 1), "row 1: no column 'wage_area'"),
    ],
)
def test_counties_that_are_refused(tmp_path, change, why):
    (tmp_path / COUNTIES.name).write_text(change(COUNTIES.read_text()))
    with pytest.raises(Refused, match=why):
        snapshots(tmp_path / COUNTIES.name)


def test_tables_say_whose_they_are():
    assert all(table.authority and table.says for table in TABLES)
    assert {table.name for table in TABLES} <= {table.name for recipe in load() for table in recipe.tables}
