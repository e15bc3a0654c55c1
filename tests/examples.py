"""Worked examples as data: reads law/*/examples/*.yaml and works each out through both folds.

An example states fields of the line and may state any intermediate: a column, a dated value or a rule of its system. A stated intermediate
becomes a field of the line, so that the same trees read it in both folds, and lines with and without the example's values stand together.
"""

import pathlib
import random
from decimal import Decimal

from allowable.engine import Engine
from allowable.kernel.day import OPEN, day_number
from allowable.kernel.node import NUMBER, TEXT, field
from allowable.kernel.number import number_text, scaled_number
from allowable.kernel.program import Field, Program, System
from allowable.runners.account import value_text

LAW = pathlib.Path(__file__).resolve().parents[1] / "src" / "allowable" / "law"
ENTRY = {"name", "source", "evidence", "on", "known_on", "given", "expect", "reason", "because", "note"}
REQUIRED = {"name", "source", "evidence", "on", "given"}


class Example:
    """One worked example: `given`, `expect` and `because` are {name: text}; `reason` is the words of an answer without an amount."""

    def __init__(self, system, entry, file):
        unknown, absent = set(entry) - ENTRY, REQUIRED - set(entry)
        assert not unknown and not absent, (
            f"{file}, {entry.get('name')}: keys {sorted(unknown)} are not known, {sorted(absent)} are missing"
        )
        assert "expect" in entry or "reason" in entry, f"{file}, {entry['name']}: neither an expectation nor a reason"
        self.system = system
        self.file = file
        self.name = entry["name"]
        self.source = entry["source"]
        self.evidence = entry["evidence"]
        self.on = day_number(entry["on"])
        self.known = day_number(entry["known_on"]) if "known_on" in entry else OPEN
        self.given = entry["given"]
        self.expect = entry.get("expect", {})
        self.because = entry.get("because", {})
        self.reason = entry.get("reason")

    def __repr__(self):
        return f"{self.system}: {self.name}"


def load_examples():
    """Every Example of the law folders, in the order of their files."""
    import yaml

    found = []
    for path in sorted(LAW.glob("*/examples/*.yaml")):
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        found += [Example(path.parts[-3], entry, path.name) for entry in entries]
    return found


class GivenProgram(Program):
    """A program in which stated intermediates are fields of the line."""

    def _build(self, name):
        return self.system.given[name] if name in self.system.given else super()._build(name)


class GivenSystem(System):
    """A system in which the named intermediates are given by the line instead of being looked up or worked out."""

    def __init__(self, base, names, day):
        self.__dict__.update(base.__dict__)
        self._programs = {}
        self.given = {name: _given_field(base, name, day) for name in names}
        self.fields = {**base.fields, **{name: Field(name, name, node.kind, node.places) for name, node in self.given.items()}}

    def program(self, day, known=OPEN):
        span = (sum(1 for border in self.borders() if border <= day), known)
        if span not in self._programs:
            self._programs[span] = GivenProgram(self, day, known)
        return self._programs[span]


def _given_field(base, name, day):
    node = base.program(day).node(name)
    assert node.kind in (NUMBER, TEXT), f"{name} is neither a number nor a text: an example cannot state it"
    if node.kind == TEXT:
        return field(name, TEXT)
    largest = max(abs(node.low), abs(node.high)) if node.op != "parameter" else base.parameters[name].below * 10**node.places
    return field(name, NUMBER, node.places, largest // 10**node.places + 1)


class Desk(Engine):
    """An engine for one system with some intermediates given by the line: both folds over the same lines."""

    def __init__(self, engine, name, given=(), day=None):
        super().__init__(engine.store)
        self.name = name
        base = engine.system(name)
        self.law = self._systems[name] = GivenSystem(base, given, day) if given else base
        self._bulk = {}

    def bulk(self, lines, known=OPEN, fresh=False):
        """[(amount as a Decimal or None, reason or "")] of lines given as (fields, day)."""
        import numpy as np
        import pyarrow as pa

        from allowable.runners.bulk.lines import Bulk

        bulk = Bulk(self, self.name, known) if fresh or known not in self._bulk else self._bulk[known]
        if not fresh:
            self._bulk[known] = bulk
        columns = {}
        for name, one in self.law.fields.items():
            cells = [fields[name] for fields, _ in lines]
            if one.kind == NUMBER:
                columns[name] = np.array(cells, np.int64)
            else:
                words = list(dict.fromkeys(cells))
                where = {word: at for at, word in enumerate(words)}
                columns[name] = (pa.array(words, pa.string()), np.array([where[cell] for cell in cells], np.int64))
        amounts, reasons, _ = bulk.price(columns, np.array([day for _, day in lines], np.int64))
        places = bulk.places
        return [
            (None if code else Decimal(number_text(int(value), places)), bulk.reasons.text(int(code)))
            for value, code in zip(amounts, reasons, strict=True)
        ]

    def fields(self, given):
        """Fields of a line from an example's texts: modifiers become four fields, what is absent is blank, units are one."""
        given = dict(given)
        modifiers = [*given.pop("modifiers", []), "", "", "", ""]
        stated = {**{f"modifier_{at}": modifiers[at - 1] for at in range(1, 5)}, "units": "1", **given}
        fields = {}
        for name, one in self.law.fields.items():
            text = stated.pop(name, "")
            fields[name] = scaled_number(text, one.places) if one.kind == NUMBER else text
        # a hospital or centre line has no modifier fields yet: none may be stated for it
        stray = {name for name, text in stated.items() if text}
        assert not stray, f"{self.name} takes no {', '.join(sorted(stray))}"
        return fields


def found_value(account, name):
    """The text of a quantity of an account, by its name: a rule's value or an input of one; None where it was not needed or is unknown."""
    for step in account.steps:
        if step.rule.name == name:
            return value_text(step.value, step.places)
        for one, value, places, *_ in step.inputs:
            if one == name:
                return value_text(value, places)
    return None


class Neighbours:
    """Random lines of a system, the same on every run: codes, modifiers and places that the store knows, and some that it does not."""

    def __init__(self, store, name, seed=2024):
        self.random = random.Random(f"{name} {seed}")
        self.name = name
        table = {"physician": "relative_values", "outpatient": "addendum_b", "ambulatory": "asc_rates", "coverage": "relative_values"}[name]
        keys = sorted({key[0] for key in store.table(table).keys()})  # noqa: SIM118 - no dict
        self.codes = [*self.random.sample(keys, 400), "99999", "ZZZZZ"]
        self.places = [key for key in store.table("geographic_indices").keys()]  # noqa: C416, SIM118
        areas = {"outpatient": "outpatient_wage_index", "ambulatory": "asc_wage_index"}.get(name)
        self.areas = sorted({key[0] for key in store.table(areas).keys()}) if areas else []  # noqa: SIM118

    def lines(self, desk, count, days):
        """`count` pairs (fields, day)."""
        return [(self._fields(desk), self.random.choice(days)) for _ in range(count)]

    def _fields(self, desk):
        pick = self.random.choice
        mac, locality = pick([("", ""), pick(self.places), pick(self.places)])
        fields = {
            "hcpcs": pick(self.codes),
            "modifier_1": pick(["", "", "26", "TC", "51", "59"]),
            "modifier_2": pick(["", "", "", "26", "76"]),
            "modifier_3": "",
            "modifier_4": "",
            "place_of_service": pick(["11", "21", "22", "24", "99", "06", "66", "00"]),
            "mac": mac,
            "locality": locality,
            "units": self.random.randint(1, 12),
            "qualifying_participant": pick(["", "yes"]),
            "cbsa": pick(["", pick(self.areas), "99999"]) if self.areas else "",
        }
        for name, node in getattr(desk.law, "given", {}).items():
            fields[name] = pick(["", "A", "B", "NA"]) if node.kind == TEXT else self.random.randint(0, 999)
        return {name: fields[name] for name in desk.law.fields}
