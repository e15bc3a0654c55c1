"""A modifier that nothing reads is named beside the amount: the price without it would otherwise look like the price with it."""

import pytest

from allowable import Claim, Line
from allowable.engine import NOT_APPLIED
from allowable.views.price_text import price_text
from allowable.views.pricing import price_json
from allowable.views.unread import unread


def priced(engine, *billed, **claim):
    lines = [Line(code, modifiers=modifiers) for code, *modifiers in billed]
    return engine.price(Claim(lines, on="2024-06-15", **({"place_of_service": "22"} | claim)))


@pytest.mark.parametrize(
    ("billed", "claim", "named"),
    [
        ([("58563", "ZZ")], {}, ["ZZ (line 1)"]),
        ([("58563",), ("58558", "51", "Q2", "Q2")], {}, ["Q2 (line 2)"]),
        ([("58563", "ZZ")], {"setting": "asc", "place_of_service": None}, ["ZZ (line 1)"]),
        ([("58563", "51"), ("58662", "RT"), ("00840", "QZ"), ("58558", "GC")], {}, []),  # read by a rule, or known and without effect
    ],
)
def test_what_no_rule_reads_is_named(engine, billed, claim, named):
    found = priced(engine, *billed, **claim)
    assert unread(found) == named
    said = price_json(found, NOT_APPLIED)["not_applied"]
    assert said.endswith(NOT_APPLIED) and all(f"No rule reads modifier {one}: " in said for one in named)
    assert " ".join(" ".join(price_text(found, NOT_APPLIED)).split()).count("No rule reads") == len(named)


def test_every_modifier_that_a_rule_reads_changes_nothing_here(engine):
    assert unread(priced(engine, *((code, modifier) for code in ("58563",) for modifier in ("26", "TC", "AD", "CO", "XU", "F9")))) == []
