"""Which quantity a figure is: words first; where they leave several readings, values decide for a whole column, never cell by cell.

A column is bound to the reading under which most of its figures are true on some day of the document's year. Where the words allow one
reading only, it is taken whether it is true or not: a wrong figure must be found wrong, not read as something else.
"""

from __future__ import annotations

from .meaning import Words, claim_rule, everything, readings
from .quantities import FACTOR
from .windows import is_printed_so

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .collect import Collected
    from .figure import Figure
    from .grids import Table
    from .quantities import Quantity
    from .shapes import Group, Key, Levels, Scope, Tiers
    from .truth import Truth

ENOUGH = 3  # figures of a table from which its header may be judged by values
SLIP = 0.25  # share of true figures up to which a header is doubted
DOUBT = 0.5  # share of figures true on any held day below which columns drawn with white space are doubted
TRUST = 0.6  # share of true figures from which another alignment is believed
MISREAD = (
    "white space alone draws the columns of its table, and most of its figures are true on no held day: the columns may have been misread; "
    "give the document as .html, .docx or with ruled tables"
)


class Binder:
    """Binds the Figures of one document."""

    def __init__(self, truth: Truth, scope: Scope) -> None:
        self.truth = truth
        self.scope = scope  # function: Figure -> [(first day, day after)]
        self._true: dict[tuple[Figure, Quantity], bool] = {}

    def bind(self, found: Collected) -> dict[int, str]:
        """Give every figure its quantity, or the reason why it has none. Gives {table number: note} of tables read by their values."""
        groups: dict[Key, Group] = {}
        for figure in found.figures:
            groups.setdefault(figure.group, []).append(figure)
        for group in groups.values():
            self._bind_group(group, group[0].levels)
        _free_factors(found)
        notes = {number: note for number, table in found.tables.items() if (note := self._realign(table))}
        for table in found.tables.values():
            self._doubt(table)
        return notes

    def _doubt(self, table: Table) -> None:
        """A table that white space alone drew, and of which little is true on any held day, may have been misread: then none is wrong."""
        figures = [figure for figure in table.figures if figure.quantity is not None and figure.hcpcs]
        if not table.grid.is_guessed or len(figures) < ENOUGH or self._share(figures) >= DOUBT:
            return
        if sum(1 for figure in figures if self._was_ever_true(figure)) < DOUBT * len(figures):
            for figure in figures:
                figure.guessed, figure.why_not = True, MISREAD

    def _was_ever_true(self, figure: Figure) -> bool:
        spans = self.truth.spans(figure.meant, figure.hcpcs or "", figure.modifiers)
        return any(is_printed_so(figure.token, span.answer) for span in spans)

    def is_true(self, figure: Figure, quantity: Quantity) -> bool:
        """Whether the figure is true as this quantity on some day of its scope, for someone who looked on any day."""
        key = (figure, quantity)
        if key not in self._true:
            scope = self.scope(figure)
            spans = self.truth.spans(quantity, figure.hcpcs or "", figure.modifiers, scope=scope)
            self._true[key] = any(
                is_printed_so(figure.token, span.answer) and any(span.starts < end and first < span.until for first, end in scope)
                for span in spans
            )
        return self._true[key]

    def _count(self, group: Group, quantity: Quantity) -> int:
        return sum(1 for figure in group if (figure.hcpcs or quantity is FACTOR) and self.is_true(figure, quantity))

    def _bind_group(self, group: Group, levels: Levels) -> None:
        tiers, why = readings(levels, group[0].token)
        rule = claim_rule(levels)
        sure = rule is None and all(figure.sure for figure in group)
        if not sure and tiers and tiers != [[FACTOR]]:
            tiers = [*tiers, everything(levels[0].measures | levels[1].measures, group[0].token.dollars)]
        chosen, alternatives, by_value = self._choose(group, tiers, sure)
        for figure in group:
            figure.quantity, figure.alternatives, figure.by_value, figure.guessed = None, (), False, False
            if figure.hcpcs is None and chosen is not FACTOR:
                continue
            figure.why_not = None
            if chosen is not None:
                figure.quantity, figure.alternatives, figure.by_value, figure.guessed = chosen, alternatives, by_value, not sure
                figure.why_not = self._why_open(tiers, rule) if figure.guessed else None
            else:
                figure.why_not = why or self._why_open(tiers, rule)

    @staticmethod
    def _why_open(tiers: Tiers, rule: str | None) -> str:
        if rule:
            beside = f"{rule!r} stands beside it, and it is no unreduced value of the document's time"
            return f"{beside} (claim rules and comparisons are not checked)"
        names = list(dict.fromkeys(quantity.name for tier in tiers for quantity in tier))
        if not names:
            return "no word beside it says what it is"
        return f"its words leave open what it is ({', '.join(names)}), and no reading of the whole column is true in the document's year"

    def _choose(self, group: Group, tiers: Tiers, sure: bool = True) -> tuple[Quantity | None, tuple[Quantity, ...], bool]:
        """(quantity or None, alternatives, whether values decided)."""
        options = [quantity for tier in tiers for quantity in tier]
        if not options:
            return None, (), False
        if len(options) == 1 and sure:
            return options[0], (), False
        counts = {quantity: self._count(group, quantity) for quantity in dict.fromkeys(options)}
        best = max(counts.values())
        if best and best * 2 >= len(group):
            leaders = [quantity for quantity in options if counts[quantity] == best]
            if len(set(leaders)) == 1 or self._agree(group, leaders):
                return leaders[0], (), True
            first = [quantity for quantity in tiers[0] if quantity in leaders]
            return (first[0], (), True) if len(first) == 1 else (None, (), False)
        nearest = tiers[0]
        if not sure:
            return None, (), False
        if len(nearest) == 1:
            return nearest[0], (), False
        one_setting = (
            len({(quantity.setting, quantity.is_amount) for quantity in nearest}) == 1
            and nearest[0].setting == "physician"
            and len(nearest) == 2
        )
        said = any(words.settings for words in group[0].levels[:2])
        return (nearest[0], tuple(nearest[1:]), False) if one_setting and said else (None, (), False)

    def _agree(self, group: Group, leaders: list[Quantity]) -> bool:
        """Whether several readings have the same values for every figure: then it does not matter which is meant."""

        def values(quantity: Quantity) -> list[list[tuple[int, int, int | None]]]:
            return [
                [
                    (span.starts, span.until, span.answer.value)
                    for span in self.truth.spans(quantity, figure.hcpcs or "", figure.modifiers, scope=self.scope(figure))
                ]
                for figure in group
            ]

        first = values(leaders[0])
        return all(values(other) == first for other in leaders[1:])

    def _realign(self, table: Table) -> str | None:
        """Read a table whose header does not stand above its columns by the values of the whole table; gives a note, or None."""
        figures = [figure for figure in table.figures if figure.hcpcs and figure.group[0] == "table"]
        names = table.head_names()
        if len(figures) < ENOUGH or len(names) < 2 or self._share(figures) > SLIP:
            return None
        groups: dict[tuple[int, Key], Group] = {}
        for figure in figures:
            groups.setdefault((figure.group[2], figure.group), []).append(figure)
        columns = sorted({column for column, _ in groups})
        gains = {(column, name): self._gain(groups, column, names[name][1]) for column in columns for name in range(len(names))}
        assigned = _best_order(columns, len(names), {key: gain for key, (gain, _) in gains.items()})
        total = sum(gains[pair][0] for pair in assigned)
        if total < TRUST * len(figures):
            return None
        for pair in assigned:
            for group, words in gains[pair][1]:
                for figure in group:
                    figure.column, figure.sure = names[pair[1]][0], True
                self._bind_group(group, group[0].with_words(words))
        return "the names of its header do not stand above their columns; they were matched in their order by the values of the whole table"

    def _share(self, figures: Group) -> float:
        return sum(1 for figure in figures if figure.quantity is not None and self.is_true(figure, figure.quantity)) / len(figures)

    def _gain(self, groups: dict[tuple[int, Key], Group], column: int, name: Words) -> tuple[int, list[tuple[Group, Words]]]:
        total, chosen = 0, []
        for (place, _), group in groups.items():
            if place != column:
                continue
            words = _row_words(group[0]).joined(name)
            tiers, _ = readings(group[0].with_words(words), group[0].token)
            quantity, _, _ = self._choose(group, tiers, False)
            total += self._count(group, quantity) if quantity is not None else 0
            chosen.append((group, words))
        return total, chosen


def _free_factors(found: Collected) -> None:
    """A conversion factor belongs to no code: it is one figure, however many codes stand around it."""
    kept, seen = [], set()
    for figure in found.figures:
        if figure.quantity is FACTOR:
            figure.hcpcs, figure.modifiers = None, ()
            if id(figure.token) in seen:
                continue
            seen.add(id(figure.token))
        kept.append(figure)
    found.figures = kept


def _row_words(figure: Figure) -> Words:
    """The words of the figure's row alone: the key of its group keeps them."""
    return Words(*figure.group[4])


def _best_order(columns: list[int], names: int, gains: dict[tuple[int, int], int]) -> tuple[tuple[int, int], ...]:
    """The pairs (column, name), both in rising order, with the largest sum of gains."""
    best: dict[tuple[int, int], tuple[int, tuple[tuple[int, int], ...]]] = {(0, name): (0, ()) for name in range(names + 1)}
    for place, column in enumerate(columns, 1):
        for name in range(names + 1):
            options = [best[place - 1, name]]
            if name:
                options.append(best[place, name - 1])
                before = best[place - 1, name - 1]
                gain = gains[column, name - 1]
                options.append((before[0] + gain, (*before[1], (column, name - 1))) if gain else before)
            best[place, name] = max(options, key=lambda option: option[0])
    return best[len(columns), names][1]
