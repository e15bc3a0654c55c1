"""Columns that only white space draws: lines of segments (first place, place after the last, text) become a table.

The columns are found from the rows that hold most segments; a segment above several columns spans them.
"""

from __future__ import annotations

import re

from .blocks import Cell, Grid, tidy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .shapes import CellRow, Place, Segment, Segments

SEGMENT = re.compile(r"\S+(?: \S+)*")
FIGURE = re.compile(r"\d")
LONG = 90  # a single segment longer than this is running text, not a row of a table


def segments(line: str) -> Segments:
    """[(start, end, text)] of a line of text, cut at two blanks or more."""
    return [(found.start(), found.end(), found.group()) for found in SEGMENT.finditer(line.expandtabs(8))]


def is_row(row: Segments) -> bool:
    """Whether a line of segments looks like part of a table."""
    return len(row) >= 2


def table_runs(lines: list[Segments]) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of the runs of lines that draw a table: two rows or more, one of them at least with a number beside other text."""
    at = 0
    while at < len(lines):
        if not is_row(lines[at]):
            at += 1
            continue
        end, last = at, at
        while end < len(lines) and _goes_on(lines, end, last):
            if is_row(lines[end]):
                last = end
            end += 1
        run = lines[at : last + 1]
        if sum(map(is_row, run)) >= 2 and any(is_row(row) and any(FIGURE.search(text) for _, _, text in row) for row in run):
            yield at, last + 1
        at = last + 1


def _goes_on(lines: list[Segments], at: int, last: int) -> bool:
    row = lines[at]
    if not row:
        return at - last <= 1
    return is_row(row) or (at - last <= 3 and len(row[0][2]) <= LONG)


def columns_of(rows: list[Segments]) -> list[list[int]]:
    """[(start, end)] of the columns: the joined extents of the segments in the rows that hold the most segments."""
    most = max(len(row) for row in rows)
    chosen = [row for row in rows if len(row) >= max(2, most - 1)]
    spans = sorted((start, end) for row in chosen for start, end, _ in row)
    joined: list[list[int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined if len(joined) >= most - 1 else _columns_of_one(rows, most)


def _columns_of_one(rows: list[Segments], most: int) -> list[list[int]]:
    # one wide row bridged the gaps: the narrowest row with the most segments draws the columns instead
    full = [row for row in rows if len(row) == most]
    model = min(full, key=lambda row: sum(end - start for start, end, _ in row))
    return [[start, end] for start, end, _ in model]


def aligned_grid(rows: list[Segments], places: list[Place], at: Place) -> Grid:
    """The Grid of a run; `places` holds the place of each row."""
    columns = columns_of([row for row in rows if row])
    made = []
    for number, (row, place) in enumerate(zip(rows, places, strict=True), 1):
        cells: CellRow = [None] * len(columns)
        for segment in row:
            first, last = _covered(columns, segment)
            cell = cells[first]
            if cell is None:
                cell = Cell(tidy(segment[2]), {**place, "row": number, "column": first + 1})
            else:
                cell.text = f"{cell.text} {tidy(segment[2])}"
            for column in range(first, last + 1):
                cells[column] = cell
        if any(cells):
            made.append(cells)
    return Grid(made, at, is_guessed=True)


def _covered(columns: list[list[int]], segment: Segment) -> tuple[int, int]:
    start, end, _ = segment
    touched = [column for column, (left, right) in enumerate(columns) if start < right and left < end]
    if not touched:
        middle = (start + end) / 2
        nearest = min(range(len(columns)), key=lambda column: abs(sum(columns[column]) / 2 - middle))
        return nearest, nearest
    return touched[0], touched[-1]
