"""Unit limits, add-on codes and code sets: every row CMS printed, none of its words, and a refusal of what CMS never printed."""

import csv
import functools
import gzip
import pathlib
import shutil
import zipfile
from collections import Counter

import pytest

from allowable.kernel.day import ALWAYS, day_date, day_number, day_text
from allowable.law.edits.tables import ADD_ON_CODES, DIAGNOSIS_CODES, HCPCS_CODES, TABLES, UNIT_LIMITS_HOSPITAL
from allowable.releases.files import open_file
from allowable.releases.problem import Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import codes, edits

CMS = pathlib.Path(__file__).parents[1] / ".." / "shared" / "cms"
MUE, AOC = CMS / "mue", CMS / "ncci" / "AOC_2026Q2" / "AOC_V2026Q2-MCR.xlsx"
AOC_2024 = CMS / "ncci" / "ncci_aoc_all_2024-04-01.csv"
HCPCS = CMS / "hcpcs" / "hcpc2026_jan_anweb_01122026.zip"
OWN = {codes.__name__, edits.__name__}

published = pytest.mark.skipif(
    not CMS.exists(), reason="LOUD: CMS's files (../shared/cms) are not here: the published edits and code sets are NOT tested"
)


def snapshots(path):
    """Snapshots of a path by whichever recipe of ours recognises each of its files."""
    found = []
    for file in open_file(path):
        for recipe in RECIPES:
            match = recipe.pattern.search(file.name)
            if match and recipe.read.__module__ in OWN:
                found += recipe.read(file, match)
                break
    return found


@functools.cache
def only(path):
    """The one Snapshot of a path whose content does not change during the tests; every row fits its table."""
    [snapshot] = snapshots(path)
    for key, row in snapshot.rows.items():
        assert len(key) == len(snapshot.table.keys) and len(row) == len(snapshot.table.columns)
        for column, value in zip(snapshot.table.columns, row, strict=True):
            column.check(value, snapshot.table.name)
    return snapshot


RELEASES = [  # file, table, release, rows, first day, day after, trust
    (MUE / "ncci_mue_practitioner_2024Q3.csv", "unit_limits_practitioner", "NCCI MUE 2024Q3", 14_677, "2024-07-01", "2024-10-01", "converted"),
    (MUE / "ncci_mue_outpatient_hospital_2024Q3.csv", "unit_limits_hospital", "NCCI MUE 2024Q3", 14_628, "2024-07-01", "2024-10-01", "converted"),
    (MUE / "ncci_mue_dme_2024Q3.csv", "unit_limits_supplier", "NCCI MUE 2024Q3", 2_928, "2024-07-01", "2024-10-01", "converted"),
    (
        MUE / "mue_outpatient_hospital_eff_2026-10-01_gyn_excerpt.transcribed.csv",
        "unit_limits_hospital_excerpt", "NCCI MUE 2026Q4 excerpt", 222, "2026-10-01", "2027-01-01", "retyped",
    ),
    (
        CMS / "ncci" / "original-layout-excerpts" / "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.transcribed.csv",
        "unit_limits_practitioner_excerpt", "NCCI MUE 2026Q3 excerpt", 44, "2026-07-01", "2026-10-01", "retyped",
    ),
    (AOC, "add_on_codes", "NCCI AOC 2026Q2", 9_000, "2026-04-01", "2026-07-01", "official"),
    (AOC_2024, "add_on_codes", "NCCI AOC 2024Q2", 8_186, "2024-04-01", "2024-07-01", "converted"),
    (HCPCS, "hcpcs_codes", "HCPCS 2026Q1", 8_623, "2026-01-01", "2026-04-01", "official"),
    (CMS / "taxonomy" / "place_of_service_2024.csv", "places_of_service", "Place of service 2024", 99, "2024-01-01", "2025-01-01", "converted"),
    (CMS / "icd10" / "icd10cm_2025.csv.gz", "diagnosis_codes", "ICD-10-CM 2025", 97_584, "2024-10-01", "2025-10-01", "converted"),
    (CMS / "icd10" / "code-list-April-2026.txt.gz", "diagnosis_codes", "ICD-10-CM April 2026", 98_186, "2026-04-01", "2026-10-01", "official"),
]  # fmt: skip


@published
@pytest.mark.parametrize(("path", "table", "release", "rows", "first", "after", "trust"), RELEASES, ids=[one[0].name for one in RELEASES])
def test_what_a_release_holds(path, table, release, rows, first, after, trust):
    one = only(path)
    assert (one.table.name, one.release, len(one.rows), one.trust) == (table, release, rows, trust)
    assert (day_text(one.effective), day_text(one.until)) == (first, after)
    assert one.lines.keys() == one.rows.keys()


# RULES 6 and the MUE tables: one unit of each hysteroscopy a day; MAI 2 (absolute) for the sterilization, MAI 3 for the others.
LIMITS = [("58555", "3"), ("58558", "3"), ("58559", "3"), ("58560", "3"), ("58561", "3"), ("58562", "3"), ("58563", "3"), ("58565", "2")]


@published
def test_unit_limits_of_hysteroscopy():
    for name in ("ncci_mue_practitioner_2024Q3.csv", "ncci_mue_outpatient_hospital_2024Q3.csv"):
        rows = only(MUE / name).rows
        for code, adjudication in LIMITS:
            assert rows[code,] == (1, adjudication, "anatomy")
    assert not {(code,) for code, _ in LIMITS} & only(MUE / "ncci_mue_dme_2024Q3.csv").rows.keys()


@published
@pytest.mark.parametrize("name", ["practitioner", "outpatient_hospital", "dme"])
def test_every_unit_limit_equals_the_source(name):
    path = MUE / f"ncci_mue_{name}_2024Q3.csv"
    with path.open(newline="") as stream:
        listed = {(row["hcpcs_code"],): (int(row["mue_units"]), row["mue_mai"]) for row in csv.DictReader(stream)}
    rows = only(path).rows
    assert {key: row[:2] for key, row in rows.items()} == listed
    assert set(Counter(row[1] for row in rows.values())) == {"1", "2", "3"}
    assert any(units == 0 for units, _, _ in rows.values())  # a limit of nothing is a limit


@published
def test_the_excerpt_of_2026_equals_2024():
    whole = only(MUE / "ncci_mue_outpatient_hospital_2024Q3.csv").rows
    excerpt = only(MUE / "mue_outpatient_hospital_eff_2026-10-01_gyn_excerpt.transcribed.csv")
    assert {key: whole[key] for key in excerpt.rows} == excerpt.rows
    assert excerpt.table is not UNIT_LIMITS_HOSPITAL  # so that a code which it lacks is never taken for one without a limit


CMS_TOP = (
    '"Current notice\nof several lines",,,\n"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
)


def cms_limits(count, top=CMS_TOP):
    lines = [
        f"{number:05d},{number % 7},{('1 Line Edit', '2 Date of Service Edit: Policy', '3 Date of Service Edit: Clinical')[number % 3]},CMS Policy\n"
        for number in range(count)
    ]
    return top + "".join(lines)


def test_cms_own_layout_of_unit_limits(tmp_path):
    path = tmp_path / "MCR_MUE_PractitionerServices_Eff_01-01-2027.csv"
    path.write_text(cms_limits(13_500))
    one = only(path)
    assert (one.table.name, one.release, one.trust) == ("unit_limits_practitioner", "NCCI MUE 2027Q1", "official")
    assert (day_text(one.effective), day_text(one.until)) == ("2027-01-01", "2027-04-01")
    assert [one.rows[f"{number:05d}",] for number in (0, 1, 2)] == [(0, "1", "CMS policy"), (1, "2", "CMS policy"), (2, "3", "CMS policy")]
    with zipfile.ZipFile(tmp_path / "practitioner.zip", "w") as archive:  # as CMS offers it: a csv and a workbook of the same table
        archive.writestr(path.name, cms_limits(13_500))
        archive.writestr(path.stem + ".xlsx", b"PK")
    [zipped] = snapshots(tmp_path / "practitioner.zip")
    assert zipped.rows == one.rows and zipped.file == "practitioner.zip"


BAD_LIMITS = [  # name, content, what the message must say
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: cms_limits(400), "it has 400 codes"),
    ("MCR_MUE_OutpatientHospitalServices_Eff_01-01-2027.csv", lambda: cms_limits(13_500), "row 2: no column 'Outpatient Hospital Services MUE Values'"),
    ("MCR_MUE_PractitionerServices_Eff_01-15-2027.csv", lambda: cms_limits(13_500), "not the first day of a quarter"),
    ("MCR_MUE_PractitionerServices_Eff_13-01-2027.csv", lambda: cms_limits(13_500), "is not a day"),
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: cms_limits(13_500) + "00001,1,1 Line Edit,CMS Policy\n", "row 13503: code 00001 stands twice; its first row is 4"),
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: cms_limits(13_500) + "99999,1,4 Other,CMS Policy\n", "row 13503: .*none of the three"),
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: cms_limits(13_500) + "99999,1.5,1 Line Edit,CMS Policy\n", "row 13503: .*decimal places"),
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: cms_limits(13_500) + "99999,,1 Line Edit,CMS Policy\n", "row 13503: .*no number of units"),
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: cms_limits(13_500) + "99999,1,1 Line Edit,One a day\n", "row 13503: .*no rationale of NCCI's"),
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: cms_limits(13_500) + "99999,1\n", "row 13503: it has 2 cells, the header 4"),
    ("MCR_MUE_PractitionerServices_Eff_01-01-2027.csv", lambda: "<!DOCTYPE html><html>", "web page"),
    ("ncci_mue_practitioner_2024Q3.csv", lambda: "hcpcs_code,mue_units,mue_mai,mue_rationale,mue_service\n58558,1,3,CMS Policy,Outpatient Hospital\n", "row 2: column mue_service says 'Outpatient Hospital'"),
    ("ncci_mue_practitioner_2024Q3.csv", lambda: "code,units\n58558,1\n", "no header row that starts with 'hcpcs_code'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "why"), BAD_LIMITS)
def test_unit_limits_that_are_refused(tmp_path, name, content, why):
    (tmp_path / name).write_text(content())
    with pytest.raises(Refused, match=why):
        snapshots(tmp_path / name)


@published
@pytest.mark.parametrize(
    ("name", "count"), [("mue_INVENTED_easysolutions906.json", "159 edits"), ("ptp-edits_INVENTED_easysolutions906.json", "370 edits")]
)
def test_invented_edits_are_refused_by_content(tmp_path, name, count):
    for path in (CMS / "rejected" / name, tmp_path / name.replace("_INVENTED_easysolutions906", "")):
        if not path.exists():
            shutil.copy(CMS / "rejected" / name, path)
        with pytest.raises(Refused, match=f"row 1: it has {count}.*none of NCCI's categories"):
            snapshots(path)


# Add-on codes ---------------------------------------------------------------------------------------------------------------------------


def named(snapshot, key):
    return dict(zip(snapshot.table.column_names, snapshot.rows[key], strict=True))


@published
def test_add_on_edits_of_2026():
    one = only(AOC)
    assert Counter(row[0] for row in one.rows.values()) == {"1": 8_293, "2": 47, "3": 660}
    contractor = named(one, ("0054T", "CCCCC", "1"))
    assert (contractor["kind"], contractor["note"]) == ("2", "the contractor decides")
    assert day_text(contractor["first_day"]) == "2013-04-01"  # CMS prints 2013091
    early, late = named(one, ("20701", "11010", "1")), named(one, ("20701", "11010", "2"))
    assert (early["kind"], day_text(early["first_day"]), day_text(early["last_day"])) == ("1", "2020-01-01", "2022-12-31")
    assert (late["kind"], day_text(late["first_day"]), late["last_day"]) == ("3", "2023-01-01", None)
    assert sum(number == "2" for _, _, number in one.rows) == 49
    suspended = Counter(row[5] for row in one.rows.values())
    assert suspended["by the Claims Processing Manual"] == 205 and suspended["temporarily suspended"] == 4


@published
def test_a_bare_year_is_no_day():
    old, new = only(AOC_2024), only(AOC)
    assert all(row[1] is None for row in old.rows.values())
    edit = named(old, ("U0005", "U0004", "1"))
    assert day_text(edit["last_day"]) == "2023-06-30" and edit["add_on_last_day"] is None
    # Nothing is lost by it: the later list has each edit, and in all but a few that ended since, the same last day.
    both = [(row, new.rows[key]) for key, row in old.rows.items() if key in new.rows]
    assert len(both) > 8_150
    assert all(mine[2] is None or mine[2] == other[2] for mine, other in both if mine[0] == other[0])


@published
def test_there_is_no_add_on_code_in_the_hysteroscopy_family():
    family = {str(code) for code in range(58555, 58566)}
    assert not family & {add_on for add_on, _, _ in only(AOC).rows}


BAD_ADD_ONS = [  # change of one row, what the message must say
    (lambda row: row.replace(",1,", ",4,", 1), "'4' is no type of add-on edit"),
    (lambda row: row.replace("22845", "2284"), "'2284' is no procedure code"),
    (lambda row: row.replace(",2013,", ",2013.0,"), "'2013.0' is no year and day"),
    (lambda row: row.replace(",2013,", ",2023366,"), "the year 2023 has no day 366"),
    (lambda row: row.replace(",2013,", ",2024300,"), "begins after the quarter"),
    (lambda row: row[:12], "cells, the header 8"),
]


@published
@pytest.mark.parametrize(("change", "why"), BAD_ADD_ONS)
def test_add_on_edits_that_are_refused(tmp_path, change, why):
    lines = AOC_2024.read_text().splitlines(keepends=True)
    at = next(at for at, line in enumerate(lines) if line.startswith("22845,63282,1,,,2013,"))
    lines[at] = change(lines[at].rstrip("\n")) + "\n"
    (tmp_path / AOC_2024.name).write_text("".join(lines))
    with pytest.raises(Refused, match=rf"row {at + 1}: .*{why}"):
        snapshots(tmp_path / AOC_2024.name)
    (tmp_path / AOC_2024.name).write_text("".join(lines[:200]))
    with pytest.raises(Refused, match="it has 199 rows"):
        snapshots(tmp_path / AOC_2024.name)


# Code sets ------------------------------------------------------------------------------------------------------------------------------


@published
def test_hcpcs_codes_equal_the_workbook_in_the_same_zip():
    one = only(HCPCS)
    assert day_text(one.known) == "2026-01-12"  # 01122026 in the file's name
    workbook = next(file for file in open_file(HCPCS) if file.name == "HCPC2026_JAN_ANWEB_01122026.xlsx")
    rows = workbook.sheet_rows()
    _, header = next(rows)
    listed = [dict(zip(header, cells, strict=True)) for _, cells in rows]
    listed = {(row["HCPC"],): row for row in listed if row["RECID"] == "3"}
    assert listed.keys() == one.rows.keys()
    for key, row in listed.items():
        mine = named(one, key)
        assert (mine["coverage"], mine["action"], mine["service_category"]) == (row["COV"], row["ACTION CD"], row["BETOS"])
        assert (mine["surgical_center"], mine["multiple_pricing"]) == (row["ASC_GRP"], row["MULT_PI"])
        assert mine["types_of_service"].replace(" ", "") == "".join(row[f"TOS{at}"] for at in range(1, 6))
        if key != ("C9248",):  # the workbook has a second indicator which the record lacks
            assert mine["pricing"].split() == [row[f"PRICE{at}"] for at in range(1, 5) if row[f"PRICE{at}"]]
        assert mine["cross_references"].split() == [row[f"XREF{at}"] for at in range(1, 6) if row[f"XREF{at}"]]
        assert packed(mine["added"]) == row["ADD DT"] and packed(mine["last_day"]) == row["TERM DT"]
        assert row["ACT EFF DT"] in ("", packed(mine["action_effective"]))  # the workbook leaves 120 blank


def packed(day):
    return "" if day is None else day_date(day).strftime("%Y%m%d")


@published
def test_records_of_odd_length_are_whole():
    one = only(HCPCS)
    assert named(one, ("G9871",))["action"] == "A" and packed(named(one, ("G9871",))["added"]) == "20260101"
    assert named(one, ("V5364",))["coverage"]
    assert packed(named(one, ("S0189",))["last_day"]) == "20251231"  # one of the corrections of 2026-01-12


@published
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines[:9_000], "codes, and a whole file more than 7000"),
        (
            lambda lines: [*lines[:700], lines[700][:229] + " " + lines[700][229:], *lines[701:]],
            "row 701: .*no coverage and action|row 701: .*record",
        ),
        (lambda lines: [*lines, lines[700]], "code .* stands twice; its first row is 701"),
        (lambda lines: [*lines[:700], lines[700][:268] + "20261301" + lines[700][276:], *lines[701:]], "row 701: .*'20261301' is no day"),
        (lambda lines: [lines[0], "free text of some length", *lines[1:]], "row 2: this is no line of the contractor record"),
    ],
)
def test_hcpcs_records_that_are_refused(tmp_path, change, why):
    record = next(file for file in open_file(HCPCS) if file.name == "HCPC2026_JAN_ANWEB_01122026.txt")
    lines = record.text().split("\r\n")
    assert lines[700][10] == "3"
    (tmp_path / record.name).write_text("\r\n".join(change(lines)), newline="")
    with pytest.raises(Refused, match=why):
        snapshots(tmp_path / record.name)


@published
def test_no_word_of_a_descriptor_is_read():
    """A descriptor has a word of four lower-case letters; no cell of ours has one that is not in our own short list."""
    own = {*edits.LIMIT_RATIONALES.values(), *codes.PLACES.values(), *(note for _, note in edits.ADD_ON_NOTES), "see the list of CMS", ""}
    for path, *_ in RELEASES:
        for key, row in only(path).rows.items():
            for cell in (*key, *row):
                assert not isinstance(cell, str) or cell in own or cell == cell.upper(), (path.name, key, cell)
                assert not isinstance(cell, str) or cell in own or len(cell) <= 29


@published
def test_billable_diagnoses():
    fiscal, listed = only(CMS / "icd10" / "icd10cm_2025.csv.gz").rows, only(CMS / "icd10" / "code-list-April-2026.txt.gz").rows
    assert Counter(fiscal.values()) == {("1",): 74_260, ("0",): 23_324}
    for code, billable in (("N84", "0"), ("N840", "1"), ("D25", "0"), ("D250", "1"), ("S32491", "0"), ("S32491A", "1"), ("N920", "1")):
        assert fiscal[code,] == listed[code,] == (billable,)
    changed = {code for (code,), row in fiscal.items() if (code,) in listed and listed[code,] != row}
    assert len(changed) == 16  # codes that were divided between the two lists
    assert all(any(other.startswith(code) and other != code for (other,) in listed) for code in changed)


@published
def test_diagnoses_that_are_refused(tmp_path):
    with gzip.open(CMS / "icd10" / "icd10cm_2025.csv.gz", "rt") as stream:
        lines = [",".join([*line.split(",")[:3], "", ""]) + "\n" for line in stream][1:]
    header = "code,code_dot,billable,short_name,long_name\n"
    for changed, why in (
        ([lines[0].replace(",0,", ",1,"), *lines[1:]], "row 2: code A00: its billable flag contradicts"),
        (lines[:50_000], "it has 50000 codes, and a whole list"),
        ([*lines, lines[7]], "stands twice"),
    ):
        (tmp_path / "icd10cm_2025.csv").write_text(header + "".join(changed))
        with pytest.raises(Refused, match=why):
            snapshots(tmp_path / "icd10cm_2025.csv")
    (tmp_path / "code-list-April-2026.txt").write_text("1\nA00-A09\nA00\nCholera\n")
    with pytest.raises(Refused, match="row 4: 'Cholera' is no chapter, block or code"):
        snapshots(tmp_path / "code-list-April-2026.txt")


# RULES 1.4: facility places of service.
FACILITY = ["02", "06", "08", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"]


@published
def test_places_of_service():
    one = only(CMS / "taxonomy" / "place_of_service_2024.csv")
    assert [code for (code,), row in sorted(one.rows.items()) if row == ("facility",)] == FACILITY
    assert one.rows["11",] == ("non-facility",) and one.rows["28",] == ("unassigned",)


def test_tables_say_whose_they_are():
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert all(table.authority and table.says for table in TABLES)
    assert {table.name for recipe in RECIPES if recipe.read.__module__ in OWN for table in recipe.tables} == {
        table.name for table in TABLES
    }
    assert ADD_ON_CODES.first_day.places == HCPCS_CODES.added.places == 0 and DIAGNOSIS_CODES.billable.is_text
    assert day_number("2024-03-09") > ALWAYS
