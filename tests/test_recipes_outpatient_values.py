"""Values of the hospital outpatient system against CMS's prints, and the converted and inferred tables against the official ones.

The prints lie in the folder `shared/cms/opps` beside the repository; where it is absent, the tests that need it are skipped and say so.
Numbers are as CMS printed them: an APC's 3,179.53 is 317_953 at two places, a code's is 3_179_530 at three.
"""

import functools
import pathlib

import pytest

from allowable.kernel.day import day_number
from allowable.law.outpatient.tables import (
    ADDENDUM_B,
    APC_RATES,
    COMPLEXITY_ADJUSTMENTS,
    COMPREHENSIVE_RANKS,
    DEVICE_INTENSIVE,
    DEVICE_OFFSETS,
)
from allowable.releases.files import open_file
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import load

OPPS = pathlib.Path(__file__).resolve().parents[1] / ".." / "shared" / "cms" / "opps"
needs_cms = pytest.mark.skipif(not OPPS.is_dir(), reason=f"SKIPPED, NOTHING PROVED: CMS's outpatient prints are not at {OPPS}")

FINAL_RULE = "2025/final_rule_addenda/2025 NFRM Addendum "
JANUARY_2020 = "workbooks/2020_january_web_addendum_b.12312019.xlsx"
JANUARY_2023 = "workbooks/2023_January_Web_Addendum_B.12212022.xlsx"
JANUARY_2025 = "2025/january_2025_addendum_b.xlsx"
FINAL_2025 = FINAL_RULE + "B.11122024.txt"
RANKS = FINAL_RULE + "J - Rank for Primary Assignment.11132024.txt"
PAIRS = FINAL_RULE + "J - Complxity Adjustments.11132024.txt"
OFFSETS = FINAL_RULE + "P - HCPCS Offsets.11142024.txt"
INTENSIVE = FINAL_RULE + "P - Device Intensive List.11142024.txt"
QUARTERS = [f"{year}Q{quarter}" for year in (2023, 2024, 2025, 2026) for quarter in (1, 2, 3, 4) if (year, quarter) < (2026, 3)]


@functools.cache
def prints(path):
    load()
    file = next(iter(open_file(OPPS / path)))
    recipe = next(one for one in RECIPES if one.system == "outpatient" and one.pattern.search(file.name))
    return list(recipe.read(file, recipe.pattern.search(file.name)))


def rows(path):
    return prints(path)[0].rows


def column(table, values, *names):
    return tuple(values[table.where[name]] for name in names)


def status_and_rate(quarter):
    return f"{quarter[:4]}/addendum_b_si_rate_{quarter}.csv.gz"


def inferred(quarter):
    return f"{quarter[:4]}/addendum_b_{quarter}_DERIVED_with_apc.csv.gz"


# Rates, copayments, spot values


@needs_cms
@pytest.mark.parametrize(
    ("path", "of_5414", "of_5415"),
    [
        ("pricer-tables/apc-rate-2020.csv", 249_810, 427_154),
        ("pricer-tables/apc-rate-2021.csv", 262_321, 440_954),
        ("pricer-tables/apc-rate-2022.csv", 267_956, 450_349),
        ("pricer-tables/apc-rate-2023.csv", 282_744, 463_511),
        ("pricer-tables/apc-rate-2024old.csv", 298_188, 474_403),
        ("pricer-tables/apc-rate-2024.csv", 297_877, 473_910),
        (FINAL_RULE + "A.11122024.txt", 317_953, 493_645),
    ],
)
def test_rates_of_the_hysteroscopy_apcs(path, of_5414, of_5415):
    assert [column(APC_RATES, rows(path)[(apc,)], "payment_rate") for apc in ("5414", "5415")] == [(of_5414,), (of_5415,)]


@needs_cms
@pytest.mark.parametrize(
    ("quarter", "of_58558", "of_58561"),
    [
        ("2024Q1", 2_978_770, 4_739_100),
        ("2025Q4", 3_179_530, 4_936_450),
        ("2026Q1", 3_307_240, 5_110_800),
        ("2026Q2", 3_307_240, 5_110_800),
    ],
)
def test_rates_of_hysteroscopies_by_quarter(quarter, of_58558, of_58561):
    found = rows(status_and_rate(quarter))
    assert [column(ADDENDUM_B, found[(code,)], "status", "payment_rate") for code in ("58558", "58561")] == [
        ("J1", of_58558),
        ("J1", of_58561),
    ]


@needs_cms
def test_national_copayments_above_a_fifth_are_kept():
    # 42 CFR 419.41: the national copayment is frozen until a fifth of the rate catches up with it.
    copayments = {
        apc: column(APC_RATES, rows(FINAL_RULE + "A.11122024.txt")[(apc,)], "national_copayment", "minimum_copayment")
        for apc in ("5191", "5414")
    }
    assert copayments == {"5191": (86_375, 64_329), "5414": (None, 63_591)}
    assert column(APC_RATES, rows("pricer-tables/apc-rate-2021.csv")[("5415",)], "national_copayment", "minimum_copayment") == (
        90_282,
        88_191,
    )


@needs_cms
def test_a_preventive_service_has_no_copayment_though_its_apc_has_one():
    code = rows("workbooks/2021_January_Web_Addendum_B.12.29.20.xlsx")[("G0104",)]
    assert column(ADDENDUM_B, code, "apc", "national_copayment", "minimum_copayment") == ("5311", 0, 0)
    assert column(APC_RATES, rows("pricer-tables/apc-rate-2021.csv")[("5311",)], "national_copayment") == (15_874,)


@needs_cms
def test_drug_rates_are_kept_as_shown_to_a_tenth_of_a_cent():
    # The cells of January 2020 hold 2045.7019500000001 and 1.9801721631002975, shown as $2,045.702 and $1.980.
    found = rows(JANUARY_2020)
    assert [column(ADDENDUM_B, found[(code,)], "payment_rate", "minimum_copayment") for code in ("A9600", "J1453")] == [
        (2_045_702, 40_914),
        (1_980, 40),
    ]
    assert column(ADDENDUM_B, rows(FINAL_2025)[("90371",)], "payment_rate", "inflation_coinsurance", "adjusted_copayment") == (
        139_931,
        20_000,
        2_799,
    )


@needs_cms
def test_a_blank_rate_is_not_nil():
    assert rows(JANUARY_2025)[("00100",)] == ("N",) + (None,) * 7
    assert column(ADDENDUM_B, rows(JANUARY_2025)[("A4341",)], "status") == ("N",)  # its code ends with a non-breaking space
    zeros = [values for quarter in QUARTERS for values in rows(status_and_rate(quarter)).values() if values[3] == 0]
    assert not zeros  # the conversion lost J1411 of 2023, a gene therapy, to 0


# Converted and inferred against official


@needs_cms
def test_the_converted_prints_agree_with_the_official_ones():
    for quarter, path, codes in (("2023Q1", JANUARY_2023, set()), ("2025Q1", JANUARY_2025, {"J2002"})):  # J2002: $0.003, lost on conversion
        official, converted = rows(path), rows(status_and_rate(quarter))
        assert official.keys() == converted.keys()
        differ = {key[0] for key, values in official.items() if (values[0], values[3]) != (converted[key][0], converted[key][3])}
        assert differ == codes


@needs_cms
def test_the_converted_prints_of_2024_carry_the_corrected_rates():
    corrected, first = ({values[2] * 10 for values in rows(f"pricer-tables/apc-rate-2024{mark}.csv").values()} for mark in ("", "old"))
    rated = [values[3] for values in rows(status_and_rate("2024Q1")).values() if values[3] is not None and values[0] not in "GK"]
    assert (len(rated), sum(rate in corrected for rate in rated), sum(rate in first for rate in rated)) == (5_953, 5_953, 50)


@needs_cms
@pytest.mark.parametrize("quarter", ["2024Q1", "2024Q2", "2024Q3", "2024Q4"])
def test_an_inferred_apc_of_2024_has_the_rate_of_the_code(quarter):
    apcs, codes = rows("pricer-tables/apc-rate-2024.csv"), rows(status_and_rate(quarter))
    for key, (apc, _) in rows(inferred(quarter)).items():
        assert column(APC_RATES, apcs[(apc,)], "payment_rate")[0] * 10 == codes[key][3]


@needs_cms
def test_inference_from_status_and_rate_is_never_wrong_where_cms_printed_the_apc():
    by_rate = {}
    for (apc,), values in rows("pricer-tables/apc-rate-2023.csv").items():
        for status in (values[0], "*"):
            by_rate.setdefault((status, values[2] * 10), set()).add(apc)
    tally = {"right": 0, "wrong": 0, "undecided": 0}
    for status, apc, _, rate, *_ in rows(JANUARY_2023).values():
        if rate is None or status in "GK":
            continue
        found = by_rate.get(("*" if status in ("Q1", "Q2", "Q3", "J2") else status, rate), set())
        tally["undecided" if len(found) != 1 else "right" if apc in found else "wrong"] += 1
    assert tally == {"right": 5_642, "wrong": 0, "undecided": 53}


@needs_cms
def test_inferred_apcs_of_2026_agree_with_the_retyped_print():
    lines = (OPPS / "2026/addendum_b_2026Q1_gyn_excerpt.transcribed.csv").read_text().splitlines()[1:]
    stated = {(code,): apc for code, _, apc, _, _ in (line.split(",") for line in lines) if apc}
    found = rows(inferred("2026Q1"))
    assert len(stated) == 185
    assert {key: found[key][0] for key in stated} == stated


# Comprehensive APCs, devices, wage index


@needs_cms
def test_ranks_and_complexity_adjustments_of_hysteroscopies():
    assert [column(COMPREHENSIVE_RANKS, rows(RANKS)[(code,)], "apc", "rank") for code in ("58563", "58560")] == [
        ("5415", 1_354),
        ("5415", 1_364),
    ]
    assert sum(values[2] == "YES" for values in rows(RANKS).values()) == 96
    of_hysteroscopies = {key: values for key, values in rows(PAIRS).items() if key[0].startswith("5855") or key[0].startswith("5856")}
    assert of_hysteroscopies == {("58558", "56620"): ("5414", "J1", "5855R", "5415")}
    targets = prints(PAIRS)[1].rows
    assert targets[("58558",)] == ("5855R", "5415")
    assert {(primary, *target[-2:]) for (primary, _), target in rows(PAIRS).items()} == {(*key, *one) for key, one in targets.items()}


@needs_cms
def test_composites_of_imaging():
    found = rows(FINAL_RULE + "M.10102024.txt")
    assert [found[(code,)] for code in ("76856", "71250", "71260", "70553", "71045")] == [
        ("8004", None, "NO", "5522"),
        ("8005", "8006", "NO", "5522"),
        ("8005", "8006", "YES", "5571"),
        ("8007", "8008", "YES", "5572"),
        ("5041", None, "NO", "5521"),
    ]


@needs_cms
def test_every_primary_of_a_pair_is_ranked_and_every_adjusted_apc_has_a_rate():
    apcs = rows(FINAL_RULE + "A.11122024.txt")
    adjusted = COMPLEXITY_ADJUSTMENTS.where["adjusted_apc"]
    for (primary, _), values in rows(PAIRS).items():
        assert (primary,) in rows(RANKS) and (values[adjusted],) in apcs


@needs_cms
def test_device_portions():
    assert column(DEVICE_INTENSIVE, rows(INTENSIVE)[("58580",)], "offset_share", "offset_amount") == (6_120, 452_562)
    assert ("58565",) not in rows(INTENSIVE) and ("58558",) not in rows(INTENSIVE)
    assert column(DEVICE_OFFSETS, rows(OFFSETS)[("58558",)], "offset_share", "offset_amount") == (350, 11_128)
    above = [key for key, values in rows(OFFSETS).items() if values[2] > 3_000 and key not in rows(INTENSIVE)]
    assert len(above) == 33  # above 30 percent, yet not designated: the list decides, not the percentage


@needs_cms
def test_wage_indices_and_their_absence():
    assert rows("pricer-tables/cbsa-wage-index-2024.csv")[("35614",)] == (13_562, 13_339, None, None)
    assert rows("pricer-tables/cbsa-wage-index-2022.csv")[("08",)] == (None, None, None, 10_715)  # a state without rural areas
    assert rows("pricer-tables/cbsa-wage-index-2020.csv")[("30",)] == (10_420, 10_305, 10_420, None)


@needs_cms
def test_out_migration_of_a_county_changes_within_2021():
    january, july = prints("pricer-tables/outmigration-adjustment-2021.csv")
    assert july.effective == day_number("2021-07-01") and july.rows[("42089",)] == (333,) != january.rows[("42089",)]
    assert rows("pricer-tables/outmigration-adjustment-2020.csv")[("01003",)] == (140,)  # printed without its leading zero


@needs_cms
def test_new_apcs_of_2021_start_on_their_own_days():
    found = prints("pricer-tables/apc-rate-2021.csv")
    assert [one.effective for one in found] == [day_number(day) for day in ("2021-01-01", "2021-03-15", "2021-04-01", "2021-10-01")]
    assert [("9400",) in one.rows for one in found] == [False, True, True, True]
