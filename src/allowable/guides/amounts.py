"""What each setting pays for one unit of a code: the figure, or the reason why there is none, and the sources of both."""

from __future__ import annotations

from ..kernel.number import number_text
from ..law.ambulatory.tables import ASC_RATES
from ..law.physician.tables import RELATIVE_VALUES
from ..releases.store import Missing
from .view import PLACES_OF_SERVICE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..engine import PricedLine
    from .view import Json, View

INDICATORS = (
    "status",
    "global_days",
    "multiple_procedure",
    "endoscopic_base",
    "bilateral",
    "assistant",
    "co_surgeon",
    "team",
    "professional_technical",
)


class Amounts:
    """A code in every setting at one view.

    `entry` is what the guide prints; `lines` are the PricedLines behind it, by facility, non_facility, hospital and asc;
    `asc_weight` is the text of the payment weight, or None.
    """

    __slots__ = ("asc_weight", "entry", "hcpcs", "lines")

    def __init__(self, view: View, hcpcs: str) -> None:
        self.hcpcs = hcpcs
        self.lines: dict[str, PricedLine] = {name: view.price(hcpcs, "physician", code) for name, code in PLACES_OF_SERVICE.items()}
        self.lines["hospital"] = view.price(hcpcs, "hospital")
        self.lines["asc"] = view.price(hcpcs, "asc")
        physician = {name: self._physician(view, name) for name in PLACES_OF_SERVICE}
        self.entry: Json = {
            **_units_and_indicators(view, hcpcs, physician),
            "physician": physician,
            "hospital": self._hospital(view),
            "asc": self._asc(view),
        }
        row = view.fact(ASC_RATES, hcpcs)
        self.asc_weight = None if isinstance(row, Missing) else row.text("relative_weight")

    def _figure(self, view: View, name: str) -> Json:
        line = self.lines[name]
        return {
            "amount": None if line.amount is None else number_text(line.amount, line.places),
            "outcome": line.status,
            "reasons": list(line.reasons),
            "evidence": line.evidence,
            "sources": view.sources.of_account(line.account),
        }

    def _physician(self, view: View, name: str) -> Json:
        figure = self._figure(view, name)
        line = self.lines[name]
        total = line.account.values["total_rvu"]
        places = view.engine.system("physician").program(view.day, view.known).roots["total_rvu"].places
        # an unpriced code is printed with zeros, which mean that no units were set, not that they are nought
        figure["total_rvu"] = number_text(total, places) if isinstance(total, int) and (total or line.amount is not None) else None
        return figure

    def _hospital(self, view: View) -> Json:
        figure = self._figure(view, "hospital")
        account = self.lines["hospital"].account
        figure["status"] = _text(account.values["status_in_force"])
        figure["apc"] = _text(account.values["apc_in_force"])
        step = next(step for step in account.steps if step.rule.name == "apc_in_force")
        printed = {name: value for name, value, *_ in step.inputs}.get("apc")
        figure["apc_inferred"] = figure["apc"] is not None and figure["apc"] != printed
        if figure["apc_inferred"]:
            figure["reasons"].append(f"APC {figure['apc']}: {step.because}")
        return figure

    def _asc(self, view: View) -> Json:
        figure = self._figure(view, "asc")
        figure["indicator"] = _text(self.lines["asc"].account.values["indicator"])
        return figure


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _units_and_indicators(view: View, hcpcs: str, physician: dict[str, Json]) -> Json:
    row = view.fact(RELATIVE_VALUES, hcpcs, "")
    if isinstance(row, Missing):
        return {"work_rvu": None, "indicators": dict.fromkeys(INDICATORS)}
    units_set = row.value("work_rvu") or any(figure["total_rvu"] for figure in physician.values())
    return {"work_rvu": row.text("work_rvu") if units_set else None, "indicators": {name: row.text(name) for name in INDICATORS}}
