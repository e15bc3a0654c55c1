"""Three truths, kept apart: a schedule has an amount, Medicare covers the service, the service can be done. None of them proves another."""

from __future__ import annotations

from ..kernel.cite import weakest
from .sources import cite_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..engine import PricedLine
    from ..runners.account import Account, Step
    from .amounts import Amounts
    from .view import Json, View

NAMES = {
    "facility": "physician in a facility",
    "non_facility": "physician in the office",
    "hospital": "hospital outpatient",
    "asc": "surgical center",
}
NO_ANSWER = {"not_payable": "not payable", "pends": "decided case by case", "unknown": "not known"}


def truths(view: View, amounts: Amounts) -> dict[str, Json]:
    """{"priced", "covered", "performable"} of a code: answer, because, cites, evidence, sources."""
    account = view.account("coverage", amounts.hcpcs)
    steps = {step.rule.name: step for step in account.steps}
    return {
        "priced": _priced(amounts.entry, amounts.lines),
        "covered": _policy(view, account, steps["covered"]),
        "performable": _policy(view, account, steps["performable"]),
    }


def _priced(entry: Json, lines: dict[str, PricedLine]) -> Json:
    priced = [NAMES[name] for name, line in lines.items() if line.status == "priced"]
    others = [f"{NAMES[name]}: {NO_ANSWER[line.status]}" for name, line in lines.items() if line.status != "priced"]
    statuses = {line.status for line in lines.values()}
    if priced:
        answer = "yes" if not others else "in part"
    else:
        answer = "not checked" if "unknown" in statuses else "no"
    parts = [f"an amount for {', '.join(priced)}"] * bool(priced) + others
    figures = [entry["physician"]["facility"], entry["physician"]["non_facility"], entry["hospital"], entry["asc"]]
    sources = list(dict.fromkeys(source for figure in figures for source in figure["sources"]))
    return {"answer": answer, "because": "; ".join(parts), "cites": [], "evidence": None, "sources": sources}


def _policy(view: View, account: Account, step: Step) -> Json:
    answer = step.value if isinstance(step.value, str) else "not checked"
    if answer == "not checked":
        because = step.because if isinstance(step.value, str) else step.value.reason
        return {"answer": answer, "because": because, "cites": [], "evidence": None, "sources": []}
    values = [origin[1] for _, _, _, kind, origin in step.inputs if kind == "parameter" and account.fields["hcpcs"] in origin[1].value]
    cites = [*step.rule.cites, *(value.cite for value in values)]
    sources = [
        view.sources.of_value(origin[0], origin[1]) for _, _, _, kind, origin in step.inputs if kind == "parameter" and origin[1] in values
    ]
    return {
        "answer": answer,
        "because": step.because,
        "cites": [cite_entry(cite) for cite in cites],
        "evidence": weakest(cites),
        "sources": sources,
    }
