"""Code pairs in CMS's own layout: what is written is found again; what is no table of NCCI's is refused with its row."""

import pathlib
import subprocess
import sys
import tempfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allowable.kernel.day import OPEN, day_number
from allowable.law.edits.tables import PAIR_INDICATORS, PAIR_RATIONALES
from allowable.releases.pairs import PairFile, PairFileError
from allowable.releases.pairs_sources import RATIONALES
from allowable.releases.pairs_write import build_pairs, is_pair_file
from allowable.releases.problem import NotRecognised, Refused
from allowable.releases.recipe import normalised

NCCI = pathlib.Path(__file__).parents[1] / ".." / "shared" / "cms" / "ncci"
NUMBER = {words: number for number, words in PAIR_RATIONALES.items()}

published = pytest.mark.skipif(
    not NCCI.exists(), reason="LOUD: CMS's NCCI files (../shared/cms/ncci) are not here: CMS's layout is NOT tested"
)

TOP = (
    "A notice.\t\t\t\t\t\t\r\n"
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


# CMS's own layout -----------------------------------------------------------------------------------------------------------------------


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
    with pytest.raises(Refused, match=r"part f2 of this table is not beside it"):
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
    with pytest.raises(Refused, match="web page saved as"):
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
        expected = {(one, two): set() for one, two, *_ in rows}
        for one, two, _, first, deletion, indicator, why in rows:
            day = OPEN if deletion == "*" else number_of(deletion)
            expected[one, two].add((number_of(first), day, indicator, RATIONALES[normalised(why)]))
        for code in CODES:
            for other in CODES:
                found = table.rows(code, other)
                assert sorted(found) == sorted(expected.get((code, other), ()))
                assert [row[1] for row in found] == sorted(row[1] for row in found)
            both = [(one, two, *row) for one, two in expected for row in expected[one, two] if code in (one, two)]
            assert sorted(table.partners(code)) == sorted(both)
        assert table.count == len(set(rows))
        table.close()


def number_of(packed):
    from datetime import date

    return date(int(packed[:4]), int(packed[4:6]), int(packed[6:])).toordinal() - date(1999, 12, 31).toordinal()


def test_every_number_has_its_words():
    assert set(RATIONALES.values()) | {0} == set(PAIR_RATIONALES)
    assert set(PAIR_INDICATORS) == {"0", "1", "9"}
