"""What stands around a block: its headings, the code a heading or an introducing line names, and whether it is the list of sources."""

from __future__ import annotations

import re

from .blocks import Line
from .meaning import Words, words_of
from .tokens import code_tokens, money_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .blocks import Grid
    from .shapes import Block, Codes, Held, Levels

SOURCES = re.compile(
    r"\s*(?:data\s+|rate\s+|primary\s+|key\s+)?(?:sources?|references?|citations?|bibliography|works cited)\b[^:]{0,30}(?::|$)", re.I
)
CAPTION_LENGTH = 160


class Context:
    """State while the blocks are walked in reading order."""

    def __init__(self, is_held: Held) -> None:
        self.is_held = is_held
        self.headings: list[tuple[int, Words, Codes, str]] = []
        self.line_codes: Codes = ()
        self.before: Block | None = None
        self.sources_level: int | None = None

    def see(self, block: Block) -> bool:
        """Take a block into account before its figures are read. True if it belongs to the list of sources."""
        if isinstance(block, Line):
            self._see_line(block)
        return self.sources_level is not None

    def leave(self, block: Block) -> None:
        """The block has been read."""
        self.before = block
        if isinstance(block, Line) and not block.level and not money_tokens(block.text):
            codes = code_tokens(block.text, self.is_held)
            if len(codes) == 1 and len(block.text) <= CAPTION_LENGTH:
                self.line_codes = tuple(codes)
            elif codes:
                self.line_codes = ()

    def _see_line(self, line: Line) -> None:
        if line.level:
            if self.sources_level is not None and line.level <= self.sources_level:
                self.sources_level = None
            self.headings = [one for one in self.headings if one[0] < line.level]
            self.headings.append((line.level, words_of(line.text), tuple(code_tokens(line.text, self.is_held)), line.text))
            self.line_codes = ()
        if self.sources_level is None and SOURCES.match(line.text):
            self.sources_level = line.level or 6

    @property
    def codes(self) -> Codes:
        """Codes that the nearest introducing line or heading names."""
        if self.line_codes:
            return self.line_codes
        return next((codes for _, _, codes, _ in reversed(self.headings) if codes), ())

    def caption(self, grid: Grid) -> str:
        """Caption of a table: its own, else the short line before it."""
        if grid.caption:
            return grid.caption
        line = self.before
        if isinstance(line, Line) and not line.level and len(line.text) <= CAPTION_LENGTH:
            return line.text
        return ""

    def levels(self) -> Levels:
        """Words of the headings, nearest first; the days of the first heading belong to the whole document, not to its figures."""
        made = []
        for place, (_, words, _, _) in reversed(list(enumerate(self.headings))):
            made.append(words if place else Words(words.settings, words.places, words.measures, words.years, (), words.other))
        return made
