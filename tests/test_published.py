"""CMS's own computed physician amounts, asked of the engine: each file is read here by readers of its own, and nothing may differ.

What the engine refuses stands here as data with its reason. No test has a tolerance: an amount is equal or it is wrong.
"""

from collections import Counter
from decimal import Decimal

import pytest

from allowable.claims.model import Claim, Line
from allowable.kernel.day import day_number
from allowable.law.physician.fee import WITH_A_DISCONTINUED_ROW
from examples import Desk
from published_files import imaging_caps, payment_file

pytestmark = pytest.mark.shared


# ---- physician: amounts that CMS computed by locality (PFREV25C of July 2025, PFREV25D of October 2025)
# RVU25C is not held; RVU25D prints the same units for 76145, so that CMS's July amounts are asked on a day of RVU25D.
NON_FACILITY, FACILITY = "11", "22"
PAYMENT_FILES = {"pfs/2025/pfrev25c/PFREV25C.txt": 109, "pfs/2025/pfrev25d/PFREV4.txt": 1526}
# CMS computes both columns of every row, though the schedule marks one of them NA: there the engine refuses, as it must.
MARKED_NA = {
    ("50688", "", NON_FACILITY),
    ("76145", "", FACILITY),
    ("76813", "", FACILITY),
    ("76813", "TC", FACILITY),
    ("76814", "", FACILITY),
    ("76814", "TC", FACILITY),
}


def payment_amounts(shared, path):
    for mac, locality, code, modifier, outside, inside in payment_file(shared / "cms" / path):
        for place, published in ((NON_FACILITY, outside), (FACILITY, inside)):
            yield mac, locality, code, modifier, place, published


@pytest.mark.parametrize("path", PAYMENT_FILES)
def test_every_computed_amount_of_the_payment_file(shared, engine, path):
    compared, refused, wrong = 0, Counter(), []
    for mac, locality, code, modifier, place, published in payment_amounts(shared, path):
        line = Line(code, modifiers=[modifier] if modifier else [], place_of_service=place, mac=mac, locality=locality)
        answer = engine.price(Claim([line], on="2025-10-01")).lines[0]
        compared += 1
        if (code, modifier, place) in MARKED_NA:
            assert answer.status == "not_payable" and answer.allowed is None and "NA" in answer.reasons[0]
            refused[code, modifier, place] += 1
        elif answer.allowed != published:
            wrong.append((mac, locality, code, modifier, place, published, answer.allowed))
    assert wrong == []
    assert compared == 2 * PAYMENT_FILES[path]
    codes = {code for code, _, _ in refused}
    assert set(refused) == {one for one in MARKED_NA if one[0] in codes}


@pytest.mark.parametrize("path", PAYMENT_FILES)
def test_the_formula_where_na_is_lifted(shared, engine, path):
    """The same trees with the two NA marks given as blank: then every amount of the file follows, 109 of 109 and 1,526 of 1,526."""
    desk = Desk(engine, "physician", {"facility_na": True, "non_facility_na": True}, day_number("2025-10-01"))
    rows = list(payment_amounts(shared, path))
    lines = []
    for mac, locality, code, modifier, place, _ in rows:
        lifted = {"facility_na": "", "non_facility_na": ""}
        given = {"hcpcs": code, "modifiers": [modifier], "place_of_service": place, "mac": mac, "locality": locality, **lifted}
        lines.append((desk.fields(given), day_number("2025-10-01")))
    accounts = [Decimal(desk.account("physician", *line).values["unreduced_amount"]).scaleb(-2) for line in lines]
    published = [row[-1] for row in rows]
    assert len(published) == 2 * PAYMENT_FILES[path]
    assert accounts == published
    assert [amount for amount, _ in desk.bulk([[line] for line in lines])["unreduced_amount"]] == published


def test_july_is_answered_as_published_or_not_at_all(shared, engine):
    """No release of July 2025 is held: an answer there is CMS's own amount of July, or none with the reason."""
    answers = Counter()
    for mac, locality, code, _, place, published in payment_amounts(shared, "pfs/2025/pfrev25c/PFREV25C.txt"):
        line = Line(code, place_of_service=place, mac=mac, locality=locality)
        answer = engine.price(Claim([line], on="2025-07-01")).lines[0]
        assert answer.allowed in (None, published)
        assert answer.allowed or answer.reasons
        answers[answer.status] += 1
    assert sum(answers.values()) == 218


def test_the_procedures_with_a_row_for_modifier_53(engine):
    """The law names them; every release that is held prints these and no other (RULES 1.12)."""
    points = engine.store.table("relative_values")
    printed = {key[0] for key in points.keys() if key[1] == "53"}  # noqa: SIM118 - no dict
    assert printed == set(WITH_A_DISCONTINUED_ROW) == {"44388", "45378", "G0105", "G0121"}


# ---- physician: the OPPS cap on imaging (RULES 1.5), from the facts that are held, in whole numbers
# file, first day, conversion factor x 10,000, rows of status A, rows of status C: every row of each file
CAP_FILES = [
    ("pfs/zips/RVU20A.zip:OPPSCAP_Jan.csv", "2020-01-01", 360_896, 9_758, 8_449),
    ("pfs/zips/RVU22A.zip:OPPSCAP_JAN.csv", "2022-01-01", 346_062, 9_282, 9_282),
    ("pfs/zips/RVU23A.zip:OPPSCAP_JAN.csv", "2023-01-01", 338_872, 8_806, 9_520),
    ("pfs/zips/RVU24A.zip:OPPSCAP_JAN.csv", "2024-01-01", 327_442, 8_510, 9_200),
    ("pfs/2024/rvu24ar/oppscap_rvu24ar_jan.csv.gz", "2024-03-09", 332_875, 8_510, 9_200),
    ("pfs/2024/rvu24b/oppscap_rvu24b_apr.csv.gz", "2024-04-01", 332_875, 8_510, 9_200),
    # The caps of July 2024 were left at January's conversion factor (MANIFEST.md), and rows with work rest on work indices below the floor,
    # which no file prints: the technical rows alone can be compared.
    ("pfs/2024/rvu24c/oppscap_rvu24c_jul.csv.gz", "2024-07-01", 327_442, 4_255, 5_290),
    ("pfs/zips/RVU25A.zip:OPPSCAP_JAN.csv", "2025-01-01", 323_465, 6_670, 9_430),
    ("pfs/2025/rvu25d/OPPSCAP_Oct.csv", "2025-10-01", 323_465, 6_670, 9_430),
]
TECHNICAL_ALONE = "pfs/2024/rvu24c/oppscap_rvu24c_jul.csv.gz"
# RVU21A.zip is left out: its caps are of another vintage than the units beside them, so that few of its rows agree.
# CMS names contractor 01112 for localities that its index file lists under 01182.
SOUTHERN_CALIFORNIA = {"17", "18", "26", "71", "72", "73", "74"}


class CapFacts:
    """Units and indices of one day, by name."""

    def __init__(self, store, day):
        self.tables = {name: store.table(name) for name in ("relative_values", "geographic_indices")}
        self.day = day
        self.memo = {}

    def row(self, table, *key):
        if (table, key) not in self.memo:
            points = self.tables[table]
            row = points.find(key, self.day)
            self.memo[table, key] = row and dict(zip(points.column_names, row.values, strict=True))
        return self.memo[table, key]

    def units(self, code, component, index, setting, capped):
        """Work, practice expense and malpractice units of a row, each times its index: five decimal places."""
        row = self.row("relative_values", code, component)
        expense, malpractice = (f"opps_{setting}_pe_rvu", "opps_malpractice_rvu") if capped else (f"{setting}_pe_rvu", "malpractice_rvu")
        return (
            row["work_rvu"] * index["work_index_with_floor"]
            + row[expense] * index["practice_expense_index"]
            + row[malpractice] * index["malpractice_index"]
        )


def capped_cents(facts, factor, code, component, status, index, setting):
    """RULES 1.5, and for a global row of status C the priced professional component and the cap of the technical one."""
    capped = facts.units(code, component, index, setting, True)
    if status != "C":
        capped = min(capped, facts.units(code, component, index, setting, False))
    elif component == "":
        capped = facts.units(code, "26", index, setting, False) + facts.units(code, "TC", index, setting, True)
    return (capped * factor + 5_000_000) // 10_000_000  # nine decimal places to two, half up


@pytest.mark.parametrize(("path", "day", "factor", "priced", "contractor"), CAP_FILES, ids=[one[0].split("/")[-1] for one in CAP_FILES])
def test_oppscap_where_the_cap_binds(shared, engine, path, day, factor, priced, contractor):
    facts = CapFacts(engine.store, day_number(day))
    compared, bound, wrong = Counter(), 0, []
    for code, component, status, mac, locality, inside, outside in imaging_caps(shared / "cms" / path):
        if path == TECHNICAL_ALONE and component != "TC":
            continue
        southern = mac == "01112" and locality in SOUTHERN_CALIFORNIA
        index = facts.row("geographic_indices", "01182" if southern else mac, locality)
        compared[status] += 1
        for setting, published in (("facility", inside), ("non_facility", outside)):
            computed = capped_cents(facts, factor, code, component, status, index, setting)
            if computed != published * 100:
                wrong.append((code, component, status, mac, locality, setting, published, computed))
        units = [facts.units(code, component, index, "non_facility", capped) for capped in (True, False)]
        bound += status == "A" and units[0] < units[1]
    assert wrong[:5] == [] and not wrong
    assert compared == {"A": priced, "C": contractor}
    assert bound == priced, "a row of status A stands in the file only where the cap binds"
