"""A modifier that nothing reads is named beside the amount: the price without it would otherwise look like the price with it."""

import pytest

from allowable import Claim, Line
from allowable.claims.modifiers import KNOWN
from allowable.engine import EDIT_SYSTEMS, NOT_APPLIED, SYSTEM_OF_SETTING, read_law
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


def compared(program):
    """Every text with which a rule of a program compares a modifier."""
    found, seen, waiting = set(), set(), list(program.roots.values())
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        waiting += node.args
        if any(one.op == "field" and str(one.data).startswith("modifier_") for one in node.args):
            found |= node.data if isinstance(node.data, frozenset) else {one.data for one in node.args if one.op == "literal" and one.data}
    return {one for one in found if isinstance(one, str)}


@pytest.mark.parametrize("law", [*SYSTEM_OF_SETTING.values(), *EDIT_SYSTEMS])
def test_every_modifier_that_a_rule_reads_is_known(law):
    system = read_law(law)
    found = set().union(*(compared(system.program(day)) for day in system.borders()))
    assert found - KNOWN == set()
    assert len(found) > 5 or law == "hospital_claim_edits"  # which looks at whole claims, and at no modifier
