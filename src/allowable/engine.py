"""The composition root: law, releases and runners come together here, and nowhere else.

The way of one line: Claim and Line -> the system of the setting -> its program for the service day -> the compiled account runner, which
asks the store for rows -> a PricedLine with its account.
"""

from __future__ import annotations

import gc
import os

from .kernel.cite import WEAKEST_FIRST
from .kernel.day import OPEN, day_date, day_number, day_text
from .kernel.number import number_text, round_half_away
from .kernel.parameter import read_parameters
from .releases.store import Missing, Store
from .runners.account import Unknown
from .runners.explain import Runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from .claims.model import Claim, Line
    from .kernel.program import Program, System
    from .kernel.table import Cells, Key, Table
    from .releases.point import Print, Row
    from .runners.account import Account, Value

LAW = os.path.join(os.path.dirname(__file__), "law")
SYSTEM_OF_SETTING = {"physician": "physician", "hospital": "outpatient", "asc": "ambulatory"}
ALL_SYSTEMS = ("physician", "outpatient", "ambulatory", "coverage")
NOT_APPLIED = (
    "Claim rules (imaging cap, multiple procedures, bilateral, assistants, packaging, discounting, charges, deductible, coinsurance, "
    "sequestration) and edits are not applied yet: each line is the unreduced amount of its units."
)


class Total:
    """Sum of the lines: `allowed` is a Decimal, or None while a line has no amount."""

    __slots__ = ("cents",)

    def __init__(self, cents: int | None) -> None:
        self.cents = cents

    @property
    def allowed(self) -> Decimal | None:
        """The amount in dollars as a Decimal, or None."""
        return _decimal(self.cents, 2)


class PricedLine:
    """One line's answer. `status` is priced, pends, not_payable or unknown; `reasons` say why; `account` holds every step."""

    __slots__ = ("account", "amount", "line", "places", "reasons", "status")

    def __init__(self, line: Line, account: Account, places: int) -> None:
        self.line = line
        self.account = account
        self.places = places
        self.amount: int | None = None
        self.status = "priced"
        self.reasons: list[str] = []
        found = next(iter(account.values.values()))
        if isinstance(found, Unknown):
            self.status = found.category
            self.reasons.append(f"{found.reason} ({found.detail})" if found.detail else found.reason)
        else:
            self.amount = found
        self.reasons += notes(account)

    @property
    def allowed(self) -> Decimal | None:
        """The amount in dollars as a Decimal, or None."""
        return _decimal(self.amount, self.places)

    @property
    def evidence(self) -> str | None:
        """The weakest evidence tag of the rules and values on which this line rests."""
        tags = set(_tags(self.account))
        return next((tag for tag in WEAKEST_FIRST if tag in tags), None)


class PricedClaim:
    """The claim's answer: `total.allowed`, `lines` in the claim's order, and the day on which we looked."""

    __slots__ = ("claim", "known_on", "lines", "total")

    def __init__(self, claim: Claim, lines: list[PricedLine], known_on: int) -> None:
        self.claim = claim
        self.lines = lines
        self.known_on = known_on
        cents = [round_half_away(line.amount, line.places - 2) for line in lines if line.amount is not None]
        self.total = Total(sum(cents) if len(cents) == len(lines) else None)


class Engine:
    """Prices claims and answers what was in force. Systems and tables are loaded when first asked for."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store()
        self._systems: dict[str, System] = {}
        self._runners: dict[Program, Runner] = {}

    def system(self, name: str) -> System:
        """The System of a law folder."""
        if name not in self._systems:
            module = __import__(f"{__package__}.law.{name}.system", fromlist=["system"])
            path = os.path.join(LAW, name, "values.yaml")
            with open(path, encoding="utf-8") as stream:
                parameters = read_parameters(stream.read(), f"law/{name}/values.yaml")
            self._systems[name] = module.system(parameters)
        return self._systems[name]

    def runner(self, name: str, day: int, known: int = OPEN) -> Runner:
        """The compiled account runner of a system for a day."""
        # Loading a system makes thousands of objects that all stay: collecting garbage among them costs a tenth of a first price.
        paused = name not in self._systems and gc.isenabled()
        if paused:
            gc.disable()
        try:
            program = self.system(name).program(day, known)
            found = self._runners.get(program)
            if found is None:
                found = self._runners[program] = Runner(program)
            return found
        finally:
            if paused:
                gc.enable()

    def price(self, claim: Claim, known_on: date | str | int | None = None) -> PricedClaim:
        """Price every line of a claim by itself: the unreduced amount of its units, with its account."""
        known = OPEN if known_on is None else day_number(known_on)
        name = SYSTEM_OF_SETTING[claim.setting]
        lines = [self._price_line(claim, line, name, known) for line in claim.lines]
        return PricedClaim(claim, lines, known)

    def _price_line(self, claim: Claim, line: Line, name: str, known: int) -> PricedLine:
        assert line.on is not None  # Claim refuses a line without a day
        modifiers = (*line.modifiers, "", "", "", "")
        fields = {
            "hcpcs": line.hcpcs,
            "modifier_1": modifiers[0],
            "modifier_2": modifiers[1],
            "modifier_3": modifiers[2],
            "modifier_4": modifiers[3],
            "place_of_service": line.place_of_service,
            "mac": line.mac or "",
            "locality": line.locality or "",
            "units": line.units,
            "cbsa": claim.cbsa or "",
            "qualifying_participant": "yes" if claim.qualifying_participant else "",
        }
        account = self.account(name, fields, line.on, known)
        root = next(iter(self.system(name).program(line.on, known).roots.values()))
        return PricedLine(line, account, root.places)

    def account(self, name: str, fields: Mapping[str, Value], day: int, known: int = OPEN) -> Account:
        """The Account of one system's outputs for one set of fields on one service day."""
        return self.runner(name, day, known).run(fields, lambda table, key: self._row(table, key, day, known), day, known)

    def _row(self, table: Table, key: Key, day: int, known: int) -> tuple[Cells, Print] | Unknown:
        found = self.store.find(table, key, day, known)
        if isinstance(found, Missing):
            return Unknown("unknown", found.reason, found.detail)
        return found[0].values, found[1]

    def fact(self, table: Table, key: Key, on: date | str | int, known_on: date | str | int | None = None) -> tuple[Row, Print] | Missing:
        """(Row, Print) of a table on a day, or Missing: for pages that show what CMS published."""
        return self.store.find(table, key, day_number(on), OPEN if known_on is None else day_number(known_on))


def _tags(account: Account) -> Iterator[str]:
    for step in account.steps:
        yield step.rule.evidence
        for _, _, _, kind, origin in step.inputs:
            if kind == "parameter":
                yield origin[1].cite.evidence


def unverified_steps(account: Account) -> list[str]:
    """Names of the rules and values of an account that carry the tag U."""
    names: dict[str, bool] = {}
    for step in account.steps:
        if step.rule.evidence == "U":
            names[step.rule.name] = True
        for _, _, _, kind, origin in step.inputs:
            if kind == "parameter" and origin[1].cite.evidence == "U":
                names[origin[0].name] = True
    return list(names)


def notes(account: Account) -> list[str]:
    """What an answer rests on that its reader must know: unverified rules and values, bridged prints, unverified days of publication."""
    found = []
    unverified = unverified_steps(account)
    if unverified:
        found.append(f"rests on unverified rules or values [U]: {', '.join(unverified)}")
    for table, printed in _prints(account):
        if printed.bridge:
            found.append(
                f"{table.name} of this day is not held; {printed.release.replace(' alike', '')}, before and after it, print this row alike"
            )
        if account.known != OPEN and printed.known_evidence == "U":
            found.append(f"the day on which {printed.release} became public is unverified [U]")
    return found


def _prints(account: Account) -> list[tuple[Table, Print]]:
    found: dict[tuple[Table, Print], bool] = {}
    for step in account.steps:
        for _, _, _, kind, origin in step.inputs:
            if kind == "column" and origin is not None:
                found[origin.table, origin.print] = True
    return list(found)


def _decimal(value: int | None, places: int) -> Decimal | None:
    if value is None:
        return None
    from decimal import Decimal

    return Decimal(number_text(value, places))


def describe_day(number: int) -> str | None:
    """A day number as text, for doors."""
    return day_text(number) if number != OPEN else None


__all__ = ["ALL_SYSTEMS", "NOT_APPLIED", "Engine", "PricedClaim", "PricedLine", "day_date", "describe_day", "unverified_steps"]
