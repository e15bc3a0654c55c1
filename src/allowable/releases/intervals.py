"""Many prints of one schedule become rows with spans: what held from when to when, and when that was known.

Between two borders of service days the prints that cover the span form a stack, in the order of their first day and of the day on which
they became public. The lowest is the original; what lies above it is a revision, and what a revision changed or dropped was superseded on
the day on which it became public. Neighbouring spans with the same values become one row.
"""

from __future__ import annotations

from itertools import pairwise

from ..kernel.day import ALWAYS, OPEN, day_date, day_number
from .point import Print
from .problem import ReleaseProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from ..kernel.table import Cells, Key, Table
    from .point import Spanned
    from .snapshot import Snapshot

    Rows: TypeAlias = Mapping[Key, Cells]
    Stack: TypeAlias = list[tuple[int, Rows]]  # day on which it became public and its rows, of each print that covers a span
    Version: TypeAlias = tuple[int, int, Cells]  # known, superseded, values
    Open: TypeAlias = dict[Key, tuple[int, list[Version]]]  # first day of the rows of a key that still go on

PREFERENCE = ("official", "retyped", "converted", "derived")


def preferred(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Of one release's prints the most trusted ones only: official before retyped before converted before derived."""
    snapshots = list(snapshots)
    best: dict[tuple[str, int], int] = {}
    for snapshot in snapshots:
        key = (snapshot.release, snapshot.effective)
        best[key] = min(best.get(key, len(PREFERENCE)), PREFERENCE.index(snapshot.trust))
    kept = [one for one in snapshots if PREFERENCE.index(one.trust) == best[one.release, one.effective]]
    return sorted(kept, key=lambda one: (one.effective, public_day(one), one.release))


def public_day(snapshot: Snapshot) -> int:
    """Day from which a print counts as known: the day it states, else its first service day."""
    return snapshot.known if snapshot.known != ALWAYS else snapshot.effective


def compress(snapshots: Iterable[Snapshot]) -> tuple[list[Print], list[Spanned]]:
    """(prints, rows) of one table; rows are (key, starts, until, known, superseded, values) sorted by key and first day."""
    snapshots = preferred(snapshots)
    _refuse_twins(snapshots)
    prints = [_print(one) for one in snapshots]
    open_rows: Open = {}
    done: list[Spanned] = []
    until = ALWAYS
    for starts, until, stack in _spans(snapshots):  # noqa: B007  the last day is wanted below
        _extend(open_rows, done, _stack_rows(stack), starts)
    _extend(open_rows, done, {}, until)
    prints += _bridges(snapshots)
    prints.sort(key=lambda one: (one.effective, one.known))
    done.sort(key=lambda row: (row[0], row[1], row[3]))
    return prints, done


def _refuse_twins(snapshots: Iterable[Snapshot]) -> None:
    seen: dict[tuple[int, int], Snapshot] = {}
    for one in snapshots:
        twin = seen.setdefault((one.effective, public_day(one)), one)
        if twin is not one and twin.rows != one.rows:
            raise ReleaseProblem(
                f"{one.table.name}: {twin.member} and {one.member} both claim to be what CMS published for {day_date(one.effective)}, "
                "known on the same day, and they differ; state which came later (its `known` day), or leave one out"
            )


def _print(one: Snapshot) -> Print:
    return Print(
        one.release, one.file, one.member, one.sha256, one.trust, one.effective, one.until, public_day(one), one.known_evidence, False
    )


def _spans(snapshots: Sequence[Snapshot]) -> Iterator[tuple[int, int, Stack]]:
    """Yield (first day, day after, stack) between all borders; a bridge's stack is what both ends share, that of a gap is empty."""
    borders = sorted({one.effective for one in snapshots} | {one.until for one in snapshots})
    for starts, until in pairwise(borders):
        covering = [one for one in snapshots if one.effective <= starts < one.until]
        if covering:
            yield starts, until, [(ALWAYS if at == 0 else public_day(one), one.rows) for at, one in enumerate(covering)]
        else:
            ends = _bridge_ends(snapshots, starts, until)
            yield starts, until, [(ALWAYS, shared_rows(*ends))] if ends else []


def shared_rows(before: Snapshot, after: Snapshot) -> Rows:
    """Rows that two prints have alike."""
    return {key: values for key, values in before.rows.items() if after.rows.get(key) == values}


def _bridge_ends(snapshots: Sequence[Snapshot], starts: int, until: int) -> tuple[Snapshot, Snapshot] | None:
    """The latest prints on both sides of a gap, if the gap lies within one calendar year; else None."""
    before = [one for one in snapshots if one.until == starts]
    after = [one for one in snapshots if one.effective == until]
    year = day_date(starts).year
    if not before or not after or day_date(before[-1].effective).year != year or day_date(until).year != year:
        return None
    return before[-1], after[-1]


def _bridges(snapshots: Sequence[Snapshot]) -> Iterator[Print]:
    for starts, until, _ in _spans(snapshots):
        if any(one.effective <= starts < one.until for one in snapshots):
            continue
        ends = _bridge_ends(snapshots, starts, until)
        if ends:
            before, after = ends
            yield Print(
                f"{before.release} and {after.release} alike",
                f"{before.file} and {after.file}",
                f"{before.member} and {after.member}",
                f"{before.sha256} and {after.sha256}",
                max(before.trust, after.trust, key=PREFERENCE.index),
                starts,
                until,
                public_day(after),
                "V",
                True,
            )


def _stack_rows(stack: Stack) -> dict[Key, list[Version]]:
    """{key: [(known, superseded, values)]} of one span."""
    stack = _spoken(stack)
    if len(stack) == 1:
        known, rows = stack[0]
        return {key: [(known, OPEN, values)] for key, values in rows.items()}
    found = {}
    for key in dict.fromkeys(key for _, rows in stack for key in rows):
        versions: list[tuple[int, int, Cells | None]] = []
        for known, rows in stack:
            values = rows.get(key)
            if versions and versions[-1][2] == values:
                continue
            if versions:
                versions[-1] = (versions[-1][0], known, versions[-1][2])
            versions.append((known, OPEN, values))
        found[key] = [(known, superseded, values) for known, superseded, values in versions if values is not None]
    return found


def _spoken(stack: Stack) -> Stack:
    """Of a stack the prints that speak, in the order of the days from which they do: one that a higher print outran never speaks."""
    found: Stack = []
    for day in sorted({known for known, _ in stack}):
        rows = [rows for known, rows in stack if known <= day][-1]
        if not found or found[-1][1] is not rows:
            found.append((day, rows))
    return found


def _extend(open_rows: Open, done: list[Spanned], found: dict[Key, list[Version]], starts: int) -> None:
    """Where a span starts: let the rows that it has unchanged go on, close the others, open the new ones."""
    for key, (first, versions) in list(open_rows.items()):
        if found.get(key) != versions:
            done.extend((key, first, starts, known, superseded, values) for known, superseded, values in versions)
            del open_rows[key]
    for key, versions in found.items():
        open_rows.setdefault(key, (starts, versions))


def expand(prints: Iterable[Print], rows: Sequence[Spanned], table: Table) -> Iterator[Snapshot]:
    """Snapshots again from prints and rows: what an import merges a new release with. Bridges are dropped; compress finds them anew."""
    from .snapshot import Snapshot

    class Held:
        def __init__(self, one: Print) -> None:
            self.origin, self.where, self.sha256 = one.file, one.member, one.sha256

    for one in prints:
        if one.bridge:
            continue
        held: dict[Key, Cells] = {}
        for key, starts, until, known, superseded, values in rows:
            if starts <= one.effective < until and known <= one.known and (superseded > one.known or superseded == OPEN):
                held[key] = values
        yield Snapshot(
            table,
            one.release,
            Held(one),
            effective=one.effective,
            until=one.until,
            rows=held,
            known=one.known,
            known_evidence=one.known_evidence,
            trust=one.trust,
        )


def quarter_after(day: int) -> int:
    """Day number of the first day of the quarter after the one that holds `day`."""
    first = day_date(day)
    month = (first.month - 1) // 3 * 3 + 4
    return day_number(first.replace(year=first.year + month // 13, month=month if month <= 12 else 1, day=1))
