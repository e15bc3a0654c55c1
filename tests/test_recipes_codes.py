"""HCPCS Level II, ICD-10-CM and places of service: every code, none of its words, and a refusal of what is cut or has moved."""

import gzip
import pathlib
from collections import Counter

import pytest

from allowable.kernel.day import day_date, day_text
from allowable.releases.files import open_file
from allowable.releases.problem import Refused
from allowable.releases.recipes import codes
from reading import named, only, snapshots

CMS = pathlib.Path(__file__).parents[1] / ".." / "shared" / "cms"
HCPCS = CMS / "hcpcs" / "hcpc2026_jan_anweb_01122026.zip"

pytestmark = pytest.mark.skipif(
    not CMS.exists(), reason="LOUD: CMS's files (../shared/cms) are not here: the published code sets are NOT tested"
)

RELEASES = [  # file, table, release, rows, first day, day after, trust
    ("hcpcs/hcpc2026_jan_anweb_01122026.zip", "hcpcs_codes", "HCPCS 2026Q1", 8_623, "2026-01-01", "2026-04-01", "official"),
    ("taxonomy/place_of_service_2024.csv", "places_of_service", "Place of service 2024", 99, "2024-01-01", "2025-01-01", "converted"),
    ("icd10/icd10cm_2025.csv.gz", "diagnosis_codes", "ICD-10-CM 2025", 97_584, "2024-10-01", "2025-10-01", "converted"),
    ("icd10/code-list-April-2026.txt.gz", "diagnosis_codes", "ICD-10-CM April 2026", 98_186, "2026-04-01", "2026-10-01", "official"),
]


@pytest.mark.parametrize(
    ("path", "table", "release", "rows", "first", "after", "trust"), RELEASES, ids=[one[0].split("/")[-1] for one in RELEASES]
)
def test_what_a_release_holds(path, table, release, rows, first, after, trust):
    one = only(CMS / path)
    assert (one.table.name, one.release, len(one.rows), one.trust) == (table, release, rows, trust)
    assert (day_text(one.effective), day_text(one.until)) == (first, after)
    assert one.lines.keys() == one.rows.keys()


def test_no_word_of_a_descriptor_is_read():
    """A cell is a code, an indicator or a number, or the setting of a place of service."""
    own = set(codes.PLACES.values())
    for path, *_ in RELEASES:
        for key, row in only(CMS / path).rows.items():
            for cell in (*key, *row):
                assert not isinstance(cell, str) or cell in own or cell == cell.upper(), (path, key, cell)
                assert not isinstance(cell, str) or cell in own or len(cell) <= 29


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


def test_records_of_odd_length_are_whole():
    one = only(HCPCS)
    assert named(one, ("G9871",))["action"] == "A" and packed(named(one, ("G9871",))["added"]) == "20260101"
    assert named(one, ("V5364",))["coverage"]
    assert packed(named(one, ("S0189",))["last_day"]) == "20251231"  # one of the corrections of 2026-01-12


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


def test_billable_diagnoses():
    fiscal, listed = only(CMS / "icd10" / "icd10cm_2025.csv.gz").rows, only(CMS / "icd10" / "code-list-April-2026.txt.gz").rows
    assert Counter(fiscal.values()) == {("1",): 74_260, ("0",): 23_324}
    for code, billable in (("N84", "0"), ("N840", "1"), ("D25", "0"), ("D250", "1"), ("S32491", "0"), ("S32491A", "1"), ("N920", "1")):
        assert fiscal[code,] == listed[code,] == (billable,)
    changed = {code for (code,), row in fiscal.items() if (code,) in listed and listed[code,] != row}
    assert len(changed) == 16  # codes that were divided between the two lists
    assert all(any(other.startswith(code) and other != code for (other,) in listed) for code in changed)


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


def test_places_of_service():
    one = only(CMS / "taxonomy" / "place_of_service_2024.csv")
    assert [code for (code,), row in sorted(one.rows.items()) if row == ("facility",)] == FACILITY
    assert one.rows["11",] == ("non-facility",) and one.rows["28",] == ("unassigned",)
