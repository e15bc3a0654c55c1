"""Truths that a line's texts alone decide, such as whether a modifier is there: each answered once for each combination of texts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from ..kernel.node import Node
    from .walk import Walk

    Compute: TypeAlias = Callable[[Walk], Any]

PURE = ("and", "or", "not", "eq", "ne", "in")
MOST = 4_096  # answers that one truth keeps; then it begins anew


def text_fields(node: Node) -> tuple[str, ...] | None:
    """The text fields that alone decide a truth, or None if it asks for anything else: nothing that an account shows is passed over."""
    names: dict[str, bool] = {}
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.op == "field" and one.kind == "text":
            names[one.data] = True
        elif one.op in PURE:
            waiting += one.args
        elif one.op != "literal":
            return None
    return tuple(names)


def remembered(compute: Compute, names: tuple[str, ...]) -> Compute:
    """The same truth, with its answers kept by the texts of those fields."""
    answers: dict[tuple[Any, ...], Any] = {}

    def answer(walk: Walk) -> Any:
        get = walk.fields.get
        key = tuple([get(name) for name in names])
        found = answers.get(key)
        if found is None:
            if len(answers) >= MOST:
                answers.clear()
            found = answers[key] = compute(walk)
        return found

    return answer
