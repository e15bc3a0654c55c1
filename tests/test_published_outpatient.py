"""The law of hospital outpatient departments against CMS's own prints and against arithmetic of its own.

Every rate of every Addendum B is what a hospital is allowed for that code alone, without a wage area; where the print carries copayments,
the patient's part of that is the printed one: the minimum, the older national one, the one after the cap at the inpatient deductible, or
none. A claim is swept over wage indices, and every amount of it is worked out here once more in Decimals.
"""

from collections import Counter
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest

from allowable.claims.model import Claim, Line
from allowable.kernel.day import OPEN, day_number
from allowable.kernel.number import scaled_number
from columns import in_bulk
from examples import Desk
from published_files import addendum_b, amount, cents, table
from test_published_rates import ADDENDA_B

CENT = Decimal("0.01")
INPATIENT_DEDUCTIBLE = {"2020": 1408, "2021": 1484, "2022": 1556, "2023": 1600, "2024": 1632, "2025": 1676}  # headings of the prints
# What one service of mental health is paid at most, alone on its day (APC 8010): the only code above it.
COMPOSED = {("96132", "2025"): Decimal("408.55")}
# No APC rates of 2026 are held, so that a conditionally packaged service may be comprehensive or not.
OPEN_IN_2026 = {"2026-01-01": {"Q1": 741, "Q2": 177}, "2026-04-01": {"Q1": 739, "Q2": 179}, "2026-07-01": {"Q1": 739, "Q2": 179}}
ALONE_PACKAGED = {"N"}  # 0.00, though nothing of the claim pays for it: a claim of such lines alone is CMS's to refuse


@pytest.fixture(scope="module")
def desk(engine):
    return Desk(engine, "outpatient")


def answers(desk, codes, day, known):
    """{output: [(amount or None, reason)]} of claims of one code each, without a wage area."""
    return desk.bulk([[(desk.fields({"hcpcs": code}), day_number(day))] for code in codes], OPEN if known is None else day_number(known))


@pytest.mark.shared
@pytest.mark.parametrize(("path", "day", "known", "codes", "paid", "refused"), ADDENDA_B, ids=[one[0].split("/")[-1] for one in ADDENDA_B])
def test_every_rate_is_what_the_hospital_is_allowed(shared, desk, path, day, known, codes, paid, refused):
    published = addendum_b(shared / "cms" / path)
    allowed = answers(desk, list(published), day, known)["allowed"]
    counts, wrong = Counter(), []
    for (code, (status, rate)), (value, reason) in zip(published.items(), allowed, strict=True):
        if status in ALONE_PACKAGED:
            wrong += [(code, status, rate, value)] if value != 0 else []
        elif value is None:
            counts[status] += rate is not None and rate > 0
            wrong += [] if reason else [(code, status, rate, "no amount and no reason")]
        elif rate is None or value != COMPOSED.get((code, day[:4]), cents(rate)):
            wrong.append((code, status, rate, value))
        else:
            counts["paid"] += 1
    still_open = OPEN_IN_2026.get(day, {})
    assert wrong == []
    assert (len(published), counts.pop("paid")) == (codes, paid - sum(still_open.values()))
    assert {one: count for one, count in counts.items() if count} == {**refused, **still_open}


# ---- the patient's part of each


def copayments(path):
    """{code: (status, rate, national, minimum, share of a drug, adjusted)} of a print that carries copayments; None for a blank."""
    names, rows = table(path, "HCPCS Code")
    wanted = ("SI", "Payment Rate", "National Unadjusted Copayment", "Minimum Unadjusted Copayment")
    places = [names.index(one) for one in wanted]
    later = [names.index(one) if one in names else None for one in ("IRA Coinsurance percentage", "Adjusted Beneficiary Copayment")]
    found = {}
    for row in rows:
        cells = [row[at] for at in places]
        extra = [None if at is None else amount(row[at].rstrip("%*")) for at in later]
        if amount(cells[1]) is not None:
            numbers = [one and cents(one) for one in (*map(amount, cells[2:]), extra[1])]  # some cells hold 71.05000000000001
            found[row[names.index("HCPCS Code")]] = (cells[0], amount(cells[1]), *numbers[:2], extra[0], numbers[2])
    return found


OLD_CAP = Decimal("1632.00")  # the final rule of 2025 caps at the inpatient deductible of 2024: that of 2025 was not yet known


def owed(national, minimum, adjusted, cap):
    """(kind, copayment printed for one unit) of one row of a print."""
    if minimum == 0:
        return "none", Decimal(0)
    if adjusted is not None and adjusted not in (cap, OLD_CAP):
        return "drug adjusted", adjusted
    if national is not None and national > minimum:
        return ("capped", cap) if national > cap else ("older", national)
    return ("capped", cap) if minimum > cap else ("minimum", minimum)


PRINTS = [one[:3] for one in ADDENDA_B if not one[0].endswith((".json", ".gz"))]


@pytest.mark.shared
@pytest.mark.parametrize(("path", "day", "known"), PRINTS, ids=[one[0].split("/")[-1] for one in PRINTS])
def test_every_copayment_is_what_the_patient_owes(shared, desk, path, day, known):
    """To the cent: CMS rounds its minimum up, and so prints a cent more than 20 percent of the rate, or less than that."""
    published, cap = copayments(shared / "cms" / path), Decimal(INPATIENT_DEDUCTIBLE[day[:4]])
    found = answers(desk, list(published), day, known)
    kinds, wrong = Counter(), []
    for (code, row), (value, _), (share, reason) in zip(published.items(), found["allowed"], found["patient_share"], strict=True):
        if value is None or row[0] in ALONE_PACKAGED:
            continue
        if (code, day[:4]) in COMPOSED:
            kinds["composed"] += 1
            continue
        kind, printed = owed(row[2], row[3], row[5], cap)
        kinds[kind] += 1
        if share is None or abs(share - printed) > CENT:
            wrong.append((code, row, kind, printed, share, reason))
    assert wrong == []
    assert kinds["capped"] > 250
    assert kinds["older"] >= 26
    assert kinds["none"] >= 29
    assert sum(kinds.values()) == next(one[4] for one in ADDENDA_B if one[:3] == (path, day, known))


# ---- a sweep over wage indices


def rounded(value, places=2):
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def worked_out(rate, index, units, discount, *, quality=False, sole=False, deductible=Decimal(0), share=Decimal("0.8"), emergency=False):
    """(allowed, Medicare's payment, patient's share) of one line in March 2025, in Decimals."""
    if quality:
        rate = rounded(rate * Decimal("0.9806"))
    if sole:
        rate = rounded(rate * Decimal("1.071"))
    paid = rounded((rate * Decimal("0.6") * index + rate * Decimal("0.4")) * units * discount)
    addition = rounded(paid * Decimal("0.05")) if emergency else Decimal(0)
    total = paid + addition
    bearing = max(total - deductible - addition, Decimal(0))
    coinsurance = min(bearing - rounded(bearing * share), rounded(1676 * units * discount))
    part = total - deductible - coinsurance
    return total, part - rounded(part * Decimal("0.02")), deductible + coinsurance


INDICES = [
    Decimal(number) / 10_000 for number in (3300, 7121, 8499, 8500, 9999, 10000, 10001, 13138, 18765, 25432, 49999, *range(6000, 20000, 37))
]
# code, rate in January 2025, units, share of it kept for Medicare
SWEPT = [
    ("58558", "3179.53", 1),
    ("58563", "4936.45", 1),
    ("0600T", "10411.22", 1),
    ("76830", "106.34", 3),
    ("0213T", "890.29", 6),
    ("0416T", "1829.23", 7),
]
HOSPITALS = [
    {},
    {"quality_reduction": "yes"},
    {"rural_sole_community": "yes"},
    {"rural_emergency": "yes"},
    {"deductible_remaining": "257.00"},
]


def discount_of(code, units):
    """Formula 2 for the one procedure of status T of its day, cut off at the eighth decimal; formula 1 for the others."""
    if code not in ("0213T", "0416T"):
        return Decimal(1)
    return ((1 + Decimal("0.5") * (units - 1)) / units).quantize(Decimal("1E-8"), ROUND_DOWN)


def test_a_sweep_over_wage_indices(engine, desk):
    day, claims, expected = day_number("2025-03-10"), [], []
    for code, rate, units in SWEPT:
        for hospital in HOSPITALS:
            for index in INDICES:
                claims.append([(desk.fields({"hcpcs": code, "units": str(units), "wage_index": f"{index:.4f}", **hospital}), day)])
                discount = discount_of(code, units)
                paid = worked_out(Decimal(rate), index, units, discount)[0]
                expected.append(
                    worked_out(
                        Decimal(rate),
                        index,
                        units,
                        discount,
                        quality="quality_reduction" in hospital,
                        sole="rural_sole_community" in hospital,
                        emergency="rural_emergency" in hospital,
                        deductible=min(paid, Decimal(hospital.get("deductible_remaining", 0))),
                    )
                )
    names = ("allowed", "medicare_payment", "patient_share")
    found = in_bulk(engine, "outpatient", claims, outputs=names)
    wanted = {name: [(scaled_number(str(one[at]), 2), "") for one in expected] for at, name in enumerate(names)}
    assert {name: found[name] for name in names} == wanted
    assert len(claims) == len(SWEPT) * len(HOSPITALS) * len(INDICES)


def test_two_procedures_of_a_day_over_wage_indices(engine):
    """The dearer in full, the other at half; the deductible first on the one with the higher share of coinsurance, here the first line."""
    for index in INDICES[::40]:
        lines = [Line("43239"), Line("0213T")]
        priced = engine.price(Claim(lines, setting="hospital", on="2025-03-10", wage_index=str(index), deductible_remaining="257.00"))
        first, second = Decimal("937.56"), Decimal("890.29")
        deductible = min(Decimal(257), worked_out(first, index, 1, Decimal(1))[0])
        left = Decimal(257) - deductible
        wanted = [
            worked_out(first, index, 1, Decimal(1), deductible=deductible),
            worked_out(second, index, 1, Decimal("0.5"), deductible=left),
        ]
        assert [tuple(line.value(name) for name in ("allowed", "medicare_payment", "patient_share")) for line in priced.lines] == wanted


def test_dated_values_that_two_laws_share_are_the_same(engine):
    """Sequestration and the shares for films, scanners and screenings are one law's words in several systems."""
    systems = [engine.system(name) for name in ("physician", "outpatient", "ambulatory")]
    for name in (
        "sequestration_share",
        "film_share",
        "computed_radiography_share",
        "scanner_share",
        "scanner_codes",
        "screening_payment_share",
    ):
        held = [system.parameters[name] for system in systems if name in system.parameters]
        assert len(held) > 1, name
        values = [[(one.starts, one.until, one.value) for one in dated.values] for dated in held]
        assert all(one == values[0] for one in values), name
