"""APCs inferred from status and rate: the rules on small prints, and the proof on every quarter whose APCs CMS printed.

The prints lie in the folder `shared/cms` beside the repository; where it is absent, the tests that need it are skipped and say so.
Rates of a code have three places, those of an APC two, as CMS prints them: 3,179.53 is 3_179_530 and 317_953.
"""

import functools
import pathlib
import shutil
from types import SimpleNamespace

import pytest

from allowable.kernel.day import ALWAYS, day_number, day_text
from allowable.law.outpatient.tables import ADDENDUM_B, APC_RATES, INFERRED_APCS
from allowable.releases.build import build, import_files
from allowable.releases.files import open_file
from allowable.releases.inference import infer, inferred_apcs, is_rated_service, with_inferred
from allowable.releases.point import PointFile
from allowable.releases.recipe import RECIPES
from allowable.releases.recipes import load
from allowable.releases.recipes.outpatient import Quarter, year_span
from allowable.releases.snapshot import Snapshot

CMS = pathlib.Path(__file__).resolve().parents[1] / ".." / "shared" / "cms"
OPPS = CMS / "opps"
needs_cms = pytest.mark.skipif(not OPPS.is_dir(), reason=f"SKIPPED, NOTHING PROVED: CMS's outpatient prints are not at {OPPS}")

STATUS_AND_RATE = "its status and rate, which one APC of the year has"
RATE = "its rate, which one APC of the year has"

# The rules, on the codes and rates of 2025


def addendum(quarter, codes, *, release=None, known=ALWAYS, trust="converted", evidence="V"):
    """An Addendum B of {code: (status, APC, rate)}."""
    span = Quarter(int(quarter[:4]), int(quarter[5]))
    release = release or f"OPPS {quarter} Addendum B"
    rows = {(code,): (status, apc, None, rate, None, None, None, None) for code, (status, apc, rate) in codes.items()}
    days = {"effective": span.effective, "until": span.until, "known": known and day_number(known), "known_evidence": evidence}
    return Snapshot(ADDENDUM_B, release, file_of(f"b_{quarter}.csv"), rows=rows, trust=trust, **days)


def apc_rates(year, apcs, *, starts=None, known=ALWAYS, evidence="V", name="rates.csv"):
    """APC rates of {APC: (status, rate)}."""
    first, until = year_span(year)
    rows = {(apc,): (status, None, rate, None, 0, None) for apc, (status, rate) in apcs.items()}
    days = {"effective": day_number(starts) if starts else first, "until": until, "known": known and day_number(known)}
    return Snapshot(APC_RATES, f"OPPS {year} APC rates {name}", file_of(name), rows=rows, known_evidence=evidence, **days)


def file_of(name):
    return SimpleNamespace(origin=name, where=f"folder/{name}", sha256=f"sha256 of {name}")


def found(*codes_and_rates, prints=()):
    """What is inferred for 2025 Q2: {code: (APC, what pointed to it)}."""
    codes, rates = codes_and_rates
    answer = inferred_apcs(addendum("2025Q2", {code: (status, None, rate) for code, (status, rate) in codes.items()}), rates, prints)
    return {key[0]: values for key, values in answer.rows.items()} if answer else {}


RATES = apc_rates(2025, {"5414": ("J1", 317_953), "5522": ("S", 10_518), "5071": ("T", 67_019), "5572": ("S", 36_205)})
HYSTEROSCOPY = {"58558": ("J1", 3_179_530)}


def test_status_and_rate_point_to_the_one_apc_that_has_both():
    assert found(HYSTEROSCOPY, RATES) == {"58558": ("5414", STATUS_AND_RATE)}


def test_two_apcs_of_the_same_status_and_rate_leave_it_open():
    twins = apc_rates(2025, {"5414": ("J1", 317_953), "5999": ("J1", 317_953)})
    assert found(HYSTEROSCOPY, twins) == {}


def test_the_status_tells_two_apcs_of_the_same_rate_apart():
    twins = apc_rates(2025, {"5414": ("J1", 317_953), "5999": ("T", 317_953)})
    assert found(HYSTEROSCOPY, twins) == {"58558": ("5414", STATUS_AND_RATE)}


def test_a_conditionally_packaged_code_is_paid_from_the_apc_of_a_service_with_its_rate():
    assert found({"76856": ("Q1", 105_180)}, RATES) == {"76856": ("5522", RATE)}
    twins = apc_rates(2025, {"5522": ("S", 10_518), "5999": ("T", 10_518)})
    assert found({"76856": ("Q1", 105_180)}, twins) == {}


@pytest.mark.parametrize(
    ("status", "rate", "why"),
    [
        ("K", 3_179_530, "a drug has its own APC"),
        ("G", 3_179_530, "a drug has its own APC"),
        ("K1", 3_179_530, "a drug has its own APC"),
        ("C", 3_179_530, "inpatient only: the rate is a slip of the print"),
        ("N", None, "packaged: there is no rate"),
        ("J1", 3_179_540, "no APC has this rate"),
        ("R", 670_190, "blood: its APC may be younger than January's rates"),
        ("U", 670_190, "a brachytherapy source: its APC may be younger than January's rates"),
    ],
)
def test_nothing_is_inferred(status, rate, why):
    # Twenty codes with their true rates stand beside it: without them the rates would count as those of another year.
    others = {str(code): ("J1", 3_179_530) for code in range(58550, 58570)}
    assert found({**others, "99999": (status, rate)}, RATES).keys() == others.keys(), why


def test_a_service_at_whole_dollars_is_left_open_unless_a_print_says_its_apc():
    # 0001A, $40 from 15 March 2021: APC 9397, born that year; APC 5691 had $40 since January.
    rates = apc_rates(2021, {"5691": ("S", 4_000), "5414": ("J1", 262_321)})
    codes = {"0001A": ("S", None, 40_000), "58558": ("J1", None, 2_623_210)}
    assert inferred_apcs(addendum("2021Q4", codes), rates, []).rows.keys() == {("58558",)}
    april = addendum("2021Q2", {"0001A": ("S", "9397", 40_000)}, trust="official")
    said = inferred_apcs(addendum("2021Q4", codes), rates, [april]).rows[("0001A",)]
    assert said == ("9397", "same status and rate as in OPPS 2021Q2 Addendum B")


JANUARY = addendum("2025Q1", {"58558": ("J1", "5414", 3_179_530)}, trust="official")
LIKE_JANUARY = "same status and rate as in OPPS 2025Q1 Addendum B"


def test_the_apc_of_a_print_of_the_year_is_taken_and_named():
    assert found(HYSTEROSCOPY, RATES, prints=[JANUARY]) == {"58558": ("5414", LIKE_JANUARY)}
    assert found(HYSTEROSCOPY, None, prints=[JANUARY]) == {"58558": ("5414", LIKE_JANUARY)}


def test_a_print_decides_between_apcs_of_the_same_status_and_rate():
    twins = apc_rates(2025, {"5414": ("J1", 317_953), "5999": ("J1", 317_953)})
    assert found(HYSTEROSCOPY, twins, prints=[JANUARY]) == {"58558": ("5414", LIKE_JANUARY)}


@pytest.mark.parametrize(
    ("of_another", "why"),
    [
        (addendum("2025Q1", {"58558": ("T", "5414", 3_179_530)}), "the status changed"),
        (addendum("2025Q1", {"58558": ("J1", "5414", 2_978_770)}), "the rate changed"),
        (addendum("2024Q4", {"58558": ("J1", "5414", 3_179_530)}), "it is of another year"),
        (addendum("2025Q3", {"58558": ("J1", "5414", 3_179_530)}), "it came later"),
        (addendum("2025Q1", {"58558": ("J1", "5414", 3_179_530)}, known="2025-05-02"), "it became public later"),
        (addendum("2025Q1", {"58558": ("J1", None, 3_179_530)}), "it carries no APCs"),
    ],
)
def test_a_print_that_says_nothing_of_this_code_on_this_day(of_another, why):
    assert found(HYSTEROSCOPY, RATES, prints=[of_another]) == {"58558": ("5414", STATUS_AND_RATE)}, why
    assert found(HYSTEROSCOPY, None, prints=[of_another]) == {}, why


def test_ways_that_contradict_each_other_leave_it_open():
    other = addendum("2025Q1", {"58558": ("J1", "5415", 3_179_530)}, trust="official")
    assert found(HYSTEROSCOPY, RATES, prints=[other]) == {}
    assert found(HYSTEROSCOPY, None, prints=[other, JANUARY]) == {}


def test_rates_of_another_year_point_nowhere():
    # They hold a rate of the print by chance: 1 of 20 here, and the share that is demanded is 95 percent.
    codes = {f"{number:05}": ("J1", 1_000_000 + number) for number in range(19)}
    assert found({**codes, **HYSTEROSCOPY}, RATES) == {}


# Which quarters, which rates, which days


def test_ours_name_their_sources_and_are_derived():
    target, rates = addendum("2025Q2", {"58558": ("J1", None, 3_179_530)}), RATES
    (ours,) = with_inferred([JANUARY, target], [rates], [])
    assert (ours.table, ours.release, ours.trust) == (INFERRED_APCS, "OPPS 2025Q2 inferred APCs", "derived")
    assert ours.file == "b_2025Q2.csv and rates.csv and b_2025Q1.csv"
    assert ours.member == "folder/b_2025Q2.csv and folder/rates.csv and folder/b_2025Q1.csv"
    assert ours.sha256 == "sha256 of b_2025Q2.csv and sha256 of rates.csv and sha256 of b_2025Q1.csv"
    assert [day_text(day) for day in (ours.effective, ours.until, ours.known)] == ["2025-04-01", "2025-07-01", "2025-04-01"]
    assert ours.known_evidence == "V"


def test_a_source_that_pointed_to_nothing_is_not_named():
    stranger = addendum("2025Q1", {"00100": ("N", None, None), "58563": ("J1", "5415", 4_936_450)}, trust="official")
    (ours,) = with_inferred([stranger, addendum("2025Q2", {"58558": ("J1", None, 3_179_530)})], [RATES], [])
    assert ours.file == "b_2025Q2.csv and rates.csv"


def test_what_is_inferred_was_known_when_its_last_source_was():
    late = apc_rates(2025, {"5414": ("J1", 317_953)}, known="2025-06-02", evidence="U")
    (ours,) = with_inferred([addendum("2025Q2", {"58558": ("J1", None, 3_179_530)})], [late], [])
    assert (day_text(ours.known), ours.known_evidence) == ("2025-06-02", "U")


def test_the_rates_in_force_are_those_corrected_last_and_started_last():
    target = addendum("2025Q2", {"58558": ("J1", None, 3_179_530)})
    first = apc_rates(2025, {"5111": ("J1", 317_953)}, known="2024-11-12", name="first")
    corrected = apc_rates(2025, {"5222": ("J1", 317_953)}, known="2024-12-31", name="corrected")
    april = apc_rates(2025, {"5333": ("J1", 317_953)}, starts="2025-04-01", name="april")
    july = apc_rates(2025, {"5444": ("J1", 317_953)}, starts="2025-07-01", name="july")

    def apc(*rates):
        return with_inferred([target], rates, [])[0].rows[("58558",)][0]

    assert apc(corrected, first) == "5222"
    assert apc(july, april, corrected, first) == "5333"
    assert with_inferred([target], [apc_rates(2024, {"5414": ("J1", 317_953)})], []) == []


def read_inferred(quarter, apc="5555"):
    """Inferred APCs that were read from a file."""
    span = Quarter(int(quarter[:4]), int(quarter[5]))
    rows = {("58558",): (apc, STATUS_AND_RATE)}
    return Snapshot(
        INFERRED_APCS,
        f"OPPS {quarter} inferred APCs",
        file_of("d.csv"),
        effective=span.effective,
        until=span.until,
        rows=rows,
        trust="derived",
    )


def test_inferred_apcs_that_were_read_stand_and_ours_are_made_again():
    target = addendum("2025Q2", {"58558": ("J1", None, 3_179_530)})
    read = read_inferred("2025Q2")
    assert with_inferred([target], [RATES], [read]) == [read]
    (ours,) = with_inferred([target], [RATES], [])
    (again,) = with_inferred([JANUARY, target], [RATES], [ours])
    assert (ours.rows[("58558",)][1], again.rows[("58558",)][1]) == (STATUS_AND_RATE, LIKE_JANUARY)


def test_an_inferred_apc_gives_way_to_the_print_of_its_quarter():
    target = addendum("2025Q2", {"58558": ("J1", None, 3_179_530)})
    whole = addendum(
        "2025Q2", {"58558": ("J1", "5414", 3_179_530)}, trust="official", known="2025-05-05", release="OPPS 2025Q2 of 2025-05-05"
    )
    (ours,) = with_inferred([target], [RATES], [])
    assert with_inferred([target, whole], [RATES], [ours, read_inferred("2025Q2")]) == []


def test_of_several_prints_of_a_quarter_the_latest_says_whether_apcs_are_lacking():
    final_rule = addendum(
        "2025Q1", {"58558": ("J1", "5414", 3_179_530)}, release="OPPS 2025 final rule", known="2024-11-12", trust="official"
    )
    january = addendum("2025Q1", {"58558": ("J1", None, 3_179_530)})
    (ours,) = with_inferred([final_rule, january], [], [])
    assert ours.rows == {("58558",): ("5414", "same status and rate as in OPPS 2025 final rule")}


def test_inferred_apcs_read_anew_take_the_place_of_ours():
    target, read = addendum("2025Q2", {"58558": ("J1", None, 3_179_530)}), read_inferred("2025Q2")
    (ours,) = with_inferred([target], [RATES], [])
    snapshots = {INFERRED_APCS.name: [ours, read]}
    infer(snapshots, lambda table: [target] if table is ADDENDUM_B else [])
    assert snapshots == {INFERRED_APCS.name: [read]}


def test_the_hook_acts_only_when_one_of_its_tables_is_read():
    target = addendum("2025Q2", {"58558": ("J1", None, 3_179_530)})
    held = {ADDENDUM_B.name: [target, JANUARY], APC_RATES.name: [], INFERRED_APCS.name: [read_inferred("2024Q1")]}.__getitem__
    untouched = {"localities": [object()]}
    infer(untouched, lambda table: held(table.name))
    assert untouched.keys() == {"localities"}
    snapshots = {APC_RATES.name: [RATES]}
    infer(snapshots, lambda table: held(table.name))
    assert [one.release for one in snapshots[INFERRED_APCS.name]] == ["OPPS 2024Q1 inferred APCs", "OPPS 2025Q2 inferred APCs"]


def test_a_whole_print_outranks_the_converted_one_of_its_release():
    whole = addendum("2025Q2", {"58558": ("J1", "5414", 3_179_530)}, trust="official")
    snapshots = {ADDENDUM_B.name: [addendum("2025Q2", {"58558": ("J1", None, 3_179_530)}), whole], APC_RATES.name: [RATES]}
    infer(snapshots)
    assert INFERRED_APCS.name not in snapshots


# The proof: CMS's own prints with their APCs covered

WORKBOOKS = "workbooks/"
JANUARY_2020 = WORKBOOKS + "2020_january_web_addendum_b.12312019.xlsx"
CORRECTED_2020 = WORKBOOKS + "January 2020 Addendum B CORRECTION.02042020.xlsx"
APRIL_2020 = WORKBOOKS + "2020_april_web_addendum_b.05042020.xlsx"
JANUARY_2021 = WORKBOOKS + "2021_January_Web_Addendum_B.12.29.20.xlsx"
APRIL_2021 = WORKBOOKS + "April_2021_OPPS_Web_Addendum_B.03222021.xlsx"
OCTOBER_2021 = WORKBOOKS + "2021_October_Web_Addendum_B.10262021.xlsx"
JANUARY_2022 = WORKBOOKS + "January_2022_Web_Addendum_B.01.10.22.xlsx"
APRIL_2022 = WORKBOOKS + "April_2022_Web_Addendum_B.04052022.xlsx"
JULY_2022 = WORKBOOKS + "July_2022_Web_Addendum_B.062222.xlsx"
OCTOBER_2022 = WORKBOOKS + "October_2022_Web_Addendum_B.09.26.22.xlsx"
NOVEMBER_2022 = WORKBOOKS + "October_2022_Web_Addendum_B.11142022.xlsx"
JANUARY_2023 = WORKBOOKS + "2023_January_Web_Addendum_B.12212022.xlsx"
FINAL_2025 = "2025/final_rule_addenda/2025 NFRM Addendum B.11122024.txt"
JANUARY_2025 = "2025/january_2025_addendum_b.xlsx"
ADDENDUM_A_2025 = "2025/final_rule_addenda/2025 NFRM Addendum A.11122024.txt"
PRICER = "pricer-tables/apc-rate-{}.csv"

# Print whose APCs are covered, APC rates, their first day, the year's earlier prints; (right, wrong, undecided) by rates alone, by prints
# alone, by both.
PROOF = [
    (JANUARY_2020, PRICER.format(2020), "2020-01-01", [], (5_463, 0, 64), None, (5_463, 0, 64)),
    (CORRECTED_2020, PRICER.format(2020), "2020-01-01", [JANUARY_2020], (5_483, 0, 53), (5_516, 0, 20), (5_536, 0, 0)),
    (APRIL_2020, PRICER.format(2020), "2020-01-01", [JANUARY_2020, CORRECTED_2020], (5_488, 0, 53), (5_536, 0, 5), (5_541, 0, 0)),
    (JANUARY_2021, PRICER.format(2021), "2021-01-01", [], (5_793, 0, 62), None, (5_793, 0, 62)),
    (APRIL_2021, PRICER.format(2021), "2021-04-01", [JANUARY_2021], (5_781, 0, 77), (5_851, 0, 7), (5_853, 0, 5)),
    (OCTOBER_2021, PRICER.format(2021), "2021-10-01", [JANUARY_2021, APRIL_2021], (5_804, 0, 81), (5_855, 0, 30), (5_881, 0, 4)),
    (JANUARY_2022, PRICER.format(2022), "2022-01-01", [], (5_554, 0, 88), None, (5_554, 0, 88)),
    (APRIL_2022, PRICER.format(2022), "2022-04-01", [JANUARY_2022], (5_561, 0, 94), (5_640, 0, 15), (5_649, 0, 6)),
    (JULY_2022, PRICER.format(2022), "2022-04-01", [JANUARY_2022, APRIL_2022], (5_566, 0, 95), (5_651, 0, 10), (5_660, 0, 1)),
    (OCTOBER_2022, PRICER.format(2022), "2022-04-01", [JANUARY_2022, JULY_2022], (5_565, 0, 106), (5_658, 0, 13), (5_659, 0, 12)),
    (NOVEMBER_2022, PRICER.format(2022), "2022-04-01", [OCTOBER_2022], (5_565, 0, 106), (5_671, 0, 0), (5_671, 0, 0)),
    (JANUARY_2023, PRICER.format(2023), "2023-01-01", [], (5_594, 0, 101), None, (5_594, 0, 101)),
    (FINAL_2025, ADDENDUM_A_2025, "2025-01-01", [], (5_883, 0, 150), None, (5_883, 0, 150)),
    (JANUARY_2025, ADDENDUM_A_2025, "2025-01-01", [FINAL_2025], (5_884, 0, 150), (6_031, 0, 3), (6_034, 0, 0)),
    # as in 2025 Q2 to Q4: January's rates and January's print alone
    (APRIL_2021, PRICER.format(2021), "2021-01-01", [JANUARY_2021], (5_791, 0, 67), (5_851, 0, 7), (5_853, 0, 5)),
    (OCTOBER_2021, PRICER.format(2021), "2021-01-01", [JANUARY_2021], (5_814, 0, 71), (5_849, 0, 36), (5_876, 0, 9)),
    (OCTOBER_2022, PRICER.format(2022), "2022-01-01", [JANUARY_2022], (5_565, 0, 106), (5_634, 0, 37), (5_652, 0, 19)),
]


@functools.cache
def prints_of(path):
    load()
    file = next(iter(open_file(path)))
    recipe = next(one for one in RECIPES if one.pattern.search(file.name))
    return list(recipe.read(file, recipe.pattern.search(file.name)))


def print_of(path):
    return prints_of(OPPS / path)[0]


def rates_of(path, starts):
    (one,) = (one for one in prints_of(OPPS / path) if day_text(one.effective) == starts)
    return one


def covered(one):
    """A print as if it were held without APCs."""
    rows = {key: (values[0], None, *values[2:]) for key, values in one.rows.items()}
    days = {"effective": one.effective, "until": one.until, "known": one.known}
    return Snapshot(ADDENDUM_B, one.release, file_of(one.file), rows=rows, trust="converted", **days)


def tally(one, rates, others):
    """(right, wrong, undecided) over the rated services of a print; None where nothing was inferred at all."""
    answer = inferred_apcs(covered(one), rates, [print_of(path) for path in others])
    if answer is None:
        return None
    counts = {"right": 0, "wrong": 0, "undecided": 0}
    for key, values in one.rows.items():
        said = answer.rows.get(key)
        counts["undecided" if said is None else "right" if said[0] == values[1] else "wrong"] += said is not None or is_rated_service(
            values
        )
    return tuple(counts.values())


@needs_cms
@pytest.mark.parametrize(("path", "rates", "starts", "others", "by_rates", "by_prints", "by_both"), PROOF)
def test_none_is_wrong_where_cms_printed_the_apc(path, rates, starts, others, by_rates, by_prints, by_both):
    one, schedule = print_of(path), rates_of(rates, starts)
    assert tally(one, schedule, []) == by_rates
    assert tally(one, None, others) == by_prints
    assert tally(one, schedule, others) == by_both


# APCs born within a year, which January's rates lack: the reason why blood and services at whole dollars are not inferred from rates.
@needs_cms
def test_apcs_born_within_a_year_are_those_of_flat_amounts_and_of_blood():
    born = {}
    for year in (2020, 2021, 2022, 2023):
        january, *later = prints_of(OPPS / PRICER.format(year))
        for one in later:
            born |= {key[0]: (values[0], values[2]) for key, values in one.rows.items() if key not in january.rows}
    assert born == {
        "9397": ("S", 4_000),
        "9398": ("S", 4_000),
        "9400": ("S", 40_000),
        "9538": ("R", 6_570),
        "9539": ("R", 7_985),
        "9540": ("R", 75_050),
    }


@needs_cms
def test_rates_of_another_year_or_uncorrected_ones_infer_nothing():
    for path, rates in ((JANUARY_2021, 2023), (OCTOBER_2022, 2021), ("2024/addendum_b_si_rate_2024Q1.csv.gz", "2024old")):
        assert inferred_apcs(covered(print_of(path)), prints_of(OPPS / PRICER.format(rates))[0], []) is None


# The quarters that are held without APCs


@functools.cache
def ours(quarter):
    year = quarter[:4]
    january, rates = {"2023": (JANUARY_2023, PRICER.format(2023)), "2025": (JANUARY_2025, ADDENDUM_A_2025)}[year]
    (one,) = with_inferred([print_of(january), print_of(f"{year}/addendum_b_si_rate_{quarter}.csv.gz")], prints_of(OPPS / rates), [])
    return one


LIKE_2023, LIKE_2025 = (f"same status and rate as in OPPS {year}Q1 Addendum B" for year in (2023, 2025))
HELD = [  # quarter, codes by what pointed to the APC, undecided codes
    ("2023Q2", {LIKE_2023: 5_695}, set()),
    ("2023Q3", {LIKE_2023: 5_690, STATUS_AND_RATE: 19, RATE: 1}, {"0174A"}),
    (
        "2023Q4",
        {LIKE_2023: 5_662, STATUS_AND_RATE: 24, RATE: 1},
        {"0121A", "0141A", "0142A", "0151A", "0164A", "0171A", "0172A", "0173A", "0174A"},
    ),
    ("2025Q2", {LIKE_2025: 6_018, STATUS_AND_RATE: 7}, set()),
    ("2025Q3", {LIKE_2025: 6_017, STATUS_AND_RATE: 25, RATE: 3}, set()),
    ("2025Q4", {LIKE_2025: 6_017, STATUS_AND_RATE: 30, RATE: 3}, set()),
]


@needs_cms
@pytest.mark.parametrize(("quarter", "counts", "undecided"), HELD)
def test_the_quarters_held_without_apcs(quarter, counts, undecided):
    said = [way for _, way in ours(quarter).rows.values()]
    assert {way: said.count(way) for way in set(said)} == counts
    codes = print_of(f"{quarter[:4]}/addendum_b_si_rate_{quarter}.csv.gz").rows
    assert {key[0] for key, values in codes.items() if is_rated_service(values) and key not in ours(quarter).rows} == undecided
    assert [ours(quarter).rows[(code,)][0] for code in ("58558", "58563")] == ["5414", "5415"]
    for key, (apc, _) in ours(quarter).rows.items():
        schedule = prints_of(OPPS / (ADDENDUM_A_2025 if quarter[:4] == "2025" else PRICER.format(2023)))[0].rows
        assert schedule[(apc,)][2] * 10 == codes[key][3], f"{key[0]}: the rate of APC {apc} is not the code's"


# Addendum FF of the ambulatory surgical centers prints APCs of the same quarter: how many agree, how many differ, how many of those that
# agree come from the rates alone, how many are not printed there.
FF = [
    ("2023Q2", "20230401/FF.csv", (3_722, 0, 0, 1_973)),
    ("2023Q3", "20230701/FF.csv", (3_727, 0, 8, 1_983)),
    ("2025Q2", "20250401/FF.csv", (3_691, 0, 3, 2_334)),
    ("2025Q3", "20250701/FF.csv", (3_707, 0, 19, 2_338)),
    ("2025Q4", "20251001/FF.csv", (3_708, 0, 20, 2_342)),
]


@needs_cms
@pytest.mark.parametrize(("quarter", "path", "expected"), FF)
def test_the_inferred_apcs_agree_with_addendum_ff_of_the_same_quarter(quarter, path, expected):
    (printed,) = prints_of(CMS / "asc" / quarter[:4] / path)
    assert printed.effective == ours(quarter).effective
    apcs = {key: values[printed.table.where["apc"]] for key, values in printed.rows.items()}
    agree = [way for key, (apc, way) in ours(quarter).rows.items() if apcs.get(key) == apc]
    differ = [key for key, (apc, _) in ours(quarter).rows.items() if apcs.get(key) not in (None, apc)]
    absent = [key for key in ours(quarter).rows if apcs.get(key) is None]
    assert (len(agree), len(differ), len([way for way in agree if way in (STATUS_AND_RATE, RATE)]), len(absent)) == expected


@needs_cms
def test_codes_of_2025_inferred_from_rates_and_not_in_addendum_ff_have_the_same_apc_in_july_2026():
    (printed,) = prints_of(CMS / "asc" / "2025" / "20251001" / "FF.csv")
    july = print_of("2026/opps-rates-2026Q3.json").rows
    by_rates = {key: apc for key, (apc, way) in ours("2025Q4").rows.items() if way in (STATUS_AND_RATE, RATE) and key not in printed.rows}
    assert len(by_rates) == 13
    assert {key: july[key][1] for key in by_rates} == by_rates


@needs_cms
@pytest.mark.parametrize(("quarter", "count"), [("2024Q1", 5_947), ("2024Q2", 5_954), ("2024Q3", 5_972), ("2024Q4", 5_972)])
def test_ours_of_2024_agree_with_the_inferred_apcs_that_are_read(quarter, count):
    (read,) = prints_of(OPPS / f"2024/addendum_b_{quarter}_DERIVED_with_apc.csv.gz")
    mine = inferred_apcs(print_of(f"2024/addendum_b_si_rate_{quarter}.csv.gz"), prints_of(OPPS / PRICER.format(2024))[0], [])
    assert len(read.rows) == count
    assert mine.rows.keys() <= read.rows.keys() and len(read.rows) - len(mine.rows) == LEFT_OPEN[quarter]
    assert {key: read.rows[key] for key in mine.rows} == mine.rows


LEFT_OPEN = {"2024Q1": 51, "2024Q2": 51, "2024Q3": 51, "2024Q4": 52}  # blood and sources, which the other inference takes


# In a build and in an import


@needs_cms
def test_a_build_writes_them_and_an_import_makes_them_again(tmp_path):
    published, built = tmp_path / "cms", tmp_path / "built"
    published.mkdir()
    for path in ("2025/addendum_b_si_rate_2025Q2.csv.gz", ADDENDUM_A_2025):
        shutil.copy(OPPS / path, published)
    report = build(published, built)
    assert (report.refused, report.written["inferred_apcs"]) == ([], (1, 5_875))
    assert held(built, "58558", "2025-05-01") == (["5414", STATUS_AND_RATE], "OPPS 2025Q2 inferred APCs", "derived")
    report = import_files([OPPS / JANUARY_2025], built)
    assert report.written["inferred_apcs"] == (1, 6_025)
    assert held(built, "58558", "2025-05-01") == (["5414", LIKE_2025], "OPPS 2025Q2 inferred APCs", "derived")
    assert PointFile(built / "inferred_apcs.point").print_for(day_number("2025-05-01"), day_number("2025-03-31")) is None
    import_files([OPPS / "2025/addendum_b_si_rate_2025Q1.csv.gz"], built)
    printed = PointFile(built / "addendum_b.point").print_for(day_number("2025-02-01"))
    assert (printed.release, printed.trust) == ("OPPS 2025Q1 Addendum B", "official"), "a converted table takes no official print's place"


def held(folder, code, day):
    points = PointFile(folder / "inferred_apcs.point")
    row, printed = points.find((code,), day_number(day)), points.print_for(day_number(day))
    return list(row.values), printed.release, printed.trust
