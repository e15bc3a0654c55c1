"""When a printed figure is true: rectangles of service days and days of knowledge, and the window that most figures of a document share."""

from __future__ import annotations

from itertools import pairwise

from ..kernel.number import round_half_away

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .shapes import Piece, Rectangle, Stretch, Stretches
    from .tokens import Token
    from .truth import Answer, Span


def is_printed_so(token: Token, answer: Answer) -> bool:
    """Whether a printed figure is the answer in the figure's own rounding: half up to the decimals that it shows."""
    if answer.value is None:
        return False
    fewer = answer.places - token.places
    return (round_half_away(answer.value, fewer) if fewer > 0 else answer.value * 10**-fewer) == token.value


def is_cut_off(token: Token, answer: Answer) -> bool:
    """Whether the figure is the answer with its further decimals cut off instead of rounded."""
    fewer = answer.places - token.places
    return answer.value is not None and fewer > 0 and answer.value // 10**fewer == token.value and not is_printed_so(token, answer)


def clipped(spans: Iterable[Span], scope: Stretches) -> list[Piece]:
    """[(first day, day after, Span)] of the spans within a scope of [(first day, day after)]."""
    made = []
    for span in spans:
        for first, end in scope:
            starts, until = max(span.starts, first), min(span.until, end)
            if starts < until:
                made.append((starts, until, span))
    return made


def rectangles(spans: Iterable[Span]) -> list[Rectangle]:
    """Spans that follow each other with the same value, looked at on the same days, as [(starts, until, known, superseded, [answers])]."""
    made: list[Rectangle] = []
    for span in sorted(spans, key=lambda one: (one.known, one.superseded, one.starts)):
        starts, until, known, superseded, answers = made[-1] if made else (0, 0, 0, 0, [span.answer])
        goes_on = until == span.starts and (known, superseded) == (span.known, span.superseded)
        if made and goes_on and answers[-1].value == span.answer.value:
            made[-1] = (starts, span.until, known, superseded, [*answers, span.answer])
        else:
            made.append((span.starts, span.until, span.known, span.superseded, [span.answer]))
    return sorted(made, key=lambda one: (one[0], one[2]))


def joined_days(pieces: Iterable[tuple[int, int] | Piece]) -> list[Stretch]:
    """[(first day, day after)] of pieces (first, after, ...) that touch, joined."""
    made: list[Stretch] = []
    for starts, until in sorted((piece[0], piece[1]) for piece in pieces):
        if made and starts <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], until))
        else:
            made.append((starts, until))
    return made


class Window:
    """Service days `starts` to before `until` on which the figures `members` (places in a list) are all true, and who looks when."""

    __slots__ = ("known", "members", "starts", "superseded", "until")

    def __init__(self, starts: int, until: int, members: tuple[int, ...], known: int, superseded: int) -> None:
        self.starts = starts
        self.until = until
        self.members = members
        self.known = known
        self.superseded = superseded


def shared_window(true_spans: Sequence[Sequence[Span]], scope: Stretches, known: int, day: int | None = None) -> Window | None:
    """The Window that holds most figures, the longest of several; None if no figure is true.

    `true_spans` is one list of Spans for each figure. `day` asks for the window around that service day.
    """
    pieces = [clipped([span for span in spans if span.knows(known)], scope) for spans in true_spans]
    borders = sorted({day for piece in pieces for starts, until, _ in piece for day in (starts, until)})
    best = None
    for window in _runs(pieces, borders):
        if day is not None and not window.starts <= day < window.until:
            continue
        rank = (len(window.members), window.until - window.starts)
        if best is None or rank > (len(best.members), best.until - best.starts):
            best = window
    return best


def _runs(pieces: list[list[Piece]], borders: list[int]) -> Iterator[Window]:
    """Windows of neighbouring elementary spans in which the same figures are true."""
    current = None
    for starts, until in pairwise(borders):
        held = {place: span for place, piece in enumerate(pieces) for first, end, span in piece if first <= starts and until <= end}
        members = tuple(held)
        if not members:
            continue
        known, superseded = max(span.known for span in held.values()), min(span.superseded for span in held.values())
        if current is not None and current.until == starts and current.members == members:
            current.until, current.known, current.superseded = until, max(current.known, known), min(current.superseded, superseded)
            continue
        if current is not None:
            yield current
        current = Window(starts, until, members, known, superseded)
    if current is not None:
        yield current


def knowledge_days(true_spans: Sequence[Sequence[Span]], scope: Stretches) -> list[int]:
    """The days on which what is true changed for any of the figures."""
    return sorted({span.known for spans in true_spans for _, _, span in clipped(spans, scope)})
