"""Code pairs: what is written can be found again, whole, in both settings; what is no table of NCCI's is refused with its row."""

import gzip
import pathlib
import subprocess
import sys
import tempfile
import zipfile
import zlib

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allowable.kernel.day import OPEN, day_number
from allowable.law.edits.tables import PAIR_INDICATORS, PAIR_RATIONALES
from allowable.releases.pairs import PairFile, PairFileError, find_pair_file
from allowable.releases.pairs_sources import RATIONALES
from allowable.releases.pairs_write import build_pairs, is_pair_file
from allowable.releases.problem import NotRecognised, Refused

NCCI = pathlib.Path(__file__).parents[1] / ".." / "shared" / "cms" / "ncci"
PRACTITIONER = NCCI / "ncci_ptp_practitioner_2024Q3_full.csv.gz"
HOSPITAL = NCCI / "ncci_ptp_outpatient_2024Q3_full.csv.gz"
EXCERPT = NCCI / "ncci_ptp_outpatient_2026Q4_v323r0_hysteroscopy_gyn_active.transcribed.csv"
NUMBER = {words: number for number, words in PAIR_RATIONALES.items()}

published = pytest.mark.skipif(
    not PRACTITIONER.exists(), reason="LOUD: CMS's NCCI files (../shared/cms/ncci) are not here: the published pairs are NOT tested"
)

TOP = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t\r\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
MISUSE = "Misuse of Column Two code with Column One code"
EXCLUSIVE = "Mutually exclusive procedures"
ROWS = [  # CMS's layout; the first four are real rows of version 322, which repeat pairs
    ("13121", "13120", "", "19960101", "19960101", "9", "CPT Manual or CMS manual coding instruction"),
    ("13121", "13120", "*", "19960101", "*", "0", "CPT Manual or CMS manual coding instruction"),
    ("17000", "17281", "", "19990701", "20041231", "1", EXCLUSIVE),
    ("17000", "17281", "", "19990701", "19990701", "9", "HCPCS/CPT procedure code definition"),
    *((f"{letter}0001", f"{letter}0002", "", "20260401", "*", "0", MISUSE) for letter in "023456789G"),
]
SMALL = len(ROWS)


def cms_text(rows=ROWS, top=TOP):
    return top + "".join("\t".join(row) + "\r\n" for row in rows)


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


# The published tables -----------------------------------------------------------------------------------------------------------------

COUNTS = [  # setting, rows, active rows, codes: counted in CMS's converted tables of 2024 Q3
    ("practitioner", 2_546_017, 1_669_820, 13_047),
    ("hospital", 1_775_818, 1_335_857, 12_358),
]


@published
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


@published
@pytest.mark.parametrize(("column_1", "column_2", "indicator", "why"), HYSTEROSCOPY)
def test_pairs_of_hysteroscopy(practitioner, hospital, column_1, column_2, indicator, why):
    for table in (practitioner, hospital):
        [(found, rationale)] = active(table.rows(column_1, column_2))
        assert found == indicator
        assert why in (None, PAIR_RATIONALES[rationale])


@published
@pytest.mark.parametrize(("column_1", "column_2"), [("58561", "58563"), ("58563", "58561"), ("58558", "58301")])
def test_pairs_that_have_no_active_edit(practitioner, hospital, column_1, column_2):
    assert active(practitioner.rows(column_1, column_2)) == active(hospital.rows(column_1, column_2)) == []


@published
def test_an_edit_changes_over_time(hospital, excerpt):
    assert [found for found, _ in active(hospital.rows("58561", "58580"))] == ["0"]
    assert [found for found, _ in active(excerpt.rows("58561", "58580"))] == ["1"]


@published
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
        MISUSE: "misuse of the column 2 code",
        "Standards of medical/surgical practice": "standards of medical and surgical practice",
        "Standard preparation/monitoring services for anesthesia": "standard preparation and monitoring for anaesthesia",
        "HCPCS/CPT procedure code definition": "code definition",
        EXCLUSIVE: "mutually exclusive procedures",
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
    from datetime import date, timedelta

    return (date(1999, 12, 31) + timedelta(days=number)).isoformat()


@published
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


@published
def test_parquet_holds_the_same_rows(folder, hospital):
    table = pyarrow.parquet.read_table(folder / "code_pairs_hospital_2024Q3.parquet")
    assert table.num_rows == hospital.count
    assert b"allowable.pairs" in table.schema.metadata
    for row in table.take(list(range(0, table.num_rows, 40_009))).to_pylist():
        kept = (row["first_day"], row["deletion_day"], str(row["indicator"]), row["rationale"])
        assert kept in hospital.rows(row["column_1"], row["column_2"])


@published
def test_the_table_of_a_day_is_found(folder, practitioner, hospital, excerpt):
    assert find_pair_file([folder], "practitioner", day_number("2024-09-30")).header["quarter"] == "2024Q3"
    assert find_pair_file([folder], "hospital", day_number("2024-07-01")).complete
    assert not find_pair_file([folder / "nothing", folder], "hospital", day_number("2026-12-31")).complete
    assert find_pair_file([folder], "practitioner", day_number("2024-10-01")) is None


@published
def test_a_table_under_another_name_is_refused(tmp_path):
    name = "ncci_ptp_practitioner_2024Q3_full.csv.gz"
    (tmp_path / name).symlink_to(HOSPITAL.resolve())
    with pytest.raises(Refused, match="3.5% of its active pairs have indicator 0, which is as in the hospital table"):
        build_pairs(tmp_path / name, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@published
def test_the_excerpt_of_cms_own_layout_is_read(tmp_path):
    source = NCCI / "original-layout-excerpts" / "ccipra-v322r0-f1.excerpt.transcribed.txt"
    assert not is_pair_file(source)  # an excerpt must not pass for part 1 of a whole table
    rows = [tuple(line.split("\t")) for line in source.read_text().splitlines()[6:] if line.strip()]
    text = cms_text([row for row in ROWS if row[0][0] != "0"] + rows)
    (tmp_path / "ccipra-v322r0-f1.txt").write_text(text, newline="")
    build_pairs(tmp_path / "ccipra-v322r0-f1.txt", tmp_path, least_rows=len(rows))
    table = PairFile(tmp_path / "code_pairs_practitioner_2026Q3.pairs")
    assert len(rows) > 90
    for column_1, column_2, _, first, deletion, indicator, _ in rows:
        expected = (
            day_number(f"{first[:4]}-{first[4:6]}-{first[6:]}"),
            OPEN if deletion == "*" else day_number(f"{deletion[:4]}-{deletion[4:6]}-{deletion[6:]}"),
            indicator,
        )
        assert expected in [row[:3] for row in table.rows(column_1, column_2)]


# CMS's own layout -----------------------------------------------------------------------------------------------------------------------


def test_first_and_deletion_days_of_cms_layout(tmp_path):
    (tmp_path / "ccipra-v322r0-f1.txt").write_text(cms_text([*ROWS, ROWS[0]]), newline="")
    [written] = build_pairs(tmp_path / "ccipra-v322r0-f1.txt", tmp_path, least_rows=SMALL)
    assert (written.name, written.count) == ("code_pairs_practitioner_2026Q3", SMALL)
    table = PairFile(tmp_path / f"{written.name}.pairs")
    year_1996 = day_number("2000-01-01") - 1461  # 1996-01-01: days before 2000 go below zero
    assert table.rows("13121", "13120") == [(year_1996, year_1996, "9", 1), (year_1996, OPEN, "0", 1)]
    assert [row[2] for row in table.rows("17000", "17281")] == ["9", "1"]
    assert table.rows("G0001", "G0002") == [(day_number("2026-04-01"), OPEN, "0", NUMBER["misuse of the column 2 code"])]
    assert table.rows("G0002", "G0001") == table.rows("XXXXX", "G0001") == table.rows("", "") == []
    assert [row[:2] for row in table.partners("13120")] == [("13121", "13120")] * 2
    assert table.header["trust"] == "official" and table.header["duplicates_dropped"] == 1
    assert (table.effective, table.until) == (day_number("2026-07-01"), day_number("2026-10-01"))


def zip_part(folder, number, rows):
    path = folder / f"medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f{number}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"ccipra-v322r0-f{number}.TXT", cms_text(rows))
        archive.writestr(f"ccipra-v322r0-f{number}.xlsx", b"PK the same once more")
    return path


def test_parts_in_zips_become_one_table(tmp_path):
    one, two = zip_part(tmp_path, 1, ROWS[:6]), zip_part(tmp_path, 2, ROWS[6:])
    assert is_pair_file(one) and is_pair_file(two)
    [written] = build_pairs(one, tmp_path, least_rows=SMALL)
    assert written.count == SMALL and [source["file"] for source in written.header["sources"]] == [one.name, two.name]
    assert build_pairs(two, tmp_path, least_rows=SMALL) == []


def test_a_missing_part_is_refused(tmp_path):
    zip_part(tmp_path, 1, ROWS[:6])
    three = zip_part(tmp_path, 3, ROWS[6:])
    with pytest.raises(Refused, match="part f2 of this table is not beside it"):
        build_pairs(tmp_path / three.name.replace("f3", "f1"), tmp_path, least_rows=SMALL)


LAST = ROWS[-1]
BAD = [  # rows, what the message must say
    (lambda: cms_text([*ROWS, (*LAST[:5], "2", LAST[6])]), rf"row {SMALL + 7}: column indicator: '2' is no modifier indicator"),
    (lambda: cms_text([*ROWS, (*LAST[:6], "Because we say so")]), rf"row {SMALL + 7}: column rationale: 'Because we say so'"),
    (lambda: cms_text([*ROWS, (*LAST[:3], "20261301", *LAST[4:])]), rf"row {SMALL + 7}: column first: '20261301' is no day"),
    (lambda: cms_text([*ROWS, ("G00O", *LAST[1:])]), r"column column_1: 'G00O' is no procedure code"),
    (lambda: cms_text([*ROWS, ("G0001", "G0001", *LAST[2:])]), "G0001/G0001: the code is paired with itself"),
    (lambda: cms_text([*ROWS, (*LAST[:5], "9", LAST[6])]), "indicator 9"),
    (lambda: cms_text([*ROWS, (*LAST[:5], "1", LAST[6])]), "G0001/G0002: two edits are active at once"),
    (lambda: cms_text(ROWS)[:-30], "category of NCCI's|cells"),
    (lambda: cms_text(ROWS)[:-70], "cells"),
    (lambda: cms_text(ROWS[:-1]), "cut short, a part is missing"),
    (lambda: cms_text([*ROWS[:-1], ROWS[0]]), "no column 1 code begins with G"),
    (lambda: cms_text(ROWS, TOP.replace("Column1/Column2 Edits", "Edits")), "no title line"),
    (lambda: cms_text(ROWS, TOP.replace("Modifier", "Indicator")), "no column 'Modifier'"),
    (lambda: cms_text(ROWS, TOP.replace("Column 1", "First")), "no header row that starts with 'Column 1'"),
    (lambda: cms_text([]), "no code pair follows"),
    (lambda: "<!DOCTYPE html><html>", "no text table"),
    (lambda: '[{"column1": "99211"}]', "no text table"),
    (lambda: cms_text([(*row[:3], "20240101", *row[4:]) if row[4] == "*" else row for row in ROWS]), "another quarter's table"),
    (lambda: cms_text([(*row[:5], "1", row[6]) if row[5] == "0" else row for row in ROWS]), "as in the hospital table"),
]


@pytest.mark.parametrize(("content", "why"), BAD)
def test_what_is_no_table_is_refused_and_nothing_is_written(tmp_path, content, why):
    (tmp_path / "ccipra-v322r0-f1.txt").write_text(content(), newline="")
    with pytest.raises(Refused, match=why) as refusal:
        build_pairs(tmp_path / "ccipra-v322r0-f1.txt", tmp_path / "out", least_rows=SMALL)
    assert "ccipra-v322r0-f1.txt" in str(refusal.value)
    assert not (tmp_path / "out").exists()


def test_other_files_are_not_recognised(tmp_path):
    other = tmp_path / "PPRRVU2025.txt"
    other.write_text("no pairs")
    assert not is_pair_file(other)
    with pytest.raises(NotRecognised, match="no table of code pairs"):
        build_pairs(other, tmp_path)
    page = tmp_path / "ccipra-v322r0-f1.zip"
    page.write_text("<html>accept the licence</html>")
    with pytest.raises(Refused, match="web page saved as .zip"):
        build_pairs(page, tmp_path)


# The pair file --------------------------------------------------------------------------------------------------------------------------


def test_a_damaged_pair_file_is_told_from_a_whole_one(tmp_path):
    (tmp_path / "ccipra-v322r0-f1.txt").write_text(cms_text(), newline="")
    [written] = build_pairs(tmp_path / "ccipra-v322r0-f1.txt", tmp_path, least_rows=SMALL)
    content = (tmp_path / f"{written.name}.pairs").read_bytes()
    for bad, why in ((content[:-3], "should have"), (b"", "empty"), (b"PK" + content, "no pair file")):
        (tmp_path / "bad.pairs").write_bytes(bad)
        with pytest.raises(PairFileError, match=why):
            PairFile(tmp_path / "bad.pairs")


def test_a_look_up_loads_no_array_library(tmp_path):
    (tmp_path / "ccipra-v322r0-f1.txt").write_text(cms_text(), newline="")
    [written] = build_pairs(tmp_path / "ccipra-v322r0-f1.txt", tmp_path, least_rows=SMALL)
    program = (
        "import sys; from allowable.releases.pairs import PairFile; "
        f"assert PairFile({str(tmp_path / (written.name + '.pairs'))!r}).rows('17000', '17281'); "
        "print([name for name in ('numpy', 'pyarrow', 'json', 'csv', 're', 'zipfile') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stdout.strip() == "[]"


CODES = [f"{letter}{number:04d}" for letter in "0123456789AG" for number in (1, 2, 257, 9999)]
DAYS = ["19951231", "19991231", "20000101", "20260331"]
pair_rows = st.tuples(
    st.sampled_from(CODES),
    st.sampled_from(CODES),
    st.sampled_from(DAYS),
    st.sampled_from(DAYS),
    st.sampled_from("019"),
    st.sampled_from(sorted(RATIONALES)),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(pair_rows, max_size=60))
def test_whatever_is_written_is_found_again(listed):
    listed = [row for row in listed if row[0] != row[1]]
    rows = ROWS + [(one, two, "", first, deletion, indicator, why) for one, two, first, deletion, indicator, why in listed]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "ccipra-v322r0-f1.txt"
        path.write_text(cms_text(rows), newline="")
        [written] = build_pairs(path, folder, least_rows=SMALL)
        table = PairFile(pathlib.Path(folder) / f"{written.name}.pairs")
        numbers = {words: number for words, number in RATIONALES.items()}
        expected = {}
        for one, two, first, deletion, indicator, why in listed:
            row = (_number(first), _number(deletion), indicator, numbers[why])
            expected.setdefault((one, two), set()).add(row)
        for code in CODES:
            for other in CODES:
                found = table.rows(code, other)
                assert {row for row in found if row[1] != OPEN} >= expected.get((code, other), set())
                assert len(found) == len(set(found)) and [row[1] for row in found] == sorted(row[1] for row in found)
            both = [(one, two, *row) for one, two in expected for row in expected[one, two] if code in (one, two)]
            assert set(both) <= set(table.partners(code))
        assert table.count == len(set(rows))
        table.close()


def _number(packed):
    from datetime import date

    return date(int(packed[:4]), int(packed[4:6]), int(packed[6:])).toordinal() - date(1999, 12, 31).toordinal()


def test_every_number_has_its_words():
    assert set(RATIONALES.values()) | {0} == set(PAIR_RATIONALES)
    assert set(PAIR_INDICATORS) == {"0", "1", "9"}
