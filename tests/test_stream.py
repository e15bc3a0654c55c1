"""The parts of a stream of lines: what is legible, where claims are cut, and a file that appears when it is whole."""

import datetime
import decimal
import os
import random

import numpy as np
import pyarrow as pa
import pytest

from allowable.claims import model, values
from allowable.kernel.day import day_number
from allowable.runners.bulk import faults, order, target
from allowable.runners.bulk.between import ahead, behind, in_order
from allowable.runners.bulk.legible import days_of, numbers_of, texts_of
from allowable.runners.bulk.names import LinesError, Names
from allowable.runners.bulk.whole import whole_claims

Decimal = decimal.Decimal
WRONG = "illegible"

# ---- what stands in a cell

WRITTEN = {
    "12.34": 1234,
    " 5 ": 500,
    ".5": 50,
    "7.": 700,
    "-1": -100,
    "12.3400000000000": 1234,
    "": None,
    "1.005": WRONG,
    "1,000": WRONG,
    "$5": WRONG,
    "1e5": WRONG,
    "99999999999": WRONG,
    "0.30000000000000004": WRONG,
}
COLUMNS = [
    (pa.array(list(WRITTEN)), list(WRITTEN.values())),
    (pa.array(["5", None]).dictionary_encode(), [500, None]),
    (pa.array(["5", None], pa.large_string()), [500, None]),
    (pa.array([12.34, 0.1 + 0.2, float("nan"), None, 1e20, -3.5]), [1234, 30, WRONG, None, WRONG, -350]),
    (pa.array([510.09000000000003, 12.345, 1e-9]), [51_009, WRONG, 0]),
    (pa.array([1234.56, 5], pa.float32()), [123_456, 500]),
    (pa.array([1, None, 2**62, -(2**62)]), [100, None, WRONG, WRONG]),
    (pa.array([2**63, 7], pa.uint64()), [WRONG, 700]),
    (pa.array([3], pa.int8()), [300]),
    (pa.array([Decimal("12.34"), None, Decimal("-5")], pa.decimal128(11, 2)), [1234, None, -500]),
    (pa.array([Decimal("9"), Decimal("12.34"), None], pa.decimal128(11, 2)).slice(1), [1234, None]),
    (pa.array([Decimal("12.345"), Decimal("1.100")], pa.decimal128(8, 3)), [WRONG, 110]),
    (pa.array([Decimal("12.345"), Decimal("1e30"), Decimal("2.500")], pa.decimal128(38, 3)), [WRONG, WRONG, 250]),
    (pa.array([Decimal("12"), Decimal("99999999999")], pa.decimal128(12, 0)), [1200, WRONG]),
    (pa.array([Decimal("1.25")], pa.decimal256(50, 2)), [125]),
    (pa.nulls(2), [None, None]),
]


@pytest.mark.parametrize(("column", "expected"), COLUMNS, ids=lambda one: str(getattr(one, "type", "")))
def test_numbers_are_exact_or_illegible_whatever_their_type(column, expected):
    values, wrong, absent = numbers_of(column, "charge", 2)
    wrong = np.zeros(len(column), bool) if wrong is None else wrong
    absent = np.zeros(len(column), bool) if absent is None else absent
    assert [WRONG if bad else None if none else value for value, bad, none in zip(values.tolist(), wrong, absent, strict=True)] == expected


def test_days_are_days_or_illegible_whatever_their_type():
    right, day = day_number("2025-03-10"), datetime.date(2025, 3, 10)
    written = ["2025-03-10", "20250310", "2025-03-10T08:30:00", "2025-02-30", None, "", "03/10/2025", "2025-3-10"]
    days, wrong = days_of(pa.array(written), "service_date")
    assert days[:3].tolist() == [right] * 3 and wrong.tolist() == [False] * 3 + [True] * 5
    for column in (pa.array([day]), pa.array([day], pa.date64()), pa.array([day]).cast(pa.timestamp("us")), pa.array([20250310])):
        days, wrong = days_of(column, "service_date")
        assert days.tolist() == [right] and wrong is None
    assert days_of(pa.array([day, None]), "service_date")[1].tolist() == [False, True]
    with pytest.raises(LinesError, match="column service_date holds bool; give days"):
        days_of(pa.array([True]), "service_date")


def test_texts_are_trimmed_and_whole_numbers_get_their_zeros_back():
    for column, expected in [
        (pa.array([" g0101 ", None, "58558"]), ["G0101", "", "58558"]),
        (pa.array([11, 2, None]), ["11", "02", ""]),
        (pa.array([True, None, False]), ["TRUE", "", "FALSE"]),
        (pa.array(["a", None]).dictionary_encode(), ["A", ""]),
        (pa.nulls(2), ["", ""]),
    ]:
        words, places = texts_of(column, "hcpcs", 2)
        assert [words[place].as_py() for place in places.tolist()] == expected
    with pytest.raises(LinesError, match="column hcpcs holds double; give texts"):
        texts_of(pa.array([1.5]), "hcpcs", 5)


def test_the_bounds_of_numbers_are_those_of_the_claim():
    assert faults.RANGES["units"] == (1, 9_999)
    assert faults.RANGES["charge"] == (0, model.LARGEST_CHARGE * 100)
    assert faults.RANGES["deductible_remaining"] == (0, model.LARGEST_DEDUCTIBLE * 100)
    assert faults.RANGES["mips_percent"] == (-model.LARGEST_MIPS * 100, model.LARGEST_MIPS * 100)
    assert faults.RANGES["minutes"] == (1, model.LONGEST_MINUTES)
    assert faults.RANGES["base_units"] == (1, model.MOST_BASE_UNITS)
    assert faults.RANGES["postoperative_days"] == (1, model.MOST_POSTOPERATIVE_DAYS)
    assert faults.PRACTITIONERS == values.PRACTITIONERS
    assert faults.MOST_LINES == model.MOST_LINES


def test_the_bounds_of_numbers_lie_within_those_of_the_fields(engine):
    fields = engine.system("physician").fields
    for name, (low, high) in faults.RANGES.items():
        if name in fields:
            assert max(-low, high) < fields[name].below * 10 ** fields[name].places, name


# ---- which column is which


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"hcps": "PROC"}, "the mapping names 'hcps', which is no field of a line; near names: hcpcs"),
        ({"hcpcs": "PROC"}, "table has no column 'PROC', to which the mapping sends hcpcs; near names: proc_cd"),
        ({"hcpcs": 5}, "the mapping of hcpcs is 5; give the name of a column as a text"),
        ({"constant": {"claim_id": 1}}, "claim_id tells lines apart and cannot be the same for all of them"),
        ({"units": "line", "constant": {"units": 1}}, "the mapping gives units both a column and a constant"),
        ({"constant": {"charge": 1.5}}, "the constant charge is 1.5; give a text"),
        ({"constant": 5}, "constants are a table of the mapping"),
        ({}, "table lacks the columns service_date, hcpcs, units; it has claim_id, line, proc_cd"),
    ],
)
def test_a_wrong_mapping_is_refused_with_near_names(mapping, says):
    with pytest.raises(LinesError) as problem:
        Names.of(mapping).bind(["claim_id", "line", "proc_cd"], ["hcpcs", "units"], "table")
    assert says in str(problem.value)


def test_a_constant_stands_in_for_a_required_column():
    names = Names.of({"hcpcs": "proc_cd", "constant": {"units": 1, "service_date": datetime.date(2025, 3, 10), "denied": False}})
    assert names.constants == {"units": "1", "service_date": "2025-03-10", "denied": "no"}
    bound = names.bind(["claim_id", "line", "proc_cd", "mac", "other"], ["hcpcs", "units", "mac", "charge"], "table")
    assert bound == {"claim_id": "claim_id", "line": "line", "hcpcs": "proc_cd", "mac": "mac"}


# ---- claims whole


def batches(ids, size, kind=None):
    numbers, ids = pa.array(range(len(ids))), pa.array(ids, kind)
    return [pa.RecordBatch.from_arrays([ids.slice(at, size), numbers.slice(at, size)], ["id", "at"]) for at in range(0, len(ids), size)]


def many_claims(seed):
    draw, ids, claim = random.Random(seed), [], 0
    for _ in range(draw.randint(1, 40)):
        claim += draw.randint(1, 5)
        lines = draw.choice([1, 2, 3, 5, 30, 1_500 if seed % 3 == 0 else 7])
        ids += [claim if draw.random() < 0.9 or at == 0 else None for at in range(lines)]
    return [None] * draw.choice([0, 0, 4]) + ids


@pytest.mark.parametrize("size", [1, 5, 40, 1_000])
@pytest.mark.parametrize("kind", [pa.int64(), pa.string()], ids=str)
def test_no_claim_is_cut_and_no_line_lost_whatever_the_batches(size, kind):
    for seed in range(12):
        ids = [None if one is None else one if kind == pa.int64() else f"x{one}" for one in many_claims(seed)]
        for least in (1, 64):
            pieces = list(whole_claims(batches(ids, size, kind), "id", least, 2_000))
            assert [at for piece in pieces for at in piece.batch.column("at").to_pylist()] == list(range(len(ids)))
            assert sum(piece.count for piece in pieces) == len(set(ids) - {None}) + (ids[0] is None)
            where = {}
            for number, piece in enumerate(pieces):
                own = piece.batch.column("id").to_pylist()
                assert len(piece.claims) == len(own)
                for one in set(own) - {None}:
                    assert piece.is_too_long or where.setdefault(one, number) == number
                if not piece.is_too_long:
                    changes = [a != b for a, b in zip(piece.claims[1:], piece.claims[:-1], strict=True)]
                    assert changes == [b is not None and b != a for a, b in _neighbours(own)]


def _neighbours(ids):
    last = ids[0]
    for one in ids[1:]:
        yield last, one
        last = last if one is None else one


def test_a_claim_of_any_length_stays_in_bounded_memory():
    ids = [1] * 7 + [2] * 5_000 + [3] * 2
    pieces = list(whole_claims(batches(ids, 100), "id", 1, 100))
    assert max(len(piece.batch) for piece in pieces) <= 999 + 100
    assert [piece.is_too_long for piece in pieces if 2 in piece.batch.column("id").to_pylist()] == [True] * len(pieces[1:-1])
    assert [piece.count for piece in pieces] == [1, 1, *[0] * (len(pieces) - 3), 1]


@pytest.mark.parametrize(
    ("ids", "named"),
    [([1, 2, 3, 1], 1), ([5, 4, 3, 5], 5), (["a", "b", "a"], "a"), (["1", "2", "10", "2"], "2"), ([7, 8, 3, 4, 8], 8)],
)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_claim_that_comes_back_is_named(ids, named, size):
    with pytest.raises(LinesError, match=f"^claim {named} comes back after other claims; the lines of a claim must stand together"):
        list(whole_claims(batches(ids, size), "id", 1))


@pytest.mark.parametrize("ids", [[5, 4, 3, 2, 1], ["1", "2", "10", "11"], ["b", "a", "c"], [3, 9, 1, 8, 2]], ids=str)
def test_claims_in_any_order_that_stand_together_are_right(ids):
    assert sum(piece.count for piece in whole_claims(batches(ids, 2), "id", 1)) == len(ids)


def test_the_memory_of_claims_has_an_end(monkeypatch):
    monkeypatch.setattr(order, "HELD_WHILE_ASCENDING", 4)
    with pytest.raises(LinesError, match="claim_id ascended for 4 claims and then no more, near claim 2"):
        list(whole_claims(batches([1, 3, 5, 7, 9, 11, 2], 3), "id", 1))
    monkeypatch.setattr(order, "HELD_WITHOUT_ORDER", 4)
    with pytest.raises(LinesError, match="more than 4 claims in no order"):
        list(whole_claims(batches([9, 7, 5, 3, 1], 1), "id", 1))


def test_an_id_that_is_neither_number_nor_text_is_refused():
    with pytest.raises(LinesError, match="column id holds double; give whole numbers or texts"):
        list(whole_claims(batches([1.0, 2.0], 2), "id"))


# ---- steps in threads


def test_steps_keep_the_order_and_stop_at_a_failure():
    def work(number):
        if number == 7:
            raise LinesError("seven")
        return number * 2

    assert list(in_order(work, ahead(range(7), 1), 3)) == list(range(0, 14, 2))
    done = []
    with pytest.raises(LinesError, match="seven"), behind(done.append, 1) as hand:
        for one in in_order(work, ahead(range(1_000), 1), 3):
            hand(one)
    assert done == list(range(0, 14, 2))[: len(done)]
    with pytest.raises(LinesError, match="broken"), behind(_break, 1) as hand:
        for one in ahead(range(1_000), 1):
            hand(one)


def _break(number):
    raise LinesError("broken")


# ---- a file that appears when it is whole


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "out.parquet"
    path.write_text("before")
    for problem in (ValueError, KeyboardInterrupt):
        with pytest.raises(problem), target.whole_file(str(path)) as temporary:
            with open(temporary, "w") as stream:
                stream.write("half")
            raise problem
    assert [one.name for one in tmp_path.iterdir()] == ["out.parquet"] and path.read_text() == "before"


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path):
    path = tmp_path / "out.parquet"
    with target.whole_file(str(path)) as one, target.whole_file(str(path)) as other:
        assert one != other and os.path.exists(one)
        for temporary in (one, other):
            with open(temporary, "w") as stream:
                stream.write(temporary)
    assert [one.name for one in tmp_path.iterdir()] == ["out.parquet"]
    assert path.read_text() == one


def test_what_a_dead_process_left_is_removed(tmp_path):
    (tmp_path / ".out.parquet.0badcafe.part").write_text("half")
    (tmp_path / ".other.parquet.0badcafe.part").write_text("of another file")
    with target.whole_file(str(tmp_path / "out.parquet")) as temporary:
        assert target.remove_abandoned(str(tmp_path / "out.parquet")) == []
        assert os.path.exists(temporary)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".other.parquet.0badcafe.part", "out.parquet"]
