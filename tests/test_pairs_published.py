"""CMS's tables of code pairs of 2024 Q3, and an excerpt of 2026 Q4: every row is kept, and a second reader finds the same."""

import gzip
import pathlib
import zlib
from datetime import date, timedelta

import pyarrow.parquet
import pytest

from allowable.kernel.day import OPEN, day_number
from allowable.law.edits.tables import PAIR_RATIONALES
from allowable.releases.pairs import PairFile, find_pair_file
from allowable.releases.pairs_write import build_pairs

NCCI = pathlib.Path(__file__).parents[1] / ".." / "shared" / "cms" / "ncci"
PRACTITIONER = NCCI / "ncci_ptp_practitioner_2024Q3_full.csv.gz"
HOSPITAL = NCCI / "ncci_ptp_outpatient_2024Q3_full.csv.gz"
EXCERPT = NCCI / "ncci_ptp_outpatient_2026Q4_v323r0_hysteroscopy_gyn_active.transcribed.csv"

pytestmark = pytest.mark.skipif(
    not PRACTITIONER.exists(), reason="LOUD: CMS's NCCI files (../shared/cms/ncci) are not here: the published pairs are NOT tested"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("built")


@pytest.fixture(scope="module")
def practitioner(folder):
    build_pairs(PRACTITIONER, folder)
    return PairFile(folder / "code_pairs_practitioner_2024Q3.pairs")


@pytest.fixture(scope="module")
def hospital(folder):
    build_pairs(HOSPITAL, folder)
    return PairFile(folder / "code_pairs_hospital_2024Q3.pairs")


@pytest.fixture(scope="module")
def excerpt(folder):
    build_pairs(EXCERPT, folder)
    return PairFile(folder / "code_pairs_hospital_2026Q4_excerpt.pairs")


COUNTS = [  # setting, rows, active rows, codes: counted in CMS's converted tables of 2024 Q3
    ("practitioner", 2_546_017, 1_669_820, 13_047),
    ("hospital", 1_775_818, 1_335_857, 12_358),
]


@pytest.mark.parametrize(("setting", "rows", "active", "codes"), COUNTS)
def test_every_row_is_kept(request, setting, rows, active, codes):
    header = request.getfixturevalue(setting).header
    assert (header["rows"], header["active_rows"], header["codes"]) == (rows, active, codes)
    assert header["rows_read"] == rows + header["duplicates_dropped"]
    assert header["complete"] and header["trust"] == "converted" and header["quarter"] == "2024Q3"
    assert header["first_days"] == "not in the source"
    assert len(header["sources"][0]["sha256"]) == 64


# RULES 4.2: the pairs of operative hysteroscopy in 2024 Q3, practitioner and hospital tables.
HYSTEROSCOPY = [
    ("58558", "58555", "0", "separate procedure"),
    ("58563", "58558", "0", "more extensive procedure"),
    ("58563", "58555", "0", "coding instruction"),
    ("58555", "57410", "0", "misuse of the column 2 code"),
    ("58565", "58555", "1", "coding instruction"),
    ("58558", "58120", "0", "code definition"),
    ("58558", "58100", "1", "separate procedure"),
    ("58563", "57800", "0", "separate procedure"),
    ("58561", "58580", "0", None),
    ("58561", "58558", "0", None),
    ("58562", "58558", "0", None),
    ("58353", "58558", "0", None),
]


def active(rows):
    return [(indicator, rationale) for _, deletion, indicator, rationale in rows if deletion == OPEN]


@pytest.mark.parametrize(("column_1", "column_2", "indicator", "why"), HYSTEROSCOPY)
def test_pairs_of_hysteroscopy(practitioner, hospital, column_1, column_2, indicator, why):
    for table in (practitioner, hospital):
        [(found, rationale)] = active(table.rows(column_1, column_2))
        assert found == indicator
        assert why in (None, PAIR_RATIONALES[rationale])


@pytest.mark.parametrize(("column_1", "column_2"), [("58561", "58563"), ("58563", "58561"), ("58558", "58301")])
def test_pairs_that_have_no_active_edit(practitioner, hospital, column_1, column_2):
    assert active(practitioner.rows(column_1, column_2)) == active(hospital.rows(column_1, column_2)) == []


def test_an_edit_changes_over_time(hospital, excerpt):
    assert [found for found, _ in active(hospital.rows("58561", "58580"))] == ["0"]
    assert [found for found, _ in active(excerpt.rows("58561", "58580"))] == ["1"]


def test_an_excerpt_says_that_it_is_one(excerpt):
    assert not excerpt.complete and excerpt.count == 80
    assert excerpt.header["trust"] == "retyped" and "excerpt" in excerpt.header["release"]
    assert (excerpt.effective, excerpt.until) == (day_number("2026-10-01"), day_number("2027-01-01"))
    with EXCERPT.open() as stream:
        listed = [tuple(line.strip().split(",")) for line in stream][1:]
    assert sorted(listed) == [(one, two, excerpt.rows(one, two)[0][2]) for one, two, _ in sorted(listed)]


def independent_reader(path, wanted):
    """{pair: sorted rows} and the rows of one code, by a second reader that shares nothing with the first."""
    words = {
        "CPT Manual or CMS manual coding instruction": "coding instruction",
        "Misuse of Column Two code with Column One code": "misuse of the column 2 code",
        "Standards of medical/surgical practice": "standards of medical and surgical practice",
        "Standard preparation/monitoring services for anesthesia": "standard preparation and monitoring for anaesthesia",
        "HCPCS/CPT procedure code definition": "code definition",
        "Mutually exclusive procedures": "mutually exclusive procedures",
        "More extensive procedure": "more extensive procedure",
        "CPT Separate procedure definition": "separate procedure",
        "Anesthesia service included in surgical procedure": "anaesthesia by the surgeon is included",
        "Sequential procedure": "sequential procedure",
        "Laboratory panel": "laboratory panel",
        "Gender-specific procedures": "procedures for different sexes",
    }
    pairs, of_code = {}, []
    with gzip.open(path, "rt") as stream:
        next(stream)
        for line in stream:
            if line.find("58558", 0, 11) >= 0:
                of_code.append(line[:11])
            if zlib.crc32(line[:11].encode()) % wanted == 0:
                deletion, indicator, rationale = line[12:].rstrip("\n").split(",")
                pairs.setdefault((line[:5], line[6:11]), []).append((deletion, indicator, words[rationale]))
    return pairs, of_code


def spelled(rows):
    return sorted(
        ("9999-12-31" if deletion == OPEN else _iso(deletion), indicator, PAIR_RATIONALES[rationale])
        for _, deletion, indicator, rationale in rows
    )


def _iso(number):
    return (date(1999, 12, 31) + timedelta(days=number)).isoformat()


def test_a_sample_of_two_thousand_pairs_equals_the_source(practitioner):
    expected, of_code = independent_reader(PRACTITIONER, 1_100)
    assert len(expected) > 1_900
    assert sum(len(rows) > 1 for rows in expected.values()) > 100  # the pair is no key
    for (column_1, column_2), rows in expected.items():
        found = practitioner.rows(column_1, column_2)
        assert spelled(found) == sorted(rows)
        assert all(first is None for first, *_ in found)
        assert [row[1] for row in found] == sorted(row[1] for row in found)
    assert sorted(",".join(row[:2]) for row in practitioner.partners("58558")) == sorted(of_code)


def test_parquet_holds_the_same_rows(folder, hospital):
    table = pyarrow.parquet.read_table(folder / "code_pairs_hospital_2024Q3.parquet")
    assert table.num_rows == hospital.count
    assert b"allowable.pairs" in table.schema.metadata
    for row in table.take(list(range(0, table.num_rows, 40_009))).to_pylist():
        kept = (row["first_day"], row["deletion_day"], str(row["indicator"]), row["rationale"])
        assert kept in hospital.rows(row["column_1"], row["column_2"])


def test_the_table_of_a_day_is_found(folder, practitioner, hospital, excerpt):
    assert find_pair_file([folder], "practitioner", day_number("2024-09-30")).header["quarter"] == "2024Q3"
    assert find_pair_file([folder], "hospital", day_number("2024-07-01")).complete
    assert not find_pair_file([folder / "nothing", folder], "hospital", day_number("2026-12-31")).complete
    assert find_pair_file([folder], "practitioner", day_number("2024-10-01")) is None
