"""Figures of a table: each with the code of its row or column and the words of its row, column, band and caption."""

from __future__ import annotations

import re

from .cells import HEAD_ROWS, Cells, distinct, texts
from .figure import COMPONENTS, Figure
from .labels import (
    LONGEST_LABEL,
    MOST_OTHER_WORDS,
    header_parts,
    label_words,
    other_words,
    overridden,
    pieces_beside,
    spread_right,
    together,
    words_beside_figures,
)
from .meaning import NOTHING, words_of
from .prose import Prose
from .tokens import CODE, code_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .blocks import Cell, Grid
    from .context import Context
    from .meaning import Words
    from .shapes import CellRow, Codes, Tokens
    from .tokens import Token

DESCRIBES = re.compile(
    r"descri|definition|explanation|nomenclature|\bprocedures?$|\bservices?$|\bwords\b|\btitle\b|\bdetails?\b|\bdiagnos|\bdocument", re.I
)
MODIFIER_HEAD = re.compile(r"^\s*mod(?:ifier|s)?s?\.?\s*$", re.I)
MODIFIER = re.compile(r"[A-Z0-9]{2}")
WHOLE = re.compile(r"[1-9][0-9]+")
SAYS_AMOUNT = {"amount", "units", "work", "expense", "malpractice"}
SENTENCE_WORDS = 4  # words of a cell, beyond those of a label, from which it is read as text


class Table:
    """One table while it is read: its `number` in the document, what stands around it, and the table before it if this is its next page."""

    def __init__(self, grid: Grid, number: int, context: Context, before: Table | None = None) -> None:
        self.grid = grid
        self.number = number
        self.is_held = context.is_held
        self.cells = Cells(grid, self.is_held)
        caption = context.caption(grid)
        self.outer_codes = tuple(code_tokens(caption, self.is_held)) or context.codes
        self.outer = [words_of(caption), *context.levels()]
        self.heads: list[CellRow] = []
        self.figures: list[Figure] = []
        self.current: Codes = ()
        self.before = before if before is not None and before.goes_on_in(grid) else None
        if self.before is not None:
            self.outer_codes, self.outer = self.before.outer_codes, self.before.outer
            if self.before.grid.width == grid.width:
                self.heads, self.current = list(self.before.heads), self.before.current
        self._name_columns()

    def goes_on_in(self, grid: Grid) -> bool:
        """Whether another table is this one's next page: it begins the next page and is as wide, or it repeats the names of the columns."""
        if grid.at.get("page", 0) != self.grid.at.get("page", 0) + 1:
            return False
        names = [texts(row) for row in grid.rows[:HEAD_ROWS]]
        return grid.width == self.grid.width or any(texts(head) in names for head in self.heads)

    def head_names(self) -> list[tuple[str, Words]]:
        """(name, Words) of the names in the last header row, in order: for headers that do not stand above their columns."""
        return [(cell.text, words_of(cell.text)) for cell in distinct(self.heads[-1])] if self.heads else []

    def read(self) -> list[Figure]:
        """The Figures of the table."""
        unheld, band, started = None, NOTHING, bool(self.heads)
        carried: dict[int, Words] = {}
        for row in self.grid.rows:
            cells = distinct(row)
            if not cells:
                continue
            own, strange = self._row_codes(row)
            has_figures = any(self.cells.figures(cell) for cell in cells) or (bool(own) and self._has_whole_numbers(row))
            stated = all(cell.head for cell in cells)
            if not own and (stated or not has_figures) and self._is_head(cells, started, stated):
                self._add_head(row, started)
                started, self.current, unheld, band = False, (), None, NOTHING
                continue
            if not has_figures and not own and len(cells) == 1:
                band, self.current, unheld = words_of(cells[0].text), (), None
                continue
            started = True
            if own or strange:
                self.current, unheld = own, strange
            elif self._says_other_row(row):
                self.current, unheld = (), None
            if len(cells) == 1 and own and not has_figures:
                band = words_of(cells[0].text)
            carried = self._read_row(row, unheld, band, {} if own or strange else carried)
        return self.figures

    def _is_head(self, cells: list[Cell], started: bool, stated: bool) -> bool:
        if stated or self.cells.states_heads:
            return stated and (len(cells) > 1 or not self.heads)
        if not started:
            return (len(cells) > 1 or not self.heads) and all(len(cell.text) <= LONGEST_LABEL for cell in cells)
        said = [cell for cell in cells if words_of(cell.text).says_something and len(cell.text) <= LONGEST_LABEL]
        return len(cells) > 1 and len(said) >= 2 and len(said) * 2 >= len(cells)

    def _add_head(self, row: CellRow, started: bool) -> None:
        if started:
            self.heads = []
        self.heads.append([cell if cell is not None and cell.text.strip() else None for cell in row])
        if len(self.heads) > 1:
            self.heads[-2] = spread_right(self.heads[-2], self.heads[-1])
        self._name_columns()

    def _name_columns(self) -> None:
        self.head_cells: list[list[Cell]] = []
        for column in range(self.grid.width):
            above = [cell for head in reversed(self.heads) if (cell := head[column]) is not None]
            self.head_cells.append(list(dict.fromkeys(above)))

    def _row_codes(self, row: CellRow) -> tuple[Codes, str | None]:
        """(codes of the row, a text in the code column that is shaped as a code but held nowhere)."""
        column = self.cells.code_column
        if column is None:
            return (), None
        own = row[column]
        if own is not None:
            codes = self.cells.codes[own]
            if codes:
                return tuple(codes if self.cells.starts_with_code(own) else codes[:1]), None
            if CODE.fullmatch(own.text.strip()):
                return (), own.text.strip()
        for cell in distinct(row):
            if self.cells.starts_with_code(cell) and len(self.cells.codes[cell]) == 1:
                return tuple(self.cells.codes[cell]), None
        return (), None

    def _says_other_row(self, row: CellRow) -> bool:
        cell = None if self.cells.code_column is None else row[self.cells.code_column]
        return cell is not None and bool(cell.text.strip()) and not self.cells.figures(cell) and not words_of(cell.text).says_something

    def _has_whole_numbers(self, row: CellRow) -> bool:
        return any(cell is not None and self._whole_number(cell, column, NOTHING) for column, cell in enumerate(row))

    def _column_text(self, column: int) -> str:
        return "\n".join(cell.text for cell in self.head_cells[column])

    def _whole_number(self, cell: Cell, column: int, row_words: Words) -> list[Token]:
        """Tokens of a cell that holds nothing but a whole number, where words say that an amount or units stand there."""
        if not WHOLE.fullmatch(cell.text.strip()) or column == self.cells.code_column or self.cells.codes[cell]:
            return []
        words = words_of(self._column_text(column)).joined(row_words)
        return self.cells.numbers[cell] if words.measures & SAYS_AMOUNT or (words.places and not words.other) else []

    def _read_row(self, row: CellRow, unheld: str | None, band: Words, carried: dict[int, Words]) -> dict[int, Words]:
        """Read the figures of a row; gives the labels that a row below without its own goes on under."""
        filled = {column for column, cell in enumerate(row) if cell is not None and cell.text.strip()}
        labels = {column: words for column, words in carried.items() if column not in filled}
        labels |= self._labels(row)
        modifiers = self._modifiers(row)
        for column, cell in enumerate(row):
            if cell is None or cell in row[:column]:
                continue
            words = self._row_words(row, column, labels)
            if self._is_sentence(cell):
                self._read_sentences(cell, column, words, band)
                continue
            tokens = self.cells.figures(cell) or self._whole_number(cell, column, words)
            if tokens and (column != self.cells.code_column or tokens[0].dollars):
                self._read_cell(cell, column, tokens, words, unheld, band, modifiers)
        return labels

    def _labels(self, row: CellRow) -> dict[int, Words]:
        """{column: Words} of the cells that say what the figures of the row are."""
        found = {}
        for column, cell in enumerate(row):
            if cell is None or column in self.cells.figure_columns or self.cells.figures(cell) or self.cells.codes[cell]:
                continue
            describes = any(DESCRIBES.search(head.text) for head in self.head_cells[column])
            words = label_words(cell.text, 0 if describes else MOST_OTHER_WORDS)
            if words is not None:
                found[column] = words
        return found

    def _row_words(self, row: CellRow, column: int, labels: dict[int, Words]) -> Words:
        """Words of the labels to the left, the nearest first; a label to the right counts only where no figure stands behind it."""
        left = [labels[place] for place in sorted(labels) if place < column and row[place] is not row[column]]
        if not left:
            last = max((place for place, cell in enumerate(row) if cell is not None and self.cells.figures(cell)), default=column)
            return next((labels[place] for place in sorted(labels) if place > last), NOTHING)
        words = left.pop()
        for farther in left:
            if not (words.settings and farther.settings):
                words = words.joined(farther)
        return words

    def _modifiers(self, row: CellRow) -> tuple[str, ...]:
        for column, cell in enumerate(row):
            if cell is not None and any(MODIFIER_HEAD.match(head.text) for head in self.head_cells[column]):
                text = cell.text.strip().upper()
                if MODIFIER.fullmatch(text):
                    return (text,)
        return ()

    def _codes_of(self, column: int) -> Codes:
        """Codes of a figure: its row's, else its column's, else, in a table without codes, those of the caption and the headings."""
        above = [code for cell in self.head_cells[column] for code in code_tokens(cell.text, self.is_held)]
        return self.current or tuple(above[:1]) or (() if self.cells.has_codes else self.outer_codes)

    def _is_sentence(self, cell: Cell) -> bool:
        """Whether a cell holds text with figures in it, rather than a figure."""
        tokens = self.cells.figures(cell)
        if tokens and self.cells.codes[cell]:
            return True
        words, has_letters = words_beside_figures(cell.text, [*self.cells.money[cell], *self.cells.numbers[cell]])
        return words >= SENTENCE_WORDS or (len(tokens) > 1 and has_letters)

    def _read_sentences(self, cell: Cell, column: int, row_words: Words, band: Words) -> None:
        beside = together(row_words, words_of(self._column_text(column)))
        key = ("cell", self.number, column, cell.at["row"])
        self.figures += Prose(cell.at, key, [band, *self.outer], self._codes_of(column), self.is_held, beside, self.number).read(cell.text)

    def _is_sure(self, column: int, tokens: Tokens, parts: list[str] | None, own: Words) -> bool:
        """Whether its words may be taken at their word: a column name of unknown words, or several bare figures in a cell, may not."""
        if len(tokens) > 1 and not parts and not own.says_something:
            return False
        text = self._column_text(column)
        words = words_of(text)
        if words.says_something or words.years or words.days or code_tokens(text, self.is_held):
            return True
        return not other_words(text)

    def _read_cell(
        self, cell: Cell, column: int, tokens: Tokens, row_words: Words, unheld: str | None, band: Words, modifiers: tuple[str, ...]
    ) -> None:
        column_text = self._column_text(column)
        parts = header_parts(column_text, len(tokens))
        for place, (token, piece) in enumerate(zip(tokens, pieces_beside(cell.text, tokens), strict=True)):
            own, words = words_of(piece), words_of(column_text)
            if parts and not own.says_something:
                words = overridden(words, words_of(parts[place]))
            levels = [own, together(row_words, words), band, *self.outer]
            group = ("table", self.number, column, place if len(tokens) > 1 else 0, row_words.key, own.key, band.key, token.dollars)
            sure, name = self._is_sure(column, tokens, parts, own), column_text.replace("\n", ", ")
            codes = self._codes_of(column)
            for code in codes:
                stated = code.modifiers or modifiers
                kept = tuple(one for one in stated if one in COMPONENTS)
                self.figures.append(Figure(token, cell.at, code.hcpcs, kept, levels, group, name, self.number, sure and kept == stated))
            if not codes and (token.dollars or "factor" in levels[1].measures):
                figure = Figure(token, cell.at, None, (), levels, group, name, self.number, sure)
                said = f"{unheld} is shaped as a code, but no held release knows it"
                figure.why_not = said if unheld else "no code stands in its row, column, caption or heading"
                self.figures.append(figure)
