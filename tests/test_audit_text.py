"""Figures in sentences, lists, Word documents and PDF: bound to their code and meaning as in tables.

Amounts as in test_audit_layouts; those of 2024 are from March 9 on (RVU24AR), ASC and hospital amounts those of January to March.
"""

import io

import pytest

from audit_documents import ASC, FACILITY, HOSPITAL, OFFICE, RIGHT_2025, TOTAL_FACILITY, TOTAL_OFFICE, WORK, audit, bound, true_of

# ---- running text


PROSE = """Hysteroscopy in 2024

In the office 58558 pays $1,316.52, and $230.35 in a facility; the hospital is paid $2,978.77 and the ASC $1,586.25.
The total RVUs of 58558 are 39.55 in the office. CPT 58563 has 4.74 work RVUs.
58563: facility $244.66, non-facility $2,085.79, ASC $2,136.57. The conversion factor is $33.2875.
Facility / non-facility for 58562: $220.70 / $431.41
The device costs $1,200.

58555/58562: HOPD $2,978.77 (APC 5414)
"""


def test_figures_in_sentences(engine, tmp_path):
    report = audit(engine, tmp_path, "note.txt", PROSE)
    assert bound(report) == {
        ("58558", OFFICE): ("$1,316.52", "true"),
        ("58558", FACILITY): ("$230.35", "true"),
        ("58558", HOSPITAL): ("$2,978.77", "true"),
        ("58558", ASC): ("$1,586.25", "true"),
        ("58558", TOTAL_OFFICE): ("39.55", "true"),
        ("58563", WORK): ("4.74", "false"),
        ("58563", FACILITY): ("$244.66", "true"),
        ("58563", OFFICE): ("$2,085.79", "true"),
        ("58563", ASC): ("$2,136.57", "false"),
        (None, "conversion factor"): ("$33.2875", "true"),
        ("58562", FACILITY): ("$220.70", "true"),
        ("58562", OFFICE): ("$431.41", "true"),
        ("58555", HOSPITAL): ("$2,978.77", "true"),
        ("58562", HOSPITAL): ("$2,978.77", "true"),
    }
    assert [one["text"] for one in report["figures"] if one["outcome"] == "not_checked"] == ["$1,200"]


LISTS = """# 58558 in 2025

- Physician (facility): $224.48
- Physician (office): $1,207.17
- Hospital outpatient: $3,179.53
- ASC: $1,674.26
- Total RVUs: 6.94 facility / 37.32 non-facility

# 58563 in 2025

- Copayment: $987.29
- With modifier 73: $1,112.79
"""


def test_lists_below_a_heading_that_names_the_code(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", LISTS)
    assert bound(report) == true_of("58558", figures=(FACILITY, OFFICE, HOSPITAL, ASC, TOTAL_FACILITY, TOTAL_OFFICE))
    left = [(one["hcpcs"], one["because"].split(" stands")[0]) for one in report["figures"] if one["outcome"] == "not_checked"]
    assert left == [("58563", "'copayment'"), ("58563", "'modifier'")]


@pytest.mark.parametrize(("says", "outcome"), [("MAC 02102, locality 01", "true"), ("your locality", "not_checked")])
def test_a_local_guide_is_held_against_its_place(engine, tmp_path, says, outcome):
    from allowable import Claim, Line

    line = Line("58558", on="2025-03-10", place_of_service="22", mac="02102", locality="01")
    amount = engine.price(Claim([line])).lines[0].allowed
    report = audit(
        engine, tmp_path, "guide.md", f"# 2025\n\nLocality-adjusted amounts for {says}.\n\n58558 pays ${amount} in a facility.\n"
    )
    assert [(one["text"], one["outcome"]) for one in report["figures"]] == [(f"${amount}", outcome)]
    assert amount != engine.price(Claim([Line("58558", on="2025-03-10", place_of_service="22")])).lines[0].allowed


# ---- Word and PDF


def test_a_word_document_with_merged_cells(engine, tmp_path):
    import docx

    document = docx.Document()
    document.add_heading("Hysteroscopy coding guide 2025", 0)
    table = document.add_table(rows=0, cols=4)
    for cells in (("Code", "Service", "Facility", "Non-facility"), *_word_rows("58558"), *_word_rows("58563")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    for first in (1, 3):
        table.cell(first, 0).merge(table.cell(first + 1, 0))
    document.add_paragraph("The ASC is paid $1,674.26 for 58558 and $2,225.58 for 58563.")
    stream = io.BytesIO()
    document.save(stream)
    report = audit(engine, tmp_path, "guide.docx", stream.getvalue())
    assert bound(report) == true_of("58558", "58563", figures=(FACILITY, OFFICE, TOTAL_FACILITY, TOTAL_OFFICE, ASC))
    assert report["figures"][0]["at"] == {"table": 1, "row": 2, "column": 3}


def _word_rows(code):
    right = RIGHT_2025[code]
    yield code, "Physician payment", f"${right[FACILITY]}", f"${right[OFFICE]}"
    yield "", "Total RVU", right[TOTAL_FACILITY], right[TOTAL_OFFICE]


def pdf(lines):
    import typst

    return typst.compile(f"#set page(width: 24cm, height: 12cm)\n#set text(size: 9pt)\n= Coding guide 2025\n{lines}".encode())


def pdf_table(stroke, rows):
    cells = ", ".join(f"[{text}]" for row in rows for text in row)
    return f"#table(columns: {len(rows[0])}, stroke: {stroke}, column-gutter: 8pt, {cells})"


ROWS = [("Code", "Hospital outpatient", "ASC", "Physician facility", "Physician office")] + [
    (code, *(f"\\${RIGHT_2025[code][figure]}#super[1]" for figure in (HOSPITAL, ASC, FACILITY, OFFICE)))
    for code in ("58555", "58558", "58563")
]


@pytest.mark.parametrize("stroke", ["0.5pt", "none"], ids=["ruled", "white space"])
def test_a_pdf_with_a_ruled_table_or_columns_of_white_space(engine, tmp_path, stroke):
    report = audit(engine, tmp_path, "guide.pdf", pdf(pdf_table(stroke, ROWS)))
    assert bound(report) == true_of("58555", "58558", "58563")
    assert all(one["at"]["page"] == 1 for one in report["figures"])


def test_a_table_that_goes_on_on_the_next_page_keeps_its_columns(engine, tmp_path):
    pages = f"{pdf_table('none', ROWS[:3])}\n#pagebreak()\n{pdf_table('none', ROWS[3:] + ROWS[2:3])}"
    report = audit(engine, tmp_path, "guide.pdf", pdf(pages))
    assert bound(report) == true_of("58555", "58558", "58563")
    assert {one["at"]["page"] for one in report["figures"] if one["hcpcs"] == "58563"} == {2}
