"""Recipes of the hospital outpatient system on files that are cut, renamed, mislabelled or invented: refused, with place and reason.

The prints that are spoilt here lie in the folder `shared/cms/opps` beside the repository; where it is absent, those tests are skipped and
say so.
"""

import pathlib
import re
import zipfile

import pytest

from allowable.kernel.day import ALWAYS, day_number
from allowable.law.outpatient.tables import ADDENDUM_B, DEVICE_OFFSETS
from allowable.releases.files import PublishedFile, open_file
from allowable.releases.problem import NotRecognised, Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import load
from allowable.releases.recipes.outpatient import Amounts, Quarter, known_day, share_of

OPPS = pathlib.Path(__file__).resolve().parents[1] / ".." / "shared" / "cms" / "opps"
needs_cms = pytest.mark.skipif(not OPPS.is_dir(), reason=f"SKIPPED, NOTHING PROVED: CMS's outpatient prints are not at {OPPS}")

FINAL_RULE = "2025/final_rule_addenda/2025 NFRM Addendum "
FINAL_A, FINAL_B, FINAL_L = FINAL_RULE + "A.11122024.txt", FINAL_RULE + "B.11122024.txt", FINAL_RULE + "L.10212024.txt"
RANKS = FINAL_RULE + "J - Rank for Primary Assignment.11132024.txt"
FINAL_M = FINAL_RULE + "M.10102024.txt"
PAIRS = FINAL_RULE + "J - Complxity Adjustments.11132024.txt"
INTENSIVE = FINAL_RULE + "P - Device Intensive List.11142024.txt"
CONVERTED = "2025/addendum_b_si_rate_2025Q2.csv.gz"
INFERRED = "2024/addendum_b_2024Q1_DERIVED_with_apc.csv.gz"
RATED = "2026/opps-rates-2026Q3.json"
APCS, AREAS, BLOOD = (f"pricer-tables/{name}-2024.csv" for name in ("apc-rate", "cbsa-wage-index", "blood-rank"))


def read(file):
    load()
    recipe = next(one for one in RECIPES if one.system == "outpatient" and one.pattern.search(file.name))
    return list(recipe.read(file, recipe.pattern.search(file.name)))


def opened(path):
    return next(iter(open_file(OPPS / path)))


def text_file(name, text):
    return PublishedFile(name, name, name, "0" * 64, pathlib.Path("/"), text.encode)


def same(text):
    return text


def first(number):
    """Keep so many lines."""
    return lambda text: "\n".join(text.split("\n")[:number])


def without_end(text):
    return "\n".join(text.split("\n")[:-200])


def half(text):
    return text[: len(text) // 2]


def put(old, new, count=1):
    def change(text):
        assert old in text  # else the test would spoil nothing
        return text.replace(old, new, count)

    return change


def copayment_is_rate(text):
    return re.sub(r"(,J1,\d+,0)([\d.]+),([\d.]+),[\d.]+", r"\1\2,\3,\2", text)


def without_58560(text):
    return re.sub(r"\n58560\t[^\n]*", "", text)


def web_page(text):
    return "<!DOCTYPE html><html><body>accept the licence</body></html>"


SPOILT = [  # print, how it is spoilt, under which name (None: its own), what the refusal says
    (FINAL_B, without_end, None, "no V5364, which every print since 2020 lists: the file is cut short"),
    (FINAL_B, half, None, "cells where the header has 13: the row is cut or torn|codes where CMS prints at least"),
    (FINAL_B, put("Payment Rate", "Paid Rate"), None, "row 5: no column 'Payment Rate'"),
    (FINAL_B, put("for CY 2025", "for CY 2024"), None, "its name says 2025, but its content is of 2024"),
    (FINAL_B, put("for CY 2025", "for CY 2023"), "2023 NFRM Addendum B.txt", "factor of 89.169, that of 2023 is 85.585"),
    (FINAL_B, put("Addendum B.--", "Proposed Addendum B.--"), "2025 NPRM Addendum B.07012024.txt", "proposed rule"),
    (FINAL_B, put('"$3,179.53"', '"$3,179.54"'), None, "row 169: weight 356573 .* times 89.169 is not the rate of 3179.54"),
    (FINAL_B, put('35.6573\t"$3,179.53"', "35.6573\t"), None, "0071T: a weight, a rate or a minimum copayment stands alone"),
    (FINAL_B, put("\n00102\t", "\n102\t"), None, "row 21: column HCPCS: '102' is no procedure code"),
    (FINAL_B, put("\n00102\t", "\n00100\t"), None, "00100 stands there twice"),
    (FINAL_B, same, "Addendum B.txt", "neither its name nor its sheet says the quarter"),
    (FINAL_B, same, "2025 NFRM Addendum B.11122014.txt", "far from the first day"),
    (FINAL_B, web_page, None, "web page"),
    (FINAL_A, first(900), None, "APCs where CMS prints at least 340"),
    (FINAL_A, put("$863.75", "$86x.75"), None, "is not an amount"),
    (CONVERTED, without_end, None, "no V5364, which every print since 2020 lists: the file is cut short"),
    (CONVERTED, put("StatusIndicator", "SI"), None, "no column 'StatusIndicator'"),
    (CONVERTED, same, "addendum_b_si_rate_2024Q2.csv", "'2025-04' cannot be the month"),
    (CONVERTED, same, "addendum_b_si_rate_2025Q3.csv", "'2025-04' cannot be the month"),
    (CONVERTED, put("2025-04", "2026-04", -1), "addendum_b_si_rate_2026Q2.csv", "58558 has 3179.53 where CMS printed 3307.24"),
    (RATED, half, None, "no whole JSON"),
    (RATED, put("3307.24", "3307.25"), None, "another rate than the codes before it in APC 5414"),
    (RATED, same, "opps-rates-2025Q3.json", "58558 has 3307.24 where CMS printed 3179.53"),
    (INFERRED, put("rate+si", "a guess"), None, "no known way of inference"),
    (APCS, without_end, None, "APCs where CMS prints at least 340"),
    (APCS, same, "apc-rate-2023.csv", "is not in 2023"),
    (APCS, same, "apc-rate-2024old.csv", "APC 5414 has 2978.77 where CMS printed 2981.88"),
    (APCS, copayment_is_rate, None, "not a fifth of the rate"),
    (RANKS, without_58560, None, "do not run from 1 to 3235"),
    (RANKS, put("for CY2025", ""), None, "no title line above the header states the calendar year"),
    (PAIRS, put("5855R\t5415", "5855R\t5414"), None, "the pair does not change it"),
    (PAIRS, put("N\t \t1104D\t5073", "N\t \t1104D\t5074"), None, "11044 is raised to two APCs"),
    (FINAL_M, put("\tQ3\t5522\t8004", "\tQ3\t5522\t8003"), None, "not a composite that is known"),
    (INTENSIVE, put('"$4,525.62"', '"$5,525.62"'), None, "58580: the offset amount is not the percentage"),
    (FINAL_L, put("0.0027\tTARRANT", "0.0072\tTARRANT"), None, "county 48439 has a blank adjustment, or another"),
    (AREAS, first(400), None, "399 areas where CMS prints at least 440"),
    (AREAS, put("geographicWageIndex", "wage_index"), None, "no column 'geographicWageIndex'"),
    (AREAS, same, "cbsa-wage-index-2025.csv", "is not in 2025"),
    (BLOOD, put(",12", ",13"), None, "ranks do not run from 1 to 12"),
]


@needs_cms
@pytest.mark.parametrize(
    ("path", "spoil", "name", "reason"), SPOILT, ids=[f"{one[0].rsplit('/')[-1][-20:]}: {one[3][:40]}" for one in SPOILT]
)
def test_what_is_not_cms_s_print_is_refused_with_its_reason(path, spoil, name, reason):
    file = opened(path)
    with pytest.raises(Refused, match=reason):
        read(text_file(name or file.name, spoil(file.text())))


@needs_cms
@pytest.mark.parametrize(("name", "areas"), [("wage_index_data_FABRICATED_JQ-dev.json", 56), ("hospital_data_FABRICATED_JQ-dev.json", 27)])
def test_an_invented_wage_index_is_refused(name, areas):
    with pytest.raises(Refused, match=f"names {areas} areas where CMS prints at least 440.*RURAL_AL is no area code"):
        read(opened(pathlib.Path("..") / "rejected" / name))


@needs_cms
def test_a_print_before_2020_is_refused_as_unverified():
    with pytest.raises(Refused, match="prints before 2020 are not read"):
        read(opened("workbooks/january_2019_opps_web_addendum_b.12312018.xlsx"))


@needs_cms
def test_a_workbook_is_passed_over_where_its_text_lies_beside_it(tmp_path):
    text, book = OPPS / FINAL_B, (OPPS / FINAL_B).with_suffix(".xlsx")
    archive = tmp_path / "2025-nfrm-opps-addenda.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.write(book, f"addenda/{book.name}")
        out.write(text, f"addenda/{text.name}")
    of_book, of_text = open_file(archive)
    with pytest.raises(NotRecognised, match="the same table is read from addenda/"):
        read(of_book)
    (one,) = read(of_text)
    assert len(one.rows) == 18_682 and one.member == f"{archive.name}:addenda/{text.name}"


@needs_cms
def test_a_workbook_under_the_name_of_another_quarter_is_refused(tmp_path):
    wrong = tmp_path / "2022_July_Web_Addendum_B.09.26.22.xlsx"
    wrong.write_bytes((OPPS / "workbooks/October_2022_Web_Addendum_B.09.26.22.xlsx").read_bytes())
    with pytest.raises(Refused, match="another quarter than its sheet"):
        read(next(iter(open_file(wrong))))


def test_a_file_of_json_without_a_wage_index_is_left_to_others():
    with pytest.raises(NotRecognised):
        read(text_file("hospital.json", '[{"name": "x"}]'))


# Names, days, amounts: no file of CMS needed


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("2026 January Web Addendum B.12.29.25.csv", "outpatient.addendum_b"),
        ("508 Version of January 2025 Web Addendum B.12.31.24.csv", "outpatient.addendum_b"),
        ("January 2020 Addendum B CORRECTION.02042020.xlsx", "outpatient.addendum_b"),
        ("2026 April Web Addendum A.csv", "outpatient.addendum_a"),
        ("addendum_b_si_rate_2023Q1.csv", "outpatient.status_and_rate"),
        ("addendum_b_2024Q1_DERIVED_with_apc.csv", "outpatient.inferred_apcs"),
    ],
)
def test_cms_s_own_names_are_recognised_by_one_recipe(name, recipe):
    load()
    assert [one.name for one in RECIPES if one.system == "outpatient" and one.pattern.search(name)] == [recipe]


@pytest.mark.parametrize(
    "name",
    [
        "addendum_b_2026Q1_gyn_excerpt.transcribed.csv",
        "Addendum BB.txt",
        "2025 NFRM Addendum AA.csv",
        "wage_index.csv",
        "2025 NFRM Addendum P.11142024.xlsx",
    ],
)
def test_other_names_are_left_alone(name):
    load()
    assert not [one.name for one in RECIPES if one.system == "outpatient" and one.pattern.search(name)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2020_april_web_addendum_b.05042020.xlsx", "2020-05-04"),
        ("2021_January_Web_Addendum_B.12.29.20.xlsx", "2020-12-29"),
        ("July_2022_Web_Addendum_B.062222.xlsx", "2022-06-22"),
        ("2026 July Web Addendum B.07.13.26.csv", "2026-07-13"),
    ],
)
def test_the_day_at_the_end_of_a_name_is_when_it_was_known(name, day):
    assert known_day(text_file(name, ""), day_number(day)) == day_number(day)


def test_a_name_without_a_day_is_known_when_effective_and_a_false_day_is_refused():
    assert known_day(text_file("january_2025_addendum_b.xlsx", ""), day_number("2025-01-01")) == ALWAYS
    with pytest.raises(Refused, match="is not a day"):
        known_day(text_file("addendum_b.13322024.txt", ""), day_number("2025-01-01"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2045.7019500000001", 2_045_702),
        ("52.7725", 52_773),
        ("317.5833333333333", 317_583),
        ("$1,740.720", 1_740_720),
        ("0.0005", 1),
        ("23.164999999999996", 23_165),
        (".", None),
        ("", None),
    ],
)
def test_a_cell_is_read_as_its_sheet_shows_it(text, shown):
    assert Amounts(ADDENDUM_B.payment_rate, "sheet", shown=True)(text, 1) == shown


@pytest.mark.parametrize("text", ["-1.00", "1e5", "n/a", "12,34x", "$", "99999999999.00"])
def test_what_is_no_amount_is_refused_with_its_row(text):
    with pytest.raises(Refused, match="sheet, row 7"):
        Amounts(ADDENDUM_B.payment_rate, "sheet", shown=True)(text, 7)


def test_a_printed_text_with_more_places_than_the_column_is_refused():
    with pytest.raises(Refused, match="more than 3 decimal places"):
        Amounts(ADDENDUM_B.payment_rate, "text")("1.2345", 2)


def test_percentages_are_shares():
    assert share_of("19.648%", ADDENDUM_B.inflation_coinsurance, "text", 1) == 19_648
    assert share_of("61.20%", DEVICE_OFFSETS.offset_share, "text", 1) == 6_120
    with pytest.raises(Refused, match="is not a percentage"):
        share_of("0.612", DEVICE_OFFSETS.offset_share, "text", 1)


@pytest.mark.parametrize(
    ("quarter", "effective", "until"), [((2025, 1), "2025-01-01", "2025-04-01"), ((2025, 4), "2025-10-01", "2026-01-01")]
)
def test_a_quarter_ends_where_the_next_begins(quarter, effective, until):
    one = Quarter(*quarter)
    assert (one.effective, one.until) == (day_number(effective), day_number(until))
