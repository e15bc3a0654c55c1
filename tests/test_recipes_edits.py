"""Unit limits and add-on codes: every row CMS printed, none of its words, and a refusal of what CMS never printed."""

import csv
import functools
import pathlib
import shutil
import zipfile
from collections import Counter

import pytest

from allowable.kernel.day import day_number, day_text
from allowable.law.edits.tables import TABLES, UNIT_LIMITS_HOSPITAL
from allowable.releases.problem import Refused
from allowable.releases.recipes import edits, edits_add_ons, load
from reading import named, only, snapshots

CMS = pathlib.Path(__file__).parents[1] / ".." / "shared" / "cms"
MUE, AOC = CMS / "mue", CMS / "ncci" / "AOC_2026Q2" / "AOC_V2026Q2-MCR.xlsx"
AOC_2024 = CMS / "ncci" / "ncci_aoc_all_2024-04-01.csv"

published = pytest.mark.skipif(
    not CMS.exists(), reason="LOUD: CMS's files (../shared/cms) are not here: the published edits are NOT tested"
)


HOSPITAL_EXCERPT = "mue/mue_outpatient_hospital_eff_2026-10-01_gyn_excerpt.transcribed.csv"
PRACTITIONER_EXCERPT = "ncci/original-layout-excerpts/MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.transcribed.csv"
RELEASES = [  # file, table, release, rows, first day, day after, trust
    ("mue/ncci_mue_practitioner_2024Q3.csv", "unit_limits_practitioner", "MUE 2024Q3", 14_677, "2024-07-01", "2024-10-01", "converted"),
    ("mue/ncci_mue_outpatient_hospital_2024Q3.csv", "unit_limits_hospital", "MUE 2024Q3", 14_628, "2024-07-01", "2024-10-01", "converted"),
    ("mue/ncci_mue_dme_2024Q3.csv", "unit_limits_supplier", "MUE 2024Q3", 2_928, "2024-07-01", "2024-10-01", "converted"),
    (HOSPITAL_EXCERPT, "unit_limits_hospital_excerpt", "MUE 2026Q4 excerpt", 222, "2026-10-01", "2027-01-01", "retyped"),
    (PRACTITIONER_EXCERPT, "unit_limits_practitioner_excerpt", "MUE 2026Q3 excerpt", 44, "2026-07-01", "2026-10-01", "retyped"),
    ("ncci/AOC_2026Q2/AOC_V2026Q2-MCR.xlsx", "add_on_codes", "AOC 2026Q2", 9_000, "2026-04-01", "2026-07-01", "official"),
    ("ncci/ncci_aoc_all_2024-04-01.csv", "add_on_codes", "AOC 2024Q2", 8_186, "2024-04-01", "2024-07-01", "converted"),
]


@functools.cache
def whole(path):
    """The table as it is printed: the first Snapshot of a path."""
    return snapshots(path)[0]


@published
@pytest.mark.parametrize(
    ("path", "table", "release", "rows", "first", "after", "trust"), RELEASES, ids=[one[0].split("/")[-1] for one in RELEASES]
)
def test_what_a_release_holds(path, table, release, rows, first, after, trust):
    one = whole(CMS / path)
    assert (one.table.name, one.release.removeprefix("NCCI "), len(one.rows), one.trust) == (table, release, rows, trust)
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


INDICATORS = ("1 Line Edit", "2 Date of Service Edit: Policy", "3 Date of Service Edit: Clinical")


def cms_limits(count):
    return CMS_TOP + "".join(f"{number:05d},{number % 7},{INDICATORS[number % 3]},CMS Policy\n" for number in range(count))


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


CMS_NAME = "MCR_MUE_PractitionerServices_Eff_01-01-2027.csv"
OTHER_SERVICE = "hcpcs_code,mue_units,mue_mai,mue_rationale,mue_service\n58558,1,3,CMS Policy,Outpatient Hospital\n"


def one_more(row):
    return lambda: cms_limits(13_500) + row + "\n"


BAD_LIMITS = [  # name, content, what the message must say
    (CMS_NAME, lambda: cms_limits(400), "it has 400 codes"),
    (CMS_NAME.replace("Practitioner", "OutpatientHospital"), one_more(""), "row 2: no column 'Outpatient Hospital Services MUE Values'"),
    (CMS_NAME.replace("01-01", "01-15"), one_more(""), "not the first day of a quarter"),
    (CMS_NAME.replace("01-01", "13-01"), one_more(""), "is not a day"),
    (CMS_NAME, one_more("00001,1,1 Line Edit,CMS Policy"), "row 13503: code 00001 stands twice; its first row is 4"),
    (CMS_NAME, one_more("99999,1,4 Other,CMS Policy"), "row 13503: .*none of the three"),
    (CMS_NAME, one_more("99999,1.5,1 Line Edit,CMS Policy"), "row 13503: .*decimal places"),
    (CMS_NAME, one_more("99999,,1 Line Edit,CMS Policy"), "row 13503: .*no number of units"),
    (CMS_NAME, one_more("99999,1,1 Line Edit,One a day"), "row 13503: .*no rationale of NCCI's"),
    (CMS_NAME, one_more("99999,1"), "row 13503: it has 2 cells, the header 4"),
    (CMS_NAME, lambda: "<!DOCTYPE html><html>", "web page"),
    ("ncci_mue_practitioner_2024Q3.csv", lambda: OTHER_SERVICE, "row 2: column mue_service says 'Outpatient Hospital'"),
    ("ncci_mue_practitioner_2024Q3.csv", lambda: "code,units\n58558,1\n", "no header row that starts with 'hcpcs_code'"),
]


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


@published
@pytest.mark.parametrize(("path", "first"), [(AOC, "2026-04-01"), (AOC_2024, "2024-04-01")], ids=["2026", "2024"])
def test_the_tables_made_of_the_list(path, first):
    """What the edit looks up: types and primaries of the edits in force, each as the list prints them."""
    edits_printed, kinds, primaries = snapshots(path)
    assert [one.table.name for one in (edits_printed, kinds, primaries)] == ["add_on_codes", "add_on_kinds", "add_on_primaries"]
    day = day_number(first)
    held = {key: row for key, row in edits_printed.rows.items() if row[2] is None or row[2] >= day}
    assert {(add_on, primary) for add_on, primary, _ in held if primary != "CCCCC"} == set(primaries.rows)
    assert {(add_on, row[0]) for (add_on, _, _), row in held.items()} == {(add_on, kind) for (add_on,), (kind,) in kinds.rows.items()}
    assert primaries.lines.keys() >= primaries.rows.keys() and primaries.until == edits_printed.until


@published
def test_add_on_edits_of_2026():
    one = whole(AOC)
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
    old, new = whole(AOC_2024), whole(AOC)
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
    assert not family & {add_on for add_on, _, _ in whole(AOC).rows}


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


@published
def test_no_word_of_a_descriptor_is_read():
    """A cell is a code, an indicator or a number, or it is from our own short list of words."""
    own = {*edits.LIMIT_RATIONALES.values(), *(note for _, note in edits_add_ons.ADD_ON_NOTES), "see the list of CMS", ""}
    for path, *_ in RELEASES:
        for key, row in whole(CMS / path).rows.items():
            for cell in (*key, *row):
                assert not isinstance(cell, str) or cell in own or cell == cell.upper(), (path, key, cell)
                assert not isinstance(cell, str) or cell in own or len(cell) <= 29


def test_tables_say_whose_they_are():
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert all(table.authority and table.says for table in TABLES)
    assert {table.name for table in TABLES} <= {table.name for recipe in load() for table in recipe.tables}
