"""Recipes of the hospital outpatient system against CMS's prints: rows, days, corrections, weights.

The prints lie in the folder `shared/cms/opps` beside the repository; where it is absent, the tests that need it are skipped and say so.
Numbers are as CMS printed them: an APC's 3,179.53 is 317_953 at two places, a code's is 3_179_530 at three.
"""

import functools
import pathlib
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from allowable.kernel.day import ALWAYS, day_number
from allowable.law.outpatient import tables
from allowable.law.outpatient.tables import ADDENDUM_B
from allowable.releases.files import open_file
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import load
from allowable.releases.recipes.outpatient import Quarter
from allowable.releases.recipes.outpatient_converted import METHODS

OPPS = pathlib.Path(__file__).resolve().parents[1] / ".." / "shared" / "cms" / "opps"
needs_cms = pytest.mark.skipif(not OPPS.is_dir(), reason=f"SKIPPED, NOTHING PROVED: CMS's outpatient prints are not at {OPPS}")

FINAL_RULE = "2025/final_rule_addenda/2025 NFRM Addendum "
JANUARY_2020 = "workbooks/2020_january_web_addendum_b.12312019.xlsx"
CORRECTED_2020 = "workbooks/January 2020 Addendum B CORRECTION.02042020.xlsx"
OCTOBER_2022 = "workbooks/October_2022_Web_Addendum_B.09.26.22.xlsx"
CORRECTED_2022 = "workbooks/October_2022_Web_Addendum_B.11142022.xlsx"
JANUARY_2023 = "workbooks/2023_January_Web_Addendum_B.12212022.xlsx"
JANUARY_2025 = "2025/january_2025_addendum_b.xlsx"
FINAL_2025 = FINAL_RULE + "B.11122024.txt"
RANKS = FINAL_RULE + "J - Rank for Primary Assignment.11132024.txt"
PAIRS = FINAL_RULE + "J - Complxity Adjustments.11132024.txt"
OFFSETS = FINAL_RULE + "P - HCPCS Offsets.11142024.txt"
INTENSIVE = FINAL_RULE + "P - Device Intensive List.11142024.txt"

WORKBOOKS = [  # file, release, codes, first day, day after the last, known
    (JANUARY_2020, "OPPS 2020Q1 Addendum B", 16_628, "2020-01-01", "2020-04-01", "2019-12-31"),
    (CORRECTED_2020, "OPPS 2020Q1 Addendum B of 2020-02-04", 16_628, "2020-01-01", "2020-04-01", "2020-02-04"),
    (
        "workbooks/2020_april_web_addendum_b.05042020.xlsx",
        "OPPS 2020Q2 Addendum B of 2020-05-04",
        16_661,
        "2020-04-01",
        "2020-07-01",
        "2020-05-04",
    ),
    ("workbooks/2021_January_Web_Addendum_B.12.29.20.xlsx", "OPPS 2021Q1 Addendum B", 16_873, "2021-01-01", "2021-04-01", "2020-12-29"),
    ("workbooks/April_2021_OPPS_Web_Addendum_B.03222021.xlsx", "OPPS 2021Q2 Addendum B", 16_883, "2021-04-01", "2021-07-01", "2021-03-22"),
    (
        "workbooks/2021_October_Web_Addendum_B.10262021.xlsx",
        "OPPS 2021Q4 Addendum B of 2021-10-26",
        17_011,
        "2021-10-01",
        "2022-01-01",
        "2021-10-26",
    ),
    (
        "workbooks/January_2022_Web_Addendum_B.01.10.22.xlsx",
        "OPPS 2022Q1 Addendum B of 2022-01-10",
        17_192,
        "2022-01-01",
        "2022-04-01",
        "2022-01-10",
    ),
    (
        "workbooks/April_2022_Web_Addendum_B.04052022.xlsx",
        "OPPS 2022Q2 Addendum B of 2022-04-05",
        17_241,
        "2022-04-01",
        "2022-07-01",
        "2022-04-05",
    ),
    ("workbooks/July_2022_Web_Addendum_B.062222.xlsx", "OPPS 2022Q3 Addendum B", 17_300, "2022-07-01", "2022-10-01", "2022-06-22"),
    (OCTOBER_2022, "OPPS 2022Q4 Addendum B", 17_347, "2022-10-01", "2023-01-01", "2022-09-26"),
    (CORRECTED_2022, "OPPS 2022Q4 Addendum B of 2022-11-14", 17_347, "2022-10-01", "2023-01-01", "2022-11-14"),
    (JANUARY_2023, "OPPS 2023Q1 Addendum B", 17_559, "2023-01-01", "2023-04-01", "2022-12-21"),
    (FINAL_2025, "OPPS 2025 final rule Addendum B", 18_682, "2025-01-01", "2025-04-01", "2024-11-12"),
    (JANUARY_2025, "OPPS 2025Q1 Addendum B", 18_562, "2025-01-01", "2025-04-01", None),
]
STATUS_AND_RATE = {  # quarter: codes
    "2023Q1": 17_559, "2023Q2": 17_622, "2023Q3": 17_701, "2023Q4": 17_769, "2024Q1": 18_109, "2024Q2": 18_160, "2024Q3": 18_265,
    "2024Q4": 18_341, "2025Q1": 18_562, "2025Q2": 18_613, "2025Q3": 18_704, "2025Q4": 18_798, "2026Q1": 18_986, "2026Q2": 19_059,
}  # fmt: skip
INFERRED = {"2024Q1": 5_947, "2024Q2": 5_954, "2024Q3": 5_972, "2024Q4": 5_972, "2026Q1": 6_655, "2026Q2": 6_687}
YEARLY = [  # file, table, rows of each of its prints
    ("pricer-tables/apc-rate-2020.csv", "apc_rates", [353]),
    ("pricer-tables/apc-rate-2021.csv", "apc_rates", [356, 357, 359, 361]),
    ("pricer-tables/apc-rate-2022.csv", "apc_rates", [375, 376]),
    ("pricer-tables/apc-rate-2023.csv", "apc_rates", [362]),
    ("pricer-tables/apc-rate-2024old.csv", "apc_rates", [369]),
    ("pricer-tables/apc-rate-2024.csv", "apc_rates", [369]),
    (FINAL_RULE + "A.11122024.txt", "apc_rates", [370]),
    ("pricer-tables/cbsa-wage-index-2020.csv", "outpatient_wage_index", [460]),
    ("pricer-tables/cbsa-wage-index-2021.csv", "outpatient_wage_index", [462]),
    ("pricer-tables/cbsa-wage-index-2022.csv", "outpatient_wage_index", [466]),
    ("pricer-tables/cbsa-wage-index-2023.csv", "outpatient_wage_index", [466]),
    ("pricer-tables/cbsa-wage-index-2024.csv", "outpatient_wage_index", [466]),
    ("pricer-tables/outmigration-adjustment-2020.csv", "outmigration_adjustments", [269]),
    ("pricer-tables/outmigration-adjustment-2021.csv", "outmigration_adjustments", [273, 273]),
    ("pricer-tables/outmigration-adjustment-2022.csv", "outmigration_adjustments", [261]),
    ("pricer-tables/outmigration-adjustment-2023.csv", "outmigration_adjustments", [240]),
    ("pricer-tables/outmigration-adjustment-2024.csv", "outmigration_adjustments", [225]),
    (FINAL_RULE + "L.10212024.txt", "outmigration_adjustments", [217]),
    ("pricer-tables/blood-rank-2020.csv", "blood_ranks", [12]),
    ("pricer-tables/blood-rank-2024.csv", "blood_ranks", [12]),
    (RANKS, "comprehensive_ranks", [3_236]),
    (PAIRS, "complexity_adjustments", [432]),
    (FINAL_RULE + "M.10102024.txt", "composites", [183]),
    (OFFSETS, "device_offsets", [5_121]),
    (INTENSIVE, "device_intensive", [535]),
]
# 42 CFR 419.32: one conversion factor a year. The prints of 2020 carry 80.793.
CONVERSION_FACTORS = {"2020": "80.793", "2021": "82.797", "2022": "84.177", "2023": "85.585", "2025": "89.169"}


def recipe_for(name):
    load()
    return next(one for one in RECIPES if one.system == "outpatient" and one.pattern.search(name))


def read(file):
    recipe = recipe_for(file.name)
    return list(recipe.read(file, recipe.pattern.search(file.name)))


@functools.cache
def prints(path):
    return read(next(iter(open_file(OPPS / path))))


def rows(path):
    return prints(path)[0].rows


def column(table, values, *names):
    return tuple(values[table.where[name]] for name in names)


def status_and_rate(quarter):
    return f"{quarter[:4]}/addendum_b_si_rate_{quarter}.csv.gz"


def inferred(quarter):
    return f"{quarter[:4]}/addendum_b_{quarter}_DERIVED_with_apc.csv.gz"


# Row counts and days


@needs_cms
@pytest.mark.parametrize(("path", "release", "codes", "effective", "until", "known"), WORKBOOKS, ids=[one[1] for one in WORKBOOKS])
def test_each_addendum_b_is_read_whole_with_its_days(path, release, codes, effective, until, known):
    (one,) = prints(path)
    assert (one.table, one.release, len(one.rows)) == (ADDENDUM_B, release, codes)
    assert (one.effective, one.until) == (day_number(effective), day_number(until))
    assert one.known == (day_number(known) if known else ALWAYS)
    assert (one.trust, one.known_evidence) == ("official", "V")


@needs_cms
@pytest.mark.parametrize("quarter", STATUS_AND_RATE)
def test_each_converted_addendum_b_is_read_whole(quarter):
    (one,) = prints(status_and_rate(quarter))
    expected = Quarter(int(quarter[:4]), int(quarter[-1]))
    assert (one.release, one.trust, len(one.rows)) == (f"OPPS {quarter} Addendum B", "converted", STATUS_AND_RATE[quarter])
    assert (one.effective, one.until, one.known) == (expected.effective, expected.until, ALWAYS)
    assert {values[1:3] + values[4:] for values in one.rows.values()} == {(None,) * 6}


@needs_cms
@pytest.mark.parametrize("quarter", INFERRED)
def test_inferred_apcs_stand_in_a_table_of_their_own(quarter):
    (one,) = prints(inferred(quarter))
    assert (one.table, one.trust, len(one.rows)) == (tables.INFERRED_APCS, "derived", INFERRED[quarter])


@needs_cms
def test_july_2026_holds_rated_codes_alone():
    (one,) = prints("2026/opps-rates-2026Q3.json")
    assert (one.release, len(one.rows), one.trust) == ("OPPS 2026Q3 Addendum B", 7_359, "converted")
    assert one.rows[("58558",)] == ("J1", "5414", None, 3_307_240, None, None, None, None)


@needs_cms
@pytest.mark.parametrize(("path", "table", "counts"), YEARLY, ids=[one[0].rsplit("/", 1)[-1] for one in YEARLY])
def test_each_yearly_table_is_read_whole(path, table, counts):
    found = prints(path)
    year = int(re.search(r"20\d\d", path)[0])
    derived = [("complexity_targets", 213)] if table == "complexity_adjustments" else []
    assert [(one.table.name, len(one.rows)) for one in found] == [*((table, count) for count in counts), *derived]
    assert {one.until for one in found} == {day_number(f"{year + 1}-01-01")}
    assert found[0].effective == day_number(f"{year}-01-01")
    assert {one.trust for one in found} == {"official"}


@needs_cms
def test_every_value_fits_its_column_and_no_descriptor_is_read():
    paths = [one[0] for one in WORKBOOKS + YEARLY] + [inferred("2024Q1"), status_and_rate("2024Q1")]
    ours = set(METHODS.values())
    short = re.compile(r"[A-Z0-9]{1,5}")
    for one in (one for path in paths for one in prints(path)):
        for key, values in one.rows.items():
            assert len(key) == len(one.table.keys) and len(values) == len(one.table.columns)
            assert all(short.fullmatch(part) for part in key)
            for shape, value in zip(one.table.columns, values, strict=True):
                shape.check(value, one.table.name)
                assert value is None or not shape.is_text or short.fullmatch(value) or value in ours


# Revision pairs: the same first day, a later known day


def changed(before, after):
    assert prints(before)[0].effective == prints(after)[0].effective
    assert public_day(before) < public_day(after)
    old, new = rows(before), rows(after)
    return {key[0] for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def public_day(path):
    one = prints(path)[0]
    return one.known if one.known != ALWAYS else one.effective


@needs_cms
def test_the_correction_of_january_2020_changes_24_codes():
    # Two more (99487, 99490) differ in a point against a blank, which both mean that there is no national copayment.
    assert changed(JANUARY_2020, CORRECTED_2020) == {
        *(f"05{number}T" for number in range(71, 81)),
        *("78429", "78430", "78491", "78492", "78608", "78812", "78813", "78814", "78815", "78816", "78832"),
        *("G0404", "Q9982", "Q9983"),
    }
    assert rows(JANUARY_2020)[("0571T",)][:4] == ("E1", None, None, None)
    assert rows(CORRECTED_2020)[("0571T",)][:4] == ("J1", "5232", 3_995_722, 32_282_640)


@needs_cms
def test_the_correction_of_october_2022_changes_three_codes():
    assert changed(OCTOBER_2022, CORRECTED_2022) == {"A9607", "A9800", "Q5124"}
    assert rows(OCTOBER_2022)[("A9607",)][3] == 43_775_000
    assert rows(CORRECTED_2022)[("A9607",)][3] == 218_875


@needs_cms
def test_the_web_print_of_january_2025_replaces_that_of_the_final_rule():
    old, new = rows(FINAL_2025), rows(JANUARY_2025)
    assert len(changed(FINAL_2025, JANUARY_2025)) == 961 + 120
    assert {old[key][0] for key in old.keys() - new.keys()} == {"D"} and not new.keys() - old.keys()
    assert [column(ADDENDUM_B, one[("15013",)], "status", "apc", "payment_rate") for one in (old, new)] == [
        ("T", "1567", 6_250_500),
        ("S", "1532", 7_250_500),
    ]


@needs_cms
def test_the_cap_on_copayments_differs_between_the_two_prints_of_january_2025():
    # The final rule caps at the inpatient deductible of 2024, the web print at that of 2025.
    assert [column(ADDENDUM_B, rows(path)[("0234T",)], "adjusted_copayment") for path in (FINAL_2025, JANUARY_2025)] == [
        (163_200,),
        (167_600,),
    ]


@needs_cms
def test_both_apc_tables_of_2024_speak_from_january_and_the_corrected_one_is_known_later():
    assert len(changed("pricer-tables/apc-rate-2024old.csv", "pricer-tables/apc-rate-2024.csv")) == 254
    for path, known in (("pricer-tables/apc-rate-2024old.csv", "2023-11-22"), ("pricer-tables/apc-rate-2024.csv", "2024-01-01")):
        (one,) = prints(path)
        assert (one.effective, one.known, one.known_evidence) == (day_number("2024-01-01"), day_number(known), "U")


@needs_cms
@pytest.mark.parametrize("path", [one[0] for one in WORKBOOKS], ids=[one[1] for one in WORKBOOKS])
def test_weight_times_conversion_factor_is_the_rate_in_every_row(path):
    (one,) = prints(path)
    factor = Decimal(CONVERSION_FACTORS[re.search(r"20\d\d", one.release)[0]])
    weighted = [column(ADDENDUM_B, values, "relative_weight", "payment_rate") for values in one.rows.values() if values[2]]
    assert len(weighted) > 5_500
    for weight, rate in weighted:
        assert (Decimal(weight).scaleb(-4) * factor).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(rate).scaleb(-3)
