"""CMS's ASC addenda, wage indices and code pairs, read as published: counts, rates, revisions, contradictions.

Expected rows were counted in the files; rates stand in RULES 6.1, conversion factors in RULES 3.
"""

import pathlib

import pytest

from allowable.kernel.day import ALWAYS, day_text
from allowable.law.ambulatory.tables import (
    ASC_ANCILLARY_RATES,
    ASC_CODE_PAIRS,
    ASC_DEVICE_OFFSETS,
    ASC_DEVICE_SHARES,
    ASC_RATES,
    ASC_WAGE_INDEX,
)
from allowable.releases.files import open_file
from allowable.releases.intervals import compress
from allowable.releases.problem import Refused
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import load

ASC = pathlib.Path(__file__).resolve().parent.parent / ".." / "shared" / "cms" / "asc"
ZIP = ASC / "zips" / "january-2025-asc-approved-hcpcs-code-and-payment-rates.zip"

pytestmark = pytest.mark.skipif(not ASC.is_dir(), reason="NOT TESTED: the CMS files of ../shared/cms/asc are not on this machine")

# Codes in Addenda AA, BB, EE, FF of each release; None: no such addendum is held.
CODES = {
    "2021-01-01": (4266, 1922, 1837, None),
    "2021-04-01": (4253, 1924, 1836, None),
    "2021-07-01": (4261, 1938, 1839, None),
    "2021-10-01": (4261, 1962, 1841, None),
    "2022-01-01": (4010, 1959, 2003, 4010),
    "2022-04-01": (4011, 1987, 2003, 4011),
    "2022-07-01": (4012, 2005, 2003, 4012),
    "2022-10-01": (4012, 2020, 2003, 4012),
    "2023-01-01": (4067, 2035, 2092, 4062),  # FF lacks five codes of AA
    "2023-04-01": (4067, 2068, 2092, 4062),
    "2023-07-01": (4071, 2099, 2096, 4071),
    "2023-10-01": (4073, 2137, 2096, None),
    "2024-01-01": (4110, 2304, 2123, 4110),
    "2024-04-01": (4114, 2330, 2123, 4114),
    "2024-07-01": (4121, 2385, 2123, 4121),
    "2024-10-01": (4122, 2407, 2123, 4122),
    "2025-01-01": (4183, 2454, 2108, 4183),
    "2025-04-01": (4184, 2479, 2109, 4184),
    "2025-07-01": (4200, 2504, 2109, 4200),
    "2025-10-01": (4201, 2534, 2109, 4201),
    "2026-01-01": (4821, 2504, 1557, 4821),
    "2026-04-01": (4832, 2526, 1559, 4832),
}

# Hysteroscopy and neighbours: first day -> {code: (indicator, rate in cents)} (RULES 3 and 6.1).
RATES = {
    "2024-01-01": {"58558": ("A2", 158625), "58563": ("A2", 213557), "58100": ("P3", 5403)},
    "2024-04-01": {"58558": ("A2", 158607), "58563": ("A2", 213533), "58100": ("P3", 5493)},
    "2025-01-01": {
        **dict.fromkeys(("58555", "58558", "58562"), ("A2", 167426)),
        **dict.fromkeys(("58559", "58560", "58561", "58563"), ("A2", 222558)),
        "58565": ("J8", 282084),
        "58340": ("N1", None),
    },
    "2026-01-01": {"58558": ("A2", 173807), "58563": ("A2", 229555)},
}

# Conversion factor in thousandths of a dollar by year (RULES 3).
FACTORS = {"2021": 48952, "2022": 49916, "2023": 51854, "2024": 53514, "2025": 54895, "2026": 56322}

# Codes whose printed rate is not weight times factor, and by how many cents; the weights of 0973T, 0975T and 0981T are plainly misprinted.
MISPRINTED = {"0973T": 15487, "0975T": 15487, "0981T": 1055928}
OFF = {
    "2021-04-01": {"0632T": 1},
    "2021-07-01": {"0632T": 1},
    "2021-10-01": {"0632T": 1},
    "2025-07-01": MISPRINTED,
    "2025-10-01": MISPRINTED,
    "2026-01-01": {"0871T": -1},
    "2026-04-01": {"0871T": -1},
}


def read(path, member=""):
    """Snapshots of one path, or of the members of a zip whose name ends so."""
    load()
    snapshots = []
    for file in open_file(path):
        for recipe in RECIPES:
            match = recipe.pattern.match(file.name)
            if recipe.system == "ambulatory" and match and file.name.endswith(member):
                snapshots += recipe.read(file, match)
                break
    return snapshots


@pytest.fixture(scope="module")
def prints():
    """{(first day, addendum): snapshot} of every folder of a quarter."""
    found = {}
    for path in sorted(ASC.glob("20??/20??????/*")):
        if (path.parent.name, path.stem) != ("20231001", "FF"):
            for snapshot in read(path):
                found[day_text(snapshot.effective), path.stem] = snapshot
    return found


@pytest.mark.parametrize("day", CODES)
def test_each_quarter_is_whole(prints, day):
    counts = tuple(len(prints[day, name].rows) if (day, name) in prints else None for name in ("AA", "BB", "EE", "FF"))
    assert counts == CODES[day]
    assert prints[day, "AA"].release == f"ASC {day} AA"
    assert prints[day, "AA"].trust == "official"
    assert not set(prints[day, "AA"].rows) & set(prints[day, "BB"].rows), "a code is both a procedure and an ancillary service"
    assert not set(prints[day, "AA"].rows) & set(prints[day, "EE"].rows), "a code is both covered and excluded"


def test_each_quarter_speaks_until_the_next(prints):
    days = sorted(CODES)
    assert [day_text(prints[day, "AA"].until) for day in days] == [*days[1:], "2026-07-01"]


def test_the_device_offsets_of_october_2023_are_another_addendum():
    with pytest.raises(Refused, match=r"row 1: it is no Addendum FF: its title says Addendum DD2"):
        read(ASC / "2023" / "20231001" / "FF.csv")


@pytest.mark.parametrize("day", RATES)
def test_rates_of_the_hysteroscopy_codes(prints, day):
    rows = prints[day, "AA"].rows
    indicator, rate = ASC_RATES.where["payment_indicator"], ASC_RATES.where["payment_rate"]
    assert {code: (rows[(code,)][indicator], rows[(code,)][rate]) for code in RATES[day]} == RATES[day]


@pytest.mark.parametrize("day", CODES)
def test_weight_times_conversion_factor_gives_the_rate(prints, day):
    weight, rate = ASC_RATES.where["relative_weight"], ASC_RATES.where["payment_rate"]
    weighted = {key[0]: (row[weight], row[rate]) for key, row in prints[day, "AA"].rows.items() if row[weight] is not None}
    product = {code: (factor * FACTORS[day[:4]] + 50_000) // 100_000 for code, (factor, _) in weighted.items()}
    off = {code: cents - product[code] for code, (_, cents) in weighted.items() if cents != product[code]}
    assert len(weighted) > 3_000
    assert off == OFF.get(day, {})


def test_the_offset_amount_is_the_share_of_the_rate_that_addendum_aa_prints(prints):
    """Note 2 of Addendum FF, for procedures that are not device-intensive; a share with two places of percent leaves 0.005 percent open."""
    indicator, rate = ASC_RATES.where["payment_indicator"], ASC_RATES.where["payment_rate"]
    apart = []
    for (day, name), snapshot in prints.items():
        for key, (_, share, amount, _) in snapshot.rows.items() if name == "FF" else ():
            row = prints[day, "AA"].rows[key]
            if row[indicator] != "J8" and row[rate] and abs(amount * 10_000 - share * row[rate]) > 5_000 + row[rate]:
                apart.append((day, key[0]))
    assert apart == [("2026-01-01", "67027"), ("2026-04-01", "67027")]


def test_device_offsets(prints):
    rows = prints["2025-01-01", "FF"].rows
    assert rows[("58580",)] == ("5416", 3100, 180248, 1339)  # 31 percent of a default, not the 61.20 of the hospital (RULES 2.7)
    assert rows[("58565",)] == ("5415", 3100, 128519, 1495)
    assert prints["2024-10-01", "FF"].rows[("58580",)][ASC_DEVICE_OFFSETS.where["apc_device_offset_share"]] is None  # printed from 2025


def test_january_2025_was_printed_twice(prints):
    first, second = read(ZIP, "AA.csv")[0], prints["2025-01-01", "AA"]
    assert first.release == second.release and first.effective == second.effective
    assert (day_text(first.known), first.known_evidence) == ("2024-12-27", "V")
    assert (day_text(second.known), second.known_evidence) == ("2025-01-13", "U")
    changed = {key[0]: (first.rows[key][1:4], row[1:4]) for key, row in second.rows.items() if first.rows[key] != row}
    assert changed == dict.fromkeys(("15013", "C8002"), (("Y", 611248, 335545), ("N", 709041, 389228)))


def test_each_print_of_january_2025_is_found_by_the_day_on_which_one_looks(prints):
    rate = ASC_RATES.where["payment_rate"]
    _, rows = compress([read(ZIP, "AA.csv")[0], prints["2025-01-01", "AA"], prints["2025-04-01", "AA"]])
    found = [
        (day_text(starts), day_text(known), day_text(superseded), row[rate])
        for key, starts, _, known, superseded, row in rows
        if key == ("15013",)
    ]
    assert ("2025-01-01", "the beginning", "2025-01-13", 335545) in found
    assert ("2025-01-01", "2025-01-13", "open", 389228) in found


def test_the_device_offsets_of_january_2025_were_printed_twice(prints):
    first, second = read(ZIP, "FF.csv")[0], prints["2025-01-01", "FF"]
    assert (day_text(first.known), day_text(second.known)) == ("2024-12-27", "2025-01-13")
    changed = {key[0]: (first.rows[key][0], row[0]) for key, row in second.rows.items() if first.rows[key] != row}
    assert changed == dict.fromkeys(("15013", "C8002"), ("1567", "1532"))


def test_the_preventive_mark_that_the_first_print_of_january_2025_lacks(prints):
    """Two asterisks: no coinsurance and no deductible. October 2024 and April 2025 print them, the first print of January 2025 does not."""
    first, second = read(ZIP, "BB.csv")[0], prints["2025-01-01", "BB"]
    assert (day_text(first.known), day_text(second.known)) == ("2024-12-27", "2025-01-13")
    mark = ASC_ANCILLARY_RATES.where["mark"]
    changed = {key[0]: (first.rows[key][mark], row[mark]) for key, row in second.rows.items() if first.rows[key] != row}
    assert changed == {"G0130": (None, "**")}
    assert prints["2024-10-01", "BB"].rows[("G0130",)][mark] == "**"


def test_the_excluded_codes_of_january_2025_were_printed_alike(prints):
    first, second = read(ZIP, "EE.csv")[0], prints["2025-01-01", "EE"]
    assert first.rows == second.rows
    assert first.known == second.known == ALWAYS


def test_the_converted_rates_of_july_2026_continue_those_of_april(prints):
    surgical, ancillary = read(ASC / "2026" / "asc-rates-2026Q3.json")
    assert (surgical.release, ancillary.release) == ("ASC 2026-07-01 AA", "ASC 2026-07-01 BB")
    assert (len(surgical.rows), len(ancillary.rows), surgical.trust) == (4335, 1389, "converted")
    rate = ASC_RATES.where["payment_rate"]
    april = prints["2026-04-01", "AA"].rows
    common = [key for key in surgical.rows if key in april]
    assert len(common) == 4333
    assert all(surgical.rows[key][rate] == april[key][rate] for key in common)
    assert not set(surgical.rows) & set(prints["2026-04-01", "BB"].rows)


# Areas, and areas without an index, of each year's file.
AREAS = {2021: (462, 0), 2022: (462, 0), 2023: (462, 0), 2024: (462, 0), 2025: (470, 29), 2026: (486, 2)}


@pytest.fixture(scope="module")
def indices():
    return {year: read(next((ASC / str(year)).glob("wage_index.*")))[0] for year in AREAS}


@pytest.mark.parametrize("year", AREAS)
def test_wage_indices_of_each_year(indices, year):
    rows = indices[year].rows
    assert (len(rows), sum(row[0] is None for row in rows.values())) == AREAS[year]
    assert all((index is None) == (reason is not None) for index, reason, _ in rows.values())
    assert (day_text(indices[year].effective), day_text(indices[year].until)) == (f"{year}-01-01", f"{year + 1}-01-01")


def test_areas_that_cms_lists_with_several_values_are_unknown(indices):
    rows = indices[2025].rows
    several = {key[0] for key, (_, reason, _) in rows.items() if reason and "different values" in reason}
    assert len(several) == 27
    assert rows[("01",)] == (None, "CMS lists the area with different values: 0.6471, 0.7158", "ALABAMA")
    assert rows[("12100",)][:2] == (None, "CMS lists the area with different values: 1.0333, 1.0303")
    assert rows[("31",)] == (None, "CMS prints no value for the area", "NEW JERSEY")
    assert indices[2026].rows[("31",)] == (None, "CMS prints 0.0000 for the area", "NEW JERSEY")
    assert indices[2026].rows[("01",)] == (6367, None, "ALABAMA")


def test_one_name_is_the_same_in_every_encoding(indices):
    names = {year: indices[year].rows[("32420",)][ASC_WAGE_INDEX.where["area_name"]] for year in AREAS}
    assert names == {**dict.fromkeys(AREAS, "Mayagüez, PR"), 2021: "Mayaguez, PR", 2022: "Mayaguez, PR"}


# First day -> pairs in force, procedures among them, contradictory ones.
PAIRS = {
    "2022-01-01": (22, 22, 0),
    "2023-01-01": (44, 44, 0),
    "2023-07-01": (46, 46, 0),
    "2024-01-01": (91, 91, 4),
    "2024-07-01": (97, 97, 4),
    "2024-10-01": (103, 103, 4),
    "2025-01-01": (109, 104, 0),
    "2026-01-01": (126, 121, 0),
    "2026-04-01": (132, 127, 0),
}


@pytest.fixture(scope="module")
def pairs():
    """{(table, first day): Snapshot} of the code pairs of all years."""
    files = [ASC / "code_pairs" / f"code_pairs_{year}.csv" for year in range(2022, 2027)]
    return {(one.table, day_text(one.effective)): one for file in files for one in read(file)}


def test_code_pairs_between_their_changes(pairs):
    found = {day: (pairs[ASC_CODE_PAIRS, day].rows, pairs[ASC_DEVICE_SHARES, day].rows) for _, day in pairs}
    counts = {day: (len(each), len(alone), sum(row[0] is None for row in each.values())) for day, (each, alone) in found.items()}
    assert counts == PAIRS
    assert [day_text(pairs[ASC_CODE_PAIRS, day].until) for day in PAIRS] == [*list(PAIRS)[1:], "2027-01-01"]
    contradicted = found["2024-01-01"][0][("C1600", "36902")]
    assert contradicted == (None, "the list gives the pair with different shares: 0.272, 0.0")
    assert found["2025-01-01"][0][("C1600", "36902")] == (0, None)


def test_a_pair_has_one_share_with_and_without_a_modifier(pairs):
    """The file of 2022 lists C1052 with 43255 four times: alone, and with 52, 73 and 74."""
    assert pairs[ASC_CODE_PAIRS, "2022-01-01"].rows[("C1052", "43255")] == (290, None)


def test_all_devices_of_a_procedure_take_off_one_share(pairs):
    for (table, day), one in pairs.items():
        if table is ASC_CODE_PAIRS:
            alone = pairs[ASC_DEVICE_SHARES, day].rows
            assert {alone[(procedure,)][0] == row[0] for (_, procedure), row in one.rows.items()} == {True}


def test_no_descriptor_is_kept(prints):
    kept = {value for one in prints.values() for row in one.rows.values() for value in row if isinstance(value, str)}
    assert max(map(len, kept)) == 4  # an APC; indicators, flags and asterisks are shorter


def test_files_of_other_systems_are_left_alone():
    shared = ASC.parent
    others = [
        *(shared / "rejected").glob("*"),
        *(shared / "opps" / "pricer-tables").glob("*"),
        ASC / "code_pairs" / "code_pairs_combined.csv",
    ]
    assert len(others) > 20
    recipes = [recipe for recipe in load() if recipe.system in ("ambulatory", "drugs")]
    assert [(path.name, recipe.name) for path in others for recipe in recipes if recipe.pattern.match(path.name)] == []
