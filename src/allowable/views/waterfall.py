"""The waterfall of one line: from the fee of one unit, through every rule that changed the amount, to what Medicare and the patient pay.

A stage is an amount that the law hands on to the next rule; what a stage rests on stands below it; what changed nothing is named in one
line. Terminal and page show this object.
"""

from __future__ import annotations

from ..runners.account import Unknown
from .chains import CHAINS, PAYMENTS
from .entry import Entry, label
from .path import Turn, path_of, payment_of, turns
from .pricing import is_trivial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..engine import Engine, PricedLine
    from ..runners.account import Account, Step
    from .entry import Sources


class Stage:
    """An amount that the law hands on: before and after in cents (None where there is none), its step in words, and what it rests on."""

    __slots__ = ("after", "before", "entry", "name", "support")

    def __init__(self, name: str, entry: Entry, support: list[Entry], before: int | None, after: int | None) -> None:
        self.name = name
        self.entry = entry
        self.support = support
        self.before = before
        self.after = after


class Waterfall:
    """One line: `stages` from the fee to what is allowed, `payment` who pays it, `folded` what was asked and changed nothing."""

    __slots__ = ("folded", "line", "payment", "stages")

    def __init__(self, line: PricedLine, stages: list[Stage], payment: list[Stage], folded: list[str]) -> None:
        self.line = line
        self.stages = stages
        self.payment = payment
        self.folded = folded


def waterfall(engine: Engine, line: PricedLine, sources: Sources) -> Waterfall:
    """The Waterfall of a PricedLine; `sources` gathers what it rests on, for one list under several lines."""
    sorter = _Sorter(engine, line.account, sources)
    stages: list[Stage] = []
    for turn in turns(path_of(line.account)):
        if turn.is_shown:
            stages.append(sorter.stage(turn))
        else:
            sorter.fold(turn.step)
    payment: list[Stage] = []
    for step, changes in [] if line.amount is None else payment_of(line.account):
        if changes:
            payment.append(sorter.stage(Turn(step, None)))
        else:
            sorter.fold(step)
    return Waterfall(line, stages, payment, sorter.folded)


class _Sorter:
    """Puts each step under the first stage that rests on it; says in words what changed nothing."""

    def __init__(self, engine: Engine, account: Account, sources: Sources) -> None:
        self.engine = engine
        self.account = account
        self.sources = sources
        self.steps = {(step.scope, step.rule.name): step for step in account.steps}
        self.taken: set[int] = set()
        self.reasons: set[str] = set()
        self._folded: dict[str, list[str]] = {}  # {why: names}: what changed nothing for one reason is said once

    @property
    def folded(self) -> list[str]:
        """What changed nothing, in the order of the law, as `names (why)`."""
        return [f"{', '.join(names)} ({because})" for because, names in self._folded.items()]

    def stage(self, turn: Turn) -> Stage:
        """The Stage of a turn, with the steps it rests on that stand under no earlier stage."""
        step = turn.step
        if step.value.__class__ is Unknown:
            self.reasons.add(step.value.reason)
        entry = self._entry(step)
        entry.because = "; ".join([*turn.chosen[::-1], *([step.because] if step.because else [])]) or None
        support = []
        for one in self._rests_on(step):
            if one.value.__class__ is Unknown:  # told where it leaves the amount unknown; where a rule did without it, the rule says so
                if step.value.__class__ is Unknown and one.value.reason not in self.reasons:
                    support.append(self._entry(one))
                    self.reasons.add(one.value.reason)
            elif is_trivial(one):
                self._fold(one, one.because)
            elif one.value is not False or one.because:
                # a plain no changed nothing
                support.append(self._entry(one))
        return Stage(step.rule.name, entry, support, _cents(turn.before), _cents(step))

    def fold(self, step: Step) -> None:
        """Name an amount that a rule left as it was, and the modifiers and roles that it asked for in vain."""
        asked = [one.because for one in self._rests_on(step) if one.value == "" and one.because]
        self._fold(step, ": ".join(dict.fromkeys([*asked, *([step.because] if step.because else [])])))

    def _fold(self, step: Step, because: str | None) -> None:
        if because:
            names = self._folded.setdefault(because, [])
            names += [] if (name := label(step.rule.name)) in names else [name]

    def _entry(self, step: Step) -> Entry:
        return Entry(self.engine, self.account, step, self.sources)

    def _rests_on(self, step: Step) -> list[Step]:
        """Steps below a step that no earlier stage took, in the order in which they were needed; amounts of the chain stand apart."""
        apart = {*CHAINS[self.account.system.name], *PAYMENTS[self.account.system.name]}
        found: dict[int, Step] = {}
        waiting = [step]
        while waiting:
            for one in self._inputs_of(waiting.pop()):
                if id(one) not in self.taken and (one.rule.name not in apart or one.scope):
                    self.taken.add(id(one))
                    found[id(one)] = one
                    waiting.append(one)
        return [one for one in self.account.steps if id(one) in found]

    def _inputs_of(self, step: Step) -> Iterable[Step]:
        for name, _, _, kind, origin in step.inputs:
            if kind != "rule":
                continue
            entered = next((scope.says for scope in self.account.system.scopes if name == scope.prefix + origin.name), step.scope)
            one = self.steps.get((entered, origin.name)) or self.steps.get(("", origin.name))
            if one is not None:
                yield one


def _cents(step: Step | None) -> int | None:
    """A step's amount in whole cents, or None where there is no amount."""
    if step is None or step.value.__class__ is Unknown or not isinstance(step.value, int) or step.places < 2:
        return None
    cents: int = step.value // int(10 ** (step.places - 2))
    return cents
