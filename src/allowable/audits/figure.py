"""A figure of a document: what is printed, where, for which code, and what may be meant by it."""

from __future__ import annotations

from .meaning import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .meaning import Words
    from .quantities import Quantity
    from .shapes import Key, Levels, Place, Stretch
    from .tokens import Token

COMPONENTS = ("26", "TC", "53")  # modifiers that select a row of the schedule; all others belong to claim rules


class Figure:
    """One printed figure and one code.

    token       the printed figure
    at          its place in the document
    hcpcs       code, or None where none stands by it
    modifiers   modifiers that stand by the code
    levels      Words from the nearest text (its own cell or clause) to the farthest heading
    sure        whether its words may be taken at their word; else a reading counts only if the values of its group confirm it
    group       key of the figures whose meaning is decided together (one column under one row label; one pattern of prose)
    column      words of its column or clause, for messages
    quantity    the Quantity it is bound to, or None with `why_not`
    by_value    the values of its group decided between several readings
    guessed     they decided although its words may not be taken at their word: then it is true, or not checked, never wrong
    alternatives   further Quantities it may as well be, where the words leave them open and no value decides
    """

    __slots__ = (
        *("alternatives", "at", "by_value", "column", "group", "guessed", "hcpcs", "levels", "modifiers"),
        *("quantity", "sure", "table", "token", "why_not"),
    )

    def __init__(
        self,
        token: Token,
        at: Place,
        hcpcs: str | None,
        modifiers: tuple[str, ...],
        levels: Levels,
        group: Key,
        column: str,
        table: int | None = None,
        sure: bool = True,
    ) -> None:
        self.token = token
        self.at = at
        self.hcpcs = hcpcs
        self.modifiers = modifiers
        self.levels = levels
        self.group = group
        self.column = column
        self.table = table
        self.sure = sure
        self.quantity: Quantity | None = None
        self.alternatives: tuple[Quantity, ...] = ()
        self.by_value = False
        self.guessed = False
        self.why_not: str | None = None

    @property
    def meant(self) -> Quantity:
        """The Quantity of a figure that has one."""
        if self.quantity is None:
            raise ValueError(f"{self.token.text} is bound to no quantity")
        return self.quantity

    @property
    def years(self) -> tuple[int, ...]:
        """Years that the nearest text naming any gives to this figure."""
        return next((words.years for words in self.levels if words.years), ())

    @property
    def days(self) -> tuple[Stretch, ...]:
        """Stretches of days (first, last) that its own column, row or caption gives to this figure."""
        return next((words.days for words in self.levels if words.days), ())

    @property
    def rounding(self) -> str:
        """How the figure is printed."""
        names = {0: "whole dollars", 2: "cents"} if self.is_amount else {0: "whole units", 1: "tenths", 2: "hundredths"}
        return names.get(self.token.places, f"{self.token.places} decimal places")

    @property
    def is_amount(self) -> bool:
        """Whether dollars are meant."""
        return self.quantity.is_amount if self.quantity is not None else self.token.dollars

    def with_words(self, words: Words) -> Levels:
        """The levels with other words in the place of the column's: for a header that does not stand above its column."""
        return [self.levels[0] if self.levels else NOTHING, words, *self.levels[2:]]

    def __repr__(self) -> str:
        return f"<figure {self.token.text} of {self.hcpcs} {self.quantity}>"
