"""In one sentence: what made a line's amount another than its units at its fee or rate."""

from __future__ import annotations

from ..runners.account import Unknown
from .path import path_of, turns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..engine import PricedLine
    from ..runners.account import Account, Step

# amounts of the facilities' laws, each with the one that it takes up: where they differ, the rule says why
CHANGES = {
    # hospital outpatient
    "paid_national_rate": "national_rate",
    "site_rate": "unit_rate",
    "technique_rate": "site_rate",
    "reported_rate": "technique_rate",
    "terminated_rate": "reported_rate",
    "adjusted_rate": "terminated_rate",
    # surgical center
    "reporting_rate": "national_rate",
    "interrupted_rate": "local_rate",
    "ranked_amount": "full_amount",
    "compared_amount": "center_amount",
}
# parts of an amount that are nought unless something applies
ADDED = ("emergency_addition", "line_credit", "unused_device", "paired_offset")
ANSWER = "allowed"


def why(line: PricedLine) -> str:
    """What made a line's amount another than its unreduced one, in the words of the law; blank where nothing did."""
    found = _of_path(line.account) if line.account.system.name == "physician" else _of_facility(line.account)
    return "; ".join(dict.fromkeys(found))


def _of_path(account: Account) -> Iterator[str]:
    for turn in turns(path_of(account)):
        if turn.changes and turn.step.value.__class__ is not Unknown:
            yield from (because for because in [*turn.chosen[::-1], turn.step.because] if because)


def _of_facility(account: Account) -> list[str]:
    """A place's wage index is in the unreduced amount too, so that it is not told."""
    answer, unreduced = account.values.get(ANSWER), account.values.get("unreduced_amount")
    if answer == unreduced or answer.__class__ is Unknown:
        return []
    steps = {step.rule.name: step for step in account.steps if not step.scope}
    if answer == 0 or unreduced.__class__ is Unknown:
        told = [steps[name] for name in (ANSWER, "packaged") if name in steps and steps[name].value is not False]
    else:
        told = [
            steps[name] for name, before in CHANGES.items() if name in steps and before in steps and _differ(steps[name], steps[before])
        ]
        told += [steps[name] for name in ADDED if name in steps and steps[name].value != 0]
        if (discount := steps.get("discount")) is not None and discount.value != 10**discount.places:
            told.append(discount)
    return [because for step in told for because in _becauses(step, steps)]


def _differ(step: Step, before: Step) -> bool:
    return _number(step) != _number(before)


def _becauses(step: Step, steps: dict[str, Step]) -> list[str]:
    """Why of a step, and of the step whose value it hands on."""
    inputs = [origin.name for _, _, _, kind, origin in step.inputs if kind == "rule"]
    handed = next((steps[one] for one in inputs if one in steps and _number(steps[one]) == _number(step) is not None), None)
    return [*([step.because] if step.because else []), *(_becauses(handed, steps) if handed else [])]


def _number(step: Step) -> tuple[int, int] | None:
    value = step.value
    return (value, step.places) if isinstance(value, int) and not isinstance(value, bool) else None
