"""Toyland: what an account says of a small statute, what amendments and corrections do to it, and the same answers in bulk.

Amounts are worked out by hand from the act as tests/toyland/__init__.py states it.
"""

import random

import numpy as np
import pyarrow as pa
import pytest

from allowable.engine import notes
from allowable.kernel.day import ALWAYS, OPEN, day_number
from allowable.kernel.number import number_text
from allowable.runners.account import Source, Unknown, value_text
from allowable.runners.bulk import reasons
from allowable.runners.bulk.lines import Bulk
from allowable.runners.words import rule_words
from toyland import system as toyland
from toyland import tables


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return toyland.ToyEngine(tmp_path_factory.mktemp("toyland"))


def levied(engine, toy, on, village="", units=1, tenth=0, known_on=None):
    """The Account of one line of toys."""
    fields = {"toy": toy, "village": village, "units": units, "tenth": tenth}
    return engine.account("toyland", fields, day_number(on), OPEN if known_on is None else day_number(known_on))


def amount(account):
    """Amount of a line in dollars, or the category and reason of its absence."""
    found = account.values["line_levy"]
    return (found.category, found.reason) if isinstance(found, Unknown) else number_text(found, 2)


# ---- amounts and reasons, day by day


@pytest.mark.parametrize(
    ("toy", "on", "more", "expected"),
    [
        ("DOLL1", "2020-06-01", {"village": "HILL", "units": 3}, "7.41"),  # 19.99 x 0.100 x 1.2345 = 2.4677655, three times 2.47
        ("DOLL1", "2020-06-01", {}, "2.00"),  # 1.999 in the capital
        ("ROBOT1", "2020-06-01", {"village": "LAKE"}, "7.90"),  # 80.00 x 0.100 x 0.9876 = 7.9008
        ("DOLL1", "2022-06-01", {}, "3.06"),  # 25.49 x 0.120 = 3.0588
        ("TRAIN1", "2022-06-01", {}, "20.44"),  # 149.50 x 0.120 = 17.94, and 2.50 for 12.5 pounds
        ("TRAIN2", "2022-06-01", {}, "12.00"),  # no weight is printed: no surcharge
        ("DOLL1", "2023-06-01", {}, "-2.94"),  # 3.06 - 6.00: the toy master pays
        ("DOLL2", "2023-06-01", {"units": 2}, "-8.00"),  # 1.48 - 6.00 = -4.52, but no more than 4.00 is paid for a toy
    ],
)
def test_an_amount_is_what_the_act_says(engine, toy, on, more, expected):
    assert amount(levied(engine, toy, on, **more)) == expected


@pytest.mark.parametrize(
    ("toy", "on", "more", "category", "reason"),
    [
        ("BOOK1", "2020-06-01", {}, "not_payable", "books and puzzles are exempt"),
        ("ROBOT2", "2020-06-01", {}, "pends", "the toy master weighs this robot first"),
        ("KITE1", "2020-06-01", {}, "unknown", "this kind of toy is none that the act names"),
        ("BOX1", "2020-06-01", {}, "unknown", "toy_prices prints no kind in this row"),
        ("LOOSE1", "2020-06-01", {}, "unknown", "toy_prices prints no price in this row"),
        ("YOYO1", "2020-06-01", {}, "unknown", "no row of toy_prices is in force for this key"),
        ("DOLL1", "2020-06-01", {"village": "MOON"}, "unknown", "no row of toy_villages is in force for this key"),
        ("DOLL1", "2021-06-01", {}, "unknown", "no release of toy_prices is held for this day"),
        (
            "DOLL1",
            "2022-06-01",
            {"village": "LAKE"},
            "unknown",
            "the toy_villages release of this day is not held and its neighbours differ",
        ),
        ("DOLL1", "2024-06-01", {}, "unknown", "no value of rebate is in force on this day"),
        ("DOLL1", "2019-06-01", {}, "unknown", "no value of exempt_kinds is in force on this day"),
        ("DOLL1", "2022-06-01", {"known_on": "2021-12-14"}, "unknown", "no release of toy_prices for this day was public yet"),
    ],
)
def test_no_amount_without_its_reason(engine, toy, on, more, category, reason):
    assert amount(levied(engine, toy, on, **more)) == (category, reason)


def test_a_field_that_is_absent_is_unknown(engine):
    account = engine.account("toyland", {"toy": "DOLL1", "village": "", "units": 1}, day_number("2020-06-01"))
    assert account.values["village_tenth"].reason == "tenth is not given"
    assert amount(account) == "2.00"


def test_what_is_known_between_two_held_lists_is_what_both_print(engine):
    assert amount(levied(engine, "DOLL1", "2022-06-01", village="HILL")) == "3.78"  # 25.49 x 0.120 x 1.2345 = 3.7760886
    account = levied(engine, "DOLL1", "2022-06-01", village="HILL")
    assert any("VILLAGE2022 winter and VILLAGE2022 autumn, before and after it" in note for note in notes(account))


@pytest.mark.parametrize(
    ("known_on", "expected"),
    [
        ("2021-12-31", "3.12"),  # 24.99 x 0.125
        ("2022-02-09", "3.12"),
        ("2022-02-10", "3.00"),  # 24.99 x 0.120: the share was corrected back to January
        ("2022-02-28", "3.00"),
        ("2022-03-01", "3.06"),  # 25.49 x 0.120: the price too
        (None, "3.06"),
    ],
)
def test_the_answer_is_that_of_the_day_on_which_one_looks(engine, known_on, expected):
    assert amount(levied(engine, "DOLL1", "2022-01-15", known_on=known_on)) == expected


@pytest.mark.parametrize(("on", "expected"), [("2022-12-31", "3.06"), ("2023-01-01", "-2.94")])
def test_an_amendment_is_a_sibling_with_its_own_first_day(engine, on, expected):
    assert amount(levied(engine, "DOLL1", on)) == expected


def test_the_tenth_rounds_half_away_from_zero_on_both_sides(engine):
    paid = levied(engine, "DOLL1", "2023-06-01", units=5, tenth=5)  # 5 x -2.94 x 0.05 = -0.735
    owed = levied(engine, "TRAIN1", "2022-06-01", units=5, tenth=5)  # 5 x 20.44 x 0.05 = 5.11
    assert (paid.values["village_tenth"], owed.values["village_tenth"]) == (-74, 511)


# ---- the account


def test_an_account_holds_the_steps_that_were_needed_in_their_order(engine):
    account = levied(engine, "TRAIN1", "2022-06-01", village="HILL")
    names = ["owed", "heavy_surcharge", "levy_village", "full_levy", "levy", "line_levy", "village_tenth"]
    assert [step.rule.name for step in account.steps] == names
    steps = {step.rule.name: step for step in account.steps}
    assert steps["owed"].because == "a kind that the act names" and steps["owed"].value is True
    assert steps["heavy_surcharge"].because == "ten pounds or more"
    assert value_text(steps["heavy_surcharge"].value, steps["heavy_surcharge"].places) == "2.50"
    assert steps["full_levy"].because == "owed; with the surcharge"
    assert (account.on, account.known, account.system.name) == (day_number("2022-06-01"), OPEN, "toyland")


def test_an_account_names_the_source_of_every_input(engine):
    full = next(step for step in levied(engine, "DOLL1", "2020-06-01", village="HILL").steps if step.rule.name == "full_levy")
    inputs = {name: (value, places, kind, origin) for name, value, places, kind, origin in full.inputs}
    value, places, kind, source = inputs["price"]
    assert (value, places, kind) == (1999, 2, "column")
    assert isinstance(source, Source)
    assert (source.table, source.key, source.column) == (tables.PRICES, ("DOLL1",), "price")
    assert (source.print.release, source.print.file, source.print.sha256) == ("TOY2020", "toys.zip", "0" * 64)
    _, _, kind, (dated, value) = inputs["levy_share"]
    assert (kind, dated.name, value.written, str(value.cite)) == ("parameter", "levy_share", "0.100", "Toy Tax Act, section 4")
    assert inputs["owed"][2:] == ("rule", next(one for one in engine.system("toyland").rules["owed"]))


def test_an_account_shows_nothing_that_was_not_needed(engine):
    account = levied(engine, "BOOK1", "2022-06-01", village="HILL")
    assert [step.rule.name for step in account.steps] == ["owed", "full_levy", "levy", "line_levy", "village_tenth"]
    full = next(step for step in account.steps if step.rule.name == "full_levy")
    assert [name for name, *_ in full.inputs] == ["owed", "price"]  # price stands in the row that was read; no share, no factor


def test_citations_and_the_weakest_of_them_reach_the_account(engine):
    account = levied(engine, "TRAIN1", "2022-06-01")
    owed = next(step.rule for step in account.steps if step.rule.name == "owed")
    assert [str(cite) for cite in owed.cites] == ["Toy Tax Act, section 1", "Toy Tax Act, section 2", "Toy Tax Act, section 3"]
    assert owed.evidence == "VC"
    assert "rests on unverified rules or values [U]: surcharge" in notes(account)
    assert not any("surcharge" in note for note in notes(levied(engine, "DOLL1", "2020-06-01")))


def test_a_rule_reads_as_english(engine):
    program = engine.system("toyland").program(day_number("2022-06-01"))
    assert rule_words(program.node("heavy_surcharge")) == [
        "Surcharge for the weight:",
        "  if not (weight is known): 0, because no weight is printed",
        "  if weight >= 10: surcharge, because ten pounds or more",
        "  otherwise: 0, because below ten pounds",
    ]
    assert rule_words(program.node("owed"))[1:3] == [
        "  if kind is one of exempt kinds: not payable: books and puzzles are exempt",
        "  if kind is “ROBOT” and not (weight is known): pends: the toy master weighs this robot first",
    ]
    rebated = engine.system("toyland").program(day_number("2023-06-01")).node("levy")
    assert rule_words(rebated) == ["Levy on one toy:", "  the greatest of full levy - rebate, largest payment"]


@pytest.mark.parametrize("known_on", [ALWAYS, "2019-11-01", "2021-12-01", "2022-02-10", OPEN])
def test_every_tree_of_every_span_is_sound_on_every_day_of_knowledge(engine, known_on):
    toys = engine.system("toyland")
    assert [day for day in toys.borders() if day == day_number("2023-01-01")]
    for day in (ALWAYS, *toys.borders(), OPEN):
        assert set(toys.program(day, day_number(known_on)).roots) == set(toyland.OUTPUTS)


def test_a_span_is_built_once(engine):
    toys = engine.system("toyland")
    assert toys.program(day_number("2022-03-01")) is toys.program(day_number("2022-12-31"))
    assert toys.program(day_number("2022-12-31")) is not toys.program(day_number("2023-01-01"))


# ---- the same answers in bulk

TOYS = [*(key[0] for key in toyland.PRICES_2022), "YOYO1", ""]
DAYS = [f"{year}-{rest}" for year in range(2019, 2026) for rest in ("01-01", "03-31", "06-15", "12-31")] + ["2022-04-01", "2022-10-01"]


def toy_lines(count, seed):
    """Lines of toys as (toy, village, units, tenth, day)."""
    draw = random.Random(seed)
    villages = ["", "", "CAPITAL", "HILL", "LAKE", "MOON"]
    return [
        (draw.choice(TOYS), draw.choice(villages), draw.choice([1, 2, 9_999]), draw.choice([0, 5, 100]), day_number(draw.choice(DAYS)))
        for _ in range(count)
    ]


def in_bulk(engine, lines, size, known_on, output):
    """[amount or (reason,)] of lines fed in batches of a size to a fresh Bulk."""
    bulk = Bulk(engine, "toyland", known_on, (output,))
    found = []
    for at in range(0, len(lines), size):
        toys, villages, units, tenths, days = zip(*lines[at : at + size], strict=True)
        columns = {"toy": _words(toys), "village": _words(villages), "units": np.array(units), "tenth": np.array(tenths)}
        amounts, codes, _ = bulk.price(columns, np.array(days))
        pairs = zip(amounts[output].tolist(), codes[output].tolist(), strict=True)
        found += [(bulk.reasons.text(code),) if code else value for value, code in pairs]
    return found


def _words(texts):
    encoded = pa.array(texts).dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy()


@pytest.fixture
def toy_reasons(engine, tmp_path, monkeypatch):
    """A registry of reasons for the toy tax."""
    path = tmp_path / "reasons.txt"
    path.touch()
    monkeypatch.setattr(reasons, "REGISTRY", path)
    return reasons.append_missing([engine.system("toyland")], path)


@pytest.mark.parametrize("output", toyland.OUTPUTS)
@pytest.mark.parametrize("known_on", [OPEN, "2022-02-10", "2021-12-20", "2019-06-01"])
def test_bulk_gives_the_amounts_and_reasons_of_the_account(engine, toy_reasons, known_on, output):
    lines, known_day = toy_lines(600, seed=7), day_number(known_on)
    expected = []
    for toy, village, units, tenth, day in lines:
        fields = {"toy": toy, "village": village, "units": units, "tenth": tenth}
        found = engine.account("toyland", fields, day, known_day).values[output]
        expected.append((found.reason,) if isinstance(found, Unknown) else found)
    assert known_on != OPEN or len(set(expected)) > 30
    for size in (1, 7, 600):
        assert in_bulk(engine, lines, size, known_day, output) == expected


def test_every_reason_is_registered_once(engine, toy_reasons, tmp_path):
    path = tmp_path / "reasons.txt"
    held = path.read_text(encoding="utf-8").splitlines()
    assert len(held) == len(set(held)) == toy_reasons
    wanted = {
        "books and puzzles are exempt",
        "toy_prices prints no weight in this row",
        "no value of largest_payment is in force on this day",
    }
    assert wanted <= set(held)
    assert reasons.append_missing([engine.system("toyland")], path) == 0
    assert path.read_text(encoding="utf-8").splitlines() == held
    unregistered = reasons.Reasons(held[1:])
    with pytest.raises(reasons.UnregisteredReason, match="has no code; run"):
        unregistered.code(held[0])
