"""Days: on every day on which a rule, a value or a release changes, and on the day before, the right one is in force, and one only.

And knowledge: what CMS corrected later is answered as it stood, to those who ask as of an earlier day.
"""

from collections import Counter
from decimal import Decimal

import pytest

from allowable.claims.model import Claim, Line
from allowable.engine import ALL_SYSTEMS, Engine
from allowable.kernel.day import OPEN, day_number, day_text
from allowable.kernel.tree import nodes_under
from allowable.law.drugs.tables import DRUG_LIMITS
from allowable.law.outpatient.tables import ADDENDUM_B
from allowable.releases.store import Missing
from published_files import addendum_b, asc_addendum, cents, rows_of, table

# ---- spans of the law: days on which its rules or dated values change
BORDERS = {
    "physician": [
        *("2000-01-01", "2020-01-01", "2020-05-01", "2021-01-01", "2022-01-01", "2022-04-01", "2022-07-01", "2023-01-01", "2023-10-01"),
        *("2024-01-01", "2024-03-09", "2025-01-01", "2025-10-01", "2026-01-01", "2026-01-31", "2027-01-01"),
    ],
    "outpatient": [
        *("2000-01-01", "2020-01-01", "2020-05-01", "2021-01-01", "2022-01-01", "2022-04-01", "2022-07-01", "2023-01-01", "2024-01-01"),
        *("2025-01-01", "2026-01-01", "2027-01-01"),
    ],
    "ambulatory": [
        *("2000-01-01", "2020-01-01", "2020-05-01", "2022-04-01", "2022-07-01", "2023-01-01", "2024-01-01", "2024-03-09", "2024-04-01"),
        *("2025-01-01", "2026-01-01", "2027-01-01"),
    ],
    "coverage": ["2000-01-01", "2019-01-01", "2020-01-01"],
}

# ---- releases in force from each day on, as CMS published them; None: none is held; "+" joins two that speak where they are alike
QUARTERS = ("01-01", "04-01", "07-01", "10-01")
RVU = {f"20{year}-{day}": f"RVU{year}{letter}" for year in (20, 21, 22, 23) for day, letter in zip(QUARTERS, "ABCD", strict=True)} | {
    "2024-01-01": "RVU24A",
    "2024-03-09": "RVU24AR",
    "2024-04-01": "RVU24B",
    "2024-07-01": "RVU24C",
    "2024-10-01": None,
    "2025-01-01": "RVU25A",
    "2025-04-01": "RVU25A+RVU25D",
    "2025-10-01": "RVU25D",
}
ASC = {f"{year}-{day}": f"ASC {year}-{day}" for year in range(2021, 2026) for day in QUARTERS} | {
    "2026-01-01": "ASC 2026-01-01",
    "2026-04-01": "ASC 2026-04-01",
    "2026-07-01": "ASC 2026-07-01",
    "2026-10-01": None,
}
RELEASES = {
    "relative_values": RVU | {"2026-01-01": None, "2026-07-01": "RVU26C", "2026-10-01": None},
    "geographic_indices": RVU | {"2026-01-01": "RVU26A", "2027-01-01": None},
    "addendum_b": {
        "2020-01-01": "OPPS 2020Q1 Addendum B of 2020-02-04",
        "2020-04-01": "OPPS 2020Q2 Addendum B of 2020-05-04",
        "2020-07-01": None,
        "2021-01-01": "OPPS 2021Q1 Addendum B",
        "2021-04-01": "OPPS 2021Q2 Addendum B",
        "2021-07-01": "OPPS 2021Q2 Addendum B+OPPS 2021Q4 Addendum B of 2021-10-26",
        "2021-10-01": "OPPS 2021Q4 Addendum B of 2021-10-26",
        "2022-01-01": "OPPS 2022Q1 Addendum B of 2022-01-10",
        "2022-04-01": "OPPS 2022Q2 Addendum B of 2022-04-05",
        "2022-07-01": "OPPS 2022Q3 Addendum B",
        "2022-10-01": "OPPS 2022Q4 Addendum B of 2022-11-14",
    }
    | {f"{year}-{day}": f"OPPS {year}Q{at} Addendum B" for year in (2023, 2024, 2025) for at, day in enumerate(QUARTERS, 1)}
    | {f"2026-{day}": f"OPPS 2026Q{at} Addendum B" for at, day in enumerate(QUARTERS[:3], 1)}
    | {"2026-10-01": None},
    "outpatient_wage_index": {f"{year}-01-01": f"OPPS {year} wage index" for year in range(2020, 2025)} | {"2025-01-01": None},
    "asc_rates": {day: name and f"{name} AA" for day, name in ASC.items()},
    "asc_ancillary_rates": {day: name and f"{name} BB" for day, name in ASC.items()},
    "asc_wage_index": {f"{year}-01-01": f"ASC wage index {year}" for year in range(2021, 2027)} | {"2027-01-01": None},
}

# ---- conversion factors from each day on (RULES 1.2): for all, and for qualifying participants
FACTORS = {
    "2000-01-01": (None, None),
    "2020-01-01": ("36.0896", None),
    "2021-01-01": ("34.8931", None),
    "2022-01-01": ("34.6062", None),
    "2023-01-01": ("33.8872", None),
    "2024-01-01": ("32.7442", None),
    "2024-03-09": ("33.2875", None),
    "2025-01-01": ("32.3465", None),
    "2026-01-01": ("33.4009", "33.5675"),
    "2027-01-01": (None, None),
}


def before_and_on(days):
    """Each day and the day before it, as numbers."""
    return sorted({number + near for number in map(day_number, days) for near in (-1, 0)} - {0})


def in_force(calendar, day):
    """What a {first day: anything} says for a day number."""
    return next((what for first, what in sorted(calendar.items(), reverse=True) if day_number(first) <= day), None)


def system_days(engine, name):
    """Every day on which something of a system changes, and the day before."""
    tables = {lookup.table.name for lookup in engine.system(name).lookups}
    published = {day_text(day) for table in tables for one in engine.store.table(table).prints for day in (one.effective, one.until)}
    return before_and_on({*BORDERS[name], *published})


@pytest.mark.parametrize("name", ALL_SYSTEMS)
def test_the_spans_of_the_law(engine, name):
    assert [day_text(day) for day in engine.system(name).borders()] == BORDERS[name]


@pytest.mark.parametrize("name", ALL_SYSTEMS)
def test_programs_build_on_every_day_on_which_something_changes(engine, name):
    """Building makes every static check: names, kinds, headroom, circles. Each is looked at as of today and as of its own day."""
    system, built = engine.system(name), 0
    for day in system_days(engine, name):
        for known in (OPEN, day):
            program = system.program(day, known)
            assert set(program.roots) == set(system.outputs)
            assert set(engine.runner(name, day, known).places) == set(program.roots)
            built += 1
    assert built >= 4 * (len(BORDERS[name]) - 1)


@pytest.mark.parametrize("name", ALL_SYSTEMS)
def test_one_definition_of_each_rule_is_in_force_on_every_day(engine, name):
    """A rule of some years alone, such as site-neutral drug administration, is asked by no rule of the others."""
    system = engine.system(name)
    for day in system_days(engine, name):
        active = {rule: sum(one.since <= day < one.until for one in siblings) for rule, siblings in system.rules.items()}
        assert set(active.values()) <= {0, 1}, day_text(day)
        said = {node.data[1] for node in nodes_under(system.program(day).roots.values()) if node.op == "unknown"}
        assert not [reason for reason in said if reason.startswith("no rule ")], day_text(day)


def test_the_conversion_factor_of_every_day(engine):
    for day in before_and_on(list(FACTORS)[1:]):
        parameters = engine.system("physician").parameters
        found = tuple(parameters[name].in_force(day) for name in ("conversion_factor", "qualifying_conversion_factor"))
        assert tuple(value and value.written for value in found) == in_force(FACTORS, day), day_text(day)


@pytest.mark.parametrize("name", sorted(RELEASES))
def test_the_release_of_every_day(engine, name):
    calendar, points = RELEASES[name], engine.store.table(name)
    for day in before_and_on(calendar):
        printed = points.print_for(day)
        expected = in_force(calendar, day)
        assert (printed and printed.release.removesuffix(" alike").replace(" and ", "+")) == expected, day_text(day)
        assert not printed or printed.bridge == ("+" in expected)
    first, last = day_number(min(calendar)), max(map(day_number, calendar))
    assert (points.first_day(), points.last_day()) == (first, last)


# ---- the floor of the work index: lapsed with 2025-09-30, restored on 2025-11-12 from 2025-10-01 on (RULES 1.3)
FLOOR = [
    ("2025-09-30", "2025-09-30", "1"),
    ("2025-09-30", "2025-12-31", "1"),
    ("2025-10-01", "2025-10-01", "0"),
    ("2025-10-01", "2025-11-11", "0"),
    ("2025-10-01", "2025-11-12", "1"),
    ("2026-01-30", "2026-01-30", "1"),
    ("2026-12-31", None, "1"),
    ("2027-01-01", None, None),
]


@pytest.mark.parametrize(("day", "known", "floor"), FLOOR)
def test_the_floor_of_the_work_index(engine, day, known, floor):
    value = engine.system("physician").parameters["work_floor"].in_force(day_number(day), OPEN if known is None else day_number(known))
    assert (value and value.written) == floor


# 58558 in Alabama (10112, 00), whose index is raised to 1: CMS RVU25D and GPCI2025, (4.17 + 2.06 x 0.869 + 0.71 x 0.575) x 32.3465
ALABAMA = Decimal("206.00")


@pytest.mark.parametrize(
    ("day", "known", "allowed"),
    [
        ("2025-09-30", "2025-10-15", ALABAMA),
        ("2025-10-01", "2025-10-15", None),
        ("2025-10-01", "2025-11-11", None),
        ("2025-10-01", "2025-11-12", ALABAMA),
        ("2025-10-01", None, ALABAMA),
    ],
)
def test_a_price_on_both_sides_of_the_lapse(engine, day, known, allowed):
    line = Line("58558", place_of_service="22", mac="10112", locality="00")
    answer = engine.price(Claim([line], on=day), known).lines[0]
    assert answer.allowed == allowed
    if allowed is None:
        assert answer.status == "unknown" and "the 1.0 floor has lapsed and CMS printed no index without it" in answer.reasons[0]


def test_2027_is_unknown_with_a_reason_in_every_setting(engine):
    for setting, place in (("physician", "22"), ("hospital", None), ("asc", None)):
        answer = engine.price(Claim([Line("58558", place_of_service=place)], setting=setting, on="2027-01-01")).lines[0]
        assert (answer.allowed, answer.status) == (None, "unknown")
        assert "is held for this day" in answer.reasons[0] and "import the release of that day" in answer.reasons[0]


# ---- true revision pairs: what CMS corrected, and both answers
def answers(engine, setting, codes, day, known):
    """{code: (amount to the cent or None, indicator)}."""
    found = engine.price(Claim([Line(code) for code in codes], setting=setting, on=day), known).lines
    lines = [line.about("unreduced_amount") for line in found]  # the rates by themselves, whatever the codes make of a claim
    indicator = {"hospital": "status_in_force", "asc": "indicator"}[setting]
    return {line.line.hcpcs: (line.allowed and cents(line.allowed), line.account.values[indicator]) for line in lines}


def printed_cells(path):
    """{code: every cell but the descriptor} of an Addendum B workbook."""
    names, rows = table(path, "HCPCS Code")
    words = names.index("Short Descriptor")
    return {row[0]: tuple(cell for at, cell in enumerate(row) if at != words) for row in rows}


# first print, its correction, first day, day before the correction, day of it; codes whose cells differ, whose facts differ (a point and
# a blank both say that there is no copayment), and whose status or amount differ
OPPS_PAIRS = [
    (
        "2020_january_web_addendum_b.12312019.xlsx",
        "January 2020 Addendum B CORRECTION.02042020.xlsx",
        "2020-01-01",
        "2020-02-03",
        "2020-02-04",
        26,
        24,
        23,
    ),
    (
        "October_2022_Web_Addendum_B.09.26.22.xlsx",
        "October_2022_Web_Addendum_B.11142022.xlsx",
        "2022-10-01",
        "2022-11-13",
        "2022-11-14",
        3,
        3,
        3,
    ),
]


@pytest.mark.parametrize(
    ("first", "second", "day", "before", "after", "cells", "facts", "amounts"), OPPS_PAIRS, ids=["january-2020", "october-2022"]
)
def test_a_corrected_addendum_b_is_answered_as_it_stood(shared, engine, first, second, day, before, after, cells, facts, amounts):
    paths = [shared / "cms" / "opps" / "workbooks" / name for name in (first, second)]
    prints = [printed_cells(path) for path in paths]
    changed = sorted(code for code in prints[0] | prints[1] if prints[0].get(code) != prints[1].get(code))
    assert len(changed) == cells
    held = [
        {code: engine.store.find(ADDENDUM_B, (code,), day_number(day), day_number(known)) for code in changed} for known in (before, after)
    ]
    assert sum(held[0][code][0].values != held[1][code][0].values for code in changed) == facts
    expected = [addendum_b(path) for path in paths]
    found = [answers(engine, "hospital", changed, day, known) for known in (before, after)]
    assert sum(found[0][code] != found[1][code] for code in changed) == amounts
    for published, answered in zip(expected, found, strict=True):
        assert answered == {code: (published[code][1] and cents(published[code][1]), published[code][0]) for code in changed}
    assert answers(engine, "hospital", changed, day, None) == found[1]


def test_nothing_else_changed_with_the_correction_of_january_2020(shared, engine):
    path = shared / "cms" / "opps" / "workbooks" / OPPS_PAIRS[0][0]
    changed = printed_cells(path).items() ^ printed_cells(path.with_name(OPPS_PAIRS[0][1])).items()
    same = [code for code in list(printed_cells(path))[::40] if code not in dict(changed)]
    assert len(same) > 400
    assert answers(engine, "hospital", same, "2020-01-01", "2020-02-03") == answers(engine, "hospital", same, "2020-01-01", "2020-02-04")


def test_both_vintages_of_the_apc_rates_of_2024(shared, engine):
    """The uncorrected final rule and its correction both hold from 2024-01-01; 254 of 984 APCs differ."""
    folder = shared / "cms" / "opps" / "pricer-tables"
    old, new = ({row[0]: row for row in rows_of(folder / name)[1:]} for name in ("apc-rate-2024old.csv", "apc-rate-2024.csv"))
    assert (len(old), len(new), sum(old[apc] != new.get(apc) for apc in old)) == (983, 983, 254)
    column = engine.store.table("apc_rates").column_names.index("payment_rate")
    compared = Counter()
    for known, rates in (("2023-12-31", old), ("2024-01-01", new), (None, new)):
        for apc, row in rates.items():
            held = engine.store.table("apc_rates").find((apc[-4:],), day_number("2024-03-15"), OPEN if known is None else day_number(known))
            if held is not None:
                assert Decimal(held.values[column]).scaleb(-2) == Decimal(row[3]), (apc, known)
                compared[known] += 1
    assert len(set(compared.values())) == 1 and compared[None] > 200
    for code, before, after in (("58558", "2981.88", "2978.77"), ("58563", "4744.03", "4739.10")):
        assert answers(engine, "hospital", [code], "2024-03-15", "2023-12-31")[code] == (Decimal(before), "J1")
        assert answers(engine, "hospital", [code], "2024-03-15", "2024-01-01")[code] == (Decimal(after), "J1")


def test_the_corrected_asc_rates_of_january_2025(shared, engine):
    archive = "zips/january-2025-asc-approved-hcpcs-code-and-payment-rates.zip:508-Version-Jan-2025-ASC-AA.csv"
    first, second = (asc_addendum(f"{shared}/cms/asc/{path}") for path in (archive, "2025/20250101/AA.csv"))
    changed = sorted(code for code in first | second if first.get(code) != second.get(code))
    assert changed == ["15013", "C8002"]
    for known, amount in (("2024-12-27", "3355.45"), ("2025-01-12", "3355.45"), ("2025-01-13", "3892.28"), (None, "3892.28")):
        assert answers(engine, "asc", changed, "2025-01-02", known) == dict.fromkeys(changed, (Decimal(amount), "R2"))
    assert {one[1] for one in (first["15013"], second["15013"])} == {Decimal("3355.45"), Decimal("3892.28")}
    unpublished = engine.price(Claim([Line("15013")], setting="asc", on="2025-01-02"), "2024-12-26").lines[0]
    assert unpublished.allowed is None and "was public yet" in unpublished.reasons[0]


def test_the_updated_drug_limits_of_january_2025(shared, engine):
    """Four drugs are marked as updated later: before that day their limits are not known, all the others are the same."""
    archive = shared / "cms" / "other" / "january-2025-asp-pricing-file-12_19_24-final-file.zip"
    names, rows = table(f"{archive}:section 508 version of Jan 2025 ASP Pricing File updated 030725.csv", "HCPCS Code")
    limit, note = names.index("Payment Limit"), names.index("Notes")
    updated = {row[0]: Decimal(row[limit]) for row in rows if row[note].startswith("Updated")}
    assert sorted(updated) == ["J7213", "J9204", "Q5126", "Q5130"]
    same = 0
    for row in rows:
        first, second = (
            engine.store.find(DRUG_LIMITS, (row[0],), day_number("2025-01-02"), day_number(known)) for known in ("2025-03-06", "2025-03-07")
        )
        assert not isinstance(second, Missing)
        if row[0] in updated:
            assert first[0].values[0] is None and first[0].values[-1]
            assert Decimal(second[0].values[0]).scaleb(-3) == updated[row[0]]
        else:
            assert first[0].values == second[0].values
            same += 1
    assert same == len(rows) - 4 > 800


# ---- an outreach site (27) came to the list of places in October 2023 (RULES 1.4); before that day no rate is known for it


@pytest.mark.parametrize(("on", "status"), [("2023-09-30", "unknown"), ("2023-10-01", "priced")])
def test_a_place_has_a_rate_from_its_first_day(on, status):
    assert Engine().price(Claim([Line("99213", on=on, place_of_service="27")])).lines[0].status == status
