"""CMS's published rates, asked of the engine: each addendum is read here by readers of its own, and nothing may differ.

Every row of every Addendum B of hospitals and of every AA and BB of ambulatory surgical centers runs through the bulk fold, every hundredth
through the account too, and under `make proof` every one. A rate beside an indicator that is not paid by it stands here as data.
"""

from collections import Counter

import pytest

from allowable.claims.model import Claim, Line
from allowable.kernel.day import OPEN, day_number
from examples import Desk
from published_files import addendum_b, asc_addendum, cents

pytestmark = pytest.mark.shared

# ---- hospital: every rate of every Addendum B
# file, first day, known on (None: today), codes, rates paid, rates of a status that is not paid by them
W = "opps/workbooks/"
ADDENDA_B = [
    (W + "2020_january_web_addendum_b.12312019.xlsx", "2020-01-01", "2020-02-03", 16_628, 5_936, {}),
    (W + "January 2020 Addendum B CORRECTION.02042020.xlsx", "2020-01-01", None, 16_628, 5_947, {}),
    (W + "2020_april_web_addendum_b.05042020.xlsx", "2020-04-01", None, 16_661, 5_956, {}),
    (W + "2021_January_Web_Addendum_B.12.29.20.xlsx", "2021-01-01", None, 16_873, 6_292, {}),
    (W + "April_2021_OPPS_Web_Addendum_B.03222021.xlsx", "2021-04-01", None, 16_883, 6_297, {}),
    (W + "2021_October_Web_Addendum_B.10262021.xlsx", "2021-10-01", None, 17_011, 6_339, {}),
    (W + "January_2022_Web_Addendum_B.01.10.22.xlsx", "2022-01-01", None, 17_192, 6_093, {}),
    (W + "April_2022_Web_Addendum_B.04052022.xlsx", "2022-04-01", None, 17_241, 6_114, {}),
    (W + "July_2022_Web_Addendum_B.062222.xlsx", "2022-07-01", None, 17_300, 6_131, {}),
    (W + "October_2022_Web_Addendum_B.09.26.22.xlsx", "2022-10-01", "2022-11-13", 17_347, 6_152, {}),
    (W + "October_2022_Web_Addendum_B.11142022.xlsx", "2022-10-01", None, 17_347, 6_153, {}),
    (W + "2023_January_Web_Addendum_B.12212022.xlsx", "2023-01-01", None, 17_559, 6_182, {}),
    ("opps/2023/addendum_b_si_rate_2023Q1.csv.gz", "2023-01-01", None, 17_559, 6_182, {}),
    ("opps/2023/addendum_b_si_rate_2023Q2.csv.gz", "2023-04-01", None, 17_622, 6_200, {}),
    ("opps/2023/addendum_b_si_rate_2023Q3.csv.gz", "2023-07-01", None, 17_701, 6_229, {}),
    ("opps/2023/addendum_b_si_rate_2023Q4.csv.gz", "2023-10-01", None, 17_769, 6_227, {}),
    ("opps/2024/addendum_b_si_rate_2024Q1.csv.gz", "2024-01-01", None, 18_109, 6_557, {}),
    ("opps/2024/addendum_b_si_rate_2024Q2.csv.gz", "2024-04-01", None, 18_160, 6_575, {}),
    ("opps/2024/addendum_b_si_rate_2024Q3.csv.gz", "2024-07-01", None, 18_265, 6_599, {}),
    ("opps/2024/addendum_b_si_rate_2024Q4.csv.gz", "2024-10-01", None, 18_341, 6_608, {}),
    # 50600 is inpatient only and bears the rate of APC 5362 all the same
    ("opps/2025/final_rule_addenda/2025 NFRM Addendum B.11122024.txt", "2025-01-01", "2024-12-31", 18_682, 6_635, {"C": 1}),
    ("opps/2025/january_2025_addendum_b.xlsx", "2025-01-01", None, 18_562, 6_635, {"C": 1}),
    ("opps/2025/addendum_b_si_rate_2025Q1.csv.gz", "2025-01-01", None, 18_562, 6_635, {"C": 1}),
    ("opps/2025/addendum_b_si_rate_2025Q2.csv.gz", "2025-04-01", None, 18_613, 6_640, {}),
    ("opps/2025/addendum_b_si_rate_2025Q3.csv.gz", "2025-07-01", None, 18_704, 6_672, {}),
    ("opps/2025/addendum_b_si_rate_2025Q4.csv.gz", "2025-10-01", None, 18_798, 6_708, {}),
    # S1, new in 2026, is in no list of status indicators that is held: whether the wage index adjusts it is not known
    ("opps/2026/addendum_b_si_rate_2026Q1.csv.gz", "2026-01-01", None, 18_986, 7_014, {"S1": 298}),
    ("opps/2026/addendum_b_si_rate_2026Q2.csv.gz", "2026-04-01", None, 19_059, 7_016, {"S1": 320}),
    ("opps/2026/opps-rates-2026Q3.json", "2026-07-01", None, 7_359, 7_037, {"S1": 322}),
]


RATE = "unreduced_amount"  # what a code is paid by itself, before the rules of the claim


def bulk_rates(engine, system, codes, day, known):
    desk = Desk(engine, system)
    claims = [[(desk.fields({"hcpcs": code}), day_number(day))] for code in codes]
    return desk.bulk(claims, OPEN if known is None else day_number(known))[RATE]


def compare_rates(engine, system, published, day, known):
    """(rates that came out as printed, {indicator: rates refused}, what is wrong) of a whole addendum through the bulk fold."""
    paid, refused, wrong = 0, Counter(), []
    answers = bulk_rates(engine, system, list(published), day, known)
    for (code, (indicator, rate)), (amount, reason) in zip(published.items(), answers, strict=True):
        if amount is None:
            refused[indicator] += rate is not None and rate > 0
            if not reason:
                wrong.append((code, indicator, rate, "no amount and no reason"))
        elif rate is None or cents(amount) != cents(rate):
            wrong.append((code, indicator, rate, amount))
        else:
            paid += 1
    return paid, {one: count for one, count in refused.items() if count}, wrong


SETTING = {"outpatient": "hospital", "ambulatory": "asc"}
SAMPLE = slice(7, None, 100)  # of each addendum, through the account in every run: 6,500 rows of all, 2,900 of them with a rate


def compare_accounts(engine, system, published, day, known):
    """(lines priced, what is wrong) of codes through price(): the amount, the indicator, a reason wherever there is no amount."""
    priced, wrong = 0, []
    for code, (indicator, rate) in published.items():
        answer = engine.price(Claim([Line(code)], setting=SETTING[system], on=day), known).lines[0].about(RATE)
        held = answer.account.values["status_in_force" if system == "outpatient" else "indicator"]
        if answer.allowed is None:
            right = answer.status != "priced" and answer.reasons
        else:
            right = rate is not None and cents(answer.allowed) == cents(rate)
            priced += 1
        if not right or held != indicator.upper():  # one cell of January 2026 prints k5 for K5
            wrong.append((system, day, code, indicator, rate, held, answer.allowed, answer.reasons))
    return priced, wrong


def sample(published):
    """Every hundredth code of an addendum."""
    return dict(list(published.items())[SAMPLE])


@pytest.mark.parametrize(("path", "day", "known", "codes", "paid", "refused"), ADDENDA_B, ids=[one[0].split("/")[-1] for one in ADDENDA_B])
def test_every_rate_of_addendum_b(shared, engine, path, day, known, codes, paid, refused):
    published = addendum_b(shared / "cms" / path)
    found = compare_rates(engine, "outpatient", published, day, known)
    assert found[2] == []
    assert (len(published), *found[:2]) == (codes, paid, refused)
    assert compare_accounts(engine, "outpatient", sample(published), day, known)[1] == []


# ---- ambulatory surgical centers: every rate of every Addendum AA and BB
# folder or archive, known on, Addendum AA: codes, rates; Addendum BB: codes, rates paid, rates of an indicator that is not paid by them
J7, S2 = "J7", "S2"  # J7: the contractor sets the price, though CMS printed one; S2, new in 2026, is in no list of indicators that is held
ASC_RELEASES = [
    ("2021/20210101", None, 4_266, 3_807, 1_922, 828, {J7: 2}),
    ("2021/20210401", None, 4_253, 3_808, 1_924, 830, {J7: 2, "N1": 1}),
    ("2021/20210701", None, 4_261, 3_816, 1_938, 841, {J7: 2}),
    ("2021/20211001", None, 4_261, 3_816, 1_962, 847, {J7: 2}),
    ("2022/20220101", None, 4_010, 3_580, 1_959, 843, {J7: 2}),
    ("2022/20220401", None, 4_011, 3_581, 1_987, 850, {J7: 2}),
    ("2022/20220701", None, 4_012, 3_581, 2_005, 860, {}),
    ("2022/20221001", None, 4_012, 3_581, 2_020, 866, {}),
    ("2023/20230101", None, 4_067, 3_637, 2_035, 874, {}),
    ("2023/20230401", None, 4_067, 3_637, 2_068, 891, {}),
    ("2023/20230701", None, 4_071, 3_642, 2_099, 905, {}),
    ("2023/20231001", None, 4_073, 3_644, 2_137, 916, {}),
    ("2024/20240101", None, 4_110, 3_681, 2_304, 988, {}),
    ("2024/20240401", None, 4_114, 3_685, 2_330, 999, {}),
    ("2024/20240701", None, 4_121, 3_691, 2_385, 1_002, {}),
    ("2024/20241001", None, 4_122, 3_692, 2_407, 1_011, {}),
    (
        "zips/january-2025-asc-approved-hcpcs-code-and-payment-rates.zip:508-Version-Jan-2025-ASC-",
        "2025-01-01",
        4_183,
        3_740,
        2_454,
        984,
        {},
    ),
    ("2025/20250101", None, 4_183, 3_740, 2_454, 984, {}),
    ("2025/20250401", None, 4_184, 3_739, 2_479, 997, {}),
    ("2025/20250701", None, 4_200, 3_755, 2_504, 1_008, {}),
    ("2025/20251001", None, 4_201, 3_756, 2_534, 1_038, {"D5": 4, "N1": 1}),
    ("2026/20260101", None, 4_821, 4_327, 2_504, 1_062, {S2: 303}),
    ("2026/20260401", None, 4_832, 4_334, 2_526, 1_054, {S2: 320}),
]


def asc_file(shared, folder, addendum):
    """(path of an addendum, its first day)."""
    if ".zip:" in folder:
        return f"{shared}/cms/asc/{folder}{addendum}.csv", "2025-01-01"
    (path,) = (shared / "cms" / "asc" / folder).glob(f"{addendum}.*")
    return path, f"{folder[5:9]}-{folder[9:11]}-{folder[11:13]}"


@pytest.mark.parametrize(
    ("folder", "known", "aa", "aa_paid", "bb", "bb_paid", "refused"), ASC_RELEASES, ids=[one[0][:13] for one in ASC_RELEASES]
)
def test_every_rate_of_the_asc_addenda(shared, engine, folder, known, aa, aa_paid, bb, bb_paid, refused):
    for addendum, expected in (("AA", (aa, aa_paid, {})), ("BB", (bb, bb_paid, refused))):
        path, day = asc_file(shared, folder, addendum)
        published = asc_addendum(path)
        found = compare_rates(engine, "ambulatory", published, day, known)
        assert found[2] == []
        assert (len(published), *found[:2]) == expected
        assert compare_accounts(engine, "ambulatory", sample(published), day, known)[1] == []


def test_the_third_partys_list_of_asc_rates_of_july_2026(shared, engine):
    published = asc_addendum(shared / "cms" / "asc" / "2026" / "asc-rates-2026Q3.json")
    assert compare_rates(engine, "ambulatory", published, "2026-07-01", None) == (5_402, {S2: 322}, [])
    assert len(published) == 5_724


# ---- every row once more through the account, claim by claim: minutes of work, so only under `make proof`


def published_rates(shared):
    """(system, day, known on, {code: (indicator, rate)}) of every addendum above."""
    for path, day, known, *_ in ADDENDA_B:
        yield "outpatient", day, known, addendum_b(shared / "cms" / path)
    for folder, known, *_ in ASC_RELEASES:
        for addendum in ("AA", "BB"):
            path, day = asc_file(shared, folder, addendum)
            yield "ambulatory", day, known, asc_addendum(path)


@pytest.mark.proof
def test_every_rate_through_the_account(shared, engine):
    rows = paid = 0
    for system, day, known, published in published_rates(shared):
        priced, wrong = compare_accounts(engine, system, published, day, known)
        assert wrong == []
        rows, paid = rows + len(published), paid + priced
    assert (rows, paid) == (652_893, 293_509)
