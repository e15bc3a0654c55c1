"""Covered and performable: what the held policy says of a code on a day, and not checked for everything else."""

import pathlib

import pytest
import yaml

from allowable.engine import Engine
from allowable.kernel.cite import EVIDENCE
from allowable.kernel.day import OPEN, day_number
from allowable.releases.store import Store

VALUES = pathlib.Path(__file__).resolve().parents[1] / "src/allowable/law/coverage/values.yaml"

# code, service day, covered, performable
# NCD 230.3; sales of the inserts ended on 2018-12-31, stock could be implanted for up to a year from purchase (FDA, secondary copies).
ANSWERS = [
    ("58565", "2018-12-31", "conditional", "yes"),
    ("58565", "2019-01-01", "conditional", "conditional"),
    ("58565", "2019-12-31", "conditional", "conditional"),
    ("58565", "2020-01-01", "conditional", "no"),
    ("58565", "2024-03-15", "conditional", "no"),
    ("58565", "2026-07-01", "conditional", "no"),
    ("58600", "2024-03-15", "conditional", "not checked"),
    ("58605", "2024-03-15", "conditional", "not checked"),
    ("58611", "2024-03-15", "conditional", "not checked"),
    ("58615", "2024-03-15", "conditional", "not checked"),
    ("58670", "2024-03-15", "conditional", "not checked"),
    ("58671", "2024-03-15", "conditional", "not checked"),
    ("55250", "2024-03-15", "conditional", "not checked"),
    # removal of tubes and ovaries treats disease as often as it sterilizes: no policy that is held names it
    ("58661", "2024-03-15", "not checked", "not checked"),
    ("58558", "2024-03-15", "not checked", "not checked"),
    ("58563", "2020-01-01", "not checked", "not checked"),
    ("XXXXX", "2024-03-15", "not checked", "not checked"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return Engine(Store([tmp_path_factory.mktemp("nothing held")]))  # coverage asks for no published table


def _account(engine, hcpcs, day, known=OPEN):
    return engine.account("coverage", {"hcpcs": hcpcs}, day_number(day), known)


@pytest.mark.parametrize(("hcpcs", "day", "covered", "performable"), ANSWERS)
def test_answers(engine, hcpcs, day, covered, performable):
    account = _account(engine, hcpcs, day)
    assert account.values == {"covered": covered, "performable": performable}
    assert [step.rule.name for step in account.steps] == ["covered", "performable"]
    assert all(step.because for step in account.steps), "an answer without its reason is none"


def test_nothing_is_ever_covered_outright(engine):
    """The product holds a refusal and no approval: a yes would be invented."""
    assert "yes" not in {_account(engine, code, "2024-03-15").values["covered"] for code, *_ in ANSWERS}


def test_reasons_name_what_was_read(engine):
    covered, performable = _account(engine, "58565", "2024-03-15").steps
    assert "necessary part of treating an illness or injury" in covered.because
    assert "2018-12-31" in performable.because
    assert "section 230.3, Sterilization" in str(covered.rule.cites[0])
    assert performable.rule.evidence == "S", "the end of sales was read in secondary copies only"
    for code in ("58558", "58661"):
        covered, _ = _account(engine, code, "2024-03-15").steps
        assert "no coverage policy that names this code is held" in covered.because


def test_every_span_builds_and_every_rule_is_cited(engine):
    system = engine.system("coverage")
    assert [system.program(day).roots.keys() for day in system.borders()]
    for siblings in system.rules.values():
        for rule in siblings:
            assert rule.says
            assert rule.evidence in EVIDENCE
    for dated in system.parameters.values():
        assert dated.is_codes
        assert all(value.cite.document for value in dated.values)


def test_lists_of_codes_do_not_overlap(engine):
    lists = [set(value.value) for dated in engine.system("coverage").parameters.values() for value in dated.values]
    assert sum(map(len, lists)) == len(set().union(*lists))


def test_the_values_are_plain_yaml(engine):
    plain = yaml.safe_load(VALUES.read_text(encoding="utf-8"))
    read = {name: [value.written for value in dated.values] for name, dated in engine.system("coverage").parameters.items()}
    assert {name: [str(value["value"]) for value in dated["values"]] for name, dated in plain.items()} == read
