"""Worked examples as data: reads law/*/examples/*.yaml and works each out through every fold.

An example is one line, or a claim: fields that all lines share, and lines with what each is given and what it answers. A line states fields
and may state any intermediate: a column, a dated value or a rule of its system. A stated intermediate becomes a field of the line, so that
the same trees read it in every fold, and lines with and without the example's values stand together. What one line of a claim states and
another does not, the other works out itself.
"""

import pathlib
import random
from decimal import Decimal

from allowable.claims.fields import whole_claim_fields
from allowable.engine import Engine
from allowable.kernel.choice import choose, known
from allowable.kernel.day import OPEN, day_number
from allowable.kernel.node import NUMBER, TEXT, field
from allowable.kernel.number import number_text, scaled_number
from allowable.kernel.program import Field, Program, System
from allowable.runners.account import value_text
from claims_made import Maker
from columns import price_in_bulk

LAW = pathlib.Path(__file__).resolve().parents[1] / "src" / "allowable" / "law"
OF_A_LINE = {"given", "expect", "reason", "reasons", "because"}
OF_A_CLAIM = {"claim", "lines"}
ENTRY = {"name", "source", "evidence", "on", "known_on", "note"}
REQUIRED = {"name", "source", "evidence", "on"}
NOT_STATED = "(not stated)"  # stands in a text field where this line of a claim works out itself what another states


class ExampleLine:
    """One line: `given`, `expect` and `because` are {name: text}; `reason` is the words of an answer without an amount.

    `reasons` are {name: words} of other quantities without a value.
    """

    def __init__(self, entry, shared, where):
        unknown = set(entry) - OF_A_LINE
        assert not unknown and "given" in entry, f"{where}: keys {sorted(unknown)} of a line are not known, or nothing is given"
        assert {"expect", "reason", "reasons"} & set(entry), f"{where}: neither an expectation nor a reason"
        self.given = {**shared, **entry["given"]}
        self.expect = entry.get("expect", {})
        self.because = entry.get("because", {})
        self.reason = entry.get("reason")
        self.reasons = entry.get("reasons", {})


class Example:
    """One worked example. `lines` are its ExampleLines in the claim's order: one, unless it is a claim."""

    def __init__(self, system, entry, file):
        where = f"{file}, {entry.get('name')}"
        forms = OF_A_CLAIM if "lines" in entry else OF_A_LINE
        unknown, absent = set(entry) - ENTRY - forms, REQUIRED - set(entry)
        assert not unknown and not absent, f"{where}: keys {sorted(unknown)} are not known, {sorted(absent)} are missing"
        self.system = system
        self.file = file
        self.name = entry["name"]
        self.source = entry["source"]
        self.evidence = entry["evidence"]
        self.on = day_number(entry["on"])
        self.known = day_number(entry["known_on"]) if "known_on" in entry else OPEN
        lines = entry["lines"] if "lines" in entry else [{name: entry[name] for name in OF_A_LINE if name in entry}]
        self.lines = [ExampleLine(one, entry.get("claim", {}), where) for one in lines]

    def stated(self, fields):
        """({name: whether every line states it} of the intermediates that its lines state)."""
        names = sorted({name for line in self.lines for name in line.given} - set(fields) - {"modifiers"})
        return {name: all(name in line.given for line in self.lines) for name in names}

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

    def _read(self, name):
        scope, given = self._scope, self.system.given
        asked = name if scope is None else scope.prefix + name
        if scope is not None and name in given and self._same_in_scope(asked, name):
            asked = name
        if asked not in given:
            return super()._read(name)
        own_words = given[asked]
        if self.system.by_all[asked]:
            return own_words
        stated = known(own_words) if own_words.kind == NUMBER else own_words != NOT_STATED
        return choose([(stated, own_words, "")], super()._read(name))

    def _same_in_scope(self, asked, name):
        """Whether a scope reads a name as the line itself does: then what the line states of it holds in the scope too."""
        plain = self.system.base.program(self.day, self.known)
        return plain.node(asked) is plain.node(name)


class GivenSystem(System):
    """A system in which the named intermediates are given by the line instead of being looked up or worked out.

    `names` is {name: whether every line states it}.
    """

    def __init__(self, base, names, day):
        self.__dict__.update(base.__dict__)
        self.forget()
        self.base = base
        self.by_all = dict(names)
        self.given = {name: _given_field(base, name, day, optional=not by_all) for name, by_all in names.items()}
        self.fields = dict(base.fields)
        for name, node in self.given.items():
            below = None if node.kind == TEXT else (node.high + 1) // 10**node.places
            self.fields[name] = Field(name, name, node.kind, node.places, below, optional=node.kind == NUMBER and not node.certain)

    def program(self, day, known=OPEN):
        span = (sum(1 for border in self.borders() if border <= day), known)
        if span not in self._programs:
            self._programs[span] = GivenProgram(self, day, known)
        return self._programs[span]


def _given_field(base, name, day, optional):
    node = base.program(day).node(name)
    assert node.kind in (NUMBER, TEXT), f"{name} is neither a number nor a text: an example cannot state it"
    if node.kind == TEXT:
        return field(name, TEXT)
    largest = max(abs(node.low), abs(node.high)) if node.op != "parameter" else base.parameters[name].below * 10**node.places
    return field(name, NUMBER, node.places, largest // 10**node.places + 1, optional)


class Desk(Engine):
    """An engine for one system with some intermediates given by the line: every fold over the same claims, lists of (fields, day)."""

    def __init__(self, engine, name, given=None, day=None):
        super().__init__(engine.store)
        self.name = name
        base = engine.system(name)
        self.law = self._systems[name] = GivenSystem(base, given, day) if given else base
        self.outputs = [name for name, root in self.law.program(day or OPEN - 1).roots.items() if root.kind != TEXT]
        self._bulk = {}

    def account_of(self, claim, known=OPEN):
        """The Accounts of a claim's lines, in its order."""
        found = [None] * len(claim)
        spoken = [min(day for _, day in claim) if self.law.whole_claim else on for _, on in claim]
        for day in set(spoken):
            places = [at for at, on in enumerate(spoken) if on == day]
            for at, account in zip(places, self.accounts(self.name, [claim[at][0] for at in places], day, known), strict=True):
                found[at] = account
        return found

    def answers(self, accounts):
        """{output: [(amount as a Decimal or None, reason or "")]} of accounts."""
        return {name: [_answer(account, name, self._places(name, account)) for account in accounts] for name in self.outputs}

    def bulk(self, claims, known=OPEN):
        """The same of all lines of claims, by one Bulk for each day of knowledge."""
        from allowable.runners.bulk.lines import Bulk

        if known not in self._bulk:
            self._bulk[known] = Bulk(self, self.name, known, outputs=self.outputs)
        found = price_in_bulk(self._bulk[known], claims)
        places = {name: self.law.program(claims[0][0][1], known).roots[name].places for name in found}
        return {
            name: [(None if value is None else Decimal(number_text(value, places[name])), reason) for value, reason in answers]
            for name, answers in found.items()
        }

    def _places(self, name, account):
        return self.law.program(account.on, account.known).roots[name].places

    def claim(self, example):
        """The claim of an example: [(fields, day)]. Where days stand together, an example says on which day of the claim a line is."""
        lines = [self.fields(line.given) for line in example.lines]
        if not self.law.whole_claim:
            return [(fields, example.on) for fields in lines]
        days = [example.on + int(fields["service_day"] or 1) - 1 for fields in lines]
        return [({**fields, **whole}, day) for fields, day, whole in zip(lines, days, whole_claim_fields(days), strict=True)]

    def fields(self, given):
        """Fields of a line from an example's texts: modifiers become four fields, what is absent is blank or not given, units are one."""
        given = dict(given)
        modifiers = [*given.pop("modifiers", []), "", "", "", ""]
        stated = {**{f"modifier_{at}": modifiers[at - 1] for at in range(1, 5)}, "units": "1", **given}
        fields = {}
        for name, one in self.law.fields.items():
            text = stated.pop(name, None)
            if one.kind == NUMBER:
                assert text is not None or one.optional, f"{name} is not given"
                fields[name] = None if text is None else scaled_number(text, one.places)
            else:
                fields[name] = ("" if getattr(self.law, "by_all", {}).get(name, True) else NOT_STATED) if text is None else text
        # a hospital or center line has no modifier fields yet: none may be stated for it
        stray = {name for name, text in stated.items() if text}
        assert not stray, f"{self.name} takes no {', '.join(sorted(stray))}"
        return fields


def _answer(account, name, places):
    value = account.values[name]
    return (None, value.reason) if hasattr(value, "reason") else (Decimal(number_text(value, places)), "")


def of_scope(account, name):
    """(rule name, words of the scope) of a name such as base_unreduced_fee."""
    for scope in account.system.scopes:
        if name.startswith(scope.prefix) and not account.system.defines(name):
            return name[len(scope.prefix) :], scope.says
    return name, ""


def step_of(account, name):
    """The step of a rule by its name, read in its scope; None where it was not needed."""
    rule, scope = of_scope(account, name)
    return next((step for step in account.steps if step.rule.name == rule and step.scope == scope), None)


def found_reason(account, name):
    """Why a rule or output of an account has no value; None where it has one, or was not needed."""
    step = step_of(account, name)
    value = account.values.get(name) if step is None else step.value
    return getattr(value, "reason", None)


def found_value(account, name):
    """The text of a quantity of an account, by its name: a rule's value or an input of one; None where it was not needed or is unknown."""
    found = step_of(account, name)
    if found is not None:
        return value_text(found.value, found.places)
    for step in account.steps:
        for one, value, places, *_ in step.inputs:
            if one == name and not step.scope:
                return value_text(value, places)
    return None


class Neighbours:
    """Random claims of a system, the same on every run: what the store knows, and some that it does not."""

    def __init__(self, engine, name, seed=2024):
        self.random = random.Random(f"{name} {seed}")
        self.name = name
        self._maker = Maker(engine) if name == "physician" else None
        if self._maker is None:
            store = engine.store
            table = {"outpatient": "addendum_b", "ambulatory": "asc_rates", "coverage": "relative_values"}[name]
            keys = sorted({key[0] for key in store.table(table).keys()})  # noqa: SIM118 - no dict
            self.codes = [*self.random.sample(keys, 400), "99999", "ZZZZZ"]
            areas = {"outpatient": "outpatient_wage_index", "ambulatory": "asc_wage_index"}.get(name)
            self.areas = sorted({key[0] for key in store.table(areas).keys()}) if areas else [""]  # noqa: SIM118

    def claims(self, desk, count, days):
        """Claims of `count` lines together, on some days; a claim of several days keeps them apart as far as there are days."""
        claims = []
        while count:
            claim = self._maker.claim(self.random.randrange(1 << 30)) if self._maker else [(self._fields(desk), 0)]
            moved = {day: self.random.choice(days) for day in sorted({day for _, day in claim})}
            claims.append([({**fields, **self._stated(desk)}, moved[day]) for fields, day in claim[:count]])
            count -= len(claims[-1])
        return claims

    def _fields(self, desk):
        pick = self.random.choice
        fields = dict.fromkeys(desk.law.fields, "")
        fields |= {"hcpcs": pick(self.codes), "cbsa": pick(["", pick(self.areas), "99999"])}
        fields |= {name: self.random.randint(1, 12) for name, one in desk.law.fields.items() if one.kind == NUMBER}
        return {name: fields[name] for name in desk.law.fields}

    def _stated(self, desk):
        """Values of the intermediates that the desk's example states: another's are not this line's."""
        pick, stated = self.random.choice, {}
        for name, node in getattr(desk.law, "given", {}).items():
            blank = () if desk.law.by_all[name] else (None if node.kind == NUMBER else NOT_STATED,)
            stated[name] = pick([*blank, "", "A", "B", "NA"] if node.kind == TEXT else [*blank, self.random.randint(0, 999)])
        return stated
