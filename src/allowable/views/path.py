"""The path of a line's amount through its account: from the fee of one unit to what is allowed, and who pays it.

The account holds every step in the order in which it was needed. The path is found again from what each step took up.
"""

from __future__ import annotations

from ..runners.account import Unknown
from .chains import CHAINS, PAYMENTS, UNCHANGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..runners.account import Account, Step


class Turn:
    """One step of a path: what stood before it, whether people see it, and why later steps chose it rather than what stood before."""

    __slots__ = ("before", "chosen", "is_shown", "step")

    def __init__(self, step: Step, before: Step | None) -> None:
        self.step = step
        self.before = before
        self.is_shown = True
        self.chosen: list[str] = []

    @property
    def changes(self) -> bool:
        """Whether it made another amount of the one before."""
        return self.before is not None and not _alike(self.before, self.step)


def path_of(account: Account) -> list[Step]:
    """The amounts of an account that lead from the first to its answer, in that order."""
    steps = {step.rule.name: step for step in account.steps if not step.scope}
    chain = CHAINS[account.system.name]
    step = steps.get(account.amount)
    path: list[Step] = []
    while step is not None and step not in path:
        path.append(step)
        step = _before(step, steps, chain)
    fee = steps.get(chain[0])
    if path and path[-1] is not fee and fee is not None and path[-1].value.__class__ is Unknown and fee.value.__class__ is not Unknown:
        path.append(fee)  # the answer fails before any amount is asked for: the fee still says what it is about
    return path[::-1]


def _before(step: Step, steps: dict[str, Step], chain: tuple[str, ...]) -> Step | None:
    """The amount that a step took up: of several that it consulted the one it handed on, else the last in the order of the law."""
    names = [origin.name for name, _, _, kind, origin in step.inputs if kind == "rule" and name == origin.name and name in chain]
    found = sorted((steps[name] for name in names if name in steps), key=lambda one: chain.index(one.rule.name))
    same = [one for one in found if _alike(one, step)]
    known = [one for one in found if one.value.__class__ is not Unknown]
    choice = same or (known if step.value.__class__ is not Unknown else []) or found
    return choice[-1] if choice else None


def _alike(one: Step, other: Step) -> bool:
    if other.value.__class__ is Unknown:
        return one.value.__class__ is Unknown and one.value.reason == other.value.reason
    return bool(one.value.__class__ is not Unknown and one.value * 10**other.places == other.value * 10**one.places)


def turns(path: list[Step]) -> list[Turn]:
    """A path turn by turn: shown are the first amount, each change, and the answer; behind a lacking amount there is nothing new."""
    found: list[Turn] = []
    shown: Turn | None = None
    for before, step in zip([None, *path[:-1]], path, strict=True):
        turn = Turn(step, before)
        lacking = before is not None and before.value.__class__ is Unknown
        if shown is not None and lacking and step.value.__class__ is Unknown:
            break
        turn.is_shown = before is None or turn.changes or step is path[-1]
        if turn.is_shown:
            shown = turn
        elif shown is not None and step.because and _chose(step, shown):
            shown.chosen.append(step.because)
            continue
        found.append(turn)
    return found


def _chose(step: Step, shown: Turn) -> bool:
    """Whether a step could have handed on what stood before the last change, and took the change: its reason is the change's too."""
    return shown.before is not None and any(
        kind == "rule" and name == origin.name == shown.before.rule.name for name, _, _, kind, origin in step.inputs
    )


def payment_of(account: Account) -> Iterator[tuple[Step, bool]]:
    """Steps that say who pays, each with whether it says anything: a part that a rule left as it was says nothing."""
    steps = {step.rule.name: step for step in account.steps if not step.scope}
    for name in PAYMENTS[account.system.name]:
        step = steps.get(name)
        if step is None or (step.value.__class__ is Unknown and step.value.category == "not_payable"):
            continue
        before = steps.get(UNCHANGED.get(name, ""))
        yield step, name not in UNCHANGED or (step.value != before.value if before else step.value != 0)
