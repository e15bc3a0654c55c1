"""What is true: the value of a quantity for a code over every span of service days and days of knowledge on which it is constant.

The borders of the spans are those of the held prints and of the dated values; between two borders the engine is asked once.
"""

from __future__ import annotations

from itertools import pairwise

from ..claims.model import Claim, Line
from ..claims.values import ClaimError
from ..engine import SYSTEM_OF_SETTING
from ..kernel.day import OPEN
from ..kernel.number import number_text
from ..runners.account import Unknown
from .quantities import FACILITY, FACTOR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..engine import Engine, PricedLine
    from ..runners.account import Account, Step
    from .quantities import Quantity
    from .shapes import Days, Key, Prints, Stretches, Values

UNIT_COLUMNS = {
    "work RVU": "work_rvu",
    "practice expense RVU facility": "facility_pe_rvu",
    "practice expense RVU non-facility": "non_facility_pe_rvu",
    "malpractice RVU": "malpractice_rvu",
}


class Answer:
    """A value (scaled by 10**`places`), or None with a `reason`.

    `unheld` says that nothing is known, rather than that nothing is paid. `prints` are (table name, Print), `values` (name, dated Value),
    `inputs` {name: text} of the numbers behind the value.
    """

    __slots__ = ("inputs", "places", "prints", "reason", "unheld", "value", "values")

    def __init__(
        self,
        value: int | None,
        places: int,
        reason: str | None = None,
        unheld: bool = False,
        prints: Prints = (),
        values: Values = (),
        inputs: dict[str, str] | None = None,
    ) -> None:
        self.value = value
        self.places = places
        self.reason = reason
        self.unheld = unheld
        self.prints = prints
        self.values = values
        self.inputs = inputs or {}

    @property
    def text(self) -> str | None:
        """The value as a decimal text with all its places, or None."""
        return None if self.value is None else number_text(self.value, self.places)

    @property
    def release(self) -> str:
        """Names of the releases that state the value."""
        return ", ".join(dict.fromkeys(printed.release for _, printed in self.prints))


class Span:
    """A rectangle: service days `starts` to before `until`, looked at from `known` to before `superseded`; `answer` is constant in it."""

    __slots__ = ("answer", "known", "starts", "superseded", "until")

    def __init__(self, starts: int, until: int, known: int, superseded: int, answer: Answer) -> None:
        self.starts = starts
        self.until = until
        self.known = known
        self.superseded = superseded
        self.answer = answer

    def covers(self, day: int, known: int) -> bool:
        """Whether the rectangle holds a service day as known on a day."""
        return self.starts <= day < self.until and self.knows(known)

    def knows(self, known: int) -> bool:
        """Whether the rectangle holds a day of knowledge."""
        return self.known <= known < self.superseded or (known >= OPEN and self.superseded >= OPEN)


class Truth:
    """Answers for one document: national, or for the `place` it names ({"mac", "locality", "cbsa"})."""

    def __init__(self, engine: Engine, place: dict[str, str] | None = None) -> None:
        self.engine = engine
        self.place = place or {}
        self._borders: dict[str, list[Days]] = {}
        self._spans: dict[Key, list[Span]] = {}
        self._answers: dict[Key, Answer] = {}
        self._priced: dict[Key, PricedLine | str] = {}

    def is_held(self, hcpcs: str) -> bool:
        """Whether any held release knows a code."""
        tables = (("relative_values", ("", "26", "TC", "53")), ("addendum_b", None), ("asc_rates", None), ("asc_ancillary_rates", None))
        for name, components in tables:
            points = self.engine.store.table(name)
            if points is not None:
                keys = [(hcpcs,)] if components is None else [(hcpcs, one) for one in components]
                if any(points.history(key) for key in keys):
                    return True
        return False

    def tables(self, setting: str) -> list[Any]:
        """PointFiles of the tables that a setting's amounts come from."""
        system = self.engine.system(SYSTEM_OF_SETTING[setting])
        names = dict.fromkeys(lookup.table.name for lookup in system.columns.values())
        return [points for points in map(self.engine.store.table, names) if points is not None]

    def spans_of_days(self, setting: str) -> list[Days]:
        """[(first day, day after, (days on which knowledge changed))] of all held service days of a setting."""
        if setting not in self._borders:
            self._borders[setting] = list(self._work_out_borders(setting))
        return self._borders[setting]

    def _work_out_borders(self, setting: str) -> Iterator[Days]:
        system = self.engine.system(SYSTEM_OF_SETTING[setting])
        prints = [one for points in self.tables(setting) for one in points.prints]
        if not prints:
            return
        first, end = min(one.effective for one in prints), max(one.until for one in prints)
        days = {day for one in prints for day in (one.effective, one.until)} | {day for day in system.borders() if first < day < end}
        stated = [value for dated in system.parameters.values() for value in dated.values]
        borders = sorted(days)
        for starts, until in pairwise(borders):
            covering = {one.known for one in prints if one.effective <= starts < one.until}
            if covering:
                earliest = min(covering)
                yield (
                    starts,
                    until,
                    sorted(covering | {value.known for value in stated if value.starts <= starts and value.known > earliest}),
                )

    def spans(
        self, quantity: Quantity, hcpcs: str, modifiers: tuple[str, ...] = (), qualifying: bool = False, scope: Stretches | None = None
    ) -> list[Span]:
        """Spans of a quantity of a code by service day and day of knowledge: all, or those that touch a scope of (first day, day after)."""
        made = []
        for days in self._days_of(quantity):
            if scope is None or any(days[0] < end and first < days[1] for first, end in scope):
                key = (quantity.name, hcpcs, modifiers, qualifying, days[0])
                if key not in self._spans:
                    self._spans[key] = self._work_out(quantity, hcpcs, modifiers, qualifying, days)
                made += self._spans[key]
        return made

    def _days_of(self, quantity: Quantity) -> list[Days]:
        """Spans of service days of a quantity; those of a sum end where those of any part end."""
        if not quantity.parts:
            return self.spans_of_days(quantity.setting)
        if quantity.name not in self._borders:
            self._borders[quantity.name] = self._days_of_sum(quantity)
        return self._borders[quantity.name]

    def _days_of_sum(self, quantity: Quantity) -> list[Days]:
        parts = [self.spans_of_days(part.setting) for part in quantity.parts]
        borders = sorted({day for spans in parts for starts, until, _ in spans for day in (starts, until)})
        made = []
        for starts, until in pairwise(borders):
            knowns: list[list[int]] = [next((known for first, end, known in spans if first <= starts < end), []) for spans in parts]
            if all(knowns):
                made.append((starts, until, sorted(set().union(*knowns))))
        return made

    def _work_out(self, quantity: Quantity, hcpcs: str, modifiers: tuple[str, ...], qualifying: bool, days: Days) -> list[Span]:
        starts, until, knowns = days
        made: list[Span] = []
        for known, superseded in zip(knowns, [*knowns[1:], OPEN], strict=True):
            answer = self._ask(quantity, hcpcs, modifiers, starts, known, qualifying)
            if made and _same(made[-1].answer, answer):
                made[-1].superseded, made[-1].answer = superseded, answer
            else:
                made.append(Span(starts, until, known, superseded, answer))
        return made

    def _ask(self, quantity: Quantity, *asked: Any) -> Answer:
        key = (quantity.name, *asked)
        if key not in self._answers:
            self._answers[key] = self._answer(quantity, *asked)
        return self._answers[key]

    def _answer(self, quantity: Quantity, hcpcs: str, modifiers: tuple[str, ...], day: int, known: int, qualifying: bool) -> Answer:
        if quantity.parts:
            return _sum([self._ask(part, hcpcs, modifiers, day, known, qualifying) for part in quantity.parts])
        if quantity is FACTOR:
            return self._factor(day, known)
        key = (quantity.setting, quantity.place, hcpcs, modifiers, day, known, qualifying)
        if key not in self._priced:
            self._priced[key] = self._price(*key)
        priced = self._priced[key]
        if isinstance(priced, str):
            return Answer(None, 0, priced, True)
        return _amount(priced) if quantity.is_amount else _units(priced, quantity)

    def _price(
        self, setting: str, place: str | None, hcpcs: str, modifiers: tuple[str, ...], day: int, known: int, qualifying: bool
    ) -> PricedLine | str:
        """PricedLine of one unit, or why the question cannot be asked."""
        try:
            mac, locality = self.place.get("mac"), self.place.get("locality")
            line = Line(hcpcs, on=day, modifiers=modifiers, place_of_service=place or FACILITY, mac=mac, locality=locality)
            claim = Claim([line], setting=setting, cbsa=self.place.get("cbsa"), qualifying_participant=qualifying)
        except ClaimError as problem:
            return str(problem)
        priced = self.engine.price(claim, known).lines[0]
        return priced if setting == "physician" or modifiers else priced.about("unreduced_amount")  # a rate, as guides print it

    def _factor(self, day: int, known: int) -> Answer:
        dated = self.engine.system("physician").parameters["conversion_factor"]
        value = dated.in_force(day, known)
        if value is None:
            return Answer(None, dated.places, "no conversion factor is stated for this day", True)
        number = value.value if isinstance(value.value, int) else None
        return Answer(number, dated.places, values=((dated.name, value),), inputs={dated.name: value.written})


def _same(one: Answer, other: Answer) -> bool:
    return (one.value, one.reason, one.inputs) == (other.value, other.reason, other.inputs)


def _sum(answers: list[Answer]) -> Answer:
    total = 0
    for one in answers:
        if one.value is None:
            return one
        total += one.value
    inputs = {name: text for one in answers for name, text in one.inputs.items()}
    prints = tuple(dict.fromkeys(pair for one in answers for pair in one.prints))
    values = tuple(dict.fromkeys(pair for one in answers for pair in one.values))
    return Answer(total, answers[0].places, prints=prints, values=values, inputs=inputs)


def _amount(priced: PricedLine) -> Answer:
    if priced.amount is None:
        return _refused(priced.account.values[priced.account.amount])
    prints, values, inputs = _origins(priced.account, priced.account.amount_steps)
    return Answer(priced.amount, priced.places, prints=prints, values=values, inputs=inputs)


def _refused(unknown: Unknown) -> Answer:
    detail = f" ({unknown.detail})" if unknown.detail else ""
    return Answer(None, 0, f"{unknown.reason}{detail}", unknown.category == "unknown")


def _units(priced: PricedLine, quantity: Quantity) -> Answer:
    account = priced.account
    column = UNIT_COLUMNS.get(quantity.name)
    if column is None:
        value = account.values["total_rvu"]
        if value.__class__ is Unknown:
            return _refused(value)
        steps = [step for step in account.steps if step.rule.name in ("total_rvu", "practice_expense_rvu")]
        prints, values, inputs = _origins(account, steps)
        return Answer(
            value, next(step.places for step in steps if step.rule.name == "total_rvu"), prints=prints, values=values, inputs=inputs
        )
    for step in account.steps:
        for name, value, places, kind, origin in step.inputs:
            if name == column and kind == "column":
                if value.__class__ is Unknown:
                    return _refused(value)
                prints = ((origin.table.name, origin.print),) if origin is not None else ()
                return Answer(value, places, prints=prints, inputs={name: str(value)})
    return Answer(None, 0, "no relative values are held for this code on this day", True)


def _origins(account: Account, steps: list[Step]) -> tuple[Prints, Values, dict[str, str]]:
    """(prints, dated values, inputs as texts) of the numbers behind steps; flags and lists of codes decide, and are no source of it."""
    prints, values, inputs = {}, {}, {}
    for step in steps:
        for name, value, places, kind, origin in step.inputs:
            if value.__class__ is not int or value.__class__ is bool:
                continue
            if kind == "column" and origin is not None:
                prints[origin.table.name, origin.print] = True
                inputs[name] = number_text(value, places)
            elif kind == "parameter" and name not in ("national_index", "work_floor"):
                values[origin[0].name, origin[1]] = True
                inputs[name] = number_text(value, places)
    return tuple(prints), tuple(values), inputs
