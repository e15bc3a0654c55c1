"""Guides of other layouts: each figure is bound to its code and its meaning wherever it stands, and what cannot be bound is said.

Amounts of 2025 by RVU25A and RVU25D (conversion factor 32.3465), the January 2025 Addendum B and ASC Addendum AA; of 2024 from March 9 by
RVU24AR (33.2875), ASC Addendum AA of January 2024 and the corrected OPPS rates. Figures marked wrong were made wrong here.
"""

from allowable.audits import exit_status
from audit_documents import ASC, FACILITY, HOSPITAL, OFFICE, TOTAL_FACILITY, TOTAL_OFFICE, WORK, audit, bound, kinds, true_of

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


OPEN_TAGS = """<h1>Medicare 2025 National Average Reimbursement</h1>
<table>
<tr><td rowspan=2>CPT\u00ae Code<td colspan=4>Physician<td colspan=2>Hospital Outpatient<td>ASC</tr>
<tr><td>Work RVU<td>Facility<br>(POS 21, 22, 24)<td>Non-Facility<br>(POS 11)<td>Total Non-Fac RVU<td>APC<td>Payment<td>Payment</tr>
<tr><td>58558*<td>4.17<td>$224.48<td>$1,207.17<td>37.32<td>5414<td>$3,179.53<td>$1,674.26</tr>
<tr><td>58563\u2020<td>4.47<td>$238.07<td>$1,909.41<td>59.03<td>5415<td>$4,936.45<td>$2,225.58</tr>
</table>
<p>1. CMS-1807-F, CY 2025 fee schedule. 2. CMS-1809-FC.</p>"""


def test_cells_without_end_tags_and_rules_cited_by_number(engine, tmp_path):
    report = audit(engine, tmp_path, "page.html", OPEN_TAGS)
    assert bound(report) == true_of("58558", "58563", figures=(WORK, FACILITY, OFFICE, TOTAL_OFFICE, HOSPITAL, ASC))
    assert (report["uncited"], exit_status(report)) == ([], 0)


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
    exchanged = COLUMNS.replace("Physician office | Physician facility", "Physician facility | Physician office").replace(
        "2,225.85", "2,225.58"
    )
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
    assert [(one["text"], one["outcome"], one["kind"]) for one in report["figures"]] == [
        ("$2,225", "false", "cut off"),
        ("$238", "true", None),
    ]


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


MISREAD = """Coding card, calendar year 2025

Code     Office       Facility    HOPD         ASC
58558    $1,019.17    $199.48     $3,019.53    $1,019.26
58563    $1,919.41    $219.07     $4,919.45    $2,219.58
"""


def test_columns_of_white_space_that_fit_nothing_are_not_called_wrong(engine, tmp_path):
    report = audit(engine, tmp_path, "card.txt", MISREAD)
    assert report["counts"] == {"true": 0, "false": 0, "not_checked": 8}
    assert all("may have been misread" in one["because"] for one in report["figures"])
    ruled = "\n".join(f"|{'|'.join(line.split())}|" for line in MISREAD.splitlines()[2:])
    assert audit(engine, tmp_path, "card.md", f"# 2025\n\n{ruled}\n")["counts"] == {"true": 0, "false": 8, "not_checked": 0}
