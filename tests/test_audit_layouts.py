"""Guides of other layouts: each figure is bound to its code and its meaning wherever it stands, and what cannot be bound is said.

Amounts of 2025 by RVU25A and RVU25D (conversion factor 32.3465), the January 2025 Addendum B and ASC Addendum AA; of 2024 from March 9 by
RVU24AR (33.2875), ASC Addendum AA of January 2024 and the corrected OPPS rates. Figures marked wrong were made wrong here.
"""

import io

import pytest

from allowable.audits import audit_file, exit_status

FACILITY, OFFICE, HOSPITAL, ASC = "physician facility amount", "physician non-facility amount", "hospital amount", "asc amount"
WORK, TOTAL_FACILITY, TOTAL_OFFICE = "work RVU", "total RVU facility", "total RVU non-facility"
RIGHT_2025 = {
    "58555": {FACILITY: "147.82", OFFICE: "328.96", HOSPITAL: "3,179.53", ASC: "1,674.26", WORK: "2.65"},
    "58558": {FACILITY: "224.48", OFFICE: "1,207.17", HOSPITAL: "3,179.53", ASC: "1,674.26", WORK: "4.17", TOTAL_FACILITY: "6.94", TOTAL_OFFICE: "37.32"},
    "58563": {FACILITY: "238.07", OFFICE: "1,909.41", HOSPITAL: "4,936.45", ASC: "2,225.58", WORK: "4.47", TOTAL_FACILITY: "7.36", TOTAL_OFFICE: "59.03"},
}


def audit(engine, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return audit_file(engine, path)


def bound(report):
    """{(code, figure): (text, outcome)} of everything bound."""
    return {(one["hcpcs"], one["figure"]): (one["text"], one["outcome"]) for one in report["figures"] if one["figure"]}


def true_of(*codes, figures=(FACILITY, OFFICE, HOSPITAL, ASC)):
    return {(code, figure): (f"{'$' if 'amount' in figure else ''}{RIGHT_2025[code][figure]}", "true") for code in codes for figure in figures}


def kinds(report):
    return {one["kind"] for one in report["findings"]}


# ---- tables


COLUMNS = """# Hysteroscopy payment guide 2025

| CPT | ASC | Hospital outpatient (OPPS) | Physician office | Physician facility | wRVU |
|-----|----:|---:|---:|---:|---:|
| 58555 | $1,674.26 | $3,179.53 | $328.96 | $147.82 | 2.65 |
| 58558 | $1,674.26 | $3,179.53 | $1,207.17 | $224.48 | 4.17 |
| 58563 | $2,225.85 | $4,936.45 | $1,909.41 | $238.07 | 4.47 |

Sources: CMS PFS RVU25A; OPPS Addendum B January 2025; ASC Addendum AA January 2025.
"""


def test_one_row_for_each_code_in_any_order_of_columns(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", COLUMNS)
    expected = true_of("58555", "58558", "58563", figures=(FACILITY, OFFICE, HOSPITAL, ASC, WORK))
    expected["58563", ASC] = ("$2,225.85", "false")
    assert bound(report) == expected
    (wrong,) = [one for one in report["figures"] if one["outcome"] == "false"]
    assert (wrong["right"][0]["value"], wrong["at"]) == ("2225.58", {"line": 7, "row": 4, "column": 2})
    assert report["uncited"] == []


TWO_TIERS = """<html><head><title>Guide</title><style>td{color:red}</style></head><body><h1>2025 Reimbursement guide</h1>
<table><thead><tr><th rowspan="2">Code</th><th colspan="2">Physician</th><th colspan="2">Facility payment</th></tr>
<tr><th>In-office</th><th>In-facility</th><th>HOPD</th><th>ASC</th></tr></thead><tbody>
<tr><td>58558<sup>1</sup></td><td>$1,207<sup>2</sup></td><td>$224</td><td>$3,180</td><td>$1,674</td></tr>
<tr><td>58561</td><td>$346</td><td>$346</td><td>$4,936</td><td>$2,226</td></tr>
</tbody></table></body></html>"""


def test_two_tiers_of_names_and_an_office_price_where_there_is_none(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.html", TWO_TIERS)
    assert bound(report) == {
        ("58558", OFFICE): ("$1,207", "true"),
        ("58558", FACILITY): ("$224", "true"),
        ("58558", HOSPITAL): ("$3,180", "true"),
        ("58558", ASC): ("$1,674", "true"),
        ("58561", OFFICE): ("$346", "false"),  # CMS marks 58561 NA outside a facility
        ("58561", FACILITY): ("$346", "true"),
        ("58561", HOSPITAL): ("$4,936", "true"),
        ("58561", ASC): ("$2,226", "true"),
    }
    (wrong,) = [one for one in report["figures"] if one["outcome"] == "false"]
    assert (wrong["kind"], wrong["right"][0]["value"]) == ("no amount", None)
    assert "NA" in wrong["right"][0]["reason"]
    assert {one["setting"] for one in report["uncited"]} == {"physician", "hospital", "asc"}


A_TABLE_FOR_EACH_SETTING = """# Fee tables, 2025

## Physician fee schedule

| Code | Facility | Non-facility |
|---|---|---|
| 58555 | 147.82 | 328.96 |
| 58558 | 224.48 | 1207.17 |

## Ambulatory surgical centers

| Code | Payment |
|---|---|
| 58555 | 1674.26 |
| 58558 | 1674.62 |

## Hospital outpatient departments

| Code | APC | Payment |
|---|---|---|
| 58555 | 5414 | 3179.53 |
| 58558 | 5414 | 3179.53 |
"""


def test_one_table_for_each_setting_named_by_its_heading(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", A_TABLE_FOR_EACH_SETTING)
    assert bound(report) == {
        ("58555", FACILITY): ("147.82", "true"),
        ("58555", OFFICE): ("328.96", "true"),
        ("58558", FACILITY): ("224.48", "true"),
        ("58558", OFFICE): ("1207.17", "true"),
        ("58555", ASC): ("1674.26", "true"),
        ("58558", ASC): ("1674.62", "false"),
        ("58555", HOSPITAL): ("3179.53", "true"),
        ("58558", HOSPITAL): ("3179.53", "true"),
    }


ROWS_FOR_SITES = """# Payments in 2025

| Code | Site | Total RVU | Payment |
|---|---|---|---|
| 58558 | Office | 37.32 | $1,207.17 |
|  | Facility | 6.94 | $224.48 |
|  | HOPD | | $3,179.53 |
|  | ASC | | $1,674.26 |
| 58563 | Office | 59.03 | $1,909.41 |
|  | Facility | 7.36 | $283.07 |
"""


def test_rows_for_sites_below_a_code(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", ROWS_FOR_SITES)
    expected = true_of("58558", figures=(FACILITY, OFFICE, HOSPITAL, ASC, TOTAL_FACILITY, TOTAL_OFFICE))
    expected |= true_of("58563", figures=(OFFICE, TOTAL_FACILITY, TOTAL_OFFICE)) | {("58563", FACILITY): ("$283.07", "false")}
    assert bound(report) == expected


CODES_AS_COLUMNS = """# 2025 quick card

| Setting | 58558 | 58563 |
|---|---|---|
| Physician, office | $1,207.17 | $1,909.41 |
| Physician, facility | $224.48 | $238.07 |
| Hospital outpatient | $3,179.53 | $4,936.45 |
| ASC | $1,674.26 | $2,225.58 |
"""


def test_codes_as_names_of_columns(engine, tmp_path):
    assert bound(audit(engine, tmp_path, "card.md", CODES_AS_COLUMNS)) == true_of("58558", "58563")


MERGED_NAMES = """2024 Coding guide - Medicare national average payment

CPT Code\tDescription\tFacility Setting\tHospital Outpatient\tAmbulatory Surgical Center\tPhysician\tFacility\tNon-Facility
58555\tScope\t$2,979\t$1,586\t$151\t$361
58558\tScope with sample\t$2,979\t$1,586\t$230\t$1,317
58562\tForeign body\t$2,979\t$1,586\t$221\t$431
58563\tAblation\t$4,739\t$2,136\t$250\t$2,086
"""


def test_more_names_than_columns_are_matched_by_the_values_of_the_whole_table(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.txt", MERGED_NAMES)
    assert report["counts"] == {"true": 15, "false": 1, "not_checked": 0}
    found = bound(report)
    assert found["58563", FACILITY] == ("$250", "false")  # one wrong figure does not make the column another
    assert found["58555", HOSPITAL] == ("$2,979", "true")
    assert found["58562", OFFICE] == ("$431", "true")
    assert "header" in kinds(report)


def test_exchanged_columns_are_wrong_and_not_read_as_each_other(engine, tmp_path):
    exchanged = COLUMNS.replace("Physician office | Physician facility", "Physician facility | Physician office").replace("2,225.85", "2,225.58")
    report = audit(engine, tmp_path, "guide.md", exchanged)
    wrong = [one for one in report["figures"] if one["outcome"] == "false"]
    assert [(one["hcpcs"], one["figure"], one["kind"]) for one in wrong] == [
        (code, figure, "other figure") for code in ("58555", "58558", "58563") for figure in (FACILITY, OFFICE)
    ]
    assert wrong[0]["because"] == f"it is the {OFFICE} of this code"


TWO_YEARS = """# Year over year

| Code | 2024 HOPD | 2025 HOPD | Change | % |
|---|---|---|---|---|
| 58558 | $2,978.77 | $3,179.53 | $200.76 | 6.7% |
| 58563 | $4,739.10 | $4,936.45 | $197.35 | 4.2% |
"""


def test_columns_of_two_years_are_each_held_against_their_own(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", TWO_YEARS)
    assert [(one["text"], one["outcome"]) for one in report["figures"]] == [
        *(("$2,978.77", "true"), ("$3,179.53", "true"), ("$200.76", "not_checked")),
        *(("$4,739.10", "true"), ("$4,936.45", "true"), ("$197.35", "not_checked")),
    ]


LAST_YEARS_FIGURES = """# 2025 Coding guide

| Code | Physician facility | Physician non-facility |
|---|---|---|
| 58555 | $150.79 | $360.84 |
| 58558 | $230.35 | $1,316.52 |
| 58563 | $244.66 | $2,085.79 |
"""


def test_figures_of_another_year_are_told(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", LAST_YEARS_FIGURES)
    assert report["counts"] == {"true": 0, "false": 6, "not_checked": 0}
    assert report["window"] is None
    says = [one["says"] for one in report["findings"] if one["kind"] == "other time"][-1]
    assert says == "The document speaks of 2025, but 6 of its figures are true together for service days 2024-03-09 to 2024-09-30."


def test_without_a_year_the_window_is_found_in_all_that_is_held(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", LAST_YEARS_FIGURES.replace("2025 ", ""))
    assert report["states"]["year"] is None
    assert (report["window"]["service_from"], report["window"]["service_until"]) == ("2024-03-09", "2024-09-30")
    assert report["counts"]["true"] == 6


def test_cents_cut_off_are_not_rounded(engine, tmp_path):
    report = audit(engine, tmp_path, "guide.md", "# 2025\n\n58563 pays $2,225 in the ASC and $238 in a facility.\n")
    assert [(one["text"], one["outcome"], one["kind"]) for one in report["figures"]] == [("$2,225", "false", "cut off"), ("$238", "true", None)]


WITH_OTHER_FIGURES = """Coding card, calendar year 2025

Code     Office       Facility    HOPD         ASC         Commercial
58558    $1,207.17    $224.48     $3,179.53    $1,674.26   $2,500.00
58998    $100.00      $200.00     $300.00      $400.00     $500.00
"""


def test_columns_drawn_with_blanks_and_what_cannot_be_checked(engine, tmp_path):
    report = audit(engine, tmp_path, "card.txt", WITH_OTHER_FIGURES)
    assert bound(report) == true_of("58558")
    reasons = {one["because"] for one in report["figures"] if one["outcome"] == "not_checked"}
    assert reasons == {
        "'commercial' stands beside it: no amount that this product checks",
        "58998 is shaped as a code, but no held release knows it",
    }
    assert exit_status(report) == 1


# ---- running text


PROSE = """Hysteroscopy in 2024

In the office 58558 pays $1,316.52, and $230.35 in a facility; the hospital is paid $2,978.77 and the ASC $1,586.25.
The total RVUs of 58558 are 39.55 in the office. CPT 58563 has 4.74 work RVUs.
58563: facility $244.66, non-facility $2,085.79, ASC $2,136.57. The conversion factor is $33.2875.
Facility / non-facility for 58562: $220.70 / $431.41
The device costs $1,200.
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
    report = audit(engine, tmp_path, "guide.md", f"# 2025\n\nLocality-adjusted amounts for {says}.\n\n58558 pays ${amount} in a facility.\n")
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
    (code, *(f"\\${RIGHT_2025[code][figure]}#super[1]" for figure in (HOSPITAL, ASC, FACILITY, OFFICE))) for code in ("58555", "58558", "58563")
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
