"""All figures and codes of a document, in reading order; the list of sources is kept apart."""

from __future__ import annotations

from .blocks import Grid, Line
from .context import Context
from .grids import Table
from .prose import line_figures
from .tokens import code_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .blocks import Document
    from .figure import Figure
    from .shapes import Block, Held


class Collected:
    """What was found.

    figures   Figures in reading order
    codes     held codes in the order of their first place
    tables    {number of the block: Table}
    sources   texts of the list of sources
    body      (text, block) of all else
    """

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.codes: dict[str, bool] = {}
        self.tables: dict[int, Table] = {}
        self.sources: list[str] = []
        self.body: list[tuple[str, Block]] = []


def collect(document: Document, is_held: Held) -> Collected:
    """Walk a Document."""
    held = {}

    def known(code: str) -> bool:
        if code not in held:
            held[code] = is_held(code)
        return held[code]

    found, context, table = Collected(), Context(known), None
    for number, block in enumerate(document.blocks):
        if context.see(block):
            found.sources += _texts(block)
            context.leave(block)
            continue
        found.body += [(text, block) for text in _texts(block)]
        for text in _texts(block):
            for code in code_tokens(text, known):
                found.codes.setdefault(code.hcpcs, True)
        if isinstance(block, Grid):
            table = found.tables[number] = Table(block, number, context, table)
            found.figures += table.read()
        else:
            found.figures += line_figures(block, number, context)
        context.leave(block)
    return found


def _texts(block: Block) -> list[str]:
    if isinstance(block, Line):
        return [block.text]
    cells = dict.fromkeys(cell for row in block.rows for cell in row if cell is not None)
    return ([block.caption] if block.caption else []) + [cell.text for cell in cells]
