"""Addendum D1 against the law: every status indicator in force has an answer in law/outpatient, and the answers agree with CMS's."""

from __future__ import annotations

import copy

import pytest

from allowable.engine import Engine
from allowable.kernel.day import OPEN, day_number
from allowable.law.outpatient.tables import STATUS_INDICATORS
from allowable.releases.store import Missing
from allowable.runners.account import Unknown
from allowable.runners.explain import Runner

DAY = day_number("2025-02-03")
# What Addendum D1 of CY 2025 answers -> what the rule `payable` says of it.
OF_THE_LAW = {"paid": {True}, "packaged": {"not_payable"}, "unpaid": {"not_payable"}, "elsewhere": {"not_payable"}, "at cost": {"pends"}}


def indicators() -> list[tuple[str, str]]:
    points = Engine().store.table("status_indicators")
    keys = sorted(points.keys())
    return [(key[0], points.find(key, DAY).values[0]) for key in keys]


def test_the_print_of_2025_lists_28_indicators():
    assert len(indicators()) == 28


@pytest.mark.parametrize(("indicator", "answer"), indicators())
def test_the_law_answers_each_indicator_as_cms_does(indicator, answer):
    """What is paid at cost pends, but for pass-through devices: their cost is worked out from the charge."""
    engine = Engine()
    law = engine._systems["outpatient"] = copy.copy(engine.system("outpatient"))
    law.outputs = ("payable",)
    law.amount = "payable"
    law.forget()

    def look_up(table, key):
        if table.name == "addendum_b":
            return tuple(indicator if column.name == "status" else None for column in table.columns), None
        return Unknown("unknown", "not asked here")

    (account,) = Runner(law.program(DAY)).run([{"hcpcs": "58558", "cbsa": "", "units": 1}], look_up, DAY, OPEN)
    found = account.values["payable"]
    said = found.category if isinstance(found, Unknown) else found
    assert said in OF_THE_LAW[answer] or (indicator, said) == ("H", True), f"{indicator}: CMS says {answer}, the law {found!r}"


def test_a_year_whose_print_is_not_held_says_so():
    found = Engine().store.find(STATUS_INDICATORS, ("J1",), day_number("2024-02-03"))
    assert isinstance(found, Missing)
    assert "no release of status_indicators is held for this day" in found.reason
