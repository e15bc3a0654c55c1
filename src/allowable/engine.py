"""The composition root: law, releases and runners come together here, and nowhere else.

The way of one line: Claim and Line -> the system of the setting -> its program for the service day -> the compiled account runner, which
asks the store for rows -> a PricedLine with its account.
"""

from __future__ import annotations

import gc
import os
from _thread import RLock  # the module threading would cost a first price a millisecond

from .claims.fields import line_fields, whole_claim_fields
from .kernel.day import OPEN, day_date, day_number, day_text
from .kernel.number import number_text, round_half_away
from .releases.store import Missing, Store
from .runners.account import Unknown
from .runners.explain import Runner
from .runners.kept import can_keep, read_kept, write_kept
from .runners.notes import cited, notes, unverified_steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from typing import Any

    from .checking import CheckedClaim
    from .claims.model import Claim, Line
    from .kernel.program import Program, System
    from .kernel.table import Cells, Key, Table
    from .releases.point import Print, Row
    from .runners.account import Account, Value

LAW = os.path.join(os.path.dirname(__file__), "law")
SYSTEM_OF_SETTING = {"physician": "physician", "hospital": "outpatient", "asc": "ambulatory"}
EDIT_SYSTEMS = ("practitioner_edits", "center_edits", "hospital_edits", "hospital_claim_edits")  # of one folder
ALL_SYSTEMS = ("physician", "outpatient", "ambulatory", "coverage")
NOT_APPLIED = "Edits (code pairs, unit limits, add-on codes, global periods) are not applied: `allowable check` and `--edit` apply them."
RATES_ALONE = (
    "Hospital and center figures are rates of one unit by itself: what a claim adds (packaging, discounts, coinsurance, deductible, "
    "sequestration) and edits are not applied; `allowable compare` and `allowable price` apply all but the edits."
)
SHARES = ("medicare_payment", "patient_share")
EARLIER_DAY_OPEN = Unknown("pends", "a line of an earlier day has no amount yet, so that what is left of the deductible is open")

_LAWS: dict[str, System] = {}
_READING = RLock()


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
    """One line's answer. `status` is priced, pends, not_payable or unknown; `reasons` say why; `account` holds every step.

    `amount` is what the line comes to, scaled to `places` decimals; `outputs` gives the places of every output.
    """

    __slots__ = ("_unknown", "account", "amount", "line", "outputs", "places", "status")

    def __init__(self, line: Line, account: Account, outputs: Mapping[str, int]) -> None:
        self.line = line
        self.account = account
        self.outputs = outputs
        self.places = outputs[account.amount]
        self.amount: int | None = None
        self.status = "priced"
        self._unknown: Unknown | None = None
        found = account.values[account.amount]
        if isinstance(found, Unknown):
            self._unknown = found
            self.status = found.category
        else:
            self.amount = found

    def about(self, output: str) -> PricedLine:
        """The same line with another output as its amount, such as unreduced_amount: the rate by itself, before claim rules."""
        return PricedLine(self.line, self.account.about(output), self.outputs)

    @property
    def reasons(self) -> list[str]:
        """Why there is no amount, and what the answer rests on that its reader must know."""
        found = self._unknown
        why = [] if found is None else [f"{found.reason} ({found.detail})" if found.detail else found.reason]
        return why + notes(self.account)

    @property
    def allowed(self) -> Decimal | None:
        """The amount in dollars as a Decimal, or None."""
        return _decimal(self.amount, self.places)

    def value(self, output: str) -> Decimal | None:
        """An output of the line's system, such as medicare_payment, as a Decimal; None where there is none."""
        found = self.account.values.get(output)
        return None if found is None or isinstance(found, Unknown) else _decimal(found, self.outputs[output])

    @property
    def evidence(self) -> str | None:
        """The weakest evidence tag of the rules and values on which this line rests."""
        from .kernel.cite import WEAKEST_FIRST

        tags = {tag for _, tag in cited(self.account)}
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

    def total_of(self, output: str) -> Decimal | None:
        """Sum of an output over the lines, such as medicare_payment, as a Decimal; None while a line has no value."""
        values = [line.value(output) for line in self.lines]
        return None if None in values else sum(values)  # type: ignore[arg-type, return-value]  # no None is left, and there is a line


def read_law(name: str) -> System:
    """The System of a law folder, read once for all engines of the process: what it builds, every thread may use."""
    with _READING:
        if name not in _LAWS:
            from .kernel.parameter import read_parameters

            folder, maker = ("edits", name) if name in EDIT_SYSTEMS else (name, "system")
            module = __import__(f"{__package__}.law.{folder}.system", fromlist=["system"])
            path = os.path.join(LAW, folder, "values.yaml")
            with open(path, encoding="utf-8") as stream:
                parameters = read_parameters(stream.read(), f"law/{folder}/values.yaml")
            _LAWS[name] = getattr(module, maker)(parameters)
        return _LAWS[name]


class Engine:
    """Prices claims and answers what was in force. Systems and tables are loaded when first asked for."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store()
        self._systems: dict[str, System] = {}
        self._own: set[str] = set()  # systems that were read here from their folders
        self._runners: dict[Program, Runner] = {}
        self._by_day: dict[tuple[str, int, int], Runner] = {}
        self._spans: dict[str, list[tuple[int, int, Runner]]] = {}  # first day, day after the last

    def __reduce__(self) -> tuple[type[Engine], tuple[Store]]:
        """For another process: an engine over the same releases."""
        return type(self), (self.store,)

    def system(self, name: str) -> System:
        """The System of a law folder."""
        if name not in self._systems:
            self._systems[name] = read_law(name)
            self._own.add(name)
        return self._systems[name]

    def runner(self, name: str, day: int, known: int = OPEN) -> Runner:
        """The compiled account runner of a system for a day."""
        found = self._by_day.get((name, day, known))
        if found is None:
            may_be_kept = known == OPEN and name in ALL_SYSTEMS and (name not in self._systems or name in self._own)
            found = self._by_day[name, day, known] = self._kept(name, day) if may_be_kept else self._compiled(name, day, known)
        return found

    def _kept(self, name: str, day: int) -> Runner:
        """The runner of the law itself, whose functions an earlier process may have kept (runners/kept.py)."""
        spans = self._spans.setdefault(name, [])
        for first, until, runner in spans:
            if first <= day < until:
                return runner
        law = os.path.join(LAW, name)
        held = read_kept(law, day)
        if held is not None:
            first, until, kept = held
            runner = Runner(lambda: self.system(name).program(day), kept)
        else:
            runner, (first, until) = self._compiled(name, day, OPEN), self.system(name).span(day)
            if can_keep(law):
                kept = runner.keep()
                write_kept(law, first, until, kept)
                runner = Runner(runner.program, kept)
        spans.append((first, until, runner))
        return runner

    def _compiled(self, name: str, day: int, known: int) -> Runner:
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
        """Price the lines of a claim together, day by day or all its days at once as its system says, each with its account."""
        known = OPEN if known_on is None else day_number(known_on)
        name = SYSTEM_OF_SETTING[claim.setting]
        service_days = [line.on for line in claim.lines if line.on is not None]  # Claim refuses a line without a day
        whole = whole_claim_fields(service_days) if self.runner(name, min(service_days), known).whole_claim else None
        days: dict[int, list[int]] = {}
        for at, day in enumerate(service_days):
            days.setdefault(min(service_days) if whole else day, []).append(at)
        left = Deductible(claim.deductible_remaining)
        priced: dict[int, PricedLine] = {}
        for day in sorted(days):
            lines = [line_fields(claim, claim.lines[at], left.cents) | (whole[at] if whole else {}) for at in days[day]]
            accounts = self.accounts(name, lines, day, known)
            left.use(accounts)
            places = self.runner(name, day, known).places
            for at, account in zip(days[day], accounts, strict=True):
                priced[at] = PricedLine(claim.lines[at], account, places)
        return PricedClaim(claim, [priced[at] for at in range(len(claim.lines))], known)

    def check(self, claim: Claim, known_on: date | str | int | None = None, facts: Mapping[str, Any] | None = None) -> CheckedClaim:
        """Every edit on the lines of a claim, before it is priced; `facts` are what its document says of the patient."""
        from .checking import check

        return check(self, claim, known_on, facts)

    def account(self, name: str, fields: Mapping[str, Value], day: int, known: int = OPEN) -> Account:
        """The Account of one system's outputs for one set of fields on one service day: a claim of one line."""
        return self.accounts(name, (fields,), day, known)[0]

    def accounts(self, name: str, lines: Sequence[Mapping[str, Value]], day: int, known: int = OPEN) -> list[Account]:
        """The Accounts of the lines of one claim with one service day, in the claim's order."""
        return self.runner(name, day, known).run(lines, lambda table, key: self._row(table, key, day, known), day, known)

    def _row(self, table: Table, key: Key, day: int, known: int) -> tuple[Cells, Print] | Unknown:
        found = self.store.find(table, key, day, known)
        if isinstance(found, Missing):
            return Unknown("unknown", found.reason, found.detail)
        return found[0].values, found[1]

    def fact(self, table: Table, key: Key, on: date | str | int, known_on: date | str | int | None = None) -> tuple[Row, Print] | Missing:
        """(Row, Print) of a table on a day, or Missing: for pages that show what CMS published."""
        return self.store.find(table, key, day_number(on), OPEN if known_on is None else day_number(known_on))


class Deductible:
    """What is left of the deductible from day to day. Once a line that may still use some has no amount, nobody knows what is left."""

    def __init__(self, cents: int | None) -> None:
        self.cents = cents
        self._open = False

    def use(self, accounts: Sequence[Account]) -> None:
        """Take off what one day's lines used; after a day that is open, their shares are open too."""
        if self.cents is None:
            return
        for account in accounts:
            if self._open:
                account.values |= {name: EARLIER_DAY_OPEN for name in SHARES if isinstance(account.values.get(name), int)}
        used = [account.values["deductible_applied"] for account in accounts]
        self._open = self.cents > 0 and (self._open or any(isinstance(one, Unknown) and one.category != "not_payable" for one in used))
        self.cents -= sum(one for one in used if isinstance(one, int))


def _decimal(value: int | None, places: int) -> Decimal | None:
    if value is None:
        return None
    from decimal import Decimal

    return Decimal(number_text(value, places))


def describe_day(number: int) -> str | None:
    """A day number as text, for doors."""
    return day_text(number) if number != OPEN else None


__all__ = [
    "ALL_SYSTEMS",
    "NOT_APPLIED",
    "RATES_ALONE",
    "Engine",
    "PricedClaim",
    "PricedLine",
    "day_date",
    "describe_day",
    "unverified_steps",
]
