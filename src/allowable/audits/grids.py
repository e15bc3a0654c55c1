"""Figures of a table: each with the code of its row or column and the words of its row, column, band and caption."""

import re

from .figure import COMPONENTS, Figure
from .meaning import NOTHING, Words, words_of
from .prose import Prose
from .tokens import CODE, code_tokens, is_decimal, money_tokens, number_tokens

DESCRIBES = re.compile(r"descri|definition|explanation|nomenclature|\bprocedures?$|\bservices?$|\bwords\b|\btitle\b|\bdetails?\b|\bdiagnos|\bdocument", re.I)
NO_FIGURE = re.compile(r"\s*(?:not?\b|n/?a\b|none\b|packaged|pends|by report|carrier|contractor|bundled|-|$)", re.I)
MODIFIER_HEAD = re.compile(r"^\s*mod(?:ifier|s)?s?\.?\s*$", re.I)
FILLER = re.compile(r"\b(?:medicare|national|average|unadjusted|the|in|at|for|of|and|or|per|department|center|centre|surgical|surgery|setting|site|service|cms|"
                    r"proposed|final|20\d\d|cy|total|est|estimated|only|based|\d+)\b|[^a-z]+", re.I)  # fmt: skip
LETTERS = re.compile(r"[A-Za-z]{3,}")
LONGEST_LABEL = 70
HEAD_ROWS = 4  # rows at the top of a page in which the names of the columns may be repeated
SENTENCE_WORDS = 4  # words beyond those of a label
WHOLE = re.compile(r"[1-9][0-9]+")


class Table:
    """One table while it is read: `grid`, its `number` in the document, and what stands around it."""

    def __init__(self, grid, number, context, before=None):
        self.grid = grid
        self.number = number
        self.is_held = context.is_held
        self.caption = context.caption(grid)
        self.outer_codes = tuple(code_tokens(self.caption, self.is_held)) or context.codes
        self.outer = [words_of(self.caption), *context.levels()]
        self.current = ()
        self.before = before if before is not None and before.goes_on_in(grid) else None
        if self.before is not None:
            self.outer_codes, self.outer = self.before.outer_codes, self.before.outer
        self.codes = {}
        self.money = {}
        self.numbers = {}
        self._read_cells()
        self.code_column = self._find_code_column()
        self.figure_columns = {column for column in range(grid.width) if self._holds_figures(column)}
        self.has_codes = self.code_column is not None or any(self.codes[cell] for row in grid.rows for cell in row if cell is not None)
        self.states_heads = any(len(cells) > 1 and all(cell.head for cell in cells) for cells in map(_distinct, grid.rows))
        self.heads = []
        self.head_cells = [[] for _ in range(grid.width)]
        self.figures = []

    def goes_on_in(self, grid):
        """Whether another table is this one's next page: it begins the next page and is as wide, or it repeats the names of the columns."""
        if grid.at.get("page", 0) != self.grid.at.get("page", 0) + 1:
            return False
        names = [[cell.text for cell in _distinct(row)] for row in grid.rows[:HEAD_ROWS]]
        return grid.width == self.grid.width or any([cell.text for cell in _distinct(head)] in names for head in self.heads)

    def _read_cells(self):
        for row in self.grid.rows:
            for cell in row:
                if cell is not None and cell not in self.codes:
                    self.codes[cell] = code_tokens(cell.text, self.is_held)
                    self.money[cell] = money_tokens(cell.text)
                    self.numbers[cell] = number_tokens(cell.text, self.codes[cell])

    def _starts_with_code(self, cell):
        codes = self.codes.get(cell)
        return bool(codes) and not re.sub(r"(?i)cpt|hcpcs|codes?|[^\w]", "", cell.text[: codes[0].start])

    def _find_code_column(self):
        """The column in which most rows begin with a code; None if the codes stand in a header row or nowhere."""
        counts = []
        for column in range(self.grid.width):
            cells = {row[column] for row in self.grid.rows if row[column] is not None and self._starts_with_code(row[column])}
            heads = [cell for cell in cells if not self._has_figures_below(cell, column)]
            counts.append((sum(1 for cell in heads if not self._figure_count(cell)), len(heads)))
        best = max(counts, default=(0, 0))
        return counts.index(best) if best[1] else None

    def _has_figures_below(self, cell, column):
        """Whether a code stands at the head of a column of figures: then the column is the code's, not the row."""
        rows = self.grid.rows
        at = next(place for place, row in enumerate(rows) if row[column] is cell)
        if any(other is not None and other is not cell and self._figure_count(other) for other in rows[at]):
            return False
        below = [row[column] for row in rows[at + 1 :] if row[column] is not None]
        return bool(below) and sum(1 for one in below if self._figure_count(one)) * 2 >= len(below)

    def _figure_count(self, cell):
        return len(self.money[cell]) + sum(1 for token in self.numbers[cell] if is_decimal(token))

    def _holds_figures(self, column):
        cells = [row[column] for row in self.grid.rows if row[column] is not None and row[column].text.strip()]
        return sum(1 for cell in cells if self._figure_count(cell)) * 4 >= len(cells) > 0

    def read(self):
        """The Figures of the table."""
        current, unheld, band, started, carried = (), None, NOTHING, False, {}
        if self.before is not None and self.before.grid.width == self.grid.width:
            self.heads, current = list(self.before.heads), self.before.current
            self._name_columns()
            started = bool(self.heads)
        for row in self.grid.rows:
            cells = _distinct(row)
            if not cells:
                continue
            own, strange = self._row_codes(row)
            has_figures = any(self._figure_count(cell) for cell in cells) or (bool(own) and self._has_whole_numbers(row))
            stated_head = all(cell.head for cell in cells)
            if not own and (stated_head or not has_figures) and self._is_head(row, cells, started, stated_head):
                self._add_head(row, started)
                started, current, unheld, band = False, (), None, NOTHING
                continue
            if not has_figures and not own and len(cells) == 1:
                band, current, unheld = words_of(cells[0].text), (), None
                continue
            started = True
            if own or strange:
                current, unheld = own, strange
            elif self._says_other_row(row):
                current, unheld = (), None
            if len(cells) == 1 and own and not has_figures:
                band = words_of(cells[0].text)
            self.current = current
            carried = self._read_row(row, current, unheld, band, {} if own or strange else carried)
        return self.figures

    def _is_head(self, row, cells, started, stated):
        if stated or self.states_heads:
            return stated and (len(cells) > 1 or not self.heads)
        if not started:
            return (len(cells) > 1 or not self.heads) and all(len(cell.text) <= LONGEST_LABEL for cell in cells)
        said = [cell for cell in cells if words_of(cell.text).says_something and len(cell.text) <= LONGEST_LABEL]
        return len(cells) > 1 and len(said) >= 2 and len(said) * 2 >= len(cells)

    def _add_head(self, row, started):
        if started:
            self.heads = []
        self.heads.append([cell if cell is not None and cell.text.strip() else None for cell in row])
        if len(self.heads) > 1:
            self.heads[-2] = _spread_right(self.heads[-2], self.heads[-1])
        self._name_columns()

    def _name_columns(self):
        self.head_cells = [list(dict.fromkeys(head[column] for head in reversed(self.heads) if head[column] is not None)) for column in range(self.grid.width)]

    def _row_codes(self, row):
        """(codes of the row, a text in the code column that is shaped as a code but held nowhere)."""
        column = self.code_column
        if column is not None and row[column] is not None:
            codes = self.codes[row[column]]
            if codes:
                return tuple(codes if self._starts_with_code(row[column]) else codes[:1]), None
            text = row[column].text.strip()
            if CODE.fullmatch(text):
                return (), text
        if column is None:
            return (), None
        for cell in _distinct(row):
            if self._starts_with_code(cell) and len(self.codes[cell]) == 1:
                return tuple(self.codes[cell]), None
        return (), None

    def _says_other_row(self, row):
        column = self.code_column
        if column is None or row[column] is None or not row[column].text.strip() or self._figure_count(row[column]):
            return False
        return not words_of(row[column].text).says_something

    def _has_whole_numbers(self, row):
        return any(cell is not None and self._whole_number(cell, column, ()) for column, cell in enumerate(row))

    def _column_text(self, column):
        return "\n".join(cell.text for cell in self.head_cells[column])

    def _describes(self, column):
        return any(DESCRIBES.search(cell.text) for cell in self.head_cells[column])

    def _whole_number(self, cell, column, row_words):
        """Tokens of a cell that holds nothing but a whole number, where words say that an amount or units stand there."""
        text = cell.text.strip()
        if not WHOLE.fullmatch(text) or column == self.code_column or self.codes[cell]:
            return []
        words = words_of(self._column_text(column)).joined(row_words or NOTHING)
        said = words.measures & {"amount", "units", "work", "expense", "malpractice"} or (words.places and not words.other)
        return self.numbers[cell] if said else []

    def _read_row(self, row, current, unheld, band, carried):
        """Read the figures of a row; gives the labels that a row below without its own goes on under."""
        labels = {column: words for column, words in carried.items() if row[column] is None or not row[column].text.strip()}
        labels |= self._labels(row)
        modifiers = self._modifiers(row)
        done = set()
        for column, cell in enumerate(row):
            if cell is None or id(cell) in done:
                continue
            done.add(id(cell))
            row_words = self._row_words(row, column, labels)
            if self._is_sentence(cell):
                self._read_sentences(cell, column, row_words, current, band)
                continue
            tokens = self.money[cell] or [token for token in self.numbers[cell] if is_decimal(token)] or self._whole_number(cell, column, row_words)
            if tokens and column != self.code_column or self.money[cell]:
                self._read_cell(cell, column, tokens, row_words, current, unheld, band, modifiers)
        return labels

    def _labels(self, row):
        """{column: Words} of the cells that say what the figures of the row are."""
        found = {}
        for column, cell in enumerate(row):
            if cell is None or self._figure_count(cell) or self.codes[cell] or len(cell.text) > LONGEST_LABEL or self._describes(column):
                continue
            if column in self.figure_columns or NO_FIGURE.match(cell.text):
                continue
            words = words_of(cell.text)
            if words.says_something or words.years or words.days:
                rest = FILLER.sub(" ", _said(cell.text)).split()
                if len(rest) <= 2:
                    found[column] = words
        return found

    def _row_words(self, row, column, labels):
        """Words of the labels to the left, the nearest first; a label to the right counts only where no figure stands behind it."""
        left = [labels[place] for place in sorted(labels) if place < column and row[place] is not row[column]]
        last = max((place for place, cell in enumerate(row) if cell is not None and self._figure_count(cell)), default=column)
        chosen = left[-1:] if left else [labels[place] for place in sorted(labels) if place > last][:1]
        for words in left[:-1]:
            nearer = chosen[0]
            chosen = [nearer.joined(words) if not (nearer.settings and words.settings) else nearer]
        return chosen[0] if chosen else NOTHING

    def _modifiers(self, row):
        for column, cell in enumerate(row):
            if cell is not None and any(MODIFIER_HEAD.match(head.text) for head in self.head_cells[column]):
                text = cell.text.strip().upper()
                if re.fullmatch(r"[A-Z0-9]{2}", text):
                    return (text,)
        return ()

    def _is_sure(self, column, tokens, parts, own):
        """Whether the words of a figure's column may be taken at their word: a name that says nothing known, or several bare figures in one cell, may not."""
        if len(tokens) > 1 and not parts and not own.says_something:
            return False
        text = self._column_text(column)
        words = words_of(text)
        strange = not words.says_something and not words.years and not words.days and not self._codes_above(column) and FILLER.sub(" ", _said(text)).split()
        return not strange

    def _read_cell(self, cell, column, tokens, row_words, current, unheld, band, modifiers):
        codes = current or self._codes_above(column) or (() if self.has_codes else self.outer_codes)
        column_text = self._column_text(column)
        parts = _parts(column_text, len(tokens))
        pieces = _pieces(cell.text, tokens)
        for place, (token, piece) in enumerate(zip(tokens, pieces, strict=True)):
            own = words_of(piece)
            words = _overridden(words_of(column_text), words_of(parts[place])) if parts and not own.says_something else words_of(column_text)
            levels = [own, _together(row_words, words), band, *self.outer]
            group = ("table", self.number, column, place if len(tokens) > 1 else 0, row_words.key, own.key, band.key)
            sure = self._is_sure(column, tokens, parts, own)
            for code in codes or ((None,) if token.dollars or "factor" in levels[1].measures else ()):
                stated = (code.modifiers or modifiers) if code else ()
                kept = tuple(one for one in stated if one in COMPONENTS)
                figure = Figure(token, cell.at, code and code.hcpcs, kept, levels, group, column_text.replace("\n", ", "), self.number, sure and kept == stated)
                if code is None:
                    figure.why_not = f"{unheld} is shaped as a code, but no held release knows it" if unheld else "no code stands in its row, column, caption or heading"
                self.figures.append(figure)

    def _is_sentence(self, cell):
        """Whether a cell holds text with figures in it, rather than a figure."""
        tokens = self.money[cell] or [token for token in self.numbers[cell] if is_decimal(token)]
        if tokens and self.codes[cell]:
            return True
        text = cell.text
        for token in [*self.money[cell], *self.numbers[cell]]:
            text = text.replace(token.text, " ")
        if len(tokens) > 1 and LETTERS.search(text):
            return True
        rest = [word for word in LETTERS.findall(_said(text)) if not FILLER.fullmatch(word)]
        return len(rest) >= SENTENCE_WORDS

    def _read_sentences(self, cell, column, row_words, current, band):
        words = _together(row_words, words_of(self._column_text(column)))
        codes = current or self._codes_above(column) or (() if self.has_codes else self.outer_codes)
        self.figures += Prose(cell.at, ("cell", self.number, column, cell.at["row"]), [band, *self.outer], codes, self.is_held, words, self.number).read(cell.text)

    def _codes_above(self, column):
        found = [code for cell in self.head_cells[column] for code in self.codes.get(cell, ())]
        return tuple(found[:1])

    def head_names(self):
        """Words of the names in the last header row, in order, blank ones left out: for headers that do not stand above their columns."""
        if not self.heads:
            return []
        return [words_of(cell.text) for cell in _distinct(self.heads[-1]) if cell.text.strip()]


def _distinct(row):
    return list(dict.fromkeys(cell for cell in row if cell is not None and cell.text.strip()))


def _spread_right(upper, lower):
    """A name of an upper header row also stands above the columns to its right that have a lower name and no upper one of their own."""
    made, last = [], None
    for cell, below in zip(upper, lower, strict=True):
        last = cell if cell is not None else (last if below is not None else None)
        made.append(last if cell is None else cell)
    return made


def _parts(text, count):
    """The parts of a header such as 'Facility / Non-Facility' if there are as many as figures in the cell, else None."""
    if count < 2:
        return None
    for cut in (r"\s*[/|]\s*", r"\n", r"\s+(?:and|or)\s+"):
        parts = [part for part in re.split(cut, text.strip()) if part]
        if len(parts) == count and sum(1 for part in parts if words_of(part).says_something) >= count - 1:
            return parts
    return None


def _overridden(whole, part):
    return Words(
        part.settings or whole.settings, part.places or whole.places, part.measures or whole.measures, part.years or whole.years, part.days or whole.days,
        part.other or whole.other, part.rule or whole.rule,
    )  # fmt: skip


def _pieces(text, tokens):
    """For each figure of a cell the words beside it: before it where the cell begins with words, else after it."""
    if len(tokens) == 1:
        return [text[: tokens[0].start] + " " + text[tokens[0].end :]]
    ends = [0, *(token.end for token in tokens)]
    before = [text[end : token.start] for end, token in zip(ends, tokens, strict=False)]
    if words_of(before[0]).says_something:
        return before
    starts = [*(token.start for token in tokens[1:]), len(text)]
    return [text[token.end : start] for token, start in zip(tokens, starts, strict=True)]


def _together(row_words, column_words):
    return row_words.joined(column_words if not _disagree(row_words, column_words) else _without_settings(column_words))


def _disagree(row_words, column_words):
    """Whether row and column name different facilities: then the row, which stands nearer to the figure's own line, is heard."""
    facilities = {"hospital", "asc"}
    one, other = row_words.settings & facilities, column_words.settings & facilities
    return bool(one and other and one != other)


def _without_settings(words):
    return Words((), words.places, words.measures, words.years, words.days, words.other, words.rule)


def _said(text):
    """A label without the words that meaning understands: what is left shows whether it is a label at all."""
    from . import meaning

    for pattern in (meaning.OFFICE, meaning.FACILITY, meaning.HOSPITAL, meaning.ASC, meaning.PHYSICIAN, meaning.RVU, meaning.WORK, meaning.EXPENSE, meaning.MALPRACTICE,
                    meaning.TOTAL, meaning.AMOUNT, meaning.FACTOR_WORDS):  # fmt: skip
        text = pattern.sub(" ", text)
    return text
