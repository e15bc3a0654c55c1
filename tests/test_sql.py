"""The third witness: the trees as SQL over a file of lines give what the account gives, value for value and reason for reason.

Random trees of every operation are worked out over the lines of Toyland; then the real systems over generated claims.
"""

import functools
import random
from decimal import Decimal

import pyarrow as pa
import pytest

from allowable.engine import Engine
from allowable.kernel.day import OPEN, day_date, day_number
from allowable.kernel.node import NUMBER, TEXT, TRUTH, TreeError, as_node
from allowable.kernel.program import Field
from allowable.kernel.rule import (
    any_within,
    case,
    first_of,
    greatest,
    is_in,
    known,
    least,
    max_within,
    missing,
    not_payable,
    otherwise,
    pends,
    place_within,
    portion,
    round_to,
    rule,
    sum_before,
    sum_within,
    undecided,
)
from allowable.kernel.within import OPERATIONS
from allowable.runners.account import Unknown
from allowable.runners.sql import price, sql_of
from allowable.runners.sql.pricing import LinesError
from ambulatory_claims import AmbulatoryClaims
from claims_made import Maker, cut_days
from examples import Desk, load_examples
from outpatient_claims import OutpatientClaims
from toyland import system as toyland
from toyland import tax
from toyland.citations import NAMED

# ---- lines and answers


def arrow_lines(system, claims):
    """Claims, {name: [(fields, day)]}, as an Arrow table: decimals for numbers, blanks as nulls in every second line."""
    rows = [(number, fields, day) for number, lines in enumerate(claims.values()) for fields, day in lines]
    columns = {
        "claim_id": pa.array([claim for claim, _, _ in rows], pa.int64()),
        "line": pa.array(range(len(rows)), pa.int32()),
        "service_date": pa.array([day_date(day) for _, _, day in rows], pa.date32()),
    }
    for name, field in system.fields.items():
        cells = [fields.get(name) for _, fields, _ in rows]
        if field.kind == TEXT:
            columns[name] = pa.array([(cell or None) if at % 2 else cell for at, cell in enumerate(cells)], pa.string())
        else:
            scaled = [None if cell is None else Decimal(cell).scaleb(-field.places) for cell in cells]
            columns[name] = pa.array(scaled, pa.decimal128(38, field.places))
    return pa.table(columns)


def by_account(engine, name, claims, outputs, known_on=OPEN):
    """[{output: value or (category of nothing, reason)}] of every line, in the order of the lines."""
    found = []
    for lines in claims.values():
        accounts = {}
        spoken = [min(day for _, day in lines) if engine.system(name).whole_claim else day for _, day in lines]
        for day in set(spoken):
            places = [at for at, other in enumerate(spoken) if other == day]
            accounts |= dict(zip(places, engine.accounts(name, [lines[at][0] for at in places], day, known_on), strict=True))
        for at in range(len(lines)):
            values = accounts[at].values
            found.append({one: (values[one].reason,) if isinstance(values[one], Unknown) else values[one] for one in outputs})
    return found


def by_sql(engine, name, claims, outputs, known_on=OPEN):
    table = price(engine, name, arrow_lines(engine.system(name), claims), known_on, outputs)
    assert table["line"].to_pylist() == list(range(len(table)))
    found = [{} for _ in range(len(table))]
    for one in outputs:
        for row, value, reason in zip(found, table[one].to_pylist(), table[f"reason_of_{one}"].to_pylist(), strict=True):
            assert (value is None) == (reason is not None)
            row[one] = value if reason is None else (reason,)
    return found


def differences(claims, expected, found):
    lines = [(claim, fields, day_date(day).isoformat()) for claim, lines in claims.items() for fields, day in lines]
    assert len(lines) == len(expected) == len(found)
    return [
        (line, {one: (answer[one], other[one]) for one in answer if answer[one] != other[one]})
        for line, answer, other in zip(lines, expected, found, strict=True)
        if answer != other
    ]


# ---- random trees


FIELDS = (*toyland.FIELDS, Field("mass", "mass, if given", NUMBER, places=1, below=100, optional=True))
OPS = ("add", "sub", "mul", "least", "greatest", "round", "portion", "first_of", "column", *sorted(OPERATIONS - {"any_within", "any_pair"}))
TREES = 50


class Grower:
    """Grows random trees over the quantities of Toyland; the same seed grows the same tree."""

    def __init__(self, seed, leaves):
        self.draw = random.Random(seed)
        self.leaves = leaves

    def tree(self):
        """A number tree that does not pass an int64."""
        for _ in range(40):
            try:
                return self.number(4)
            except TreeError:
                continue
        raise AssertionError("no tree grew")

    def of_kind(self, kind):
        return self.draw.choice([leaf for leaf in self.leaves if leaf.kind == kind])

    def number(self, depth):
        if not depth or self.draw.random() < 0.1:
            return self.of_kind(NUMBER) if self.draw.random() < 0.85 else as_node(self.draw.choice([0, 3, -7, 40]))
        return getattr(self, f"_{self.draw.choice(OPS)}")(depth - 1)

    def truth(self, depth):
        pick = self.draw.choice(("compare", "compare", "text", "in", "and", "or", "not", "known", "undecided", "any"))
        if pick == "compare" or not depth:
            left, right = self.number(depth), self.draw.choice([self.of_kind(NUMBER), 5, 0])
            return self.draw.choice([left < right, left <= right, left > right, left >= right, left == right, left != right])
        if pick == "text":
            return self.text(depth) == self.draw.choice(["DOLL", "LAKE", "", "KITE1"])
        if pick == "in":
            return is_in(self.text(depth), self.draw.choice([("DOLL", "LAKE", "DOLL1"), ("", "HILL"), ("it's",)]))
        if pick in ("and", "or"):
            left, right = self.truth(depth - 1), self.truth(depth - 1)
            return left & right if pick == "and" else left | right
        if pick == "not":
            return ~self.truth(depth - 1)
        if pick == "any":
            return any_within(self.truth(depth - 1), self.same(depth - 1))
        if pick == "known":
            return known(self.number(depth - 1))
        return undecided(first_of(case(self.truth(depth - 1), self.number(depth - 1), "so"), otherwise=self.nothing()))

    def text(self, depth):
        if depth and self.draw.random() < 0.3:
            rest = self.draw.choice([self.of_kind(TEXT), "DOLL", self.nothing()])
            return first_of(case(self.truth(depth - 1), self.of_kind(TEXT), "so"), otherwise=rest)
        return self.of_kind(TEXT)

    def nothing(self):
        return self.draw.choice([pends("it's pending"), not_payable("not payable"), missing("missing")])

    def same(self, depth):
        return self.draw.choice([None, self.text(depth), (self.text(depth), self.of_kind(TEXT))])

    def _column(self, depth):
        return self.of_kind(NUMBER)

    def _add(self, depth):
        return self.number(depth) + self.of_kind(NUMBER)

    def _sub(self, depth):
        return self.of_kind(NUMBER) - self.number(depth)

    def _mul(self, depth):
        return self.number(depth) * self.of_kind(NUMBER)

    def _least(self, depth):
        return least(self.number(depth), self.number(depth), 50)

    def _greatest(self, depth):
        return greatest(self.number(depth), self.number(depth))

    def _round(self, depth):
        return round_to(self.number(depth) * self.of_kind(NUMBER), self.draw.choice([0, 1, 2]))

    def _portion(self, depth):
        number = greatest(self.number(depth), 0)
        return portion(number, self.draw.choice([3, 7, 15]), number.places + 2)

    def _first_of(self, depth):
        count = self.draw.choice([0, 1, 2, 2])
        cases = [case(self.truth(depth), self._branch(depth), "case") for _ in range(count)]
        return first_of(*cases, otherwise=otherwise(self._branch(depth), "else"))

    def _branch(self, depth):
        return self.number(depth) if self.draw.random() < 0.75 else self.nothing()

    def _sum_within(self, depth):
        return sum_within(self.number(depth), self.truth(depth), self.same(depth))

    def _max_within(self, depth):
        return max_within(self.number(depth), self.truth(depth), self.same(depth))

    def _sum_before(self, depth):
        return sum_before(self.number(depth), self.truth(depth))

    def _place_within(self, depth):
        numbers = (self.of_kind(NUMBER), self.number(depth)) if self.draw.random() < 0.4 else self.number(depth)
        weight = self.draw.choice([1, self.leaves[2]])  # units
        return place_within(numbers, self.truth(depth), self.same(depth), weight)


def tree_rule(at):
    """A rule whose body is a random tree."""

    def body(toy, village, units, tenth, mass, kind, price, weight, factor, rebate, surcharge, levy_share):
        return Grower(at, [toy, village, units, tenth, mass, kind, price, weight, factor, rebate, surcharge, levy_share]).tree()

    return rule("A random tree", cites=NAMED, name=f"tree_{at}")(body)


class Toys(Engine):
    """An engine for Toyland with random trees as its outputs."""

    def __init__(self, folder, count):
        super().__init__(toyland.releases(folder))
        outputs = [f"tree_{at}" for at in range(count)]
        rules = [*toyland.rules_of(tax), *(tree_rule(at) for at in range(count))]
        self._systems["toyland"] = toyland.system(outputs=outputs, rules=rules, fields=FIELDS)


@pytest.fixture(scope="module")
def toys(tmp_path_factory):
    return Toys(tmp_path_factory.mktemp("toyland"), TREES)


@pytest.fixture(scope="module")
def toy_tax(tmp_path_factory):
    return toyland.ToyEngine(tmp_path_factory.mktemp("toy_tax"))


def toy_claims(count, seed):
    """Claims of 1 to 6 lines on one day or two, interleaved; equal lines among them."""
    draw = random.Random(seed)
    names = [key[0] for key in toyland.PRICES_2022] + ["NONE", ""]
    claims = {}
    for claim in range(count):
        first = draw.randint(day_number("2019-06-01"), day_number("2025-06-01"))
        days = [first, first + draw.choice([0, 0, 1])]
        lines = []
        for _ in range(draw.randint(1, 6)):
            fields = {"toy": draw.choice(names), "village": draw.choice(["", "LAKE", "HILL", "CAPITAL", "SEA"])}
            fields |= {"units": draw.choice([1, 2, 3, 99]), "tenth": draw.randint(-150, 150), "mass": draw.choice([None, 5, 20, -31])}
            lines.append((fields, draw.choice(days)))
            if draw.random() < 0.2:
                lines.append(lines[-1])
        claims[claim] = lines
    return claims


def test_the_random_trees_hold_every_operation(toys):
    program, seen = toys.system("toyland").program(day_number("2024-03-01")), {}

    def walk(node):
        if node not in seen:
            seen[node] = node.op
            for arg in node.args:
                walk(arg)

    for root in program.roots.values():
        walk(root)
    wanted = "literal field parameter unknown row column add sub mul least greatest up round portion identity first_of"
    wanted += " eq ne lt le gt ge in and or not known undecided"
    assert {*wanted.split(), *OPERATIONS - {"any_pair"}} <= set(seen.values())  # pairs of lines: test_pairs_within.py
    assert {node.kind for node in seen} >= {NUMBER, TEXT, TRUTH}


@pytest.mark.parametrize("known_on", [OPEN, "2022-02-10"])
def test_random_trees_agree(toys, known_on):
    known_day = day_number(known_on)
    claims, outputs = toy_claims(400, 11), toys.system("toyland").outputs
    expected = by_account(toys, "toyland", claims, outputs, known_day)
    assert known_on != OPEN or len({value for row in expected for value in row.values()}) > 1_000
    assert not differences(claims, expected, by_sql(toys, "toyland", claims, outputs, known_day))[:3]


def test_rounding_near_the_largest_number(tmp_path):
    """Half a unit more than fits into 64 bits: the sum is counted wider, and the result fits again."""
    big = Field("big", "a number as large as 64 bits hold", NUMBER, places=4, below=922_337_203_685_477)
    rounded = rule("The number without its last two decimals", cites=NAMED, name="rounded")(lambda big: round_to(big, 2))
    engine = Engine(toyland.releases(tmp_path))
    engine._systems["toyland"] = toyland.system(outputs=["rounded"], rules=[rounded], fields=[big], lookups=[])
    largest = 922_337_203_685_477 * 10**4 - 1
    claims = {at: [({"big": value}, day_number("2020-05-05"))] for at, value in enumerate([largest, -largest, 150, 149, -150, -149, 0])}
    found = by_sql(engine, "toyland", claims, ["rounded"])
    assert found == by_account(engine, "toyland", claims, ["rounded"])
    assert [row["rounded"] for row in found[2:]] == [2, 1, -2, -1, 0]


# ---- the real systems

DAYS = [day_number(day) for day in ("2021-01-12", "2023-07-05", "2025-04-02", "2025-10-01", "2026-07-10")]
EXAMPLES = load_examples()


@functools.cache
def claims_on(engine, days, count):
    """Claims of the physician system by number, moved to a few days: a plan for each span of days costs seconds."""
    found = {}
    for number, claim in enumerate(Maker(engine).claims(500_000, count)):
        first, base = min(day for _, day in claim), days[number % len(days)]
        found[number] = [(fields, base + day - first) for fields, day in claim]
    return found


def check_claims(engine, claims):
    """All outputs and reasons of claims of the physician system, by SQL as by the account."""
    outputs = engine.system("physician").outputs
    expected = by_account(engine, "physician", claims, outputs)
    apart = differences(claims, expected, by_sql(engine, "physician", claims, outputs))
    assert not apart, f"{len(apart)} of {len(expected)} lines: {apart[:3]}"
    return expected


def test_generated_claims_of_the_physician_system_agree(engine):
    expected = check_claims(engine, claims_on(engine, tuple(DAYS), 3_500))
    first = [row[engine.system("physician").outputs[0]] for row in expected]
    assert len(first) >= 10_000
    assert len({value for value in first if isinstance(value, int)}) > 2_000
    assert len({value for value in first if isinstance(value, tuple)}) > 40


@pytest.mark.proof
def test_generated_claims_agree_on_all_days(engine):
    check_claims(engine, dict(enumerate(Maker(engine).claims(600_000, 7_000))))


@pytest.mark.parametrize("name", ["outpatient", "ambulatory"])
def test_generated_lines_of_facilities_agree(engine, name):
    desk = Desk(engine, name)
    maker = {"outpatient": OutpatientClaims, "ambulatory": AmbulatoryClaims}[name]
    claims = dict(enumerate(maker(engine, cut_days(engine, name)).claims(0, 1_500)))
    outputs = desk.law.outputs
    expected = by_account(desk, name, claims, outputs)
    assert sum(isinstance(row[outputs[0]], int) for row in expected) > 500
    assert not differences(claims, expected, by_sql(desk, name, claims, outputs))[:3]


@pytest.mark.parametrize("name", sorted({example.system for example in EXAMPLES}))
def test_worked_examples_through_sql(engine, name):
    """test_examples.py holds the account to what the examples state; here they stand in one file, as known on one day."""
    assert through_sql(engine, name, stating=False) > 20


@pytest.mark.proof
@pytest.mark.parametrize("name", sorted({example.system for example in EXAMPLES}))
def test_worked_examples_that_state_intermediates_through_sql(engine, name):
    assert through_sql(engine, name, stating=True)


def through_sql(engine, name, stating):
    """How many examples agree of those that state intermediates (one query for each set of them), or of the others."""
    groups = {}
    for example in EXAMPLES:
        stated = tuple(example.stated(engine.system(example.system).fields).items())
        if example.system == name and bool(stated) == stating:
            groups.setdefault((stated, example.on if stated else None, example.known), []).append(example)
    for (stated, day, known_day), examples in groups.items():
        desk = Desk(engine, name, dict(stated), day)
        claims = {example.name: desk.claim(example) for example in examples}
        outputs = {desk.law.outputs[0]} | {one for example in examples for line in example.lines for one in line.expect}
        outputs = [one for one in desk.outputs if one in outputs]
        expected = by_account(desk, name, claims, outputs, known_day)
        assert not differences(claims, expected, by_sql(desk, name, claims, outputs, known_day))
    return sum(map(len, groups.values()))


# ---- what a file of lines may be


def one_line(**changed):
    """A file of one line of Toyland, with some columns changed or, where None, left out."""
    columns = {"claim_id": [1], "line": [1], "service_date": pa.array([day_date(day_number("2020-05-05"))]), "toy": ["DOLL1"]}
    columns |= {"village": ["LAKE"], "units": [2], "tenth": pa.array([Decimal("0.10")], pa.decimal128(5, 2)), **changed}
    return pa.table({name: cells for name, cells in columns.items() if cells is not None})


def test_one_line_by_hand(toy_tax):
    """19.99 dollars x 0.100 x 0.9876 = 1.974...: 1.97 a toy, 3.94 for two, of which a tenth is 0.39."""
    (row,) = price(toy_tax, "toyland", one_line()).to_pylist()
    assert row == {
        "claim_id": 1, "line": 1, "line_levy": 394, "levy": 197, "village_tenth": 39,
        "reason_of_line_levy": None, "reason_of_levy": None, "reason_of_village_tenth": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"units": None}, "lacks the column units"),
        ({"claim_id": None}, "lacks the columns claim_id"),
        ({"units": pa.array([None], pa.int32())}, "column units holds no number below 10000 in claim 1, line 1"),
        ({"units": [10_000]}, "column units holds no number below 10000 in claim 1, line 1"),
        ({"units": [0.5]}, "column units is DOUBLE, neither whole nor a decimal"),
        ({"tenth": pa.array([Decimal("0.105")])}, r"column tenth is DECIMAL\(\d,3\), neither whole nor a decimal of at most 2 places"),
        ({"service_date": pa.array([None], pa.date32())}, "a line has no service_date"),
    ],
)
def test_lines_that_cannot_be_priced_are_refused(toy_tax, changed, complaint):
    with pytest.raises(LinesError, match=complaint):
        price(toy_tax, "toyland", one_line(**changed))


def test_the_query_of_a_day_stands_alone(toy_tax):
    """sql_of is the text that price runs: it reads the relation `lines` and the Parquet files of the releases."""
    text = sql_of(toy_tax, "toyland", day_number("2024-03-01"))
    assert text.startswith("WITH ") and "toy_prices.parquet" in text and "DOUBLE" not in text
