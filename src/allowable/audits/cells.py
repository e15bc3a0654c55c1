"""A table with what stands in its cells: codes and figures, which column names the codes, which columns hold figures."""

from __future__ import annotations

import re

from .tokens import code_tokens, is_decimal, money_tokens, number_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .blocks import Cell, Grid
    from .shapes import CellRow, Held
    from .tokens import CodeToken, Token

HEAD_ROWS = 4  # rows at the top of a page in which the names of the columns may be repeated


class Cells:
    """The cells of a Grid, read.

    codes, money, numbers   tokens by cell
    code_column             the column whose cells name the codes of their rows, or None
    figure_columns          columns a quarter or more of whose cells hold figures: they hold no labels
    states_heads            whether the file itself marks header rows
    """

    def __init__(self, grid: Grid, is_held: Held) -> None:
        self.grid = grid
        self.codes: dict[Cell, list[CodeToken]] = {}
        self.money: dict[Cell, list[Token]] = {}
        self.numbers: dict[Cell, list[Token]] = {}
        for cell in dict.fromkeys(cell for row in grid.rows for cell in row if cell is not None):
            self.codes[cell] = code_tokens(cell.text, is_held)
            self.money[cell] = money_tokens(cell.text)
            self.numbers[cell] = number_tokens(cell.text, self.codes[cell])
        self.code_column = self._find_code_column()
        self.figure_columns = {column for column in range(grid.width) if self._holds_figures(column)}
        self.has_codes = any(self.codes.values())
        self.states_heads = any(len(cells) > 1 and all(cell.head for cell in cells) for cells in map(distinct, grid.rows))

    def figures(self, cell: Cell) -> list[Token]:
        """Tokens of the amounts of a cell, else of its decimals."""
        return self.money[cell] or [token for token in self.numbers[cell] if is_decimal(token)]

    def starts_with_code(self, cell: Cell) -> bool:
        """Whether a cell begins with a code, a word such as CPT aside."""
        codes = self.codes[cell]
        return bool(codes) and not re.sub(r"(?i)cpt|hcpcs|codes?|[^\w]", "", cell.text[: codes[0].start])

    def _column(self, column: int, first: int = 0) -> list[Cell]:
        return [cell for row in self.grid.rows[first:] if (cell := row[column]) is not None]

    def _find_code_column(self) -> int | None:
        """The column in which most rows begin with a code; None if the codes stand in a header row or nowhere."""
        counts = []
        for column in range(self.grid.width):
            cells = {cell for cell in self._column(column) if self.starts_with_code(cell)}
            heads = [cell for cell in cells if not self._is_above_figures(cell, column)]
            counts.append((sum(1 for cell in heads if not self.figures(cell)), len(heads)))
        best = max(counts, default=(0, 0))
        return counts.index(best) if best[1] else None

    def _is_above_figures(self, cell: Cell, column: int) -> bool:
        """Whether a code stands at the head of a column of figures: then the column is the code's, not the row."""
        rows = self.grid.rows
        at = next(place for place, row in enumerate(rows) if row[column] is cell)
        if any(other is not None and other is not cell and self.figures(other) for other in rows[at]):
            return False
        below = self._column(column, at + 1)
        return bool(below) and sum(1 for one in below if self.figures(one)) * 2 >= len(below)

    def _holds_figures(self, column: int) -> bool:
        cells = [cell for cell in self._column(column) if cell.text.strip()]
        return sum(1 for cell in cells if self.figures(cell)) * 4 >= len(cells) > 0


def distinct(row: CellRow) -> list[Cell]:
    """The cells of a row that hold text, each once."""
    return list(dict.fromkeys(cell for cell in row if cell is not None and cell.text.strip()))


def texts(row: CellRow) -> list[str]:
    """Their texts."""
    return [cell.text for cell in distinct(row)]
