"""Prints become rows with spans, and say the same as the prints: a naive model of releases/intervals.py against every file that is written.

The model keeps the prints as they are and looks for the row anew each time. For a service day and a day of knowledge:
  of the prints that cover the service day, in the order of their first day and of the day on which they became public, the last that was
  public by the day of knowledge speaks, and before any was public the first of them; where none covers the day, two prints of one
  calendar year that end and start there speak for the rows that they print alike; otherwise nobody speaks.
"""

import pathlib
import tempfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from allowable.kernel.day import ALWAYS, OPEN, day_date, day_number
from allowable.kernel.table import Table, number, text
from allowable.releases.intervals import PREFERENCE, compress, expand, public_day, quarter_after
from allowable.releases.point import PointFile
from allowable.releases.point_write import read_parquet, write_parquet, write_point_file
from allowable.releases.problem import ReleaseProblem
from allowable.releases.snapshot import Snapshot
from allowable.releases.store import Missing, Store

TABLE = Table(
    "toy_rates",
    "A toy schedule",
    keys=[text("hcpcs", "code"), text("part", "part of the code, may be blank")],
    columns=[text("status", "status"), number("rate", "dollars", places=2, below=1_000_000)],
    authority="toyland",
)
KEYS = [("A0001", ""), ("A0001", "26"), ("A0002", "TC"), ("B", "")]
FIRST = day_number("2021-01-01")
BORDERS = [FIRST, FIRST + 1, FIRST + 67, FIRST + 90, FIRST + 181, FIRST + 273, FIRST + 365, FIRST + 400, FIRST + 730]
KNOWN = [ALWAYS, FIRST - 30, FIRST, FIRST + 20, FIRST + 67, FIRST + 95, FIRST + 200, FIRST + 500]
ASKED = sorted({day + near for day in BORDERS for near in (-1, 0, 1)})
LOOKED = sorted({day + near for day in (*KNOWN[1:], *BORDERS) for near in (-1, 0, 1)} | {ALWAYS, OPEN})


class Origin:
    """Where a print comes from."""

    origin, where, sha256 = "toy.zip", "toy.zip:rates.csv", "0" * 64


def toy(name, effective, until, known, rows, trust="official"):
    return Snapshot(TABLE, name, Origin, effective=effective, until=until, rows=rows, known=known, trust=trust)


cells = st.tuples(st.sampled_from([None, "", "A", "T"]), st.sampled_from([None, 0, 1, -500, 123_456, 99_999_999]))
rows = st.dictionaries(st.sampled_from(KEYS), cells, max_size=4)


@st.composite
def prints(draw):
    """One to six prints with overlaps, gaps and revisions; no two that differ claim the same first day and the same day of publication."""
    found, taken = [], set()
    for at in range(draw(st.integers(1, 6))):
        starts, ends = sorted(draw(st.lists(st.sampled_from(BORDERS), min_size=2, max_size=2, unique=True)))
        one = toy(
            f"R{at}", starts, ends, draw(st.sampled_from(KNOWN)), draw(rows), draw(st.sampled_from(["official", "official", "converted"]))
        )
        if (one.effective, public_day(one)) not in taken:
            taken.add((one.effective, public_day(one)))
            found.append(one)
    return found


def in_order(snapshots):
    return sorted(snapshots, key=lambda one: (one.effective, public_day(one)))


def model_print(snapshots, day, known):
    """The prints that speak for a day: none, one, or the two ends of a bridge."""
    covering = [one for one in in_order(snapshots) if one.effective <= day < one.until]
    if covering:
        return [one for one in covering if public_day(one) <= known][-1:]
    before = [one for one in in_order(snapshots) if one.until <= day]
    after = [one for one in in_order(snapshots) if one.effective > day]
    if not before or not after:
        return []
    first = [one for one in before if one.until == max(each.until for each in before)][-1]
    last = [one for one in after if one.effective == min(each.effective for each in after)][-1]
    within = day_date(first.effective).year == day_date(first.until).year == day_date(last.effective).year
    return [first, last] if within and public_day(last) <= known else []


def model_row(snapshots, key, day, known):
    """The row that a look-up in the file gives: knowledge before the first publication counts as knowledge of the original."""
    covering = [one for one in in_order(snapshots) if one.effective <= day < one.until]
    if covering:
        return ([one for one in covering if public_day(one) <= known] or covering[:1])[-1].rows.get(key)
    ends = model_print(snapshots, day, OPEN)
    return ends[0].rows.get(key) if len(ends) == 2 and ends[0].rows.get(key) == ends[1].rows.get(key) else None


def written(snapshots, folder):
    """(point file, Parquet path) of some prints."""
    held, spans = compress(snapshots)
    write_point_file(folder / "toy_rates.point", TABLE, held, spans)
    write_parquet(folder / "toy_rates.parquet", TABLE, held, spans)
    return PointFile(folder / "toy_rates.point"), folder / "toy_rates.parquet"


PROPERTIES = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# a revision of the first print that became public after the second had started: the second goes on being the word
LATE = [
    toy("R0", FIRST, FIRST + 181, FIRST, {("B", ""): ("A", 1)}),
    toy("R1", FIRST, FIRST + 181, FIRST + 200, {("B", ""): ("A", 2)}),
    toy("R2", FIRST + 67, FIRST + 181, FIRST + 67, {("B", ""): ("A", 3)}),
]


@settings(PROPERTIES, max_examples=50)
@given(prints())
@example(LATE)
def test_a_look_up_equals_the_prints(snapshots):
    with tempfile.TemporaryDirectory() as name:
        points, _ = written(snapshots, pathlib.Path(name))
        for day in ASKED:
            for known in LOOKED:
                for key in KEYS:
                    row = points.find(key, day, known)
                    assert (row and row.values) == model_row(snapshots, key, day, known), (key, day_date(day), known)


@settings(PROPERTIES, max_examples=50)
@given(prints())
@example(LATE)
def test_the_store_answers_from_what_was_public_that_day(snapshots):
    with tempfile.TemporaryDirectory() as name:
        points, _ = written(snapshots, pathlib.Path(name))
        store = Store([name])
        for day in ASKED:
            for known in LOOKED:
                speaking = model_print(snapshots, day, known)
                printed = points.print_for(day, known)
                assert (printed.bridge if printed else None) == ((len(speaking) == 2) if speaking else None)
                for key in KEYS:
                    found = store.find(TABLE, key, day, known)
                    values = None if isinstance(found, Missing) else found[0].values
                    assert values == (model_row(snapshots, key, day, known) if speaking else None)
                    if isinstance(found, Missing):
                        assert found.reason and found.detail


@PROPERTIES
@given(prints())
@example(LATE)
def test_rows_of_one_key_never_hold_twice(snapshots):
    _, spans = compress(snapshots)
    for at, (key, starts, until, known, superseded, _) in enumerate(spans):
        assert starts < until and known < superseded
        for other in spans[at + 1 :]:
            if other[0] == key:
                assert until <= other[1] or other[2] <= starts or superseded <= other[3] or other[4] <= known, (spans[at], other)


@PROPERTIES
@given(prints())
@example(LATE)
def test_expanding_and_compressing_again_changes_nothing(snapshots):
    held, spans = compress(snapshots)
    again, spans_again = compress(expand(held, spans, TABLE))
    assert spans_again == spans
    assert [one.line() for one in again] == [one.line() for one in held]


@PROPERTIES
@given(prints())
def test_expanding_gives_the_prints_back(snapshots):
    held, spans = compress(snapshots)
    kept = {one.release: one for one in snapshots}
    for one in expand(held, spans, TABLE):
        assert one.rows == kept[one.release].rows
        assert (one.effective, one.until, one.trust) == (kept[one.release].effective, kept[one.release].until, kept[one.release].trust)


@PROPERTIES
@given(prints())
@example(LATE)
def test_the_point_file_and_the_parquet_file_hold_the_same(snapshots):
    with tempfile.TemporaryDirectory() as name:
        points, parquet = written(snapshots, pathlib.Path(name))
        held, spans = compress(snapshots)
        prints_read, rows_read = read_parquet(parquet, TABLE)
        listed = []
        for key in points.keys():  # noqa: SIM118 - no dict
            listed += [(row.key, row.starts, row.until, row.known, row.superseded, row.values) for row in points.history(key)]
        assert rows_read == spans == listed
        assert [one.line() for one in prints_read] == [one.line() for one in points.prints] == [one.line() for one in held]
        assert points.count == len(spans)


@settings(max_examples=40, deadline=None)
@given(prints())
@example(LATE)
def test_the_bulk_schedule_finds_what_the_point_file_finds(snapshots):
    pytest.importorskip("numpy")
    from allowable.runners.bulk.schedule import Schedule
    from allowable.runners.bulk.words import Words

    words = Words()
    codes, parts = (words.numbers(column) for column in zip(*KEYS, strict=True))
    with tempfile.TemporaryDirectory() as name:
        points, parquet = written(snapshots, pathlib.Path(name))
        for day in ASKED[::2]:
            for known in (*LOOKED[::5], OPEN):
                places = Schedule(str(parquet), TABLE, words, day, known).find([codes, parts])
                assert [place >= 0 for place in places] == [points.find(key, day, known) is not None for key in KEYS]


# ---- what is not left to chance


def test_of_one_releases_prints_the_most_trusted_stays():
    assert PREFERENCE == ("official", "retyped", "converted", "derived")
    several = [toy("R", FIRST, FIRST + 90, ALWAYS, {("B", ""): ("A", at)}, trust) for at, trust in enumerate(PREFERENCE)]
    for at in range(4):
        held, spans = compress(several[at:])
        assert [one.trust for one in held] == [PREFERENCE[at]]
        assert [row[-1] for row in spans] == [("A", at)]


def test_two_prints_that_claim_the_same_and_differ_are_refused():
    twins = [toy("R0", FIRST, FIRST + 90, FIRST, {("B", ""): ("A", 1)}), toy("R1", FIRST, FIRST + 181, FIRST, {("B", ""): ("A", 2)})]
    with pytest.raises(ReleaseProblem, match=r"both claim to be what CMS published for 2021-01-01.*leave one out"):
        compress(twins)


def test_alike_neighbours_become_one_row():
    quarters = [toy(f"R{at}", day, quarter_after(day), ALWAYS, {("B", ""): ("A", 1)}) for at, day in enumerate(map(day_number, QUARTERS))]
    held, spans = compress(quarters)
    assert len(held) == 4
    assert spans == [(("B", ""), FIRST, day_number("2022-01-01"), ALWAYS, OPEN, ("A", 1))]


QUARTERS = ["2021-01-01", "2021-04-01", "2021-07-01", "2021-10-01"]


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2021-01-01", "2021-04-01"),
        ("2021-03-31", "2021-04-01"),
        ("2021-06-30", "2021-07-01"),
        ("2021-12-31", "2022-01-01"),
        ("2024-02-29", "2024-04-01"),
    ],
)
def test_the_quarter_after_a_day(day, after):
    assert quarter_after(day_number(day)) == day_number(after)


def test_no_bridge_crosses_a_year():
    ends = [
        toy("R0", FIRST, FIRST + 181, ALWAYS, {("B", ""): ("A", 1)}),
        toy("R1", FIRST + 400, FIRST + 730, ALWAYS, {("B", ""): ("A", 1)}),
    ]
    held, spans = compress(ends)
    assert not any(one.bridge for one in held)
    assert [(row[1], row[2]) for row in spans] == [(FIRST, FIRST + 181), (FIRST + 400, FIRST + 730)]
